"""Who may do what in a case, and what takes two people. Default: not allowed.

Names are asserted by whoever acts: in the file adapter nothing proves them (docs/cases.md). The console
knows who is signed in.
"""

import unicodedata
from collections.abc import Mapping

from withhold.incident.case.interface import ERASED, Actor, EventKind, Role

_PEOPLE = frozenset(Role) - {Role.MACHINE}
_DECIDERS = frozenset({Role.PRIVACY_OFFICER, Role.COUNSEL})
_RESPONDERS = _PEOPLE - {Role.RECORDS_CLERK}
_ALL = frozenset(Role)

MAY: Mapping[EventKind, frozenset[Role]] = {
    EventKind.REPORTED: _ALL,
    # A takedown can be undone and minutes count: whoever is there and answers for the site or the data.
    EventKind.CONFIRMED: _RESPONDERS,
    EventKind.DISMISSED: _DECIDERS,
    EventKind.DOCUMENT_ADDED: _ALL,
    EventKind.PLACE_ADDED: _ALL,
    EventKind.PLACE_UNREAD: _ALL,
    EventKind.EXPOSURE_BOUNDED: _ALL,
    EventKind.PRESERVED: _ALL,
    EventKind.PRESERVATION_FAILED: _ALL,
    EventKind.TAKEDOWN_PLANNED: _RESPONDERS | {Role.MACHINE},
    EventKind.STEP_BEGUN: _RESPONDERS | {Role.MACHINE},
    EventKind.STEP_DONE: _RESPONDERS | {Role.MACHINE},
    EventKind.STEP_FAILED: _RESPONDERS | {Role.MACHINE},
    EventKind.ROUND_LOOKED: _ALL,
    EventKind.UNREACHABLE: _ALL,
    EventKind.VERIFIED_GONE: _ALL,
    EventKind.REAPPEARED: _ALL,
    EventKind.REMOVAL_ASKED: _PEOPLE,
    EventKind.REMOVAL_ANSWERED: _PEOPLE,
    EventKind.REMOVAL_DUE: _ALL,
    EventKind.TRACED: _ALL,
    EventKind.LOGS_MISSING: _ALL,
    EventKind.ASSESSED: _DECIDERS,
    EventKind.CLOCK_MET: _PEOPLE,
    EventKind.CLOCK_WAIVED: _DECIDERS,
    EventKind.PROPOSED: _RESPONDERS,
    EventKind.RESTORED: _RESPONDERS,
    EventKind.NOTED: _PEOPLE,
    EventKind.CLOSED: _DECIDERS | {Role.EXECUTIVE},
    EventKind.REOPENED: _RESPONDERS,
}


def may(role: Role, kind: EventKind) -> bool:
    """Whether somebody in this role may do this. A kind without a line may be done by nobody."""
    return role in MAY.get(kind, frozenset())


def surely_differ(one: Actor, other: Actor) -> bool:
    """Whether these are two people: other names, however they are spelt, and both of them still known."""
    if ERASED in (one.name, other.name) or Role.MACHINE in (one.role, other.role):
        return False
    return _folded(one.name) != _folded(other.name)


def _folded(name: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", name).casefold().split())
