"""Serial numbers to ISO 8601 dates, in both date systems of spreadsheets."""

from datetime import datetime, timedelta

_DAY_SECONDS = 86_400
_1900 = datetime(1899, 12, 31)
_1904 = datetime(1904, 1, 1)
_LEAP_BUG = 60
"""Serial 60 is 29 February 1900, a day that never was, kept for compatibility with Lotus 1-2-3."""
_LAST = 2_958_465
"""31 December 9999."""
_MOST_MEMORISED = 1 << 16


class SerialDates:
    """Converts serial numbers of one workbook; dates repeat, so results are remembered."""

    def __init__(self, *, is_1904: bool) -> None:
        self._is_1904 = is_1904
        self._known: dict[str, str | None] = {}

    def iso(self, serial: str) -> str | None:
        """`31474` to `1986-03-03`, with the time if there is one; None for what is no date of the system."""
        known = self._known
        if serial in known:
            return known[serial]
        if len(known) > _MOST_MEMORISED:
            known.clear()
        known[serial] = found = self._convert(serial)
        return found

    def _convert(self, serial: str) -> str | None:
        try:
            seconds = round(float(serial) * _DAY_SECONDS)
        except (ValueError, OverflowError):
            return None
        days, seconds = divmod(seconds, _DAY_SECONDS)
        if self._is_1904:
            if not 0 <= days <= _LAST - 1462:
                return None
            moment = _1904 + timedelta(days=days, seconds=seconds)
        else:
            if not 1 <= days <= _LAST or days == _LEAP_BUG:
                return None
            moment = _1900 + timedelta(days=days - (days > _LEAP_BUG), seconds=seconds)
        return moment.isoformat() if seconds else moment.date().isoformat()


def plain_number(text: str) -> str:
    """A number as a spreadsheet shows it: `1.23456789E8` to `123456789`, `5.0` to `5`; else unchanged."""
    if text.endswith(".0"):
        return text[:-2]
    if "E" in text or "e" in text:
        try:
            number = float(text)
        except ValueError:
            return text
        if number.is_integer() and abs(number) < 1e17:
            return str(int(number))
    return text
