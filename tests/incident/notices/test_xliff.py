"""Texts go out to translators and come back whole: nothing lost, nothing added, nothing but text."""

import re
from dataclasses import replace

import pytest

from tests.incident.notices.test_templates import EVERY
from withhold.incident.notices.interface import Audience, NoticeError
from withhold.incident.notices.templates import Template, shipped
from withhold.incident.notices.xliff import MOST_BYTES, read_xliff, source_name, source_named_in, write_xliff

SOURCE = shipped(Audience.PERSON, "en")


def sent_back(language: str = "es") -> str:
    return write_xliff(SOURCE, language, shipped(Audience.PERSON, language)).decode()


@pytest.mark.parametrize(("audience", "language"), [key for key in EVERY if key[1] != "en"])
def test_what_goes_out_translated_comes_back_the_same(audience: Audience, language: str) -> None:
    source, made = shipped(audience, "en"), shipped(audience, language)
    assert read_xliff(write_xliff(source, language, made), source) == made


def test_what_is_not_translated_is_refused() -> None:
    with pytest.raises(NoticeError, match="not translated"):
        read_xliff(write_xliff(SOURCE, "so"), SOURCE)


def test_a_translation_of_another_text_is_refused() -> None:
    with pytest.raises(NoticeError, match="another text"):
        read_xliff(sent_back().encode(), shipped(Audience.COUNSEL, "en"))


@pytest.mark.parametrize(
    ("what", "instead", "words"),
    [
        ('<ph id="code" equiv="code" />', "", "placeholder"),
        ('<ph id="code" equiv="code" />', '<ph id="name" equiv="name" />', "placeholder"),
        ("Una carta para usted", "Una carta <b>x</b>", "only text"),
        ("Una carta para usted", "Una carta {code}", "braces"),
        ("Una carta para usted", " ", "empty"),
        ('version="2.1"', 'version="1.2"', "no XLIFF 2"),
        ('trgLang="es"', 'trgLang="=1+1"', "target language"),
    ],
)
def test_what_was_changed_is_refused(what: str, instead: str, words: str) -> None:
    text = sent_back()
    assert what in text
    head, divider, tail = text.rpartition(what)
    with pytest.raises(NoticeError, match=words):
        read_xliff((head + instead + tail if divider else text).encode(), SOURCE)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"nonsense",
        b"<xliff",
        b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>',
        b"<x>" + b"a" * MOST_BYTES + b"</x>",
    ],
)
def test_hostile_files_are_refused_in_one_line(content: bytes) -> None:
    with pytest.raises(NoticeError) as caught:
        read_xliff(content, SOURCE)
    assert "\n" not in str(caught.value)


def translated(language: str, into: str) -> bytes:
    """The source with each paragraph put into letters of a script, and its placeholders kept."""

    def put(text: str) -> str:
        return "".join(one if one.startswith("{") else into for one in re.split(r"(\{[a-z_]+\})", text))

    made = Template(
        SOURCE.audience,
        language,
        put(SOURCE.title),
        tuple(map(put, SOURCE.written)),
        tuple(map(put, SOURCE.read_aloud)),
        {name: put(text) for name, text in SOURCE.cohort.items()},
        {name: put(text) for name, text in SOURCE.fields.items()},
    )
    return write_xliff(SOURCE, language, made)


@pytest.mark.parametrize(
    ("language", "letters", "direction"),
    [
        ("ps", "دا يو ليک دی", "rtl"),
        ("ur", "یہ ایک خط ہے", "rtl"),
        ("ti", "እዚ ደብዳቤ እዩ", "ltr"),
        ("am", "ይህ ደብዳቤ ነው", "ltr"),
        ("bn", "এটি একটি চিঠি", "ltr"),
        ("uk", "Це лист", "ltr"),
        ("so", "Waa warqad", "ltr"),
        ("vi", "Đây là thư", "ltr"),
        ("sr-latn-rs", "Ovo je pismo", "ltr"),
        ("kjh", "Пу пiчiк", "ltr"),
    ],
)
def test_any_language_comes_back_in_its_script_and_direction(
    language: str, letters: str, direction: str
) -> None:
    content = translated(language, letters)
    assert f'trgDir="{direction}"'.encode() in content
    primary, _, rest = language.partition("-")
    assert read_xliff(content, SOURCE).language == (f"{primary}-Latn-RS" if rest else primary)


@pytest.mark.parametrize(("language", "letters"), [("ps", "Da yaw lik dai"), ("sr-Cyrl", "Ovo je pismo")])
def test_a_text_in_another_script_is_refused(language: str, letters: str) -> None:
    with pytest.raises(NoticeError, match="script"):
        read_xliff(translated(language, letters), SOURCE)


@pytest.mark.parametrize(
    ("what", "instead", "words"),
    [
        (b'trgDir="rtl"', b'trgDir="ltr"', "trgDir"),
        (b'trgLang="ur"', b'trgLang="en-GB"', "language of its source"),
        ("خط".encode(), "خط\u2067".encode(), "control characters"),
        ("خط".encode(), ("خط" * 5000).encode(), "far longer"),
    ],
)
def test_what_would_turn_or_bloat_the_letter_is_refused(what: bytes, instead: bytes, words: str) -> None:
    with pytest.raises(NoticeError, match=words):
        read_xliff(translated("ur", "یہ ایک خط ہے").replace(what, instead), SOURCE)


def test_english_under_another_name_is_no_translation() -> None:
    with pytest.raises(NoticeError, match="English source still"):
        read_xliff(write_xliff(SOURCE, "so", replace(SOURCE, language="so")), SOURCE)


def test_a_file_says_which_source_it_is_of() -> None:
    assert source_named_in(sent_back().encode()) == source_name(SOURCE)
    assert source_name(replace(SOURCE, title="Another")) != source_name(SOURCE)
