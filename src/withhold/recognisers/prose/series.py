"""Names with a bare date behind each: "Anna Berg (04.03.1987); Omar Said (11.12.1990)" tells their births."""

import re
from collections.abc import Sequence
from datetime import date

from withhold.domain.fields import Field
from withhold.recognisers.dates.birth import birth_plausible
from withhold.recognisers.names import NameSpan
from withhold.recognisers.prose.belongings import Datum
from withhold.text.dates import date_order, parse_date

_DATE = (
    r"(?:\d{1,4}(?P<mark>[-/. ])\d{1,2}(?P=mark)\d{1,4}"
    r"|\d{1,2}(?:st|nd|rd|th|\.)? ?[-/ ]?(?:de )?[^\W\d_]{3,12}\.?,? ?[-/]?(?:de )?\d{4}"
    r"|[^\W\d_]{3,12}\.? \d{1,2},? \d{4})"
)
_BEHIND = re.compile(rf"[\"'’”»]? ?[,:;–—|-]? ?[\"'‘“«(\[]?[ *]{{0,2}}(?P<day>{_DATE})(?![\w./-]*\d)")
_LIFE = re.compile(r"[^\w\n)\];]{0,6}(?:†|\d{1,4}[-/. ]\d{1,2}[-/. ]\d{2,4}|(?:1[89]|20)\d\d(?!\d))")
"""A second date or year: of a death, or the end of a term."""
_LEAST = 3
_DISTINCT = 0.8
"""Of the names: who stands there again and again wrote or did something on each of the days."""
_PLAUSIBLE = 0.6


def series(text: str, spans: Sequence[NameSpan]) -> list[Datum]:
    """The dates that stand directly behind names, as births, where all of them together can be such.

    One date behind one name may be of anything; three and more that lie a generation back and years apart
    are of people. Two dates ("2001-2005", "1912 – 1999") are a life or a term and tell nothing here.
    """
    found: list[tuple[int, int, str]] = []
    names: set[str] = set()
    for span in spans:
        match = _BEHIND.match(text, span.end) if span.role is None else None
        if match is not None and not _LIFE.match(text, match.end()):
            found.append((*match.span("day"), match["day"]))
            names.add(text[span.start : span.end])
    if len(names) < _LEAST or len(names) < _DISTINCT * len(found):
        return []
    order = date_order([value for _, _, value in found])
    told = [(start, end, parse_date(value, order)) for start, end, value in found]
    dated = [(start, end, day) for start, end, day in told if day is not None]
    if birth_plausible([day for _, _, day in dated], date.today()) < _PLAUSIBLE:
        return []
    return [Datum(start, end, Field.DATE_OF_BIRTH, day.isoformat()) for start, end, day in dated]
