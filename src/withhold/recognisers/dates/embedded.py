"""Dates with other words around them: "04.03.1987, Kabul", "1987-03-04 M", "born 4 March 1987 in Herat"."""

import re
from collections.abc import Sequence

from withhold.text.dates import date_order, parse_date

DATE = re.compile(
    r"\d{1,4} ?[年년] ?\d{1,2} ?[月월] ?\d{1,2}"
    r"|\d{1,4}([-/.])\d{1,2}\1\d{1,4}"
    r"|\d{1,2}(?:st|nd|rd|th|er|\.|º|ª)? ?[-/ ]?(?:of |de |d')?[^\W\d_]{2,12}\.?,? ?[-/]?(?:de |del )?\d{2,4}"
    r"|[^\W\d_]{3,12}\.? \d{1,2}(?:st|nd|rd|th)?,? \d{4}"
    r"|\d{8}"
)
"""What may be a date in running text; `parse_date` says whether it is one."""
BIRTH = (
    r"(?:(?:was |is )?born (?:on |in )?|b\. ?|dob:? ?|date of birth:? ?|geb(?:\.|oren)(?: am)? ?"
    r"|(?:est |était )?née?(?:\(e\))? le |nacid[oa] (?:el )?|nascid[oa] (?:em |a )?|nat[oa] (?:il |a )?)"
    r"(?=\d{1,2}(?:\.|st|nd|rd|th)?[-./ ](?:de )?\w{1,10}[-./, ]{1,2}(?:de )?\d{4}\b"
    r"|\d{4}-\d\d-\d\d\b)"
)
"""Words for a birth with a date behind them, whatever the case."""
_BORN = re.compile(BIRTH, re.I)
_LONGEST = 200
_SHARE = 0.8


def first_days(values: Sequence[str]) -> dict[str, str]:
    """Each value that begins with a date, or has one word before it, with the date in ISO form.

    Dates are read in the order in which most are written. Where more words stand before it, it may be of
    somebody whom the value names.
    """
    found = {
        value: match
        for value in values
        if len(value) <= _LONGEST
        and (match := DATE.search(value)) is not None
        and len(value[: match.start()].split()) <= 1
    }
    order = date_order([match.group() for match in found.values()])
    days = {value: parse_date(match.group(), order) for value, match in found.items()}
    return {value: day.isoformat() for value, day in days.items() if day is not None}


def births_told(values: Sequence[str]) -> dict[str, str]:
    """Each value that tells in words when somebody was born, with the day; empty where most do not."""
    telling = {
        value: value[match.end() :]
        for value in values
        if len(value) <= _LONGEST and (match := _BORN.search(value)) is not None
    }
    if not telling or len(telling) < _SHARE * len(values):
        return {}
    days = first_days(list(telling.values()))
    return {value: days[rest] for value, rest in telling.items() if rest in days}
