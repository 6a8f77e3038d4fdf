"""How periods are counted: through changes of the clocks, leap days, New Year and holidays."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import given
from hypothesis import strategies as st

from withhold.incident.case.clocks.counting import (
    ends,
    holidays_of,
    is_working_day,
    midnight_after,
    working_day_from,
)
from withhold.incident.case.clocks.interface import Counting, Unit
from withhold.incident.case.interface import CaseError

BERLIN = ZoneInfo("Europe/Berlin")
NEW_YORK = ZoneInfo("America/New_York")
COUNTED = [unit for unit in Unit if unit is not Unit.PROMPTLY]


def at(zone: ZoneInfo, *numbers: int) -> datetime:
    return datetime(*numbers, tzinfo=zone)  # type: ignore[arg-type,misc]


def ended(
    start: datetime,
    amount: int,
    unit: Unit,
    zone: ZoneInfo,
    counting: Counting = Counting.PLAIN,
    place: str = "",
) -> datetime:
    return ends(start, amount, unit, counting, zone, holidays_of(place)).astimezone(zone)


def test_72_hours_are_real_hours_when_the_clocks_change() -> None:
    # On 29 March 2026 the hour from 2 to 3 o'clock is left out in Berlin, on 25 October it comes twice.
    assert ended(at(BERLIN, 2026, 3, 27, 9, 30), 72, Unit.HOURS, BERLIN) == at(BERLIN, 2026, 3, 30, 10, 30)
    assert ended(at(BERLIN, 2026, 10, 23, 9, 30), 72, Unit.HOURS, BERLIN) == at(BERLIN, 2026, 10, 26, 8, 30)


def test_weekends_and_holidays_do_not_stop_hours() -> None:
    # Good Friday to Easter Monday 2026.
    start = at(BERLIN, 2026, 4, 3, 8)
    assert ended(start, 72, Unit.HOURS, BERLIN, Counting.EU, "DE") == at(BERLIN, 2026, 4, 6, 9)


def test_the_regulation_leaves_out_the_hour_of_the_event() -> None:
    eu = Counting.EU
    assert ended(at(BERLIN, 2026, 5, 4, 14, 20), 72, Unit.HOURS, BERLIN, eu) == at(BERLIN, 2026, 5, 7, 15)
    assert ended(at(BERLIN, 2026, 5, 4, 14), 72, Unit.HOURS, BERLIN, eu) == at(BERLIN, 2026, 5, 7, 15)
    assert ended(at(BERLIN, 2026, 5, 4, 14, 59, 59), 1, Unit.HOURS, BERLIN, eu) == at(BERLIN, 2026, 5, 4, 16)


def test_the_day_of_the_event_does_not_count_and_the_last_one_does() -> None:
    # The period ends when 1 April ends.
    assert ended(at(NEW_YORK, 2026, 3, 2, 0, 1), 30, Unit.DAYS, NEW_YORK) == at(NEW_YORK, 2026, 4, 2)
    assert ended(at(NEW_YORK, 2026, 3, 2, 23, 59), 30, Unit.DAYS, NEW_YORK) == at(NEW_YORK, 2026, 4, 2)


def test_the_day_is_that_of_the_zone() -> None:
    start = datetime(2026, 3, 3, 3, 0, tzinfo=UTC)  # still 2 March in New York
    assert ended(start, 1, Unit.DAYS, NEW_YORK) == at(NEW_YORK, 2026, 3, 4)


def test_leap_days_and_the_new_year() -> None:
    assert ended(at(NEW_YORK, 2028, 2, 1, 12), 28, Unit.DAYS, NEW_YORK) == at(NEW_YORK, 2028, 3, 1)
    assert ended(at(NEW_YORK, 2027, 2, 1, 12), 28, Unit.DAYS, NEW_YORK) == at(NEW_YORK, 2027, 3, 2)
    assert ended(at(NEW_YORK, 2026, 12, 15, 12), 30, Unit.DAYS, NEW_YORK) == at(NEW_YORK, 2027, 1, 15)
    # 60 days after the end of 2027 are over with 29 February 2028.
    assert ended(at(NEW_YORK, 2027, 5, 5, 12), 60, Unit.DAYS_AFTER_YEAR, NEW_YORK) == at(NEW_YORK, 2028, 3, 1)


def test_a_month_that_lacks_the_day_ends_with_its_last() -> None:
    assert ended(at(BERLIN, 2026, 1, 31, 12), 1, Unit.MONTHS, BERLIN) == at(BERLIN, 2026, 3, 1)
    assert ended(at(BERLIN, 2028, 1, 31, 12), 1, Unit.MONTHS, BERLIN) == at(BERLIN, 2028, 3, 1)
    assert ended(at(BERLIN, 2026, 11, 30, 12), 3, Unit.MONTHS, BERLIN) == at(BERLIN, 2027, 3, 1)


def test_a_period_in_days_that_ends_on_a_day_off_goes_on_in_the_union_only() -> None:
    # 3 April 2026 is Good Friday, 6 April Easter Monday: the next working day is Tuesday the 7th.
    start = at(BERLIN, 2026, 3, 27, 12)
    assert ended(start, 7, Unit.DAYS, BERLIN, Counting.EU, "DE") == at(BERLIN, 2026, 4, 8)
    assert ended(start, 7, Unit.DAYS, BERLIN, Counting.PLAIN, "DE") == at(BERLIN, 2026, 4, 4)


def test_business_days_leave_out_federal_holidays_and_the_days_on_which_they_are_observed() -> None:
    # Independence Day 2026 is a Saturday and observed on Friday 3 July.
    start = at(NEW_YORK, 2026, 7, 1, 12)
    assert ended(start, 2, Unit.BUSINESS_DAYS, NEW_YORK, place="US") == at(NEW_YORK, 2026, 7, 7)
    # Juneteenth, which is a federal holiday since 2021.
    assert not is_working_day(date(2026, 6, 19), holidays_of("US"))
    assert is_working_day(date(2026, 6, 18), holidays_of("US"))


def test_parts_of_countries_have_holidays_of_their_own() -> None:
    epiphany = date(2026, 1, 6)
    assert not is_working_day(epiphany, holidays_of("DE-BY"))
    assert is_working_day(epiphany, holidays_of("DE-BE"))


def test_a_place_without_a_calendar_is_an_error_not_a_year_without_holidays() -> None:
    for place in ("XX", "US-XX"):
        with pytest.raises(CaseError, match="not known"):
            holidays_of(place)


def test_a_midnight_that_the_clocks_skip_or_repeat_is_the_first_moment_of_the_next_day() -> None:
    beirut, havana = ZoneInfo("Asia/Beirut"), ZoneInfo("America/Havana")
    # Beirut goes from 24:00 on 28 March 2026 to 1:00; Havana from 1:00 on 1 November back to 0:00.
    assert midnight_after(date(2026, 3, 28), beirut) == datetime(2026, 3, 28, 22, tzinfo=UTC)
    assert midnight_after(date(2026, 10, 31), havana) == datetime(2026, 11, 1, 4, tzinfo=UTC)


MOMENTS = st.datetimes(datetime(2020, 1, 1), datetime(2035, 1, 1), timezones=st.just(UTC))
ZONES = st.sampled_from(sorted(zone for zone in available_timezones() if "/" in zone)).map(ZoneInfo)
PLACES = st.sampled_from(["", "US", "US-FL", "DE", "GB-ENG", "FR"])


@given(MOMENTS, st.integers(1, 90), st.sampled_from(COUNTED), st.sampled_from(Counting), ZONES, PLACES)
def test_no_period_ends_before_what_set_it_going(
    start: datetime, amount: int, unit: Unit, counting: Counting, zone: ZoneInfo, place: str
) -> None:
    assert ends(start, amount, unit, counting, zone, holidays_of(place)) > start


@given(MOMENTS, st.integers(1, 90), st.sampled_from(COUNTED), ZONES, PLACES)
def test_a_longer_period_ends_no_earlier_and_the_regulation_never_shortens(
    start: datetime, amount: int, unit: Unit, zone: ZoneInfo, place: str
) -> None:
    calendar = holidays_of(place)
    plain = ends(start, amount, unit, Counting.PLAIN, zone, calendar)
    assert plain <= ends(start, amount + 1, unit, Counting.PLAIN, zone, calendar)
    assert plain <= ends(start, amount, unit, Counting.EU, zone, calendar)


@given(MOMENTS, st.integers(1, 40), ZONES, PLACES)
def test_business_days_end_on_a_working_day_and_count_each_once(
    start: datetime, amount: int, zone: ZoneInfo, place: str
) -> None:
    calendar = holidays_of(place)
    end = ends(start, amount, Unit.BUSINESS_DAYS, Counting.PLAIN, zone, calendar)
    last = (end - timedelta(seconds=1)).astimezone(zone).date()
    first = start.astimezone(zone).date()
    days = [first + timedelta(days=n + 1) for n in range((last - first).days)]
    assert is_working_day(last, calendar)
    assert sum(is_working_day(day, calendar) for day in days) == amount
    assert working_day_from(last, calendar) == last
