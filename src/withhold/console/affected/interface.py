"""What other rooms of the console need of the affected people."""

from dataclasses import dataclass, field
from datetime import date

from withhold.domain.errors import UsageError
from withhold.incident.affected.interface import Cohort


class NotDerived(UsageError):
    """The affected people of a case were not worked out yet; one line that says what to do."""


class SettlingRefused(UsageError):
    """A state that the rules or the evidence do not allow; one line that says what to do, no values."""


class RowsChanged(UsageError):
    """The people who are kept are not those whom the case's ledger fixed."""


@dataclass(frozen=True, slots=True, repr=False)
class Addressee:
    """One of the N who is to be told. Duplicates and people who are not affected are left out."""

    number: int
    name: str
    cohort: Cohort
    rank: int
    """How pressing: 1 first."""
    reasons: tuple[str, ...] = ()
    due: date | None = None
    language: str | None = None
    """BCP 47; None is an open task."""
    emails: tuple[str, ...] = ()
    shared_emails: frozenset[str] = field(default=frozenset())
    """Those of `emails` that more than one person has."""
    addresses: tuple[str, ...] = ()
    shared_addresses: frozenset[str] = field(default=frozenset())
    facility: str | None = None
    """The organisation's code, or as the leak has it."""
    country: str | None = None
    """ISO 3166: where they live now."""
    home: str | None = None
    """ISO 3166: the organisation's own country, when they were worked out."""
    fled: tuple[str, ...] = ()
    """ISO 3166: every nationality and country of birth that is told, but for the organisation's own."""
    removed: bool = False
    """Whether a removal is recorded, whatever else is."""
    victim: bool = False
    """Or nothing says that they are none; and so for `minor`."""
    minor: bool = False
    counsel: str | None = None
    """The organisation's key of the representative of record."""
