"""Sentences in eleven languages: of whom they say something protected, and of whom they do not."""

import tomllib
from pathlib import Path

import pytest

from withhold.domain.fields import Field, Protection
from withhold.recognisers import prose

LANGUAGES = tomllib.loads((Path(__file__).parent / "sentences.toml").read_text("utf-8"))
SAID = [
    pytest.param(*said, id=f"{language}{number}")
    for language, sentences in LANGUAGES.items()
    for number, said in enumerate(sentences["said"])
]
BENIGN = [text for sentences in LANGUAGES.values() for text in sentences["benign"]]


@pytest.mark.parametrize(("text", "name", "protection", "birth"), SAID)
def test_it_is_said_of_the_named_person(text: str, name: str, protection: str, birth: str) -> None:
    (mention,) = [mention for mention in prose.read(text) if mention.name == name]
    assert Protection(protection) in mention.protections
    assert not mention.public_role
    told = mention.fields.get(Field.DATE_OF_BIRTH) or mention.fields.get(Field.BIRTH_YEAR) or ""
    assert told == birth


@pytest.mark.parametrize("text", BENIGN)
def test_officials_counts_topics_and_places_are_not_meant(text: str) -> None:
    assert [m for m in prose.read(text) if (m.protections and not m.public_role) or m.membership] == []


def test_what_a_post_to_the_public_says_is_public() -> None:
    post = "RT @harbour_news: Leila Haddad was detained at the port #FreeLeila"
    (mention,) = [mention for mention in prose.read(post) if mention.name]
    assert mention.public_role
    (mention,) = prose.read("@omar Leila Haddad was detained at the port")
    assert not mention.public_role


def test_condolences_to_victims_are_no_list() -> None:
    assert prose.read("My condolences to all of the families and victims of the flood.") == []
