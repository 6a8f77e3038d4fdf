"""Folding keeps positions and makes spellings meet."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from withhold.recognisers.context.letters import fold, words_apart


@given(st.text())
def test_folding_keeps_the_length(text: str) -> None:
    assert len(fold(text)) == len(text)


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Détenu", "detenu"),
        ("asylum-seeker", "asylum seeker"),
        ("a-b-c", "a b c"),
        ("d’asile", "d asile"),
        ("پناه‌جو", "پناه جو"),
        ("Sığınma İşi", "siginma isi"),
        ("Ёлка", "елка"),
        ("- 5", "- 5"),
    ],
)
def test_spellings_meet(text: str, folded: str) -> None:
    assert fold(text) == fold(folded)


def test_technical_names_become_words() -> None:
    assert words_apart("asylumStatus") == "asylum Status"
    assert words_apart("asylum_status") == "asylum status"
