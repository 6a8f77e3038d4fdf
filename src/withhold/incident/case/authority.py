"""Who may do what in a case, and what takes two people. Default: not allowed.

Names are asserted by whoever acts: in the file adapter nothing proves them (docs/cases.md). The console
knows who is signed in.
"""

import unicodedata
from collections.abc import Mapping

from withhold.incident.case.interface import ERASED, Actor, EventKind, Role

_PEOPLE = frozenset(Role) - {Role.MACHINE}
_DECIDERS = frozenset({Role.PRIVACY_OFFICER, Role.COUNSEL, Role.CASE_LEAD})
_RESPONDERS = _PEOPLE - {Role.RECORDS_CLERK}
_ALL = frozenset(Role)
_UNSEEN = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u180b\u180c\u180d\u180f\u3164\uffa0").union(
    map(chr, (*range(0xFE00, 0xFE10), *range(0xE0100, 0xE01F0)))
)
"""Letters and marks that show nothing: fillers and variation selectors (Unicode: Default_Ignorable)."""

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
    EventKind.FINGERPRINTED: _RESPONDERS | {Role.MACHINE},
    EventKind.COPIES_SCANNED: _ALL,
    EventKind.SIGHTED: _ALL,
    EventKind.SIGHTING_SETTLED: _RESPONDERS,
    EventKind.SIGHTING_LOOKED: _ALL,
    EventKind.FINGERPRINTS_DESTROYED: _DECIDERS | {Role.SECURITY_ENGINEER},
    EventKind.TRACED: _ALL,
    EventKind.LOGS_MISSING: _ALL,
    EventKind.EXPOSED_FIXED: frozenset({Role.PRIVACY_OFFICER}),
    EventKind.EXPOSED_AMENDED: frozenset({Role.PRIVACY_OFFICER}),
    # Holds harm nobody and minutes count: whoever decides, and Withhold itself once the case is confirmed.
    EventKind.HOLDS_STOOD: _DECIDERS | {Role.MACHINE},
    EventKind.HOLDS_CONFIRMED: _DECIDERS | {Role.MACHINE},
    EventKind.HOLD_RELEASED: frozenset({Role.PRIVACY_OFFICER, Role.COUNSEL}),
    EventKind.HOLD_WAIVED: frozenset({Role.PRIVACY_OFFICER, Role.COUNSEL}),
    EventKind.ACTED_AGAINST: _ALL,
    EventKind.NOTICES_QUEUED: _DECIDERS | {Role.MACHINE},  # the next way, once people have decided to tell
    EventKind.NOTICES_PROVEN: _ALL,
    EventKind.NOTICE_STOPPED: _ALL,
    EventKind.ACCESSOR_CLASSIFIED: _DECIDERS,
    EventKind.ACCESSOR_ASKED: frozenset({Role.PRIVACY_OFFICER, Role.COUNSEL}),
    EventKind.ACCESSOR_ANSWERED: _ALL,
    EventKind.REPRESENTED: frozenset({Role.PRIVACY_OFFICER, Role.COUNSEL, Role.RECORDS_CLERK}),
    EventKind.REMEDY_DECIDED: _DECIDERS,
    EventKind.RECONCILED: _ALL,
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


def is_seen(name: str) -> bool:
    """Whether anything of a name can be seen: a name that nobody can read is nobody's."""
    return bool(_folded(name))


def _folded(name: str) -> list[str]:
    """The words of a name in any order, without what is no letter, mark or digit: a full stop, a comma or
    a character of no width must not make two people of one."""
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", name).casefold())
    return sorted("".join(map(_seen, folded)).split())


def _seen(character: str) -> str:
    if character in _UNSEEN or unicodedata.category(character) == "Cf":
        return ""
    return character if unicodedata.category(character)[0] in "LMN" else " "
