"""What is offered to people, and how an offer goes on: decided by a named owner, with a reason."""

from collections.abc import Mapping
from datetime import datetime

from withhold.incident.counsel.interface import CounselError, Remedy, RemedyKind, RemedyState

NEXT: Mapping[RemedyState, frozenset[RemedyState]] = {
    RemedyState.PROPOSED: frozenset({RemedyState.OFFERED, RemedyState.GRANTED, RemedyState.REFUSED}),
    RemedyState.OFFERED: frozenset({RemedyState.GRANTED, RemedyState.DECLINED, RemedyState.REFUSED}),
    # Who said no may change their mind, and what was refused may be looked at again.
    RemedyState.DECLINED: frozenset({RemedyState.OFFERED}),
    RemedyState.REFUSED: frozenset({RemedyState.PROPOSED}),
    RemedyState.GRANTED: frozenset(),
}


def propose(subject: str, kind: RemedyKind, owner: str, reason: str, at: datetime) -> Remedy:
    """A new one. Raises CounselError without an owner or a reason."""
    made = Remedy(subject, kind, RemedyState.PROPOSED, owner, reason, at)
    _check(made)
    return made


def decide(remedy: Remedy, state: RemedyState, owner: str, reason: str, at: datetime) -> Remedy:
    """The remedy as this owner decided it. Raises CounselError for a step that is none."""
    if state not in NEXT[remedy.state]:
        raise CounselError(
            f"this remedy is {remedy.state}: from there it cannot become {state}; look at it again"
        )
    made = Remedy(remedy.subject, remedy.kind, state, owner, reason, at)
    _check(made)
    return made


def _check(remedy: Remedy) -> None:
    if not remedy.owner.strip():
        raise CounselError("name who owns this remedy and answers for it")
    if not remedy.reason.strip():
        raise CounselError("write the reason; it is what the person is told when they ask")
