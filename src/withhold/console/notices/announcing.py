"""Texts to those who are not on the list: a regulator, the host of a copy, the finder, the public.

Of these only the public's waits for holds; all of them pass the gate, in a text that a named person signed.
"""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256

from django.db import transaction
from django.utils import timezone

from withhold.console.cases.acting import actor_in
from withhold.console.cases.models import Case
from withhold.console.cases.store import ConsoleCase
from withhold.console.holds.telling import overview as holds_overview
from withhold.console.notices.library import Chosen, Library
from withhold.console.notices.models import Letter, Plan
from withhold.console.notices.screening import judging, knows_the_list
from withhold.console.outbox.sending import queue_mail
from withhold.console.people.models import User
from withhold.console.persons.models import ExposedList
from withhold.domain.fields import Field
from withhold.incident.answering.order import waiting_for
from withhold.incident.case.interface import MACHINE, Event, EventKind
from withhold.incident.notices.interface import Audience, NoticeError, TextVersion
from withhold.incident.notices.jurisdictions import law_for
from withhold.incident.notices.screening import screen
from withhold.incident.notices.templates import (
    ANY_LAW,
    PLACEHOLDERS,
    Filled,
    field_words,
    fill,
)
from withhold.ledger.interface import Fact
from withhold.ledger.tree import Frontier, leaf_hash

OFFERED = (Audience.REGULATOR, Audience.COPY_HOST, Audience.FINDER, Audience.PUBLIC)
"""People, their counsel and accessors have rooms of their own."""
_WORDS = {
    "name": "To whom it is written",
    "organisation": "Name of the organisation",
    "since": "Public since, as the text says it, with zone",
    "until": "Public until, as the text says it, with zone",
    "people_low": "At least so many people",
    "people_high": "At most so many people",
    "fields": "What was exposed",
    "contact": "How they reach you",
    "code": "Your reference",
    "address": "Where the copy stands",
}
_MAIL = "letter"


@dataclass(frozen=True, slots=True)
class Kind:
    """Which text: for whom, under whose law, in which language."""

    audience: Audience
    jurisdiction: str
    language: str


def version_for(kind: Kind) -> TextVersion:
    """The version that leaves. Raises NoticeError for a language without a text, or an audience that is told
    elsewhere."""
    return _chosen(kind).version


def _chosen(kind: Kind) -> Chosen:
    if kind.audience not in OFFERED:
        raise NoticeError("this audience is told on a page of its own")
    return Library().choose((kind.audience, kind.jurisdiction, kind.language))


def asked(kind: Kind) -> dict[str, str]:
    """What the text needs, with the words to ask for it, in order."""
    version = version_for(kind)
    law = law_for(kind.audience, version.key.jurisdiction)
    wanted = PLACEHOLDERS[kind.audience]
    found = {name: words for name, words in _WORDS.items() if name in wanted}
    return found | (dict(law.values) if law is not None and version.key.jurisdiction != ANY_LAW else {})


def known_values(row: Case, kind: Kind) -> dict[str, str]:
    """What the case knows of it already; a person looks at it before it leaves."""
    found = {"code": row.pk}
    plan = Plan.objects.filter(case=row).first()
    if plan is not None:
        found |= {name: getattr(plan, name) for name in ("organisation", "contact", "since", "until")}
    people = ExposedList.objects.filter(case=row).first()
    if people is not None:
        found |= {"people_low": f"{people.people_low:,}", "people_high": f"{people.people_high:,}"}
        made = _chosen(kind).made
        if made.fields:
            named = [name.replace(" ", "_") for name, _ in people.summary["field"]]
            fields = [Field(name) for name in named if name in set(Field)]
            found["fields"] = field_words(made, fields, len(fields) < len(named))
    return found


def waits(row: Case, kind: Kind) -> list[str]:
    """What has to come first, in words; only the public waits for holds."""
    confirmed = kind.audience is Audience.PUBLIC and holds_overview(row).all_confirmed
    reviewed = Library().sendable(version_for(kind))
    return list(waiting_for(kind.audience, None, reviewed=reviewed, all_confirmed=confirmed))


def filled(kind: Kind, values: Mapping[str, str]) -> Filled:
    """The text as it would leave. Raises NoticeError where a value is missing."""
    return fill(version_for(kind), values)


def send(row: Case, user: User, kind: Kind, values: Mapping[str, str], to: str, once: str) -> Letter:
    """It leaves by mail where `to` is a mailbox; else it is recorded that it was given there. Once a form.

    Raises NoticeError where something has to come first, or the gate holds it back; Unmailable, CaseError.
    """
    actor = actor_in(user, row)
    if (found := _sent(row, kind, values, to, once)) is not None:
        return found
    if waiting := waits(row, kind):
        raise NoticeError(f"it waits for: {', '.join(_WAITING[word] for word in waiting)}")
    version = version_for(kind)
    letter = fill(version, values)
    _pass(row, kind, letter)
    with transaction.atomic():
        Case.objects.select_for_update().get(pk=row.pk)
        if (found := _sent(row, kind, values, to, once)) is not None:
            return found
        made = _made(row, user, version, letter, to, once)
        tree = Frontier()
        tree.add(leaf_hash(bytes.fromhex(made.commitment)))
        facts: dict[str, Fact] = {"root": tree.root().hex(), "notices": 1, "audience": str(kind.audience)}
        why = "a text to somebody who is not on the list"
        if not knows_the_list(row):
            why = f"{why}; the gate judged it without a list, as none was loaded yet"
        ConsoleCase.open(row).append([Event(EventKind.NOTICES_QUEUED, made.at, actor, why, facts)])
    return made


def _sent(row: Case, kind: Kind, values: Mapping[str, str], to: str, once: str) -> Letter | None:
    """What left with this form. Raises NoticeError where that was another text, or went to somebody else."""
    found = Letter.objects.filter(case=row, once=once).first()
    if found is not None and (found.recipient, found.body) != (to, filled(kind, values).body):
        raise NoticeError("something else was sent with this form already; open the page anew")
    return found


def _made(row: Case, user: User, version: TextVersion, letter: Filled, to: str, once: str) -> Letter:
    salt = secrets.token_hex(32)
    mail = queue_mail(to, letter.title, letter.body, _MAIL, row) if "@" in to else None
    return Letter.objects.create(
        case=row,
        audience=version.key.audience,
        jurisdiction=version.key.jurisdiction,
        language=version.key.language,
        version=version.sha256,
        recipient=to,
        title=letter.title,
        body=letter.body,
        salt=salt,
        commitment=sha256(f"{salt}\n{version.sha256}\n{letter.body}".encode()).hexdigest(),
        message=mail,
        once=once,
        by=user,
        at=timezone.now(),
    )


def _pass(row: Case, kind: Kind, letter: Filled) -> None:
    """The gate looks, with the register of the case's people; what it stops is recorded."""
    with judging(row) as judge:
        found = screen([letter.title, letter.body], (), judge)
    if found.passed:
        return
    facts: dict[str, Fact] = {"audience": str(kind.audience), "reasons": len(found.reasons)}
    why = "the text would have told of people, or who is on the list"
    private = {"detail": ", ".join(found.reasons)}
    ConsoleCase.open(row).append(
        [Event(EventKind.NOTICE_STOPPED, timezone.now(), MACHINE, why, facts, private)]
    )
    raise NoticeError(
        "the gate holds this text back: it may tell of people, or that somebody is on a list "
        f"({', '.join(found.reasons)}); take out what does"
    )


_WAITING = {
    "review": "somebody to sign this text (page of texts)",
    "holds_confirmed": "every hold to stand, known to every case system",
}
