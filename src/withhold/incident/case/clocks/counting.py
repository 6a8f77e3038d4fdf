"""How periods are counted: hours as they pass, days by the calendar of a zone, working days by its holidays.

A period in days leaves out the day of the event and ends with its last day: the moment returned is the
midnight at which that day ends. Hours are real ones: a change to summer time neither adds nor takes one.
"""

from calendar import monthrange
from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from withhold.incident.case.clocks.interface import Counting, Unit
from withhold.incident.case.interface import CaseError

IsHoliday = Callable[[date], bool]
_MONTHS = 12
_SATURDAY = 5


def ends(
    start: datetime, amount: int, unit: Unit, counting: Counting, zone: ZoneInfo, is_holiday: IsHoliday
) -> datetime:
    """When a period that an event at `start` set going ends, in UTC. Not for Unit.PROMPTLY."""
    if unit is Unit.HOURS:
        return _hours(start, amount, counting, zone)
    first = start.astimezone(zone).date()
    if unit is Unit.BUSINESS_DAYS:
        return midnight_after(_business_days(first, amount, is_holiday), zone)
    last = _last_day(first, amount, unit)
    if counting is Counting.EU:
        # Article 3(4): a period not in hours that ends on a day off ends with the next working day.
        last = working_day_from(last, is_holiday)
    return midnight_after(last, zone)


def working_day_from(day: date, is_holiday: IsHoliday) -> date:
    """This day, or the next that is neither Saturday, Sunday nor a holiday."""
    while not is_working_day(day, is_holiday):
        day += timedelta(days=1)
    return day


def is_working_day(day: date, is_holiday: IsHoliday) -> bool:
    return day.weekday() < _SATURDAY and not is_holiday(day)


def midnight_after(day: date, zone: ZoneInfo) -> datetime:
    """The moment at which a day ends there. Where clocks skip or repeat that midnight, the first one is."""
    return datetime.combine(day + timedelta(days=1), time(0), zone).astimezone(UTC)


def holidays_of(place: str) -> IsHoliday:
    """The public holidays of a country or a part of it, `US` or `US-FL`; of no place, there are none.

    From the library `holidays`; for `US` the federal ones of 5 U.S.C. 6103, with the days on which those
    that fall on a weekend are observed. Raises CaseError for a place that it does not know.
    """
    if not place:
        return lambda _day: False
    import holidays

    country, _, part = place.partition("-")
    try:
        calendar = holidays.country_holidays(country, subdiv=part or None)
    except NotImplementedError:
        raise CaseError(f"the public holidays of {place!r} are not known; use another calendar") from None
    return lambda day: day in calendar


def _hours(start: datetime, amount: int, counting: Counting, zone: ZoneInfo) -> datetime:
    if counting is Counting.EU:
        # Article 3(1): the hour in which the event falls does not count.
        local = start.astimezone(zone)
        into = timedelta(minutes=local.minute, seconds=local.second, microseconds=local.microsecond)
        start = start.astimezone(UTC) - into + timedelta(hours=1)
    return start.astimezone(UTC) + timedelta(hours=amount)


def _business_days(day: date, amount: int, is_holiday: IsHoliday) -> date:
    for _ in range(amount):
        day = working_day_from(day + timedelta(days=1), is_holiday)
    return day


def _last_day(first: date, amount: int, unit: Unit) -> date:
    if unit is Unit.DAYS:
        return first + timedelta(days=amount)
    if unit is Unit.DAYS_AFTER_YEAR:
        return date(first.year, 12, 31) + timedelta(days=amount)
    if unit is not Unit.MONTHS:
        raise ValueError(f"a period in {unit} has no last day")
    # Article 3(2)(c), and common sense: a month that lacks the day ends with its last one.
    months = first.year * _MONTHS + first.month - 1 + amount
    year, month = divmod(months, _MONTHS)
    return date(year, month + 1, min(first.day, monthrange(year, month + 1)[1]))
