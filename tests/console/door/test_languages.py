"""The catalogues are complete, and the right one is chosen."""

import pytest

from withhold.console.door.languages import CODES, chosen, language


@pytest.mark.parametrize("code", CODES)
def test_a_catalogue_has_every_text_of_the_english_one(code: str) -> None:
    texts, english = language(code).texts, language("en").texts
    assert texts.keys() == english.keys()
    for name, text in texts.items():
        assert type(text) is type(english[name]), name
        if isinstance(text, list):
            assert len(text) == len(english[name]), name
            assert all(one.strip() for one in text), name
        else:
            assert text.strip(), name


@pytest.mark.parametrize("code", [code for code in CODES if code != "en"])
def test_a_translation_is_not_english_and_says_that_nobody_reviewed_it(code: str) -> None:
    catalogue, english = language(code), language("en").texts
    assert not catalogue.reviewed
    same = [name for name, text in catalogue.texts.items() if text == english[name]]
    assert set(same) <= {"contact_us"}


def test_arabic_and_persian_run_from_right_to_left() -> None:
    assert {code for code in CODES if language(code).direction == "rtl"} == {"ar", "fa"}


@pytest.mark.parametrize(
    ("asked", "accepted", "expected"),
    [
        ("fa", "es", "fa"),
        ("", "de, es;q=0.8, en;q=0.5", "es"),
        ("", "zh-CN", "zh-hans"),
        ("", "zh-TW,fr;q=0.3", "fr"),
        ("", "pt-BR", "pt"),
        ("", "zh-Hant-HK,zh;q=0.1", "zh-hans"),
        ("", "pa-Arab-PK,ru;q=0.2", "ru"),
        ("xx", "", "en"),
        ("", "de;q=1, *", "en"),
        ("", "es;q=0, ru;q=broken, fr;q=0.1", "fr"),
    ],
)
def test_the_language_is_the_one_asked_for_or_the_best_that_is_there(
    asked: str, accepted: str, expected: str
) -> None:
    assert chosen(asked, accepted, CODES) == expected


def test_a_language_that_the_office_left_out_is_not_answered_in() -> None:
    assert chosen("ru", "ru", ("en", "es")) == "en"
