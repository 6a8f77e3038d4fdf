"""Events of a case in words for its pages; what comes from others is text, escaped where it is shown."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from withhold.incident.case.events import FORMS, Kind
from withhold.incident.case.interface import Event, EventKind, Role
from withhold.incident.case.moments import read
from withhold.incident.case.sentences import UNTOLD, is_about_one, sentence
from withhold.incident.case.timeline import Entry
from withhold.report.places import one_line

KINDS = {kind: kind.value.replace("_", " ").capitalize() for kind in EventKind}
_HIDDEN = UNTOLD | {"proof", "factors", "told_by", "people"}
"""Too long, or nobody's business here: who found it is thanked, never exposed; what is noted of one of the
people, and a count that may be small, is on pages of those who work with them."""


@dataclass(frozen=True, slots=True)
class Shown:
    """An event as a page shows it."""

    at: datetime
    recorded: datetime | None
    late: bool
    kind: str
    what: str
    about: str
    who: str
    role: str
    why: str
    by_machine: bool


def shown(event: Event, late: bool = False) -> Shown:
    """In words: the facts without hashes, what it is about, who and why."""
    kinds = {**FORMS[event.kind].must, **FORMS[event.kind].may}
    facts = [
        f"{name.replace('_', ' ')} {_fact(kinds.get(name), value)}"
        for name, value in event.facts.items()
        if name not in _HIDDEN and value not in (None, "") and kinds.get(name) is not Kind.HASH
    ]
    of_one = is_about_one(event)  # its words are theirs, and everybody in the case sees these pages
    # Where the list can still be read is on the page of those who run the case.
    private = {} if of_one or event.kind is EventKind.SIGHTED else event.private
    about = [one_line(text) for name, text in private.items() if name not in _HIDDEN and text]
    return Shown(
        event.at,
        event.recorded,
        late,
        KINDS[event.kind],
        sentence(event) or ", ".join(facts),
        "; ".join(about),
        one_line(event.by.name),
        event.by.role.replace("_", " "),
        event.why if event.by.role is not Role.MACHINE and not of_one else "",
        event.by.role is Role.MACHINE,
    )


def of_timeline(entries: Sequence[Entry], which: str) -> list[Shown]:
    """The timeline, of people, of the machine, or all."""
    chosen = (one for one in entries if which == "all" or one.by_machine == (which == "machine"))
    return [shown(one.event, one.told_late) for one in chosen]


def _fact(kind: object, value: object) -> str:
    if kind is Kind.TIME:
        return read(str(value)).isoformat(sep=" ", timespec="seconds")
    return str(value).replace("_", " ")
