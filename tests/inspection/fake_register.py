"""A register in memory that matches as the real one does, without digests: for tests of what asks it."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from withhold.domain.fields import Field, Protection
from withhold.domain.finding import Evidence
from withhold.register.interface import Hit, RegisterError, Row
from withhold.text.name_forms import name_parts


@dataclass(frozen=True)
class Known:
    """A registered person, who does not exist."""

    name: str
    birth: str = ""
    identifiers: tuple[str, ...] = ()
    protection: Protection = Protection.ASYLUM


@dataclass
class FakeRegister:
    """Counts what it is asked. `broken` makes every match fail as a damaged file does."""

    people: Sequence[Known]
    broken: bool = False
    closed: bool = False
    rows: list[Row] = field(default_factory=list)
    asked_names: int = 0

    @property
    def version(self) -> str:
        return "fake-1"

    def close(self) -> None:
        self.closed = True

    def may_hold_names(self, names: list[str]) -> list[bool]:
        self.asked_names += len(names)
        return [
            any(_compatible(name_parts(name), name_parts(one.name)) for one in self.people) for name in names
        ]

    def match(self, rows: list[Row]) -> list[Hit]:
        if self.broken:
            raise RegisterError("the register is damaged")
        self.rows += rows
        return [hit for i, row in enumerate(rows) for hit in self._hits(i, row)]

    def _hits(self, index: int, row: Row) -> list[Hit]:
        found = []
        for number, one in enumerate(self.people):
            evidence, fields = _evidence(row, one)
            if evidence is not None:
                found.append(Hit(index, number, evidence, (one.protection,), "", fields))
        return found


def _evidence(row: Row, one: Known) -> tuple[Evidence | None, tuple[Field, ...]]:
    named = any(_compatible(name_parts(name), name_parts(one.name)) for name in row.names)
    for kind, number in row.identifiers:
        if _plain(number) in {_plain(own) for own in one.identifiers} and (kind or named):
            return Evidence.IDENTIFIER, (kind or Field.PERSON_NUMBER,)
    if not named:
        return None, ()
    if one.birth and any(_unordered(day) == _unordered(one.birth) for day in row.births):
        return Evidence.NAME_AND_BIRTH_DATE, (Field.FULL_NAME, Field.DATE_OF_BIRTH)
    if not row.births and int(one.birth[:4] or 0) in row.birth_years and row.nationalities:
        return Evidence.WEAKER, (Field.FULL_NAME, Field.BIRTH_YEAR, Field.NATIONALITY)
    return (None, ()) if row.births else (Evidence.NAME_ALONE, (Field.FULL_NAME,))


def _compatible(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    a, b = set(one), set(other)
    return len(a & b) >= 2 and (a <= b or b <= a)


def _unordered(day: str) -> tuple[str, ...]:
    return (day[:4], *sorted((day[5:7], day[8:10])))


def _plain(number: str) -> str:
    return number.upper().replace("-", "").replace(" ", "").removeprefix("A")
