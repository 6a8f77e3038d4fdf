"""What happens to the affected people, in a sentence each: for everybody who sees the case, so of nobody."""

from collections.abc import Callable, Mapping

from withhold.incident.case.interface import Event, EventKind
from withhold.incident.case.moments import read

_ABOUT_ONE = frozenset(
    {
        EventKind.REPRESENTED,
        EventKind.REMEDY_DECIDED,
        EventKind.HOLD_WAIVED,
        EventKind.HOLD_RELEASED,
        EventKind.ACTED_AGAINST,
        EventKind.ACCESSOR_CLASSIFIED,
        EventKind.ACCESSOR_ASKED,
        EventKind.ACCESSOR_ANSWERED,
    }
)
_COUNTED = {EventKind.HOLDS_STOOD: "holds", EventKind.NOTICES_QUEUED: "notices"}
UNTOLD = frozenset({"accounted", "no_path"})
"""Facts that may be small counts of people: on the pages of those who work with them alone."""

_REPRESENTED = {
    "verified": "A second person verified that somebody represents one of the people",
    "ended": "A representation of one of the people ended",
    "never_stood": "A representation of one of the people was wrong from the beginning, and ended",
}
_ASKED = {
    "no_notice": "It was decided that nothing is sent to one accessor",
    "reminder": "One accessor was reminded to answer",
    "legal": "Counsel follows it up with one accessor",
}
_ANSWERED = {
    "certified": "One accessor certified that every copy is destroyed",
    "retained_sealed": "One accessor, who is counsel, keeps one sealed copy as evidence",
    "refused": "One accessor refused",
    "contradicted": "One accessor no longer says that every copy is destroyed",
}


def is_about_one(event: Event) -> bool:
    """Whether its reason and private words are about one person or one accessor: no words for everybody who
    sees the case."""
    count = _COUNTED.get(event.kind)
    return event.kind in _ABOUT_ONE or (count is not None and event.facts.get(count) == 1)


def sentence(event: Event) -> str:
    """The event in one sentence without a full stop; empty for kinds whose facts speak for themselves. It
    holds words of closed lists and counts, no reason, no name and nothing that tells who it was."""
    made = _MADE.get(event.kind)
    return "" if made is None else made(event)


def _amended(event: Event) -> str:
    added, people = _count(event, "added"), _count(event, "people_high")
    return f"People who were found later were added: {added}, which makes {people}"


def _stood(event: Event) -> str:
    return f"Holds stand from now on: {_count(event, 'holds')}. Nothing is done against these people"


def _confirmed(event: Event) -> str:
    return (
        f"Every case system is known to ask about these holds: {_count(event, 'consumers')}, of them "
        f"{_count(event, 'on_paper')} confirmed by two people on paper"
    )


def _waived(event: Event) -> str:
    action = _word(event, "action")
    if event.private.get("detail") == "withdrawn":
        return f"A waiver ended: the hold of one of the people stands against this action again: {action}"
    return f"One of the people agreed, through counsel, to one action in spite of the hold: {action}"


def _acted(event: Event) -> str:
    return f"A case system reported an action against somebody who is held: {_word(event, 'action')}"


def _queued(event: Event) -> str:
    count, audience = _count(event, "notices"), _word(event, "audience")
    return f"Notices were fixed, and leave once nothing stands in their way: {count}, to: {audience}"


def _proven(event: Event) -> str:
    return f"Deliveries of notices were proven: {_count(event, 'notices')}"


def _stopped(event: Event) -> str:
    audience = _word(event, "audience")
    return f"The gate held back a text that might have told of people, or who is on the list; to: {audience}"


def _classified(event: Event) -> str:
    return f"Somebody found what one accessor is: {_word(event, 'who')}"


def _asked(event: Event) -> str:
    what = str(event.facts.get("what"))
    said = _ASKED.get(what, f"One accessor was asked: {what.replace('_', ' ')}")
    due = event.facts.get("due")
    return said if due is None else f"{said}; an answer is due on {read(str(due)):%d %B %Y}"


def _answered(event: Event) -> str:
    return _ANSWERED.get(str(event.facts.get("answer")), "One accessor answered, which ends nothing yet")


def _represented(event: Event) -> str:
    return _REPRESENTED.get(str(event.facts.get("what")), "A representation of one of the people changed")


def _remedied(event: Event) -> str:
    return f"A remedy for one of the people: {_word(event, 'kind')}; it is now: {_word(event, 'state')}"


def _count(event: Event, name: str) -> str:
    value = event.facts.get(name)
    return f"{value:,}" if isinstance(value, int) else "not known"


def _word(event: Event, name: str) -> str:
    return str(event.facts.get(name, "not known")).replace("_", " ")


_MADE: Mapping[EventKind, Callable[[Event], str]] = {
    EventKind.EXPOSED_AMENDED: _amended,
    EventKind.HOLDS_STOOD: _stood,
    EventKind.HOLDS_CONFIRMED: _confirmed,
    EventKind.HOLD_RELEASED: lambda _: (
        "Two people released the hold of one of the people, with a determination"
    ),
    EventKind.HOLD_WAIVED: _waived,
    EventKind.ACTED_AGAINST: _acted,
    EventKind.NOTICES_QUEUED: _queued,
    EventKind.NOTICES_PROVEN: _proven,
    EventKind.NOTICE_STOPPED: _stopped,
    EventKind.ACCESSOR_CLASSIFIED: _classified,
    EventKind.ACCESSOR_ASKED: _asked,
    EventKind.ACCESSOR_ANSWERED: _answered,
    EventKind.REPRESENTED: _represented,
    EventKind.REMEDY_DECIDED: _remedied,
    EventKind.FINGERPRINTED: lambda event: (
        f"Fingerprints were made of {_count(event, 'findable')} of {_count(event, 'rows')} rows"
    ),
    EventKind.SIGHTED: lambda event: (
        f"A page elsewhere seems to hold rows of the list: {_count(event, 'rows')}"
    ),
    EventKind.FINGERPRINTS_DESTROYED: lambda _: "Fingerprints were destroyed with their key",
    EventKind.RECONCILED: lambda _: "How each of the people is accounted for was put into the ledger",
}
