"""What has to come first (design 5.7): each function gives the new standing, or raises OutOfOrder.

Nothing here waits for anything on behalf of regulators, network desks, hosts of copies and finders: what they
are told depends on the review of the text alone.
"""

from dataclasses import replace
from datetime import datetime, timedelta

from withhold.incident.affected.interface import Terminal
from withhold.incident.answering.interface import OutOfOrder, Standing
from withhold.incident.case.authority import surely_differ
from withhold.incident.case.interface import Actor, Role
from withhold.incident.notices.interface import Audience

PROTECTED_PERIOD = timedelta(days=30)
"""From proven delivery on: time to find counsel and to file. A law or a promise may ask for more."""
_OWN = (Audience.PERSON, Audience.COUNSEL)
_RELEASERS = (Role.PRIVACY_OFFICER, Role.COUNSEL)
_NEEDS_PROOF = {
    Terminal.PROVEN_PERSON: (Audience.PERSON,),
    Terminal.PROVEN_COUNSEL_AND_PERSON: (Audience.PERSON, Audience.COUNSEL),
}
_WITHOUT_PROOF = (Terminal.NO_PATH_RECORDED, Terminal.DUPLICATE_OF)
"""What may not be said of somebody whose notice was proven."""


def hold(standing: Standing, at: datetime) -> Standing:
    """A hold stands. Held already stays as it was; after a release it stands anew."""
    return standing if standing.is_held else replace(standing, held=at, released=None)


def waiting_for(
    audience: Audience, standing: Standing | None, *, reviewed: bool, all_confirmed: bool
) -> tuple[str, ...]:
    """What a text waits for, in words of a closed list; empty if it may leave.

    `standing` is the person's whom it is about, None for a text about nobody. `all_confirmed`: every hold
    stands and every case system is known to ask, which a public statement waits for. A text of a person or
    their counsel without a standing waits for ever: it is not known whom it is about.
    """
    reasons = [] if reviewed else ["review"]
    if audience in _OWN and (standing is None or not standing.is_held):
        reasons.append("hold")
    if audience is Audience.PUBLIC and not all_confirmed:
        reasons.append("holds_confirmed")
    return tuple(reasons)


def send(standing: Standing, audience: Audience, at: datetime, *, reviewed: bool) -> Standing:
    """A notice to the person or their counsel leaves. Raises OutOfOrder before the hold or the review."""
    if audience not in _OWN:
        raise OutOfOrder("this is no notice to the person or their counsel; send it as a text of its own")
    if audience is Audience.COUNSEL and not standing.has_counsel:
        raise OutOfOrder("no counsel of record is verified; verify the representation first")
    waiting = waiting_for(audience, standing, reviewed=reviewed, all_confirmed=False)
    if waiting:
        raise OutOfOrder(f"the notice waits for: {', '.join(waiting)}")
    if standing.held is not None and at < standing.held:
        raise OutOfOrder("the notice would be older than the hold; the hold stands first")
    return replace(standing, sent={**standing.sent, audience: standing.sent.get(audience, at)})


def prove(standing: Standing, audience: Audience, at: datetime) -> Standing:
    """A receipt came. The first proof counts. Raises OutOfOrder for what was never sent."""
    sent = standing.sent.get(audience)
    if sent is None or at < sent:
        raise OutOfOrder("nothing that was sent can have been received then; record the sending first")
    return replace(standing, proven={**standing.proven, audience: standing.proven.get(audience, at)})


def release(
    standing: Standing,
    first: Actor,
    second: Actor,
    determination: str,
    at: datetime,
    period: timedelta,
) -> Standing:
    """The hold ends: two people, a determination (its SHA-256), after the protected period."""
    if not standing.is_held:
        raise OutOfOrder("no hold stands; there is nothing to release")
    if not {first.role, second.role} <= set(_RELEASERS) or not surely_differ(first, second):
        raise OutOfOrder("two different people, privacy officer or counsel, release a hold")
    if not determination:
        raise OutOfOrder("a hold is released with a documented determination; add it first")
    begun = standing.period_from
    if begun is None:
        raise OutOfOrder("the notice is not proven, so the protected period has not begun")
    if at < begun + period:
        raise OutOfOrder("the protected period is not over")
    return replace(standing, released=at)


def settle(standing: Standing, terminal: Terminal, evidence: tuple[str, ...]) -> Standing:
    """The person's one terminal state. Raises OutOfOrder where another one is set, or where it is not so."""
    if standing.settled is not None:
        if standing.settled is terminal:
            return standing
        raise OutOfOrder("the person is settled in another state; reopen that first, with a reason")
    if not any(one.strip() for one in evidence):
        raise OutOfOrder("a terminal state rests on evidence; name the receipt, document or decision")
    if any(audience not in standing.proven for audience in _NEEDS_PROOF.get(terminal, ())):
        raise OutOfOrder("this needs a proven delivery; sent is not proven")
    if terminal is Terminal.PROVEN_PERSON and standing.has_counsel:
        raise OutOfOrder("there is counsel of record: their notice is proven as well, separately")
    if terminal in _WITHOUT_PROOF and Audience.PERSON in standing.proven:
        raise OutOfOrder("the person's notice is proven; that is their state")
    return replace(standing, settled=terminal, evidence=evidence)


def reopen(standing: Standing, why: str) -> Standing:
    """What was settled was wrong. The proofs stay."""
    if standing.settled is None:
        raise OutOfOrder("the person is not settled")
    if not why.strip():
        raise OutOfOrder("say why it is opened again")
    return replace(standing, settled=None, evidence=())
