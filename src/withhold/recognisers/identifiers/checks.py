"""Check digits and dates inside identifiers; countries' checksums are those of python-stdnum."""

import importlib
from collections.abc import Callable
from functools import cache
from typing import cast

from withhold.text.calendars import GREGORIAN, to_gregorian

LIVING_YEARS = range(1900, 2031)
"""Years of birth a number may carry."""


@cache
def _validator(module: str) -> Callable[[str], bool]:
    return cast(Callable[[str], bool], importlib.import_module(f"stdnum.{module}").is_valid)


def stdnum(module: str) -> Callable[[str], bool]:
    """The check of `stdnum.<module>`, imported at the first call."""

    def check(value: str) -> bool:
        return _validator(module)(value)

    return check


def full_date(digits: str) -> bool:
    """Whether YYYYMMDD is a day on which somebody now living, or lately dead, can be born."""
    year, month, day = int(digits[:4]), int(digits[4:6]), int(digits[6:8])
    return year in LIVING_YEARS and to_gregorian(year, month, day, GREGORIAN) is not None


def short_date(digits: str) -> bool:
    """Whether YYMMDD is a day of this or the last century."""
    return full_date("19" + digits) or full_date("20" + digits)


def repeated(digits: str) -> bool:
    """Whether one character makes up the whole value, as in fillers like 000000000."""
    return len(set(digits)) < 2
