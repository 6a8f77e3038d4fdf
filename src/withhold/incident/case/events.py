"""What each kind of event has to hold, and may: facts with their types, and private values. Nothing else.

Facts stay in clear for ever, so none of them can hold free text: they are hashes, counts, times and
words of a closed list or of plain letters. URLs, names, paths and reasons are private values.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC
from enum import StrEnum

from withhold.incident.case.assessment import Decision, Encrypted, Risk, Safety
from withhold.incident.case.authority import is_seen
from withhold.incident.case.exposed import Held, PlaceKind
from withhold.incident.case.interface import CaseError, Event, EventKind
from withhold.incident.case.moments import read
from withhold.ledger.interface import Fact

RESERVED_FACTS = frozenset({"role", "recorded"})
"""Facts that the store adds by itself: who acted, and when it was recorded."""
RESERVED_PRIVATE = frozenset({"by", "why"})

_HASH = re.compile(r"[0-9a-f]{32,128}")
_WORD = re.compile(r"[a-z0-9][a-z0-9_.-]{0,63}")
_LONGEST_PRIVATE = 64 * 1024
"""Characters of a private value: a URL, a path or a reason, never a document."""


class Kind(StrEnum):
    """The type of a fact."""

    HASH = "hash"  # 32 to 128 small hex digits
    COUNT = "count"  # a whole number from 0
    WORD = "word"  # small letters, digits and _ . - : an enum's value or an identifier of ours
    TIME = "time"  # RFC 3339, see `moments`
    LENGTHS = "lengths"  # counts with commas between them


class Source(StrEnum):
    """Who or what said that something is public that should not be."""

    TIP = "tip"  # from outside: reason to look, never to take anything down
    GATE = "gate"  # a finding of Withhold's own
    SWEEP = "sweep"  # Withhold found it on an own site that it watches
    STAFF = "staff"
    AFFECTED = "affected"  # the person whose data it is
    AUTHORITY = "authority"


class Answer(StrEnum):
    """What became of a request for removal."""

    DONE = "done"
    PARTLY = "partly"
    REFUSED = "refused"
    NO_ANSWER = "no_answer"


class Sighting(StrEnum):
    """What a person made of a page that seems to hold rows of the list."""

    COPY = "copy"
    NO_COPY = "no_copy"


class CopyHeld(StrEnum):
    """What a later look at a copy gave."""

    GONE = "gone"
    STILL = "still"
    CHANGED = "changed"  # answers without a row: a sign-in page does so, too, and a person has to say
    NOT_LOOKED = "not_looked"  # could not look: never taken for gone


class TwoPersons(StrEnum):
    """What only two people can do together: one proposes, another one does."""

    DISMISS = "dismiss"
    CLOSE = "close"
    RESTORE = "restore"


Type = Kind | type[StrEnum]


@dataclass(frozen=True, slots=True)
class Form:
    """What an event of a kind holds beside who, when and why. `may` and `may_private` can be left out."""

    must: Mapping[str, Type] = field(default_factory=dict)
    may: Mapping[str, Type] = field(default_factory=dict)
    private: frozenset[str] = frozenset()
    may_private: frozenset[str] = frozenset()


_H, _N, _W, _T = Kind.HASH, Kind.COUNT, Kind.WORD, Kind.TIME
_URL = frozenset({"url"})
_DETAIL = frozenset({"detail"})
_STEP = {"connector": _W, "layer": _W, "action": _W}
_STEP_PRIVATE = frozenset({"connector_name", "describe", "detail", "proof"})

FORMS: Mapping[EventKind, Form] = {
    # Who told goes to the private values: a finder is thanked, never exposed.
    EventKind.REPORTED: Form({"source": Source}, may_private=frozenset({"url", "told_by", "detail"})),
    EventKind.CONFIRMED: Form(),
    EventKind.DISMISSED: Form(),
    EventKind.DOCUMENT_ADDED: Form(
        {"sha256": _H, "size": _N}, {"lengths": Kind.LENGTHS}, may_private=frozenset({"name", "detail"})
    ),
    EventKind.PLACE_ADDED: Form(
        {"kind": PlaceKind, "held": Held}, {"looked": _T, "sha256": _H}, _URL, _DETAIL
    ),
    EventKind.PLACE_UNREAD: Form({}, {"kind": PlaceKind, "looked": _T, "reason": _W}, _URL, _DETAIL),
    EventKind.EXPOSURE_BOUNDED: Form(
        {"readings": _N, "contradictions": _N},
        {"since_earliest": _T, "since_latest": _T, "until_earliest": _T, "until_latest": _T, "sha256": _H},
    ),
    EventKind.PRESERVED: Form(
        {"sealed_sha256": _H, "sealed_size": _N, "sha256": _H, "size": _N, "what": _W},
        {"parts": _N},
        may_private=frozenset({"url", "name", "detail"}),
    ),
    EventKind.PRESERVATION_FAILED: Form(
        {"what": _W}, {"reason": _W}, may_private=frozenset({"url", "name", "detail"})
    ),
    EventKind.TAKEDOWN_PLANNED: Form(
        {"plan": _H, "steps": _N}, {"origins": _N, "caches": _N, "unplanned": _N}, may_private=_DETAIL
    ),
    EventKind.STEP_BEGUN: Form({"step": _H}, _STEP, may_private=_STEP_PRIVATE),
    EventKind.STEP_DONE: Form({"step": _H, "result": _W}, {**_STEP, "tries": _N}, may_private=_STEP_PRIVATE),
    EventKind.STEP_FAILED: Form({"step": _H}, {**_STEP, "tries": _N}, may_private=_STEP_PRIVATE),
    EventKind.ROUND_LOOKED: Form(
        {"round": _N, "gone": _N, "still": _N, "unsure": _N}, {"began": _T}, may_private=_DETAIL
    ),
    EventKind.UNREACHABLE: Form({"round": _N}),
    EventKind.VERIFIED_GONE: Form({"rounds": _N}),
    EventKind.REAPPEARED: Form({"places": _N}, {"round": _N}, may_private=frozenset({"url", "detail"})),
    EventKind.REMOVAL_ASKED: Form(
        {"removal": _H, "recipient": _W},
        {"channel": _W, "due": _T, "renewal_days": _N, "number": _N},
        may_private=frozenset({"url", "reference", "detail"}),
    ),
    EventKind.REMOVAL_ANSWERED: Form(
        {"removal": _H, "answer": Answer},
        {"recipient": _W, "due": _T},
        may_private=frozenset({"url", "reference", "detail"}),
    ),
    EventKind.REMOVAL_DUE: Form({"removal": _H}, {"recipient": _W, "due": _T}, may_private=_URL | _DETAIL),
    EventKind.FINGERPRINTED: Form({"fingerprints": _H, "rows": _N, "findable": _N}, {"confirming": _H}),
    EventKind.COPIES_SCANNED: Form(
        {"fingerprints": _H, "pages": _N, "bytes": _N, "found": _N, "not_looked": _N}, may_private=_DETAIL
    ),
    EventKind.SIGHTED: Form({"sighting": _H, "rows": _N}, {}, _URL, frozenset({"source", "detail"})),
    EventKind.SIGHTING_SETTLED: Form({"sighting": _H, "answer": Sighting}, may_private=_DETAIL),
    EventKind.SIGHTING_LOOKED: Form({"sighting": _H, "held": CopyHeld}, {"rows": _N}, may_private=_DETAIL),
    EventKind.FINGERPRINTS_DESTROYED: Form({"fingerprints": _H}, may_private=_DETAIL),
    EventKind.TRACED: Form(
        {"result": _H, "lines": _N, "complete_low": _N, "complete_high": _N},
        {"logs": _N, "warnings": _N, "accessors": _N, "unparsed": _N, "from": _T, "until": _T},
        may_private=_DETAIL,
    ),
    EventKind.LOGS_MISSING: Form(
        {}, {"reason": _W, "from": _T, "until": _T}, may_private=frozenset({"log", "detail"})
    ),
    EventKind.EXPOSED_FIXED: Form({"root": _H, "sha256": _H, "people_low": _N, "people_high": _N}),
    EventKind.EXPOSED_AMENDED: Form({"root": _H, "added": _N, "people_high": _N}, may_private=_DETAIL),
    EventKind.HOLDS_STOOD: Form({"root": _H, "holds": _N, "epoch": _N}),
    EventKind.HOLDS_CONFIRMED: Form(
        {"epoch": _N, "consumers": _N, "on_paper": _N}, may_private=frozenset({"second", "detail"})
    ),
    EventKind.HOLD_RELEASED: Form(
        {"hold": _H, "determination": _H, "epoch": _N}, may_private=frozenset({"second", "detail"})
    ),
    EventKind.HOLD_WAIVED: Form({"hold": _H, "action": _W, "epoch": _N}, may_private=_DETAIL),
    EventKind.ACTED_AGAINST: Form({"hold": _H, "action": _W}, may_private=_DETAIL),
    EventKind.NOTICES_QUEUED: Form({"root": _H, "notices": _N, "audience": _W}, {"no_path": _N}),
    EventKind.NOTICES_PROVEN: Form({"root": _H, "notices": _N}),
    EventKind.NOTICE_STOPPED: Form({"audience": _W, "reasons": _N}, may_private=_DETAIL),
    EventKind.ACCESSOR_CLASSIFIED: Form({"accessor": _H, "who": _W}, may_private=_DETAIL),
    EventKind.ACCESSOR_ASKED: Form({"accessor": _H, "what": _W}, {"due": _T}, may_private=_DETAIL),
    EventKind.ACCESSOR_ANSWERED: Form(
        {"accessor": _H, "answer": _W}, {"copies": _N, "told": _N}, may_private=_DETAIL
    ),
    EventKind.REPRESENTED: Form(
        {"person": _H, "proof": _W, "what": _W}, may_private=frozenset({"representative", "detail"})
    ),
    EventKind.REMEDY_DECIDED: Form({"person": _H, "kind": _W, "state": _W}, may_private=_DETAIL),
    EventKind.RECONCILED: Form({"people": _N, "accounted": _N, "root": _H}),
    # The bounds of how many people, not a number: without `people_high` it is not known.
    EventKind.ASSESSED: Form(
        {"jurisdiction": _W, "decision": Decision, "proposed": Decision, "rule": _W, "safety": Safety},
        {"people_low": _N, "people_high": _N, "risk": Risk, "encrypted": Encrypted, "accessors_high": _N},
        may_private=frozenset({"factors"}),
    ),
    EventKind.CLOCK_MET: Form({"clock": _W}, {"due": _T}, may_private=frozenset({"recipient", "detail"})),
    EventKind.CLOCK_WAIVED: Form({"clock": _W}),
    EventKind.PROPOSED: Form({"what": TwoPersons}, {"step": _H}),
    EventKind.RESTORED: Form({"step": _H}, may_private=_DETAIL),
    # What is noted about somebody of the N: whoever sees the case sees that it was noted, and no more.
    EventKind.NOTED: Form(may_private=frozenset({"people"})),
    EventKind.CLOSED: Form(),
    EventKind.REOPENED: Form(),
}


def check_form(event: Event) -> None:
    """Raises CaseError, naming the kind and the key but no value, unless the event holds what it has to."""
    form = FORMS[event.kind]
    types = {**form.may, **form.must}
    given = {key: value for key, value in event.facts.items() if value is not None}
    _check_names(event.kind, "fact", set(given), set(form.must), set(types))
    allowed = form.private | form.may_private
    _check_names(event.kind, "private value", set(event.private), set(form.private), set(allowed))
    for key, value in given.items():
        if not _is(value, types[key]):
            raise CaseError(
                f"the event {event.kind} cannot be recorded: its fact {key} is no {_named(types[key])}"
            )
    for key, text in event.private.items():
        if not isinstance(text, str) or len(text) > _LONGEST_PRIVATE or _unwritable(text):
            raise CaseError(f"the event {event.kind} cannot be recorded: its {key} is too long or no text")
    if event.at.tzinfo is None:
        raise CaseError(f"the event {event.kind} cannot be recorded: its time has no zone")
    if not event.why.strip() or not is_seen(event.by.name):
        raise CaseError(f"the event {event.kind} cannot be recorded: who did it and why are needed")
    if len(event.why) > _LONGEST_PRIVATE or _unwritable(event.why) or _unwritable(event.by.name):
        raise CaseError(
            f"the event {event.kind} cannot be recorded: who did it or why is too long or no text"
        )


def facts_of(event: Event) -> dict[str, Fact]:
    """The facts that were given: what is None is left out."""
    return {key: value for key, value in event.facts.items() if value is not None}


def _check_names(kind: EventKind, noun: str, given: set[str], must: set[str], may: set[str]) -> None:
    for key in sorted(must - given):
        raise CaseError(f"the event {kind} cannot be recorded: the {noun} {key} is missing")
    for key in sorted(given - may):
        raise CaseError(f"the event {kind} cannot be recorded: it has no {noun} {key}")


def _is(value: Fact, wanted: Type) -> bool:
    if isinstance(wanted, Kind):
        return _CHECKS[wanted](value)
    return isinstance(value, str) and value in {str(member) for member in wanted}


def _is_time(value: Fact) -> bool:
    if not isinstance(value, str):
        return False
    try:
        return read(value).tzinfo is UTC
    except CaseError:
        return False


def _is_count(value: Fact) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 2**53


def _is_lengths(value: Fact) -> bool:
    return isinstance(value, str) and all(part.isascii() and part.isdigit() for part in value.split(","))


_CHECKS = {
    Kind.HASH: lambda value: isinstance(value, str) and bool(_HASH.fullmatch(value)),
    Kind.COUNT: _is_count,
    Kind.WORD: lambda value: isinstance(value, str) and bool(_WORD.fullmatch(value)),
    Kind.TIME: _is_time,
    Kind.LENGTHS: _is_lengths,
}


def _named(wanted: Type) -> str:
    return str(wanted) if isinstance(wanted, Kind) else "word of " + ", ".join(wanted)


def _unwritable(text: str) -> bool:
    """Whether it has half a character, which no canonical JSON can hold."""
    return any("\ud800" <= character <= "\udfff" for character in text)
