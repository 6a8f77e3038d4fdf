"""Times as logs write them, as seconds since 1970."""

import re
from datetime import UTC, datetime
from functools import lru_cache

_MONTHS = {
    name: number
    for number, name in enumerate(
        ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"), start=1
    )
}
_CLF = re.compile(r"(\d\d)/([A-Z][a-z]{2})/(\d{4}):(\d\d):(\d\d):(\d\d) ([+-])(\d\d)(\d\d)", re.ASCII)
_ISO = re.compile(
    r"(\d{4})-(\d\d)-(\d\d)[T ](\d\d):(\d\d):(\d\d)(?:[.,](\d{1,9}))?(?:(Z)|([+-])(\d\d):?(\d\d))?", re.ASCII
)
_LATEST = 253402300800.0
"""The year 10000: what is later is no time."""
_UNITS = (1.0, 1e3, 1e6, 1e9)


def clf(text: str) -> float | None:
    """`17/May/2015:10:05:03 +0000`."""
    if len(text) != 26:
        return None
    day = _day(text[:12], text[20:])
    clock = text[12:20]
    if day is None or clock[2] != ":" or clock[5] != ":":
        return None
    hours, minutes, seconds = clock[:2], clock[3:5], clock[6:]
    if not (clock.isascii() and (hours + minutes + seconds).isdigit()):
        return None
    return _within_day(day, int(hours), int(minutes), int(seconds))


@lru_cache(maxsize=4096)
def _day(date: str, zone: str) -> float | None:
    """When the day of `17/May/2015:` began in the zone ` +0000`."""
    found = _CLF.fullmatch(f"{date}00:00:00{zone}")
    if found is None or found.group(2) not in _MONTHS:
        return None
    sign = -1 if found.group(7) == "-" else 1
    shift = sign * (int(found.group(8)) * 3600 + int(found.group(9)) * 60)
    try:
        began = datetime(int(found.group(3)), _MONTHS[found.group(2)], int(found.group(1)), tzinfo=UTC)
    except ValueError:
        return None
    return began.timestamp() - shift


def _within_day(day: float, hours: int, minutes: int, seconds: int) -> float | None:
    # A leap second is written as the sixtieth.
    if hours > 23 or minutes > 59 or seconds > 60:
        return None
    return day + hours * 3600 + minutes * 60 + seconds


def day_began(date: bytes, zone: bytes) -> float | None:
    """When the day of `17/May/2015:` began in the zone ` +0000`."""
    try:
        return _day(date.decode("ascii"), zone.decode("ascii"))
    except UnicodeDecodeError:
        return None


def iso(text: str) -> float | None:
    """`2015-05-17T10:05:03.123Z`, with a blank for the T or with an offset; UTC if it has none."""
    found = _ISO.fullmatch(text)
    if found is None:
        return None
    year, month, day, hours, minutes, seconds = (int(part) for part in found.groups()[:6])
    try:
        began = datetime(year, month, day, tzinfo=UTC).timestamp()
    except ValueError:
        return None
    at = _within_day(began, hours, minutes, seconds)
    if at is None:
        return None
    if found.group(9):
        shift = int(found.group(10)) * 3600 + int(found.group(11)) * 60
        at -= -shift if found.group(9) == "-" else shift
    return at + (float(f"0.{found.group(7)}") if found.group(7) else 0.0)


def unix(number: float) -> float | None:
    """Seconds, milliseconds, microseconds or nanoseconds since 1970: whichever falls before the year 5138."""
    for unit in _UNITS:
        if 0 <= number < 1e11 * unit:
            return number / unit
    return None


def any_time(value: object) -> float | None:
    """A time of JSON: a number, a number as text, ISO or Apache's own form."""
    if isinstance(value, bool):
        return None
    if isinstance(value, int | float):
        return unix(value)
    if not isinstance(value, str):
        return None
    if re.fullmatch(r"\d{1,20}(?:\.\d{1,12})?", value, re.ASCII):
        return unix(float(value))
    return iso(value) if value[4:5] == "-" else clf(value.strip("[]"))


def moment(at: float) -> datetime:
    """A time of a log as a datetime, to the microsecond."""
    return datetime.fromtimestamp(min(max(at, 0.0), _LATEST - 86400), UTC)
