"""Names of files and marks as words."""

import pytest

from withhold.text.spoken import parted, spoken


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("S:/cases/Ann%20Leefield%20A300000001.pdf", "S:/cases/Ann Leefield A300000001.pdf"),
        ("Ann_Leefield_A300000001", "Ann Leefield A300000001"),
        ("%C3%93mer", "Ómer"),
        ("Name: ____ 100 %", "Name: ____ 100 %"),
    ],
)
def test_words_of_names(text: str, words: str) -> None:
    assert spoken(text) == words


def test_parting_keeps_the_length() -> None:
    assert parted("Ann_Leefield 5%20") == "Ann Leefield 5%20"
