"""Sentences: no character is lost, and abbreviations end none."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from withhold.recognisers.prose.sentences import LONGEST, split


def sentences(text: str) -> list[str]:
    return [text[start:end].strip() for start, end in split(text) if text[start:end].strip()]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("He left. She stayed.", ["He left.", "She stayed."]),
        ("Mr. Haddad met J. Smith. They left.", ["Mr. Haddad met J. Smith.", "They left."]),
        ("Amina Yusuf\nwas detained.", ["Amina Yusuf\nwas detained."]),
        ("Name: A\nDOB: B", ["Name: A", "DOB: B"]),
        ("他走了。她留下。", ["他走了。", "她留下。"]),
    ],
)
def test_where_sentences_end(text: str, expected: list[str]) -> None:
    assert sentences(text) == expected


@given(st.text())
def test_the_ranges_cover_the_text(text: str) -> None:
    ranges = split(text)
    assert "".join(text[start:end] for start, end in ranges) == text
    assert all(0 < end - start <= LONGEST for start, end in ranges)
