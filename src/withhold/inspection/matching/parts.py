"""Days told in three columns side by side: year, month and day, whatever their headers say."""

from collections.abc import Sequence

from withhold.domain.piece import Column
from withhold.text.dates import parse_date

_SAMPLE = 50
_YEARS = range(1900, 2031)
_MONTHS = range(1, 13)
_DAYS = range(1, 32)

Parts = tuple[int, int, int]
_ORDERS: tuple[Parts, ...] = ((2, 1, 0), (0, 1, 2), (2, 0, 1))
"""Where year, month and day stand among three columns: day first, year first, month first."""


def parts_of_day(columns: Sequence[Column]) -> Parts | None:
    """The columns of year, month and day, where three neighbours can be nothing but that by their values."""
    samples = [[value for value in column.values if value][:_SAMPLE] for column in columns]
    for at in range(len(columns) - 2):
        for year, month, day in _ORDERS:
            parts = (at + year, at + month, at + day)
            if all(fits(samples[i]) for fits, i in zip((_years, _months, _days), parts, strict=True)):
                return parts
    return None


def day_of(year: str | None, month: str | None, day: str | None) -> tuple[str, ...]:
    """The day that three cells tell, ISO 8601; empty where they tell none."""
    if not (year and month and day):
        return ()
    year, month, day = (part.partition(".")[0].strip() for part in (year, month, day))
    found = parse_date(f"{year}-{month}-{day}" if month.isdigit() else f"{day} {month} {year}")
    return () if found is None else (found.isoformat(),)


def _years(values: Sequence[str]) -> bool:
    return bool(values) and all(_number(value) in _YEARS for value in values)


def _days(values: Sequence[str]) -> bool:
    return bool(values) and all(_number(value) in _DAYS for value in values)


def _months(values: Sequence[str]) -> bool:
    return bool(values) and all(_number(value) in _MONTHS or _is_word(value) for value in values)


def _number(value: str) -> int:
    whole, _, rest = value.strip().partition(".")
    return int(whole) if whole.isdecimal() and len(whole) <= 4 and not rest.strip("0") else -1


def _is_word(value: str) -> bool:
    """Whether a value is the name of a month."""
    return not value.strip().isdecimal() and parse_date(f"1 {value.strip()} 2000") is not None
