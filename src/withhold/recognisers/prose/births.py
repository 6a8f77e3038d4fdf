"""Birth dates told in words: "born 4 March 1987", "04.03.1987 г.р.", "1987年3月4日出生"."""

import re
from collections.abc import Sequence

from withhold.domain.fields import Field
from withhold.recognisers.context.grammar import Analysis
from withhold.recognisers.dates.embedded import DATE
from withhold.text.dates import parse_date

_YEAR = re.compile(r"(?<!\d)(?:1[89]\d\d|20[0-2]\d|1[34]\d\d)(?!\d)")
_AFTER = 40
"""Characters behind the word for birth within which its date begins: "born in Herat on 4 March 1987"."""
_BEFORE = 48
"""The same before it, where a language puts the word last."""
_GAP = 20
"""Characters between a date and the word for birth behind it; in English they stand side by side."""
_ENGLISH_GAP = 6


def births(
    analysis: Analysis, sentence: str, named: Sequence[tuple[int, int]] = ()
) -> list[tuple[int, Field, str]]:
    """Where in a sentence somebody's birth is told, as which field, and its date (ISO 8601) or year.

    `named` are the places of names in it: Raimundo do Nascimento has "birth" in his. 3/4/1990 is the
    third of April unless the word for birth is English, which leaves it to `parse_date`.
    """
    found = []
    done = -1
    for at in sorted(analysis.marks["born"]):
        token = analysis.tokens[at]
        if token.start < done or any(start <= token.start < end for start, end in named):
            continue
        order = None if "en" in analysis.marks["born"][at] else "dmy"
        told = _behind(sentence, token.end, order) or _ahead(sentence, token.start, order)
        if told is not None:
            done, field, value = told
            found.append((token.start, field, value))
    return found


def _behind(sentence: str, start: int, order: str | None) -> tuple[int, Field, str] | None:
    """The first date that begins close behind a place, else the first year."""
    window = sentence[start : start + _AFTER + 24]
    for match in DATE.finditer(window):
        day = parse_date(match.group(), order)
        if match.start() <= _AFTER and day is not None:
            return start + match.end(), Field.DATE_OF_BIRTH, day.isoformat()
    year = _YEAR.search(window[: _AFTER // 2])
    return (start + year.end(), Field.BIRTH_YEAR, year.group()) if year else None


def _ahead(sentence: str, end: int, order: str | None) -> tuple[int, Field, str] | None:
    """The date or year that ends just before a place."""
    window = sentence[max(end - _BEFORE, 0) : end]
    gap = _ENGLISH_GAP if order is None else _GAP
    for match in DATE.finditer(window):
        day = parse_date(match.group(), order)
        if day is not None and len(window) - match.end() <= gap:
            return end, Field.DATE_OF_BIRTH, day.isoformat()
    year = _YEAR.search(window[-12:])
    return (end, Field.BIRTH_YEAR, year.group()) if year else None
