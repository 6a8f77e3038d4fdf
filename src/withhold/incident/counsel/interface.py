"""Representatives, what they stand for, and what is offered to the people they stand for."""

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from withhold.domain.errors import UsageError


class CounselError(UsageError):
    """What the rules of representation do not allow; one line that says what to do, without values."""


class Scope(StrEnum):
    """For what somebody is represented."""

    ASYLUM = "asylum"
    CUSTODY = "custody"
    APPEAL = "appeal"
    ALL = "all"


class ProofKind(StrEnum):
    """What shows that somebody represents a person."""

    ENTRY_OF_APPEARANCE = "entry_of_appearance"
    SIGNED_AUTHORITY = "signed_authority"
    COURT_RECORD = "court_record"
    NONE = "none"  # claimed only: sees nothing


@dataclass(frozen=True, slots=True)
class Representation:
    """That a representative stands for a person, for what, since and until when, by what proof.

    `verified_by` is who looked at the proof; None: not verified, and nothing is shown or sent.
    """

    representative: str
    subject: str
    scope: Scope
    proof: ProofKind
    since: date
    until: date | None = None
    verified_by: str | None = None

    def stands_on(self, day: date) -> bool:
        """Whether it is proven and valid on this day."""
        valid = self.since <= day and (self.until is None or day <= self.until)
        return valid and self.verified_by is not None and self.proof is not ProofKind.NONE


class RemedyKind(StrEnum):
    """What can be offered to a person."""

    RELEASE = "release"
    REOPENING = "reopening"
    NEW_CLAIM = "new_claim"
    RETURN_OFFERED = "return_offered"


class RemedyState(StrEnum):
    """How it stands."""

    PROPOSED = "proposed"
    OFFERED = "offered"
    GRANTED = "granted"
    DECLINED = "declined"  # by the person
    REFUSED = "refused"  # by the organisation, with its reason


@dataclass(frozen=True, slots=True)
class Remedy:
    """One offer: who decided what and why."""

    subject: str
    kind: RemedyKind
    state: RemedyState
    owner: str
    reason: str = field(repr=False)
    decided: datetime | None = None
