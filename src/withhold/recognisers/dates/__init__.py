"""Columns of dates, and whether they can be birth dates."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from withhold.domain.piece import DATE_CELL
from withhold.recognisers.dates.birth import birth_plausible
from withhold.recognisers.dates.headers import speaks_of_birth, speaks_of_dates
from withhold.text.dates import date_order, from_serial, parse_date

_SHARE = 0.6
"""Part of the values that must be dates for the column to be one."""
_OTHER_DATE = 0.5
"""What is left of plausibility under a header that names a date, but not one of birth."""
_SAMPLE = 200
"""Values that decide whether it is worth reading all."""
_SERIAL_DAYS = range(3653, 60_000)
"""Serial numbers from 1910 to 2064: what a column of dates that lost its format holds."""


@dataclass(frozen=True, slots=True)
class DateColumn:
    """What a column of dates holds.

    `share`: part of the non-empty values that are dates; `order` as in `withhold.text.dates.date_order`;
    `earliest` and `latest` in the Gregorian calendar; `birth_plausible` 0..1 by their distribution;
    `serial`: the values are spreadsheet serial numbers.
    """

    share: float
    order: str | None
    earliest: date
    latest: date
    birth_plausible: float
    serial: bool = False


def judge_dates(
    header: str | None, values: Sequence[str], kinds: str = "", *, today: date
) -> DateColumn | None:
    """What dates the unique non-empty values of a column are; None where most are none.

    `kinds` has a character a value as in `Column.kinds`, or is empty. Bare numbers are read as serial
    numbers only under a header that speaks of dates. Historical years keep a column Gregorian.
    """
    filled = [value for value in values if value]
    if not filled:
        return None
    if kinds and kinds.count(DATE_CELL) == len(kinds):
        days = [date.fromisoformat(value[:10]) for value in filled if _is_iso(value)]
        return _column(header, days, len(filled), "ymd", today)
    sample = filled[:: max(1, len(filled) // _SAMPLE)]
    if sum(parse_date(value) is not None for value in sample) >= 0.5 * len(sample):
        order = date_order(filled)
        found = [day for value in filled if (day := parse_date(value, order)) is not None]
        return _column(header, found, len(filled), order, today)
    return _serials(header, filled, today)


def _is_iso(value: str) -> bool:
    # ISO dates are what readers give for date cells; a time alone or a year beyond 9999 is not one.
    return len(value) >= 10 and value[4] == "-" and value[7] == "-" and parse_date(value[:10]) is not None


def _serials(header: str | None, values: Sequence[str], today: date) -> DateColumn | None:
    if not speaks_of_dates(header):
        return None
    days = [day for value in values if (day := _from_serial(value)) is not None]
    return _column(header, days, len(values), None, today, serial=True)


def _from_serial(value: str) -> date | None:
    whole = value.partition(".")[0]
    if not (whole.isascii() and whole.isdigit() and len(whole) == 5 and int(whole) in _SERIAL_DAYS):
        return None
    return from_serial(int(whole))


def _column(
    header: str | None, days: Sequence[date], count: int, order: str | None, today: date, serial: bool = False
) -> DateColumn | None:
    share = len(days) / count
    if not days or share < _SHARE:
        return None
    plausible = birth_plausible(days, today)
    if speaks_of_dates(header) and not speaks_of_birth(header):
        plausible *= _OTHER_DATE
    return DateColumn(share, order, min(days), max(days), plausible, serial)


__all__ = ["DateColumn", "birth_plausible", "judge_dates", "speaks_of_birth", "speaks_of_dates"]
