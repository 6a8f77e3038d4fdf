"""What a clearance is (spec/clearance.md), and what the gates ask of the shelf that keeps them."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from withhold.domain.errors import UsageError
from withhold.domain.verdict import Decision


class ClearanceError(UsageError):
    """A clearance, trust file or signing key that cannot be used; the message says which and what to do."""


class Basis(StrEnum):
    """How it came to be cleared (design 5.3); the values are part of the clearance format."""

    AUTOMATIC = "automatic"
    """The verdict is release."""
    REVIEWED = "reviewed"
    """The verdict is review; one named person, not the uploader, said yes."""
    OVERRIDDEN = "overridden"
    """The verdict is withhold; two people with different trusted keys and a reason said yes."""
    EMERGENCY = "emergency"
    """One person, for a limited time, to be reviewed afterwards."""
    ADOPTED = "adopted"
    """It stood at the destination before the guard did, and was blessed there."""


@dataclass(frozen=True, slots=True)
class Signature:
    """`key_id` names the trusted key, `signature` is Ed25519 over the statement (64 bytes)."""

    key_id: str
    signature: bytes


@dataclass(frozen=True, slots=True)
class Statement:
    """What is signed. `sha256` in hex, `size` in bytes, times in UTC.

    `destination` as `destination_of` gives it; `policy` are `name@version`, `profile` is `name@digest` or
    None, `register` the register's version or None.
    `decision` is the verdict's. `uploader` and `reason` are texts of people, empty where there is none.
    """

    sha256: str
    size: int
    destination: str
    decision: Decision
    basis: Basis
    engine: str
    policy: tuple[str, ...]
    profile: str | None
    register: str | None
    issued: datetime
    not_after: datetime
    uploader: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Clearance:
    """A statement with its signatures; valid only if `basis` and signatures agree under a trust file."""

    statement: Statement
    signatures: tuple[Signature, ...]


@dataclass(frozen=True, slots=True)
class Revocation:
    """From `issued` on these bytes are no longer cleared for this destination (`*`: for any)."""

    sha256: str
    destination: str
    reason: str
    issued: datetime
    signature: Signature


@dataclass(frozen=True, slots=True)
class Standing:
    """Whether bytes are cleared for the destination right now, and why (not), in words for a log.

    `not_after` is when it ends, None if it is not cleared.
    """

    cleared: bool
    why: str
    not_after: datetime | None = None


class Shelf(Protocol):
    """Keeps clearances and revocations of one destination; every answer is read anew, none is stale."""

    destination: str

    def standing(self, sha256: str, now: datetime) -> Standing:
        """Whether exactly these bytes may be at the destination at this time."""
        ...

    def keep(self, clearance: Clearance) -> None:
        """Store durably (fsync) before returning. Raises ClearanceError for one that would not be valid."""
        ...

    def revoke(self, revocation: Revocation) -> None:
        """Store durably before returning. Raises ClearanceError for a signature that is not trusted."""
        ...
