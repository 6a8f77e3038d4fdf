"""Copies elsewhere as tasks of a case: sighted, settled by a person, looked at again until they are gone.

Pure functions over a case's state. Whom to ask for removal is for `takedown.removal`, which takes the
copies that stand as places that others keep.
"""

import secrets
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from withhold.incident.case.events import CopyHeld, Sighting
from withhold.incident.case.interface import MACHINE, Actor, CaseError, Event, EventKind
from withhold.incident.case.state import CaseState, SightingState
from withhold.incident.watch.copies.interface import Copied

ANSWERS: Mapping[str, Sighting | CopyHeld] = {
    str(one): one for one in (Sighting.COPY, Sighting.NO_COPY, CopyHeld.GONE, CopyHeld.STILL)
}
"""What a person may say of a sighting: what it is, and of a copy, whether it is still there."""
LOOK_AFTER = (1, 3, 7, 14, 30)
"""Days between looks at a copy: often while it is asked for, then every month, as copies come back."""


@dataclass(frozen=True, slots=True)
class Task:
    """A sighting and what is to be done about it now: `settle`, `ask`, `look`, or nothing (""). `due` is
    when the next look is due, None where none is."""

    sighting: str
    state: SightingState = field(repr=False)
    do: str
    due: datetime | None


def fingerprinted(
    digest: str, confirming: str | None, rows: int, findable: int, by: Actor, why: str, now: datetime
) -> Event:
    """The event that fingerprints were made; the digests are those of the files (SHA-256)."""
    facts: dict[str, str | int] = {"fingerprints": digest, "rows": rows, "findable": findable}
    if confirming is not None:
        facts["confirming"] = confirming
    return Event(EventKind.FINGERPRINTED, now, by, why, facts)


@dataclass(frozen=True, slots=True)
class Scan:
    """What a scan looked at: with which fingerprints, pages, bytes, and parts that could not be looked at."""

    fingerprints: str
    pages: int
    bytes: int
    not_looked: int


def scanned(scan: Scan, found: Sequence[Copied], state: CaseState, now: datetime) -> list[Event]:
    """The events of a scan: what was looked at, and each page that nobody has sighted yet.

    A page that a person called no copy is not sighted again; one that was gone and holds rows again is looked
    at as still there.
    """
    facts: dict[str, str | int] = {
        "fingerprints": scan.fingerprints,
        "pages": scan.pages,
        "bytes": scan.bytes,
    }
    facts |= {"found": len(found), "not_looked": scan.not_looked}
    return [
        Event(EventKind.COPIES_SCANNED, now, MACHINE, "a scan for copies", facts),
        *sighted(found, state, MACHINE, "a scan found rows there", now),
    ]


def sighted(found: Sequence[Copied], state: CaseState, by: Actor, why: str, now: datetime) -> list[Event]:
    """An event for each of these pages: that it was sighted, or that a copy that was known still stands."""
    known = {one.url: name for name, one in state.sightings.items() if one.url is not None}
    events = []
    for one in {one.url: one for one in found}.values():
        name = known.get(one.url)
        if name is None:
            told: dict[str, str | int] = {"sighting": secrets.token_hex(16), "rows": one.rows}
            private = {"url": one.url, "source": one.source}
            events.append(Event(EventKind.SIGHTED, now, by, why, told, private))
        elif state.sightings[name].is_copy:
            events.append(looked(name, CopyHeld.STILL, now, one.rows))
    return events


def settle(
    state: CaseState, start: str, answer: Sighting | CopyHeld, by: Actor, why: str, now: datetime
) -> Event:
    """The event that a person looked: what it is, or of a copy, how it stands now.

    Raises CaseError for a name that is none.
    """
    name = named(state, start)
    if isinstance(answer, Sighting):
        return Event(EventKind.SIGHTING_SETTLED, now, by, why, {"sighting": name, "answer": str(answer)})
    return Event(EventKind.SIGHTING_LOOKED, now, by, why, {"sighting": name, "held": str(answer)})


def looked(name: str, held: CopyHeld, now: datetime, rows: int | None = None) -> Event:
    """The event of another look of the machine's at a copy."""
    facts: dict[str, str | int] = {"sighting": name, "held": str(held)}
    if rows is not None:
        facts["rows"] = rows
    return Event(EventKind.SIGHTING_LOOKED, now, MACHINE, "looked at a copy again", facts)


def standing(state: CaseState) -> frozenset[str]:
    """The digests of the case's fingerprints. Raises CaseError where all are destroyed, or none were made."""
    if not state.fingerprints:
        raise CaseError("the case has no fingerprints that are not destroyed")
    return state.fingerprints


def destroyed(digests: Iterable[str], by: Actor, why: str, now: datetime) -> list[Event]:
    """The events that these fingerprints are destroyed with their keys."""
    return [
        Event(EventKind.FINGERPRINTS_DESTROYED, now, by, why, {"fingerprints": one})
        for one in sorted(digests)
    ]


def named(state: CaseState, start: str) -> str:
    """The sighting whose name begins so. Raises CaseError unless there is exactly one."""
    found = [name for name in state.sightings if start and name.startswith(start)]
    if len(found) != 1:
        problem = "no sighting has" if not found else "more than one sighting has"
        raise CaseError(f"{problem} a name that begins so; `withhold sightings list` shows them")
    return found[0]


def tasks(state: CaseState, now: datetime) -> list[Task]:
    """Every sighting with what is to be done, those with most rows first."""
    found = [_task(state, name, one, now) for name, one in state.sightings.items()]
    return sorted(found, key=lambda task: (not task.do, -task.state.rows, task.sighting))


def due(state: CaseState, now: datetime) -> Mapping[str, str]:
    """The copies that are to be looked at again now: name to address."""
    return {
        task.sighting: task.state.url
        for task in tasks(state, now)
        if task.due is not None and task.due <= now and task.state.url is not None
    }


def open_tasks(found: Iterable[Task]) -> int:
    """How many of these somebody has to do something about."""
    return sum(bool(task.do) for task in found)


def _task(state: CaseState, name: str, one: SightingState, now: datetime) -> Task:
    if one.is_copy is None:
        return Task(name, one, "settle", None)
    if not one.is_copy:
        return Task(name, one, "", None)
    at = _next_look(one)
    if one.unsettled:
        return Task(name, one, "settle", at)
    if one.stands and one.url is not None and one.url not in state.asked:
        return Task(name, one, "ask", at)
    return Task(name, one, "look" if at <= now else "", at)


def _next_look(one: SightingState) -> datetime:
    days = LOOK_AFTER[min(one.looks, len(LOOK_AFTER) - 1)]
    return (one.looked or one.seen) + timedelta(days=days)
