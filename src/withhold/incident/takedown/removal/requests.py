"""Requests for removal as tasks: asked, answered, due, asked again. Pure functions over a case's events.

A person sends a request; the case records that it was sent. Its number is drawn at random: a digest of the
address would tell, for ever, whoever can guess the address.
"""

import secrets
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum

from withhold.incident.case.events import Answer
from withhold.incident.case.exposed import PlaceKind
from withhold.incident.case.interface import MACHINE, Actor, Event, EventKind
from withhold.incident.case.moments import read, written
from withhold.incident.case.state import PlaceState
from withhold.incident.takedown.removal.recipients import (
    Group,
    Recipient,
    RemovalUnfit,
    checked_url,
    host_of,
    recipient_named,
)

_FOUND_BY_SEARCH = frozenset(
    {PlaceKind.ORIGINAL, PlaceKind.ALIAS, PlaceKind.QUERY, PlaceKind.LANGUAGE, PlaceKind.EXCERPT}
)
_LATE = "no answer yet: look, and ask again"
_EXPIRING = "what was removed comes back soon: ask again"
_PARTLY = "not all of it is removed: ask again for the rest"


class Standing(StrEnum):
    """How a request stands."""

    ASKED = "asked"
    RENEWED = "renewed"  # asked again
    REMOVED = "removed"
    PARTLY = "partly"
    REFUSED = "refused"  # somebody has to decide what else to do: it is never closed by itself
    NO_ANSWER = "no_answer"


@dataclass(frozen=True, slots=True)
class Task:
    """One request. `url` is None where the address was erased; `due` is when somebody has to act on it."""

    removal: str
    recipient: str
    url: str | None = field(repr=False)
    standing: Standing
    asked: datetime
    times: int
    renewal: timedelta | None
    """After how long it comes back once removed; as it was known when it was asked."""
    due: datetime | None
    why_due: str
    told: bool = False
    """Whether the case has recorded that this due time came."""

    def is_due(self, now: datetime) -> bool:
        return self.due is not None and self.due <= now


def tasks(events: Iterable[Event]) -> list[Task]:
    """Every request, in the order in which they were first made."""
    found: dict[str, Task] = {}
    for event in events:
        removal = str(event.facts.get("removal"))
        if event.kind is EventKind.REMOVAL_ASKED:
            found[removal] = _asked(event, found.get(removal))
        elif event.kind is EventKind.REMOVAL_ANSWERED and removal in found:
            found[removal] = _answered(event, found[removal])
        elif event.kind is EventKind.REMOVAL_DUE and removal in found:
            found[removal] = replace(found[removal], told=True)
    return list(found.values())


def due(events: Iterable[Event], now: datetime) -> list[Task]:
    """The requests on which somebody has to act by now, the oldest first."""
    late = [task for task in tasks(events) if task.is_due(now)]
    return sorted(late, key=lambda task: task.due or now)


def ask(recipient: Recipient, url: str, by: Actor, why: str, now: datetime, reference: str = "") -> Event:
    """The event that a person asked for this. Raises RemovalUnfit for an address that cannot be sent."""
    return _asking(secrets.token_hex(16), 1, recipient, checked_url(url), by, why, now, reference)


def ask_again(task: Task, by: Actor, why: str, now: datetime, reference: str = "") -> Event:
    """The event that a person asked for the same once more: it had expired, or nobody had answered."""
    recipient = recipient_named(task.recipient)
    return _asking(task.removal, task.times + 1, recipient, task.url, by, why, now, reference)


def answer(task: Task, said: Answer, by: Actor, why: str, now: datetime, reference: str = "") -> Event:
    """The event of what became of a request, and when it is due again."""
    facts: dict[str, str] = {"removal": task.removal, "recipient": task.recipient, "answer": str(said)}
    if said is Answer.DONE and task.renewal is not None:
        facts["due"] = written(now + task.renewal)
    elif said in (Answer.PARTLY, Answer.NO_ANSWER):
        facts["due"] = written(now)
    private = {"reference": reference} if reference else {}
    return Event(EventKind.REMOVAL_ANSWERED, now, by, why, facts, private)


def lapsed(events: Sequence[Event], now: datetime) -> list[Event]:
    """An event for each request that has become due and of which the case does not say so yet."""
    return [
        Event(
            EventKind.REMOVAL_DUE,
            now,
            MACHINE,
            task.why_due,
            {"removal": task.removal, "recipient": task.recipient, "due": written(task.due)},
        )
        for task in due(events, now)
        if task.due is not None and not task.told
    ]


def task_named(events: Iterable[Event], start: str) -> Task:
    """The request whose number begins so. Raises RemovalUnfit unless there is exactly one."""
    found = [task for task in tasks(events) if start and task.removal.startswith(start)]
    if len(found) != 1:
        problem = "no request has" if not found else "more than one request has"
        raise RemovalUnfit(f"{problem} a number that begins so; `withhold removals list` shows them")
    return found[0]


def unasked(
    places: Mapping[str, PlaceState], events: Iterable[Event], recipients: Sequence[Recipient]
) -> list[tuple[Recipient, str]]:
    """What the known places suggest to ask for and nobody has: whom, and for which address."""
    asked = {(task.recipient, task.url) for task in tasks(events)}
    wanted = [
        (recipient, url)
        for url, place in sorted(places.items())
        for recipient in recipients
        if _concerns(recipient, place, url, recipients)
    ]
    return [(recipient, url) for recipient, url in wanted if (recipient.id, url) not in asked]


def _asking(
    removal: str,
    number: int,
    recipient: Recipient,
    url: str | None,
    by: Actor,
    why: str,
    now: datetime,
    reference: str,
) -> Event:
    facts: dict[str, str | int] = {
        "removal": removal,
        "recipient": recipient.id,
        "channel": str(recipient.channel),
        "number": number,
        "due": written(now + recipient.answer),
    }
    if recipient.renewal is not None:
        facts["renewal_days"] = recipient.renewal.days
    private = {"url": url, "reference": reference}
    return Event(
        EventKind.REMOVAL_ASKED, now, by, why, facts, {name: text for name, text in private.items() if text}
    )


def _asked(event: Event, before: Task | None) -> Task:
    renewal = event.facts.get("renewal_days")
    return Task(
        removal=str(event.facts["removal"]),
        recipient=str(event.facts["recipient"]),
        url=event.private.get("url") or (before.url if before else None),
        standing=Standing.RENEWED if before else Standing.ASKED,
        asked=event.at,
        times=before.times + 1 if before else 1,
        renewal=timedelta(days=renewal) if isinstance(renewal, int) else None,
        due=_moment(event),
        why_due=_LATE,
    )


def _answered(event: Event, task: Task) -> Task:
    standing, why = {
        Answer.DONE: (Standing.REMOVED, _EXPIRING),
        Answer.PARTLY: (Standing.PARTLY, _PARTLY),
        Answer.REFUSED: (Standing.REFUSED, ""),
        Answer.NO_ANSWER: (Standing.NO_ANSWER, _LATE),
    }[Answer(str(event.facts["answer"]))]
    return replace(task, standing=standing, due=_moment(event), why_due=why, told=False)


def _moment(event: Event) -> datetime | None:
    at = event.facts.get("due")
    return read(at) if isinstance(at, str) else None


def _concerns(recipient: Recipient, place: PlaceState, url: str, recipients: Sequence[Recipient]) -> bool:
    if place.kind in _FOUND_BY_SEARCH:
        return recipient.group in (Group.SEARCH, Group.PREVIEW)
    if place.kind != PlaceKind.ARCHIVE:
        return False
    try:
        host = host_of(url)
    except RemovalUnfit:
        return False
    if recipient.keeps(host):
        return True
    return recipient.group is Group.HOST and not any(one.keeps(host) for one in recipients)
