"""What a case system asks before it acts, what it is answered, and what the service keeps.

The formats are specified in spec/holds.md. Nothing here ever says why somebody is held.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Protocol

from withhold.domain.errors import UsageError
from withhold.register.interface import Row

REQUEST_SCHEMA = "withhold.hold-request/1"
PLAN_SCHEMA = "withhold.hold-plan/1"
REPORT_SCHEMA = "withhold.hold-report/1"
HEARTBEAT_SCHEMA = "withhold.hold-heartbeat/1"
ANSWER_SCHEMA = "withhold.hold-answer/1"
PLAN_ANSWER_SCHEMA = "withhold.hold-plan-answer/1"
RECEIPT_SCHEMA = "withhold.hold-receipt/1"
EPOCH_SCHEMA = "withhold.hold-epoch/1"
LIFETIME = 3.0
"""Seconds that a single answer lives; design 5.6 allows five, and a new hold is everywhere within five."""


class HoldError(UsageError):
    """A hold, release or consumer that the rules do not allow; one line that says what to do, no values."""


class Refused(HoldError):
    """A message of a case system that is not taken. `status` is the HTTP status that says so."""

    def __init__(self, line: str, status: int) -> None:
        super().__init__(line)
        self.status = status


class Action(StrEnum):
    """What a case system is about to do. Adverse ones need a fresh `clear`; favourable ones never wait."""

    REMOVAL = "removal"
    TRANSFER = "transfer"  # out of reach
    DENIAL = "denial"
    DETENTION = "detention"
    RELEASE = "release"
    BOND = "bond"
    MEDICAL_CARE = "medical_care"
    GRANT = "grant"

    @property
    def is_adverse(self) -> bool:
        """Whether it can harm the person."""
        return self in (Action.REMOVAL, Action.TRANSFER, Action.DENIAL, Action.DETENTION)


class Status(StrEnum):
    """All that a consumer is ever told."""

    CLEAR = "clear"
    DO_NOT_ACT = "do_not_act"


@dataclass(frozen=True, slots=True, repr=False)
class Asked:
    """One person of a request. `ref` is the consumer's own and means nothing here."""

    ref: str
    identifiers: tuple[tuple[str, str], ...]
    """Pairs of a kind (a domain Field's value) and the number as written."""
    name: str
    date_of_birth: str


@dataclass(frozen=True, slots=True, repr=False)
class Question:
    """A request that was read and whose signature was found good. `sha256` is of its exact bytes."""

    consumer: str
    nonce: str
    action: Action
    people: tuple[Asked, ...]
    sha256: str
    planning: bool = False
    """A manifest for planning: its answers are signed as such and never give authority to act."""


@dataclass(frozen=True, slots=True)
class Answer:
    """The status of one ref. `clear` needs a well-formed identifier with name and birth date, and no key of a
    held person matching; everything else is `do_not_act`."""

    ref: str
    status: Status


class HoldState(StrEnum):
    """How a hold stands. It never ends by itself."""

    STANDING = "standing"
    RELEASED = "released"


@dataclass(frozen=True, slots=True, repr=False)
class Hold:
    """One person held. `people` are all spellings and numbers under which they are known, as register rows.

    `subject` is the caller's reference to the person (case id and number) and never leaves the service.
    """

    subject: str
    rows: tuple[Row, ...]
    owner: str
    reason: str
    review: date
    since: datetime
    waived: frozenset[Action] = field(default=frozenset())
    """Actions that the person, through counsel, agreed to."""


@dataclass(frozen=True, slots=True)
class Consumer:
    """A case system that asks. `public_key` is its Ed25519 key in base64; `seen` its last heartbeat."""

    name: str
    public_key: str
    webhook: str | None = None
    seen: datetime | None = None
    acknowledged: int = 0
    """The newest epoch that it confirmed to know; epochs count every change of the held people."""


class HoldIndex(Protocol):
    """The keys of all held people, in memory; digests under the service's own key, no clear value."""

    @property
    def epoch(self) -> int: ...

    def held(self, people: Sequence[Asked], action: Action) -> list[bool]:
        """For each, whether any key of a held person matches (waived ones for this action do not count)."""
        ...
