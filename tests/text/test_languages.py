"""Which of the languages that are there somebody reads: their own, or the one that theirs is a kind of."""

import pytest

from withhold.text.languages import is_right_to_left, ladder, lookup

THERE = ("ar", "en", "es", "fa", "fr", "ht", "pa", "pt", "ru", "zh-Hans")


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        ("es", "es"),
        ("es-MX", "es"),
        ("ES-mx", "es"),
        ("es_419", "es"),
        ("pt-BR", "pt"),
        ("ht-HT", "ht"),
        ("fa-AF", "fa"),
        ("ar-Arab-EG", "ar"),
        ("es-Latn-MX-x-own", "es"),
        ("zh-Hans-CN", "zh-Hans"),
        ("zh-CN", "zh-Hans"),
        ("zh-SG", "zh-Hans"),
        ("zh", "zh-Hans"),
        ("pa-Guru-IN", "pa"),
        ("pa-IN", "pa"),
    ],
)
def test_a_tag_falls_back_to_its_base_language(wanted: str, found: str) -> None:
    assert lookup(wanted, THERE) == found


@pytest.mark.parametrize(
    "wanted",
    ["zh-TW", "zh-Hant", "zh-Hant-HK", "zh-HK", "pa-Arab", "pa-PK", "pnb", "de", "prs", "e", "", "x-es"],
)
def test_nobody_is_given_a_script_or_a_language_that_they_did_not_name(wanted: str) -> None:
    assert lookup(wanted, THERE) is None


def test_the_nearest_one_comes_first() -> None:
    assert lookup("es-MX", ("es", "es-MX", "es-419")) == "es-MX"
    assert lookup("zh-TW", ("zh-Hans", "zh-Hant")) == "zh-Hant"
    assert lookup("sr-Latn-RS", ("sr", "sr-Latn")) == "sr-Latn"
    assert lookup("sr-Latn-RS", ("sr",)) is None
    assert lookup("pa-PK", ("pa", "pa-Arab")) == "pa-Arab"


def test_the_ladder_goes_down_one_part_at_a_time() -> None:
    assert ladder("es-Latn-MX") == ("es-latn-mx", "es-latn", "es")
    assert ladder("zh-CN") == ("zh-cn", "zh-hans", "zh")
    assert ladder("es-x-own") == ("es-x-own", "es-latn", "es")
    assert ladder("not a tag") == ()


def test_direction_is_that_of_the_script() -> None:
    assert [tag for tag in (*THERE, "pa-Arab", "fa-AF", "ur-PK") if is_right_to_left(tag)] == [
        "ar",
        "fa",
        "pa-Arab",
        "fa-AF",
        "ur-PK",
    ]
