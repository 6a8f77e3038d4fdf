"""The texts that ship: complete, in ten languages, unsendable until somebody stands for exactly this text."""

from datetime import UTC, datetime

import pytest

from withhold.domain.fields import Field
from withhold.incident.notices.interface import Audience, Form, NoticeError, Review
from withhold.incident.notices.templates import (
    PLACEHOLDERS,
    Template,
    field_words,
    fill,
    languages,
    shipped,
    template_of,
    version_of,
)
from withhold.incident.notices.versions import is_sendable, require_sendable
from withhold.text.languages import is_right_to_left

TEN = ("ar", "en", "es", "fa", "fr", "ht", "pa", "pt", "ru", "zh-Hans")
VALUES = {
    "name": "Amadou Okoro",
    "since": "28 November 2022, 09:45",
    "until": "28 November 2022, 14:04",
    "organisation": "Example Agency",
    "days": "30",
    "contact": "https://example.org/safe",
    "code": "7K3M 9PQR 2XZA 1234 56",
    "network": "203.0.113.7",
    "address": "https://example.net/copy",
    "people_low": "6,000",
    "people_high": "6,252",
}
EVERY = [(audience, language) for audience in Audience for language in languages(audience)]


def values_for(made: Template) -> dict[str, str]:
    return {**VALUES, **({"fields": field_words(made, list(Field), True)} if made.fields else {})}


def test_the_letter_to_people_is_there_in_ten_languages_also_to_be_read_aloud() -> None:
    assert languages(Audience.PERSON) == TEN
    assert all(shipped(Audience.PERSON, language).read_aloud for language in TEN)


def test_every_audience_has_a_text() -> None:
    assert all("en" in languages(audience) for audience in Audience)


@pytest.mark.parametrize(("audience", "language"), EVERY)
def test_every_text_fills_without_a_gap(audience: Audience, language: str) -> None:
    made = shipped(audience, language)
    letter = fill(version_of(made, Form.WRITTEN, ("in_custody", "minor")), values_for(made))
    assert "{" not in letter.body
    for name in PLACEHOLDERS[audience] - {"fields"}:
        assert VALUES[name] in letter.body


@pytest.mark.parametrize("language", TEN)
def test_the_script_of_the_helpline_holds_no_value(language: str) -> None:
    version = version_of(shipped(Audience.PERSON, language), Form.READ_ALOUD)
    assert "{" not in "".join(version.paragraphs)


def test_a_missing_value_stops_the_letter() -> None:
    version = version_of(shipped(Audience.PERSON, "en"), Form.WRITTEN)
    with pytest.raises(NoticeError, match="fields, name"):
        fill(version, {key: value for key, value in VALUES.items() if key != "name"})


def test_values_cannot_bring_lines_or_placeholders() -> None:
    made = shipped(Audience.PERSON, "en")
    hostile = {**values_for(made), "name": "A\u202e {code}\r\nBcc: all@example.org"}
    letter = fill(version_of(made, Form.WRITTEN), hostile)
    assert letter.paragraphs[0] == "Dear A {code} Bcc: all@example.org,"


def test_exposed_fields_are_told_each_once_and_in_words() -> None:
    made = shipped(Audience.PERSON, "en")
    told = field_words(made, [Field.GIVEN_NAME, Field.FAMILY_NAME, Field.PASSPORT_NUMBER], False)
    assert told == "your name, another number of yours"
    with pytest.raises(NoticeError, match="nothing was exposed"):
        field_words(made, [], False)


def test_only_the_text_that_was_read_may_be_sent() -> None:
    made = shipped(Audience.PERSON, "ru")
    version = version_of(made, Form.WRITTEN)
    review = Review(version.sha256, "Rita Reader", datetime(2026, 3, 1, tzinfo=UTC))
    assert not is_sendable(version, [])
    assert is_sendable(version, [review])
    assert not is_sendable(version, [Review(version.sha256, " \u200b", review.at)])
    with pytest.raises(NoticeError, match="not reviewed"):
        require_sendable(version_of(made, Form.WRITTEN, ("minor",)), [review])


@pytest.mark.parametrize(
    "change",
    [
        {"written": ["Dear {name},"]},
        {"written": [*shipped(Audience.FINDER, "en").written, "{name}"]},
        {"written": [*shipped(Audience.FINDER, "en").written, "a { brace"]},
        {"title": " "},
        {"surprise": 1},
        {"written": "text"},
    ],
)
def test_a_text_that_is_not_as_it_has_to_be_is_refused(change: dict[str, object]) -> None:
    good = shipped(Audience.FINDER, "en")
    told = {"language": "en", "title": good.title, "written": list(good.written)}
    assert template_of(Audience.FINDER, told) == good
    with pytest.raises(NoticeError):
        template_of(Audience.FINDER, {**told, **change})


def test_values_keep_their_order_in_a_text_from_right_to_left() -> None:
    made = shipped(Audience.PERSON, "fa")
    letter = fill(version_of(made, Form.WRITTEN), values_for(made))
    assert f"\u2068{VALUES['code']}\u2069" in letter.body
    assert (
        "\u2068" not in fill(version_of(shipped(Audience.PERSON, "pa"), Form.WRITTEN), values_for(made)).body
    )


@pytest.mark.parametrize(
    ("language", "is_so"),
    [("ar", True), ("fa", True), ("pa", False), ("pa-Arab", True), ("en", False), ("az-Arab", True)],
)
def test_direction_is_that_of_the_script(language: str, is_so: bool) -> None:
    assert is_right_to_left(language) is is_so


def test_a_language_without_a_text_says_what_to_do() -> None:
    with pytest.raises(NoticeError, match="XLIFF"):
        shipped(Audience.PERSON, "so")
