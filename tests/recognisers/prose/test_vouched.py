"""Names that no list knows are told of where a birth or an alien number follows them."""

from random import Random

import pytest

from corpus.people import people
from withhold.recognisers.prose.reading import read


@pytest.mark.parametrize(
    "sentence",
    [
        "{}, born 1953-06-12, is counted in March.",
        "{} (born 12 June 1953) is counted in March.",
        "{}, geb. 12.06.1953, wird im März gezählt.",
        "{}, né le 12 juin 1953, est compté en mars.",
        "{}, nacido el 12 de junio de 1953, consta en marzo.",
        "The applicant {} was born on 12 June 1953.",
        "{}, A312345678, is counted in March.",
    ],
)
def test_everybody_is_found(sentence: str) -> None:
    missed = [who.full for who in people(Random(5), 400) if not read(sentence.format(who.full))]
    assert missed == []


@pytest.mark.parametrize(
    "text",
    [
        "New York, 4 March 2022",
        "Annual Report, 4 March 2022",
        "Court of Appeal, London, 12.06.1953",
        "Immigration Statistics, born 12 June 1953",
        "Stonebridge County Jail, 2022-11-25",
    ],
)
def test_datelines_and_ordinary_words_are_nobody(text: str) -> None:
    assert read(text) == []


def test_a_title_is_kept() -> None:
    (person,) = read("Senator Daniel Moreira (born 12 June 1953) opened the hall.")
    assert person.name == "Daniel Moreira"
