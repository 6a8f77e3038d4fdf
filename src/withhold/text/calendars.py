"""Other calendars in Gregorian days.

Years tell the calendar where nothing else does: people now alive were born in 1280-1405 of the Persian,
1330-1450 of the Islamic and 2460-2570 of the Buddhist calendar.
"""

from datetime import date

GREGORIAN, PERSIAN, ISLAMIC, BUDDHIST = "gregorian", "persian", "islamic", "buddhist"

_PERSIAN_YEARS = range(1280, 1406)
_ISLAMIC_YEARS = range(1406, 1461)
_BUDDHIST_YEARS = range(2440, 2600)
_BUDDHIST_OFFSET = 543

# Ordinal of the day before 1 Farvardin 1 and before 1 Muharram 1 (16 July 622, Julian).
_PERSIAN_EPOCH = 226894
_ISLAMIC_EPOCH = 227014


def calendar_of_year(year: int) -> str:
    """The calendar a written four-digit year most likely belongs to, where no mark says it."""
    if year in _PERSIAN_YEARS:
        return PERSIAN
    if year in _ISLAMIC_YEARS:
        return ISLAMIC
    if year in _BUDDHIST_YEARS:
        return BUDDHIST
    return GREGORIAN


def _persian_leap(year: int) -> bool:
    # Eight leap years in 33, which agrees with the observed equinox from 1206 to 1498 AP.
    return (25 * year + 11) % 33 < 8


def from_persian(year: int, month: int, day: int) -> date | None:
    """A date of the Solar Hijri calendar, None where there is no such day.

    Months 1-6 have 31 days, 7-11 have 30, the last 29 or 30; leap years by the 33-year cycle.
    """
    if not (1 <= month <= 12 and 1206 <= year <= 1498):
        return None
    longest = 31 if month <= 6 else 30 if month <= 11 or _persian_leap(year) else 29
    if not 1 <= day <= longest:
        return None
    before = 365 * (year - 1) + (8 * year + 21) // 33
    in_year = 31 * (month - 1) if month <= 7 else 186 + 30 * (month - 7)
    return date.fromordinal(_PERSIAN_EPOCH + before + in_year + day)


def from_islamic(year: int, month: int, day: int) -> date | None:
    """A date of the Islamic calendar, None where there is no such day; exact to a day or two.

    The arithmetical calendar: 11 leap years in 30 (Reingold and Dershowitz, Calendrical Calculations, ch. 7);
    the observed one starts months by the moon. Day 30 is let pass in every month for that reason.
    """
    if not (1 <= month <= 12 and 1 <= day <= 30 and 1 <= year <= 2000):
        return None
    before = 354 * (year - 1) + (3 + 11 * year) // 30
    return date.fromordinal(_ISLAMIC_EPOCH + before + 29 * (month - 1) + month // 2 + day)


def to_gregorian(year: int, month: int, day: int, calendar: str) -> date | None:
    """A day of a calendar in the Gregorian one, None where there is no such day."""
    if calendar == PERSIAN:
        return from_persian(year, month, day)
    if calendar == ISLAMIC:
        return from_islamic(year, month, day)
    if calendar == BUDDHIST:
        year -= _BUDDHIST_OFFSET
    if not (1 <= month <= 12 and 1 <= day <= 31 and 1 <= year <= 9999):
        return None
    try:
        return date(year, month, day)
    except ValueError:  # 30 February
        return None
