"""The affected people as the rest of the response sees them. A number is a place in the leak."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Protocol

from withhold.domain.errors import UsageError
from withhold.domain.fields import Field


class RecordsUnusable(UsageError):
    """Own records that cannot be read; one line that says what to do and holds nothing of them."""


class Cohort(StrEnum):
    """Where a person is, which decides how they are told. Each has its documented path (`cohorts`)."""

    IN_CUSTODY = "in_custody"
    AT_LIBERTY = "at_liberty"
    ABROAD = "abroad"
    REMOVED = "removed"  # removed already: offered return
    DECEASED = "deceased"
    MINOR = "minor"
    UNKNOWN = "unknown"  # an open task, never dropped


class Terminal(StrEnum):
    """How a person's case ends. Exactly one of these at last; everything else is unaccounted."""

    PROVEN_PERSON = "proven_person"
    PROVEN_COUNSEL_AND_PERSON = "proven_counsel_and_person"
    NO_PATH_RECORDED = "no_path_recorded"
    DECEASED = "deceased"
    DUPLICATE_OF = "duplicate_of"
    NOT_AFFECTED = "not_affected"


class Certainty(StrEnum):
    """How surely two descriptions are one person."""

    SURE = "sure"  # an identifier that nothing contradicts, or name, birth date and more
    LIKELY = "likely"  # a person decides, with the evidence shown
    CONFLICT = "conflict"  # an identifier agrees and something else contradicts it: a person decides


@dataclass(frozen=True, slots=True, repr=False)
class LeakRow:
    """One row of the leak. `fields`: field to values as written; `known`: their canonical values (one each);
    `others`: header to value, for what no field describes."""

    number: int
    fields: Mapping[Field, tuple[str, ...]]
    known: Mapping[Field, str]
    others: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, repr=False)
class OwnRecord:
    """What the organisation's own records hold of one person; None or empty where they do not tell it.

    `record` is the organisation's key of it. Languages are BCP 47 tags. `facility` is a code of the
    organisation's list. `addresses` are postal ones, each of several lines.
    """

    record: str
    names: tuple[str, ...] = ()
    birth: date | None = None
    identifiers: tuple[tuple[Field, str], ...] = ()
    nationality: str | None = None
    language: str | None = None
    facility: str | None = None
    in_custody: bool | None = None
    emails: tuple[str, ...] = ()
    phones: tuple[str, ...] = ()
    addresses: tuple[str, ...] = ()
    country: str | None = None
    """ISO 3166 code of where they live now."""
    counsel: str | None = None
    """The organisation's key of the representative of record."""
    status: str | None = None
    court_date: date | None = None
    removal_date: date | None = None
    """A removal that is planned."""
    removed_on: date | None = None
    deceased_on: date | None = None
    family: str | None = None
    """A key that members of one family share."""
    victim: bool | None = None


class Records(Protocol):
    """A source of own records: a file, a database, an API. Read once, by streaming."""

    def read(self) -> Iterator[OwnRecord]:
        """All of them. Raises RecordsUnusable."""
        ...


@dataclass(frozen=True, slots=True)
class Likeness:
    """That two descriptions may be one person: row to row (a duplicate), or row to record (a match).

    `evidence` names what agrees, as words of ours (`alien_number`, `name`, `date_of_birth` …), `against` what
    contradicts; never a value.
    """

    number: int
    other: int | str = field(repr=False)
    certainty: Certainty
    evidence: tuple[str, ...]
    against: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Triage:
    """How pressing a person is: 1 first. `reasons` are words of a closed list, most pressing first."""

    rank: int
    reasons: tuple[str, ...]
    due: date | None = None
    """The day of a removal or hearing that makes it so."""


@dataclass(frozen=True, slots=True, repr=False)
class Linked:
    """Somebody who is not a row but is named or implied by one: family. `by` is the row's number."""

    by: int
    relation: str
    name: str | None = None


@dataclass(frozen=True, slots=True)
class Account:
    """Where one of the N stands, for reconciliation. `evidence` names entries, receipts or documents."""

    number: int
    terminal: Terminal | None
    evidence: tuple[str, ...] = field(default=(), repr=False)
    duplicate_of: int | None = None
    cohort: Cohort = Cohort.UNKNOWN
    settled: datetime | None = None
    waits: bool = False
    """Whether an end is proposed that a second person has to confirm; until then there is none."""
    has_counsel: bool = False
    """Whether somebody is their counsel of record, who is told as well."""
