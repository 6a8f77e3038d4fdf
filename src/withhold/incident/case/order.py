"""The order of a response (design 5.7), as predicates: what may start, what may wait, what never waits."""

from datetime import timedelta
from enum import StrEnum

from withhold.incident.case.interface import EventKind, Phase
from withhold.incident.case.state import CaseState

MOST_DELAY = timedelta(seconds=5)
"""How long preserving may hold up the takedown: the first step moves to quarantine, which preserves too."""


class Audience(StrEnum):
    """Whom a message is to, as far as its turn depends on it."""

    INSIDE = "inside"  # the organisation itself
    REGULATOR = "regulator"  # authorities, and parliaments to which they answer
    NETWORK = "network"  # the abuse desk of a network that fetched it
    HOST = "host"  # who publishes, caches or finds it
    FINDER = "finder"  # who told of it
    PERSON = "person"  # somebody who is affected, or who speaks for them
    PUBLIC = "public"  # everybody, and all who are none of the above


NEVER_WAIT = frozenset(
    {Audience.INSIDE, Audience.REGULATOR, Audience.NETWORK, Audience.HOST, Audience.FINDER}
)


def may_tell(audience: Audience, *, hold_stands: bool, all_hold: bool) -> bool:
    """Whether somebody may be told now: a person once their own hold stands, the public once all do.

    `hold_stands` is of that person, `all_hold` of everybody affected. Those who never wait may always.
    """
    if audience in NEVER_WAIT:
        return True
    return all_hold if audience is Audience.PUBLIC else hold_stands


def may_start_takedown(state: CaseState) -> bool:
    """Only once a person confirmed it, and it was not dismissed since: a tip alone takes nothing down.

    It needs nothing else: not the end of preserving, of tracing or of any notice.
    """
    return state.ever_confirmed and state.phase in (Phase.CONFIRMED, Phase.CONTAINED, Phase.GONE)


def may_delay_for_preservation(waited: timedelta) -> bool:
    """Whether the takedown may wait still longer for evidence to be sealed."""
    return timedelta(0) <= waited < MOST_DELAY


def is_unreachable(state: CaseState) -> bool:
    """A whole round found it nowhere, and no known place is left that nobody could look at."""
    return state.clean_rounds >= 1 and not state.unread


def is_gone(state: CaseState, rounds: int) -> bool:
    """The agreed number of clean rounds in a row, after it was unreachable. No agreed number is not zero."""
    return (
        rounds >= 1 and state.unreachable_at is not None and not state.unread and state.clean_rounds >= rounds
    )


def hindering_close(state: CaseState, running_clocks: int) -> tuple[str, ...]:
    """What has to be done before the case can be closed, in words; empty when nothing is left."""
    asked = sum(1 for kind in state.removals.values() if kind is not EventKind.REMOVAL_ANSWERED)
    unsettled = sum(one.unsettled for one in state.sightings.values())
    left = (
        (state.phase is not Phase.GONE, "it is not verified gone"),
        (bool(state.unread), f"{len(state.unread)} places could not be looked at"),
        (bool(state.unasked), f"{len(state.unasked)} copies in archives that nobody was asked to remove"),
        (unsettled > 0, f"{unsettled} sightings of copies that a person has to look at"),
        (bool(state.unasked_copies), f"{len(state.unasked_copies)} copies that nobody was asked to remove"),
        (bool(state.fingerprints), "the keys of the list's fingerprints are not destroyed"),
        (asked > 0, f"{asked} requests for removal are not answered"),
        (
            state.unaccounted > 0,
            f"{state.unaccounted:,} of {state.people:,} people who were exposed are not accounted for",
        ),
        (running_clocks > 0, f"{running_clocks} deadlines are neither met nor waived"),
    )
    return tuple(words for is_left, words in left if is_left)
