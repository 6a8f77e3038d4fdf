"""Texts go out to translators and come back whole: nothing lost, nothing added, nothing but text."""

import pytest

from tests.incident.notices.test_templates import EVERY
from withhold.incident.notices.interface import Audience, NoticeError
from withhold.incident.notices.templates import shipped
from withhold.incident.notices.xliff import MOST_BYTES, read_xliff, write_xliff

SOURCE = shipped(Audience.PERSON, "en")


def sent_back(language: str = "es") -> str:
    return write_xliff(SOURCE, language, shipped(Audience.PERSON, language)).decode()


@pytest.mark.parametrize(("audience", "language"), EVERY)
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
