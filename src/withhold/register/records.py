"""Records of a list of people, made into rows to match and people to register."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import chain

from withhold.domain.fields import Field, Protection
from withhold.register.canonical import IDENTIFIERS, nationality
from withhold.register.columns import JURISDICTION, PERSON_ID, PROTECTION, Columns, labels
from withhold.register.interface import Row
from withhold.register.payload import jurisdiction_code, protection_bits
from withhold.register.people import Person
from withhold.text.dates import date_order, parse_date
from withhold.text.normalise import fold, fold_label

_REMEMBERED = 1 << 16
_UNREAD_DATE = "dates of birth that could not be read"
_UNREAD_YEAR = "birth years that could not be read"
_OTHER_PROTECTION = "protections without a name here, kept as “other”"
_NO_JURISDICTION = "jurisdictions that are no country (ISO 3166), left out"
_YEAR_DIGITS = 4


@dataclass(frozen=True, slots=True, repr=False)
class _Birth:
    """ISO dates, years where only these are told, and how many cells could not be read."""

    births: tuple[str, ...] = ()
    years: tuple[int, ...] = ()
    unread: int = 0


class _Births(dict[str, _Birth]):
    """Cells to what they tell, for dates written in one order; up to a bound."""

    def __init__(self, order: str | None) -> None:
        super().__init__()
        self._order = order

    def __missing__(self, cell: str) -> _Birth:
        if len(self) > _REMEMBERED:
            self.clear()
        day, year = parse_date(cell, self._order), _year(cell)
        if day is not None:
            found = _Birth((day.isoformat(),))
        else:
            found = _Birth((), () if year is None else (year,), int(year is None))
        self[cell] = found
        return found


@dataclass(frozen=True, slots=True, repr=False)
class Told:
    """What records tell, by columns; "" where one tells nothing.

    `names`: columns of full names. `births`: the ISO dates of each record. `identifiers`: columns with their
    field. `contacts`: columns of telephone numbers and e-mail addresses.
    """

    names: list[list[str]]
    births: list[tuple[str, ...]]
    identifiers: list[tuple[Field, list[str]]]
    contacts: list[list[str]]


@dataclass(slots=True)
class Records:
    """Makes rows of the records of one list. `order` is how its numeric dates are written."""

    columns: Columns
    order: str | None = None
    _births: "_Births" = field(init=False)

    def __post_init__(self) -> None:
        self._births = _Births(self.order)

    @classmethod
    def like(cls, columns: Columns, sample: Sequence[Sequence[str]]) -> "Records":
        """With the order of dates as the first records show it."""
        values = [
            record[place]
            for record in sample
            for place in columns.places.get(Field.DATE_OF_BIRTH, ())
            if place < len(record)
        ]
        return cls(columns, date_order(values))

    def rows(self, records: Sequence[Sequence[str]]) -> list[Row]:
        """One row to match for each record."""
        return self._rows(records, Counter())

    def told(self, records: Sequence[Sequence[str]]) -> Told:
        """The columns of these records that can tell who may be registered."""
        names = self._columns(records, Field.FULL_NAME)
        parts = [*self._columns(records, Field.GIVEN_NAME), *self._columns(records, Field.FAMILY_NAME)]
        if parts:
            names.append(list(map(" ".join, zip(*parts, strict=True))))
        dates = self._columns(records, Field.DATE_OF_BIRTH)
        known = [[one.births for one in map(self._births.__getitem__, column)] for column in dates]
        if len(known) > 1:
            known = [[tuple(chain.from_iterable(of)) for of in zip(*known, strict=True)]]
        return Told(
            names,
            known[0] if known else [()] * len(records),
            [(kind, column) for kind in IDENTIFIERS for column in self._columns(records, kind)],
            [*self._columns(records, Field.PHONE), *self._columns(records, Field.EMAIL)],
        )

    def people(self, records: Sequence[Sequence[str]]) -> tuple[list[Person], Counter[str]]:
        """One person to register for each record, and how often what was not understood."""
        remarks: Counter[str] = Counter()
        columns = zip(
            self._rows(records, remarks),
            self._cells(records, PERSON_ID),
            self._cells(records, PROTECTION),
            self._cells(records, JURISDICTION),
            strict=True,
        )
        people = [
            Person(
                row, " ".join(ids).strip(), _protections(protections, remarks), _jurisdiction(places, remarks)
            )
            for row, ids, protections, places in columns
        ]
        return people, +remarks

    def _rows(self, records: Sequence[Sequence[str]], remarks: Counter[str]) -> list[Row]:
        births, years = self._births_of(records, remarks)
        return list(
            map(
                Row,
                self._names(records),
                births,
                years,
                self._identifiers(records),
                self._joined(records, Field.NATIONALITY, Field.COUNTRY_OF_BIRTH),
                self._joined(records, Field.PHONE, Field.EMAIL),
            )
        )

    def _names(self, records: Sequence[Sequence[str]]) -> list[tuple[str, ...]]:
        full = self._cells(records, Field.FULL_NAME)
        places = self.columns.places
        if Field.GIVEN_NAME not in places and Field.FAMILY_NAME not in places:
            return full
        parts = self._joined(records, Field.GIVEN_NAME, Field.FAMILY_NAME)
        return [(*names, " ".join(of)) if of else names for names, of in zip(full, parts, strict=True)]

    def _births_of(
        self, records: Sequence[Sequence[str]], remarks: Counter[str]
    ) -> tuple[list[tuple[str, ...]], list[tuple[int, ...]]]:
        """Dates and years of birth of each record."""
        dates = self._cells(records, Field.DATE_OF_BIRTH)
        told = [self._births[cells[0]] if len(cells) == 1 else self._birth(cells) for cells in dates]
        births = [one.births for one in told]
        remarks[_UNREAD_DATE] += sum([one.unread for one in told])
        if Field.BIRTH_YEAR not in self.columns.places:
            return births, [one.years for one in told]
        years = []
        for one, cells in zip(told, self._cells(records, Field.BIRTH_YEAR), strict=True):
            more = [_year(cell) for cell in cells]
            remarks[_UNREAD_YEAR] += more.count(None)
            years.append((*one.years, *(year for year in more if year is not None)))
        return births, years

    def _identifiers(self, records: Sequence[Sequence[str]]) -> list[tuple[tuple[Field | None, str], ...]]:
        found: list[tuple[tuple[Field | None, str], ...]] = [()] * len(records)
        for kind in IDENTIFIERS:
            if kind in self.columns.places:
                of_kind = [tuple([(kind, cell) for cell in cells]) for cells in self._cells(records, kind)]
                found = [before + more for before, more in zip(found, of_kind, strict=True)]
        return found

    def _joined(self, records: Sequence[Sequence[str]], one: Field, other: Field) -> list[tuple[str, ...]]:
        if other not in self.columns.places:
            return self._cells(records, one)
        pairs = zip(self._cells(records, one), self._cells(records, other), strict=True)
        return [first + second for first, second in pairs]

    def _cells(self, records: Sequence[Sequence[str]], role: str) -> list[tuple[str, ...]]:
        """For each record the cells of a role that are not empty."""
        places = self.columns.places.get(role, ())
        if not places:
            return [()] * len(records)
        if len(places) > 1:
            return [
                tuple([r[place] for place in places if place < len(r) and r[place].strip()]) for r in records
            ]
        place = places[0]
        return [(r[place],) if place < len(r) and r[place].strip() else () for r in records]

    def _columns(self, records: Sequence[Sequence[str]], role: str) -> list[list[str]]:
        """The columns of a role, cell by cell."""
        return [
            [r[place] if place < len(r) else "" for r in records]
            for place in self.columns.places.get(role, ())
        ]

    def _birth(self, cells: tuple[str, ...]) -> "_Birth":
        """What the cells for the birth date of one record tell."""
        of = [self._births[cell] for cell in cells]
        return _Birth(
            tuple([birth for one in of for birth in one.births]),
            tuple([year for one in of for year in one.years]),
            sum([one.unread for one in of]),
        )


def _protections(cells: tuple[str, ...], remarks: Counter[str]) -> int:
    bits = 0
    for cell in cells:
        for label in cell.split(";"):
            bits |= _protection(label, remarks)
    return bits or protection_bits([Protection.OTHER])


def _jurisdiction(cells: tuple[str, ...], remarks: Counter[str]) -> int:
    """The first jurisdiction that is understood."""
    found = 0
    for cell in cells:
        code = jurisdiction_code(cell)
        code = jurisdiction_code(nationality(cell)) if code is None else code
        remarks[_NO_JURISDICTION] += code is None
        found = found or code or 0
    return found


def _year(value: str) -> int | None:
    digits = fold(value).strip().removesuffix(".0")
    return int(digits) if len(digits) == _YEAR_DIGITS and digits.isascii() and digits.isdigit() else None


def _protection(label: str, remarks: Counter[str]) -> int:
    folded = fold_label(label)
    if not folded:
        return 0
    known = labels("protections").get(folded)
    if known is None:
        remarks[_OTHER_PROTECTION] += 1
        known = Protection.OTHER
    return protection_bits([Protection(known)])
