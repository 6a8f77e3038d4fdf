"""What the register is asked and what it answers. Numbers stand for people; no value is ever in an answer."""

from dataclasses import dataclass, field
from typing import Protocol

from withhold.domain.errors import UsageError
from withhold.domain.fields import Field, Protection
from withhold.domain.finding import Evidence


class RegisterError(UsageError):
    """A register that cannot be used: wrong key, cut, altered, not a register. Never read as "no match"."""


@dataclass(frozen=True, slots=True, repr=False)
class Row:
    """One person as somewhere written, with as much as is told of them.

    `names`: spellings of full names (a table may tell a name and an alias). `birth`: ISO 8601 dates
    (`1987-03-04`); `birth_year` where only the year is told. `identifiers`: pairs of a field and the value as
    written or canonical, the field None where nothing says what kind of number it is. `nationality`,
    `country_of_birth`: as written. `contacts`: telephone numbers and e-mail addresses.
    """

    names: tuple[str, ...] = ()
    births: tuple[str, ...] = ()
    birth_years: tuple[int, ...] = ()
    identifiers: tuple[tuple[Field | None, str], ...] = ()
    nationalities: tuple[str, ...] = ()
    contacts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Hit:
    """A registered person found in a row: by what evidence, why protected, under whose laws (with `;`).

    `person` is a number that is the same for the same person in one register and means nothing outside it.
    """

    row: int
    person: int
    evidence: Evidence
    protections: tuple[Protection, ...]
    jurisdiction: str = ""
    fields: tuple[Field, ...] = field(default=())


class Register(Protocol):
    """An open register. Answers follow additions and removals of other processes within a minute."""

    @property
    def version(self) -> str:
        """A short name of exactly this content; it tells nothing of people or their number."""
        ...

    def match(self, rows: "list[Row]") -> "list[Hit]":
        """The registered people among these rows, strongest evidence of each row and person.

        Raises RegisterError when a part of the file that is needed is damaged.
        """
        ...

    def may_hold_names(self, names: "list[str]") -> "list[bool]":
        """For each full name, whether anybody of that name may be registered; a false "no" never happens.

        A fast first question for texts and for columns that nothing else speaks for.
        """
        ...

    def close(self) -> None: ...
