"""Every text in every language: in its script, part by part as the English one, nothing left in English."""

import re
import unicodedata
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from tests.incident.notices.test_templates import EVERY, TEN, values_for
from withhold.incident.notices.interface import Audience, Form
from withhold.incident.notices.pdf import Letter, pdf_of
from withhold.incident.notices.templates import Template, fill, languages, shipped, version_of

AT = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
SCRIPTS = {"ar": "ARABIC", "fa": "ARABIC", "pa": "GURMUKHI", "ru": "CYRILLIC", "zh-Hans": "CJK"}
"""The script of a language, as the names of its characters begin (Unicode); Latin for the others."""
LATIN = {"UTC"}
"""Words that are written in Latin letters in every language."""
NOT_ITS_OWN = {"ar": "یکگچپژ", "fa": "يىكة", "zh-Hans": ",;?!"}
"""Characters like those of the language, but of its neighbour: a search does not find such a word."""
COMPLETE = TEN
TRANSLATED = [one for one in EVERY if one[1] != "en"]
_PLACEHOLDER = re.compile(r"\{[a-z_]+\}")


def texts_of(made: Template) -> Iterator[str]:
    yield from (made.title, *made.written, *made.read_aloud, *made.cohort.values(), *made.fields.values())


@pytest.mark.parametrize("language", COMPLETE)
def test_a_language_is_there_for_every_audience(language: str) -> None:
    assert [audience for audience in Audience if language not in languages(audience)] == []


@pytest.mark.parametrize(("audience", "language"), EVERY)
def test_a_text_names_the_language_of_its_file_and_one_that_people_are_told_in(
    audience: Audience, language: str
) -> None:
    assert shipped(audience, language).language == language
    assert language in TEN


@pytest.mark.parametrize(("audience", "language"), TRANSLATED)
def test_a_text_is_written_in_the_script_of_its_language(audience: Audience, language: str) -> None:
    script = SCRIPTS.get(language, "LATIN")
    for text in texts_of(shipped(audience, language)):
        bare = _PLACEHOLDER.sub(" ", text)
        foreign = [
            word
            for word in re.findall(r"[^\W\d_]+", bare)
            if word not in LATIN and not unicodedata.name(word[0]).startswith(script)
        ]
        assert foreign == [], text


@pytest.mark.parametrize(("audience", "language"), [one for one in TRANSLATED if one[1] in NOT_ITS_OWN])
def test_a_text_has_the_letters_and_marks_of_its_language(audience: Audience, language: str) -> None:
    found = {character for text in texts_of(shipped(audience, language)) for character in text}
    assert found.isdisjoint(NOT_ITS_OWN[language])


@pytest.mark.parametrize(("audience", "language"), TRANSLATED)
def test_a_text_has_the_parts_of_the_english_one_with_the_same_values(
    audience: Audience, language: str
) -> None:
    """Part by part, so that whoever reviews it can read the two side by side."""
    made, english = shipped(audience, language), shipped(audience, "en")
    assert list(map(values_in, made.written)) == list(map(values_in, english.written))
    assert len(made.read_aloud) == len(english.read_aloud)
    assert list(made.cohort) == list(english.cohort)
    assert list(made.fields) == list(english.fields)


def values_in(text: str) -> set[str]:
    return set(_PLACEHOLDER.findall(text))


@pytest.mark.parametrize(("audience", "language"), TRANSLATED)
def test_no_sentence_was_left_as_it_is_in_english(audience: Audience, language: str) -> None:
    english = {text for text in texts_of(shipped(audience, "en")) if " " in text}
    assert english.isdisjoint(texts_of(shipped(audience, language)))


@pytest.mark.parametrize(("audience", "language"), TRANSLATED)
def test_words_for_what_was_exposed_are_told_apart(audience: Audience, language: str) -> None:
    words = list(shipped(audience, language).fields.values())
    assert len(words) == len(set(words))
    assert all(word == word.strip() and word for word in words)


@pytest.mark.parametrize(("audience", "language"), TRANSLATED)
def test_every_text_is_set_as_a_letter_with_every_character(audience: Audience, language: str) -> None:
    made = shipped(audience, language)
    filled = fill(version_of(made, Form.WRITTEN), values_for(made))
    letter = Letter(language, filled.title, filled.paragraphs, AT, ("Example Agency", "1 Harbour Road"))
    assert pdf_of(letter).startswith(b"%PDF-")
