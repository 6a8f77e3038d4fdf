"""Fetches what came in at the door, tells the on-call, and hands over what the office answers.

Called again and again by the worker, by one process at a time. A crash at any point repeats a step, and
every step does nothing the second time.
"""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction

from withhold.console.config import Config
from withhold.console.door.forms import is_web
from withhold.console.door.parcels import Parcel, ParcelUnusable, opened, sealed
from withhold.console.intake.automatic import queue_automatic
from withhold.console.intake.door_database import DoorDatabase, Waiting
from withhold.console.intake.keys import door_config, intake_identity
from withhold.console.intake.models import Lead, LeadKind, LeadState, Message, Report
from withhold.console.intake.places import owner_of, same_as
from withhold.console.intake.tasks import look_at
from withhold.console.ledgers.office import OfficeEvent, record
from withhold.console.outbox.sending import queue_alert
from withhold.console.outbox.setbacks import each
from withhold.incident.takedown.interface import SiteUnusable

KIND = "report"
_LONGEST_LOOK = timedelta(minutes=10)
_NEW = "A report has come in at the door. Read it in the console under Reports."
_MORE = "Somebody has added something to a report. Read it in the console under Reports."
_UNREADABLE = "A report has come in that does not open with this console's key. See Reports in the console."


def collect() -> int:
    """One round: fetch, hand over. Returns how many messages were taken in.

    A door that cannot be asked passes through as a DatabaseError; one report that fails stops no other.
    """
    config: Config = settings.CONFIG
    door = DoorDatabase(door_config(config))
    if not door.exists:
        return 0
    identity = intake_identity(config)
    waiting = door.waiting()
    opened_ones = [(message, _opened(message, identity)) for message in waiting]
    # By report: what was added to one that cannot be taken in waits for it.
    reports: dict[str, list[tuple[Waiting, Parcel | None]]] = {}
    for message, parcel in sorted(opened_ones, key=lambda one: _at(one[1])):
        reports.setdefault(message.report, []).append((message, parcel))

    def take(messages: list[tuple[Waiting, Parcel | None]]) -> int:
        for message, parcel in messages:
            _take_in(config, message, parcel)
            door.collected(message.id, keep=parcel is None)
        return len(messages)

    count = each("reports", reports, take)
    queue_automatic()
    give_up()
    forget_destroyed(config)
    hand_over(door)
    return count


def give_up() -> None:
    """Say of what a worker was looking at when it died that nobody looked."""
    late = datetime.now(UTC) - _LONGEST_LOOK
    found = {"why": "the look was broken off; ask for it again, or look at it yourself"}
    for lead in Lead.objects.filter(state=LeadState.LOOKING, asked_at__lt=late):
        lead.state, lead.found = LeadState.UNREAD, found
        lead.save(update_fields=["state", "found"])


def forget_destroyed(config: Config) -> None:
    """What was said in the reports of a case goes with the data of the case."""

    def forget(report: Report) -> None:
        file_of(config, report).unlink(missing_ok=True)
        with transaction.atomic():
            report.leads.all().delete()
            report.messages.exclude(from_office=True, delivered=None).delete()
            report.said, report.reason, report.readable = {}, "", False
            report.save(update_fields=["said", "reason", "readable"])

    gone = Report.objects.filter(case__destroyed_at__isnull=False, readable=True)
    each("reports of destroyed cases", {str(one.pk): one for one in gone}, forget)


def hand_over(door: DoorDatabase) -> None:
    """Put the answers that wait at the door, sealed to those who reported."""

    def hand(message: Message) -> None:
        key = door.answers_to(message.report.door_id)
        now = datetime.now(UTC)
        if key is not None:
            parcel = Parcel({"text": message.text, "at": message.at.isoformat()})
            door.put(message.door_id, message.report.door_id, now.date(), sealed(parcel, [key]))
            Message.objects.filter(pk=message.pk).update(delivered=now)

    waiting = Message.objects.filter(from_office=True, delivered=None).select_related("report")[:50]
    each("answers for the door", {str(one.pk): one for one in waiting}, hand)


def file_of(config: Config, report: Report) -> Path:
    """Where the file that came with a report is, sealed to the intake key."""
    return config.path("intake") / f"{report.door_id}.age"


def _opened(message: Waiting, identity: Any) -> Parcel | None:
    try:
        return opened(message.sealed, identity)
    except ParcelUnusable:
        return None


def _at(parcel: Parcel | None) -> datetime:
    try:
        return datetime.fromisoformat(parcel.header["at"] if parcel else "")
    except (KeyError, TypeError, ValueError):
        return datetime.now(UTC)


@transaction.atomic
def _take_in(config: Config, message: Waiting, parcel: Parcel | None) -> None:
    """All rows of one message, its alert and its entry, or none."""
    report = Report.objects.filter(door_id=message.report).first()
    if message.id == message.report:
        if report is None and parcel is not None:
            _take_report(config, message, parcel)
        elif report is None:
            _unreadable_report(message)
    elif not Message.objects.filter(door_id=message.id).exists():
        _take_addition(message, parcel, report or _unreadable_report(message))


def _unreadable_report(message: Waiting) -> Report:
    """One that does not open with this key, or that a restored console never had."""
    at = datetime.combine(message.day, datetime.min.time(), UTC)
    report = Report.objects.create(door_id=message.report, arrived=at, language="en", readable=False)
    record(OfficeEvent.REPORT_RECEIVED, None, {"report": report.pk, "readable": 0})
    queue_alert(_UNREADABLE, KIND)
    return report


def _take_addition(message: Waiting, parcel: Parcel | None, report: Report) -> None:
    text = "" if parcel is None else str(parcel.header.get("text", ""))
    kind = "unreadable" if parcel is None else "text"
    Message.objects.create(report=report, door_id=message.id, kind=kind, text=text, at=_at(parcel))
    queue_alert(_MORE, KIND)


def _take_report(config: Config, message: Waiting, parcel: Parcel) -> None:
    header = parcel.header
    kept = ("seen", "contact", "about_me", "file_name")
    report = Report.objects.create(
        door_id=message.report,
        arrived=_at(parcel),
        language=str(header.get("language", "en"))[:8],
        said={key: header.get(key, "") for key in kept},
    )
    urls = dict.fromkeys(str(url) for url in header.get("urls", []) if is_web(str(url)))
    for url in urls:
        own = _is_own(config, url)
        state = LeadState.LOOKING if own else LeadState.WAITING
        lead = Lead.objects.create(
            report=report,
            kind=LeadKind.URL,
            url=url,
            same=same_as(url.encode()),
            own=own,
            state=state,
            asked_at=datetime.now(UTC) if own else None,
        )
        if own:
            look_at.enqueue(lead.pk)
    if parcel.content:
        _keep_file(config, report, parcel.content)
        Lead.objects.create(report=report, kind=LeadKind.FILE, same=same_as(parcel.content))
    record(OfficeEvent.REPORT_RECEIVED, None, {"report": report.pk, "readable": 1, "addresses": len(urls)})
    queue_alert(_NEW, KIND)


def _is_own(config: Config, url: str) -> bool:
    """An unusable site file must not keep a report from arriving: the address then waits for a person."""
    try:
        return owner_of(config, url) is not None
    except SiteUnusable:
        return False


def _keep_file(config: Config, report: Report, content: bytes) -> None:
    from withhold.clearance.durable import write_durably

    path = file_of(config, report)
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    recipient = str(intake_identity(config).to_public())
    write_durably(path, sealed(Parcel({}, content), [recipient]))
