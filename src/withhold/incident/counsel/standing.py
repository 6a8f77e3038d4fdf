"""Who stands for whom: what makes it valid, what it lets somebody see, what a shared inbox may be told."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date

from withhold.incident.counsel.interface import CounselError, ProofKind, Representation, Scope

_WIDE = frozenset({Scope.ALL})


@dataclass(frozen=True, slots=True)
class Inbox:
    """Where a firm or a representative is written to. `shared`: more people read it than who is meant."""

    address: str = field(repr=False)
    shared: bool


def check_claim(claim: Representation, today: date, has_document: bool) -> None:
    """Raises CounselError unless this can be entered at all; who verifies it is another question."""
    if claim.until is not None and claim.until < claim.since:
        raise CounselError("it ends before it begins; look at the two days again")
    if claim.until is not None and claim.until < today:
        raise CounselError("it is over already; enter what stands now")
    if claim.verified_by is not None:
        raise CounselError("what is entered is not verified yet; another person looks at the proof")
    if claim.proof is not ProofKind.NONE and not has_document:
        raise CounselError("give the document that proves it, or choose that there is none yet")


def verified(claim: Representation, entered_by: str, verifier: str, differ: bool) -> Representation:
    """The claim as this person verified it; `differ`: surely another person than who entered it.

    Two people, since one alone could give themselves a client, and with that everything of theirs. Raises
    CounselError.
    """
    if claim.proof is ProofKind.NONE:
        raise CounselError("nothing proves it yet; add the document first")
    if entered_by == verifier or not differ:
        raise CounselError("another person than who entered it looks at the proof and verifies it")
    if claim.representative == verifier:
        raise CounselError("nobody verifies their own representation")
    return replace(claim, verified_by=verifier)


def ended(claim: Representation, day: date) -> Representation:
    """The claim with its end: from this day on it stands no more."""
    last = day if claim.until is None else min(day, claim.until)
    return replace(claim, until=max(last, claim.since), verified_by=None)


def clients_of(all_of_them: Iterable[Representation], representative: str, day: date) -> frozenset[str]:
    """The people that somebody stands for on this day: nobody else is shown to them, in any way."""
    return frozenset(
        one.subject for one in all_of_them if one.representative == representative and one.stands_on(day)
    )


def covers(scopes: Iterable[Scope], needed: Scope) -> bool:
    """Whether somebody who stands for these may act in this; ALL covers everything."""
    given = frozenset(scopes)
    return needed in given or bool(given & _WIDE)


def greeting(inbox: Inbox, subject: str, body: str) -> tuple[str, str]:
    """What may be written to an inbox: a shared one never gets a name, only that something waits."""
    if not inbox.shared:
        return subject, body
    return (
        "Something waits for you in the portal",
        "Something waits for one of you in the portal. Sign in to read it.\n\n"
        "This address is read by several people, so nothing more stands here.\n",
    )
