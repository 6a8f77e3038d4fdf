"""Days written in texts and in the columns of tables, as ISO 8601 dates."""

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from functools import lru_cache
from itertools import islice

from withhold.domain.fields import Field
from withhold.domain.piece import DATE_CELL, NUMBER_CELL, TEXT_CELL, Column
from withhold.recognisers.interface import ColumnReading
from withhold.text.dates import date_order, from_serial, parse_date

_WORD = r"[^\W\d_]{3,12}"
_IN_TEXT = re.compile(
    r"(?<!\d)(?<!\d[/.-])(?:"
    r"\d{1,4}\s?(?P<joint>[-/.·])\s?\d{1,2}\s?(?P=joint)\s?\d{1,4}(?!\d)"
    r"|\d{1,4}\s?[年년]\s?\d{1,2}\s?[月월]\s?\d{1,2}\s?[日号일]?"
    rf"|\d{{1,2}}(?:st|nd|rd|th|er|º|\.)?[ -]?(?:de |of )?{_WORD}\.?,?[ -]?(?:de |del )?\d{{2,4}}(?!\d)"
    rf"|\d{{4}}[ -]{_WORD}[ -]\d{{1,2}}(?!\d)"
    r"|\d{8}(?!\d)"
    r")"
    rf"|(?<!\w){_WORD}\.? \d{{1,2}}(?:st|nd|rd|th)?,? \d{{4}}(?!\d)"
)
"""Every repeat is bounded, so that a search is linear in the length of the text."""
_ORDINAL = re.compile(r"(?<=\d)(?:st|nd|rd|th|er|º)\b")
_LOOKED_AT = 1000
_MAY_BE_DATE = re.compile(r"\d\D{1,4}\d{1,2}\D{1,4}\d|\d[^\W\d_]|[^\W\d_]\W+\d|\d{8}")
_SERIALS = range(3_654, 46_388)
"""Spreadsheet days from 1910 to 2026."""
_EPOCH = re.compile(r"-?\d{6,13}", re.ASCII)
_DAY_SECONDS = 86_400
_QUARTER = 900
"""Seconds by which zones differ at least."""
_FARTHEST = 10**10
"""Seconds from 1970 beyond which nobody was born: such numbers are milliseconds."""
_AROUND = " \t'\"()[]{}<>;,*"
"""What quoting and listing leave around a date in a cell."""
_COMPACT = re.compile(r"\d{8}", re.ASCII)
_YEARS = range(1900, 2031)


def days_in(text: str) -> Iterator[tuple[int, int, str]]:
    """Where days stand in a text, and which; those written twice over (`March 4, 1987-03-04`) once."""
    for match in _IN_TEXT.finditer(text):
        day = _day(match.group())
        if day is not None:
            yield match.start(), match.end(), day


@lru_cache(maxsize=65_536)
def _day(written: str, order: str | None = None) -> str | None:
    day = parse_date(_ORDINAL.sub("", written), order)
    if day is None and _COMPACT.fullmatch(written):
        # Eight digits that are no year first: 04031987. Whether day or month comes first is the same here.
        days = [parse_date(written, other) for other in ("dmy", "mdy")]
        day = next((one for one in days if one is not None and one.year in _YEARS), None)
    return None if day is None else day.isoformat()


class DayColumn:
    """The days of a column, read only where they are asked for.

    `serials`: bare numbers are days of a spreadsheet that lost its formats.
    """

    def __init__(self, column: Column, reading: ColumnReading, serials: bool) -> None:
        self._column = column
        self._known = reading.known if reading.field in (Field.DATE_OF_BIRTH, Field.CUSTODY_DATE) else {}
        self._serials = serials
        texts = dict.fromkeys(column.values[:_LOOKED_AT]) if TEXT_CELL in column.kinds else ()
        self._order = date_order(value for value in texts if value)

    def of(self, rows: Sequence[int]) -> list[tuple[int, str]]:
        """The rows among some that have a day, each with it, ISO 8601."""
        values, kinds = self._column.values, self._column.kinds
        if kinds.count(kinds[0]) == len(kinds):
            once = {value: self._day(kinds[0], value) for value in set(values)}
            return [(i, day) for i in rows if (day := once[values[i]]) is not None]
        return [(i, day) for i in rows if (day := self._day(kinds[i], values[i])) is not None]

    def _day(self, kind: str, value: str | None) -> str | None:
        if not value:
            return None
        known = self._known.get(value)
        if known and len(known) == 10 and known[4] == "-":
            return known
        if kind == DATE_CELL:
            return value[:10]
        if kind == NUMBER_CELL and not (len(value) == 8 and value.isdigit()):
            return _of_serial(value) or _of_epoch(value) if self._serials else None
        day = _day(value.strip(_AROUND), self._order) if _MAY_BE_DATE.search(value) else None
        return _of_epoch(value) if day is None and self._serials else day


def day_columns(columns: Sequence[Column], readings: Sequence[ColumnReading]) -> list[tuple[int, DayColumn]]:
    """The columns that hold days, those of births first; whatever their headers say."""
    born = any(reading.field is Field.DATE_OF_BIRTH for reading in readings)
    found = []
    for i, (column, reading) in enumerate(zip(columns, readings, strict=True)):
        judged = reading.field in (Field.DATE_OF_BIRTH, Field.CUSTODY_DATE)
        serials = reading.field is Field.DATE_OF_BIRTH or (
            not born and reading.field is None and _all_serials(column)
        )
        if judged or serials or DATE_CELL in column.kinds or _some_dates(column):
            found.append((i, DayColumn(column, reading, serials)))
    return sorted(found, key=lambda item: readings[item[0]].field is not Field.DATE_OF_BIRTH)


def _some_dates(column: Column) -> bool:
    """Whether any of the first cells is a date; a column of other texts costs nothing further."""
    values = [value for value in column.values[:_LOOKED_AT] if value]
    days = (_day(v.strip(_AROUND)) for v in islice(dict.fromkeys(values), _SAMPLE) if _MAY_BE_DATE.search(v))
    return any(day is not None for day in days)


_SAMPLE = 60


def _all_serials(column: Column) -> bool:
    first = next((value for value in column.values if value), None)
    of = next((of for of in (_of_serial, _of_epoch) if first is not None and of(first) is not None), None)
    return of is not None and all(of(value) is not None for value in set(column.values) if value)


def _of_serial(value: str) -> str | None:
    whole, _, rest = value.partition(".")
    if not (whole.isascii() and whole.isdigit() and len(whole) <= 5) or rest.strip("0"):
        return None
    if int(whole) not in _SERIALS:
        return None
    day = from_serial(int(whole))
    return None if day is None else day.isoformat()


def _of_epoch(value: str) -> str | None:
    """The day that seconds or milliseconds since 1970 tell: midnight somewhere."""
    if not _EPOCH.fullmatch(value):
        return None
    for unit in (1, 1000):
        seconds, rest = divmod(int(value), unit)
        if rest or seconds % _QUARTER or abs(seconds) > _FARTHEST:
            continue
        # Midnight of a zone in the east is the day before in Greenwich.
        day = date(1970, 1, 1) + timedelta(days=(seconds + _DAY_SECONDS // 2) // _DAY_SECONDS)
        if day.year in _YEARS:
            return day.isoformat()
    return None


def years_in(values: Iterable[str | None]) -> tuple[int, ...]:
    """The years that some cells tell."""
    return tuple(int(v[:4]) for v in values if v and v[:4].isdecimal() and 1880 <= int(v[:4]) <= 2100)
