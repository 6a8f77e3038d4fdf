"""What consumers send: questions, plans, reports, heartbeats. Each is taken once, and answered signed."""

import time
from base64 import b64encode
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.utils import timezone

from withhold.console.cases.store import ConsoleCase
from withhold.console.holds.epochs import acknowledge, current_epoch
from withhold.console.holds.indexing import eased_since, held_index
from withhold.console.holds.keys import digest_key, service_key
from withhold.console.holds.models import CaseSystem, Hold, Question, Report
from withhold.console.outbox.sending import queue_alert
from withhold.incident.case.interface import MACHINE, Event, EventKind
from withhold.incident.case.moments import written
from withhold.incident.holds.answers import receipt, respond
from withhold.incident.holds.consumers import APART, read_heartbeat
from withhold.incident.holds.deciding import decide
from withhold.incident.holds.fishing import Trace, packed, trace, traces
from withhold.incident.holds.interface import Consumer, Refused, Status
from withhold.incident.holds.keys import Keys
from withhold.incident.holds.pacing import seconds_to_wait
from withhold.incident.holds.reports import Contradiction, acted_unasked, contradictions, read_report
from withhold.incident.holds.reports import Report as ActionReport
from withhold.incident.holds.requests import read_question
from withhold.incident.holds.signed import by_key

MOST_A_MINUTE = 600
"""People of single questions that one consumer may ask about in a minute: ten a second."""
MOST_PLANS_AN_HOUR = 20
MOST_PLANNED_A_DAY = 100_000
"""People of all plans that one consumer may send in a day: ten of the longest."""
_KEPT = 5 * APART
"""How long nonces of heartbeats are kept, which are refused by their time long before."""
_MINUTE, _HOUR, _DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Systems:
    """The consumers that are registered now."""

    rows: dict[str, CaseSystem]
    keys: dict[str, Consumer]

    @classmethod
    def now(cls) -> "Systems":
        """As the database has them."""
        rows = {one.name: one for one in CaseSystem.objects.filter(removed_at__isnull=True)}
        return cls(rows, by_key(consumer_of(one) for one in rows.values()))


def consumer_of(row: CaseSystem) -> Consumer:
    """The consumer as the rules know it."""
    return Consumer(row.name, row.public_key, row.webhook or None, row.seen, row.acknowledged)


def answer_question(body: bytes, header: str | None) -> bytes:
    """The signed answers. Raises Refused, KeyUnusable; whatever is raised, nobody acts."""
    began = time.monotonic()
    systems, now = Systems.now(), timezone.now()
    question = read_question(body, header, systems.keys)
    row = systems.rows[question.consumer]
    key = service_key()
    # From before the look, not after the wait for others who write: a hold that they place meanwhile is not
    # in the answer, which has to end five seconds after what it is true of.
    issued = timezone.now()
    answers = decide(question, held_index())
    digests = Keys(digest_key())
    told = traces(question.people, digests)
    asked: dict[str, object]
    if question.planning:  # of thousands: nothing but what the rules of fishing look at
        asked = {"planned": b64encode(packed(told)).decode()}
    else:
        people = {one.ref: _written(each) for one, each in zip(question.people, told, strict=True)}
        asked = {"people": people, "clear": [one.ref for one in answers if one.status is Status.CLEAR]}
    with transaction.atomic():
        _check_limit(row, question.planning, len(question.people), now)
        _take(
            row,
            question.nonce,
            now,
            what="plan" if question.planning else "question",
            action=question.action,
            people=len(question.people),
            asked=asked,
        )
    # Answers leave at even ticks, so that their time tells nothing of what was found on the way.
    time.sleep(seconds_to_wait(time.monotonic() - began, question.planning))
    return respond(question, answers, key, issued)


def answer_heartbeat(body: bytes, header: str | None) -> bytes:
    """A receipt with the newest epoch."""
    systems, now = Systems.now(), timezone.now()
    beat, message = read_heartbeat(body, header, systems.keys, now)
    row = systems.rows[beat.consumer]
    key = service_key()
    with transaction.atomic():
        _take(row, message.nonce, now, what="heartbeat")
        acknowledge(row, beat.acknowledged, now)
    return receipt(message, current_epoch(), key, timezone.now())


def forget_heartbeats() -> int:
    """Delete the nonces of heartbeats whose time has gone by; how many. A duty of the worker. Those of all
    other messages are kept: what is asked and reported says something at any time."""
    past = Question.objects.filter(what="heartbeat", at__lt=timezone.now() - _KEPT)
    return past.delete()[0]


def answer_report(body: bytes, header: str | None) -> bytes:
    """A receipt, the same whatever the report means. An action against a hold is an incident of its own."""
    systems, now = Systems.now(), timezone.now()
    report, message = read_report(body, header, systems.keys)
    row = systems.rows[report.consumer]
    key, index = service_key(), held_index()
    both = (index, eased_since(report.at))
    matching = [one.matching(report.people, report.action) for one in both]
    subjects = {subject for each in matching for found in each for subject in found}
    holds = {one.subject: one for one in Hold.objects.filter(pk__in=subjects).select_related("case")}
    since = {name: one.since for name, one in holds.items()}
    with transaction.atomic():
        clear = _followed(row, report)
        each = [one for index in both for one in contradictions(report, index, since, clear)]
        # One that was released between the two looks stands in both.
        found = {(one.subject, one.ref): one for one in each}.values()
        waived = index.waiving(report.people, report.action) - {one.subject for one in found}
        _take(
            row,
            message.nonce,
            now,
            what="report",
            action=report.action,
            people=len(report.people),
            # Kept for the case that the waiver was never the person's: then this is what was done under it.
            asked={"waived": sorted(waived), "done": written(report.at)},
        )
        for one in found:
            _incident(row, holds[one.subject], one, now)
        if acted_unasked(report):
            queue_alert(
                "A case system reports an action that it did not ask about before. Call whoever runs it: its "
                "name stands on the page of case systems.",
                "acted_unasked",
            )
    return receipt(message, current_epoch(), key, timezone.now())


def _followed(row: CaseSystem, report: ActionReport) -> frozenset[str]:
    """Notes on the question before the action that it was acted on; the refs of the report that were told
    clear there."""
    questions = Question.objects.select_for_update().filter(system=row, what="question")
    earlier = questions.filter(nonce=report.asked or "").first()
    if earlier is None:
        return frozenset()
    digests = Keys(digest_key())
    done = {trace(one, digests).person.hex(): one.ref for one in report.people}
    matching = {ref: done[told[0]] for ref, told in earlier.asked["people"].items() if told[0] in done}
    reported = sorted({*earlier.asked.get("reported", []), *matching})
    earlier.asked = {**earlier.asked, "reported": reported}
    earlier.save(update_fields=["asked"])
    return frozenset(mine for ref, mine in matching.items() if ref in earlier.asked["clear"])


def _incident(row: CaseSystem, hold: Hold, one: Contradiction, now: datetime) -> None:
    Report.objects.create(
        system=row,
        hold=hold,
        action=one.action,
        at=one.at,
        received=now,
        after_clear=one.after_clear,
        before_hold=one.before_hold,
    )
    facts = {"hold": hold.commitment, "action": str(one.action)}
    why = "a case system reported it"
    ConsoleCase.open(hold.case).append([Event(EventKind.ACTED_AGAINST, now, MACHINE, why, facts)])
    queue_alert(
        "A case system reported an action on somebody who is held. Open the case's page of holds now.",
        "acted_against",
        hold.case,
    )


def _take(row: CaseSystem, nonce: str, now: datetime, what: str, **told: object) -> None:
    """Write the message down; a nonce that was used before is no new message."""
    try:
        with transaction.atomic():
            Question.objects.create(system=row, nonce=nonce, at=now, what=what, **told)
    except IntegrityError:
        raise Refused("this nonce was used before; make a new one for every message", 409) from None


def _check_limit(row: CaseSystem, planning: bool, people: int, now: datetime) -> None:
    """The same limit whoever is asked about."""
    if planning:
        plans = Question.objects.filter(system=row, what="plan", at__gt=now - _HOUR).count()
        if plans >= MOST_PLANS_AN_HOUR:
            raise Refused("too many plans in an hour; wait", 429)
        today = Question.objects.filter(system=row, what="plan", at__gt=now - _DAY)
        if sum(today.values_list("people", flat=True)) + people > MOST_PLANNED_A_DAY:
            raise Refused("too many people planned in a day; wait", 429)
        return
    recent = Question.objects.filter(system=row, what="question", at__gt=now - _MINUTE)
    if sum(recent.values_list("people", flat=True)) + people > MOST_A_MINUTE:
        raise Refused("too many people in a minute; wait", 429)


def _written(one: Trace) -> list[object]:
    return [one.person.hex(), one.name.hex(), one.birth.hex(), [number.hex() for number in one.numbers]]
