"""Dates as people write them, in the Gregorian calendar.

Read without locale: numbers in any order and with any separator, names of months in eleven languages and
more, ideographic dates, Persian, Islamic, Buddhist, Minguo and Japanese years, spreadsheet serial numbers.
"""

import re
from collections.abc import Iterable
from datetime import date, timedelta
from functools import lru_cache

from withhold.text.calendars import GREGORIAN, calendar_of_year, to_gregorian
from withhold.text.months import fillers, month_names
from withhold.text.normalise import fold, fold_label

LONGEST = 48
"""Characters of the longest value looked at: nobody writes a date longer than this."""

_TWO_DIGIT_PIVOT = 30
"""Two-digit years up to this are of the 2000s, the others of the 1900s, as spreadsheets read them."""

_NUMERIC = re.compile(
    r"(\d{1,4})\s?([-/.\u00b7 ])\s?(\d{1,2})\s?\2\s?(\d{1,4})\.?"
    r"(?:[T ,]\s?\d{1,2}[:.h]\d{2}[^\n]{0,24})?",
    re.ASCII,
)
_COMPACT = re.compile(r"\d{8}", re.ASCII)
_HAN = re.compile(
    r"(民國|民国|昭和|平成|令和|大正)?\s?(\d{1,4})\s?[年년]\s?(\d{1,2})\s?[月월]\s?(\d{1,2})\s?[日号일]?",
    re.ASCII,
)
_ERAS = {None: 0, "民國": 1911, "民国": 1911, "昭和": 1925, "平成": 1988, "令和": 2018, "大正": 1911}
_TOKEN = re.compile(r"\d+|[^\W\d_]+")
_TWO_NUMBERS = re.compile(r"\D*\d{1,4}\D+\d{1,4}\D*", re.ASCII)
_CLOCK = re.compile(r"[T ,]\s?\d{1,2}:\d{2}.*", re.DOTALL)

_EPOCH_1900 = date(1899, 12, 30)
_EPOCH_1904 = date(1904, 1, 1)
_LAST_SERIAL = 2_958_465
"""31 December 9999 in the 1900 system."""


def parse_date(value: str, order: str | None = None) -> date | None:
    """The day that a whole value names, None if it names none (a month or a year alone is none).

    `order` ("dmy", "mdy", "ymd") settles values like 03/04/1987, best taken from `date_order` over their
    column; without it slashes are read month first and everything else day first, unless only the
    other reading is a date. A time of day after the date is let pass.
    """
    if len(value) > LONGEST:
        return None
    text = fold(value).strip()
    if match := _NUMERIC.fullmatch(text):
        if match[2] == " " and len(match[1]) < 4 and len(match[4]) < 4:
            return None  # pairs of digits with spaces are telephone numbers
        return _from_numbers(match[1], match[3], match[4], order or _usual_order(match[2]))
    if _COMPACT.fullmatch(text):
        return _from_compact(text, order)
    if match := _HAN.fullmatch(text):
        year = int(match[2]) + _ERAS[match[1]]
        calendar = GREGORIAN if match[1] else calendar_of_year(year)
        return to_gregorian(year, int(match[3]), int(match[4]), calendar)
    return _from_words(text, order)


def _usual_order(separator: str) -> str:
    return "mdy" if separator == "/" else "dmy"


def _full_year(digits: str) -> int:
    year = int(digits)
    if len(digits) > 2:
        return year
    return year + (2000 if year <= _TWO_DIGIT_PIVOT else 1900)


def _day(year: int, month: int, day: int) -> date | None:
    return to_gregorian(year, month, day, calendar_of_year(year))


def _from_numbers(first: str, second: str, third: str, order: str) -> date | None:
    if len(first) >= 3:
        return _day(int(first), int(second), int(third)) if len(third) <= 2 and len(first) == 4 else None
    if len(third) == 3 or len(third) == 1:
        return None
    if len(third) == 2 and (order == "ymd" or int(first) > 31):
        return _day(_full_year(first), int(second), int(third))
    day, month = (second, first) if order == "mdy" else (first, second)
    year = _full_year(third)
    return _day(year, int(month), int(day)) or _day(year, int(day), int(month))


def _from_compact(digits: str, order: str | None) -> date | None:
    """Eight digits: year first, or as `order` says; only modern years, as most such numbers are no date."""
    if order in ("dmy", "mdy"):
        return _from_numbers(digits[:2], digits[2:4], digits[4:], order)
    found = _day(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
    return found if found is not None and 1880 <= found.year <= 2100 else None


def _from_words(text: str, order: str | None) -> date | None:
    """A date with the month in letters: "4 Mar 1987", "March 4, 1987", "1987-Mar-04", "4. März 87"."""
    if ":" in text:
        text = _CLOCK.sub("", text)
    if not _TWO_NUMBERS.fullmatch(text):
        return None
    tokens: list[str] = _TOKEN.findall(text)
    numbers = [token for token in tokens if token.isdecimal()]
    if len(tokens) > 9:
        return None
    month = _month(" ".join(token for token in tokens if not token.isdecimal()))
    if month is None:
        return None
    first, second = numbers
    if len(first) == 4 or order == "ymd":
        first, second = second, first
    if len(first) > 2 or len(second) == 3 or len(second) == 1:
        return None
    year = _full_year(second)
    calendar = month[1] if month[1] != GREGORIAN else calendar_of_year(year)
    return to_gregorian(year, month[0], int(first), calendar)


@lru_cache(maxsize=1024)
def _month(words: str) -> tuple[int, str] | None:
    """The month that the words around the numbers of a date name, with its calendar."""
    skipped = fillers()
    said = [word for word in fold_label(words).split() if word not in skipped]
    return month_names().get(" ".join(said))


def from_serial(number: float, date1904: bool = False) -> date | None:
    """The day of a spreadsheet's serial number, None outside 1900-9999.

    The 1900 system counts a 29 February 1900 that never was (ECMA-376 part 1, 18.17.4.1): numbers
    below 60 are one day later than the arithmetic says, and 60 is read as 28 February.
    """
    if not 0 <= number <= _LAST_SERIAL:
        return None
    days = int(number)
    if date1904:
        return _EPOCH_1904 + timedelta(days=min(days, _LAST_SERIAL - 1462))
    if days == 0:
        return None
    return _EPOCH_1900 + timedelta(days=days + (1 if days < 60 else 0))


def date_order(values: Iterable[str]) -> str | None:
    """How a column of numeric dates is written: "dmy", "mdy" or "ymd"; None where nothing tells.

    One odd value in twenty does not change the answer.
    """
    year_first = day_first = month_first = 0
    for value in values:
        match = _NUMERIC.match(fold(value).strip()) if len(value) <= LONGEST else None
        if match is None:
            continue
        if len(match[1]) == 4 or (len(match[4]) == 2 and len(match[1]) == 2 and int(match[1]) > 31):
            year_first += 1
        elif int(match[1]) > 12:
            day_first += 1
        elif int(match[3]) > 12:
            month_first += 1
    counts = {"ymd": year_first, "dmy": day_first, "mdy": month_first}
    winner = max(counts, key=counts.__getitem__)
    total = sum(counts.values())
    return winner if total and counts[winner] >= 0.95 * total else None
