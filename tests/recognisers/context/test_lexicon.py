"""The tree of phrases and its data files."""

from importlib import resources

import pytest

from withhold.domain.fields import Protection
from withhold.recognisers.context.letters import fold
from withhold.recognisers.context.lexicon import Entry, Lexicon, load, tokenise

ENTRY = Entry("person", Protection.ASYLUM, "en")
LANGUAGES = {"en", "es", "fr", "pt", "de", "nl", "ru", "ar", "fa", "zh", "tr"}


def found(phrase: str, text: str) -> list[str]:
    lexicon = Lexicon()
    lexicon.add(phrase, ENTRY)
    tokens = tokenise(fold(text))
    return [fold(text)[tokens[hit.first].start : tokens[hit.last - 1].end] for hit in lexicon.find(tokens)]


@pytest.mark.parametrize(
    ("phrase", "text", "expected"),
    [
        (
            "asylum seeker/applicant",
            "An asylum applicant, an asylum seeker",
            ["asylum applicant", "asylum seeker"],
        ),
        ("asyl*", "Die Asylbehörde", ["asylbehorde"]),
        ("on the * list", "on the leaked list", ["on the leaked list"]),
        ("庇护申请", "他的庇护申请", ["庇护申请"]),
        ("طالب لجوء", "طالب اللجوء", ["طالب اللجوء"]),
        ("i-589", "Form I-589", ["i 589"]),
        ("asylum", "asylums", []),
    ],
)
def test_phrases_are_found(phrase: str, text: str, expected: list[str]) -> None:
    assert found(phrase, text) == expected


@pytest.mark.parametrize("package", ["context", "prose"])
def test_every_language_has_its_file(package: str) -> None:
    folder = resources.files(f"withhold.recognisers.{package}").joinpath("data")
    assert {
        item.name.removesuffix(".toml") for item in folder.iterdir() if item.name.endswith(".toml")
    } == LANGUAGES


def test_the_first_look_misses_no_phrase() -> None:
    lexicon = load("withhold.recognisers.context", "withhold.recognisers.prose")
    pattern = lexicon.anchor_pattern("person", "people", "state", "topic")
    for text in (
        "Asylum seeker",
        "被拘留",
        "طالب اللجوء",
        "پناهجویان",
        "sığınmacı",
        "détenu",
        "беженец",
        "hiv阳性",
    ):
        assert pattern.search(fold(text).encode()) is not None
