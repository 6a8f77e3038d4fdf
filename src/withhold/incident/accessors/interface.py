"""Who fetched it, as a person classified them, and what was asked of them."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from withhold.domain.errors import UsageError


class AccessorError(UsageError):
    """What the rules for accessors do not allow; one line that says what to do, without values."""


class Who(StrEnum):
    """What an accessor is, as a person found. Nothing is sent to one that nobody classified."""

    UNCLASSIFIED = "unclassified"
    PRESS = "press"
    NGO = "ngo"
    COUNSEL = "counsel"  # may retain sealed as evidence
    AFFECTED = "affected"
    SEARCH_ENGINE = "search_engine"
    ORGANISATION = "organisation"
    HOSTILE = "hostile"  # a network controlled by a state that people fled: no notice by default
    OWN = "own"  # the office itself
    UNKNOWN = "unknown"


class Standing(StrEnum):
    """How far the matter with one accessor is."""

    OPEN = "open"
    NO_NOTICE = "no_notice"  # decided, with a reason
    ASKED = "asked"
    REMINDED = "reminded"
    CERTIFIED = "certified"  # destroyed, by certificate
    RETAINED_SEALED = "retained_sealed"  # counsel, as evidence
    REFUSED = "refused"
    LEGAL = "legal"  # followed up by counsel


@dataclass(frozen=True, slots=True, repr=False)
class Certificate:
    """What an accessor certifies, found by its code at the door's `/certificates/`."""

    destroyed: bool
    copies: int | None
    """Copies that were made; None where they do not say."""
    told: int | None
    """People who were told of it or given it."""
    retained_sealed: bool
    name: str
    at: datetime
    words: str = ""
