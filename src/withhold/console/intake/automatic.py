"""The two things that who reported is told without somebody writing it: it was seen, and it is gone."""

import secrets
from datetime import UTC, datetime

from django.db import transaction

from withhold.console.cases.store import ConsoleCase
from withhold.console.door.languages import CODES, Language, language
from withhold.console.intake.models import Message, Report, State
from withhold.console.outbox.setbacks import each
from withhold.console.people.models import User
from withhold.incident.case.interface import CaseError, Phase
from withhold.ledger.interface import LedgerError

_GONE = frozenset({Phase.GONE, Phase.CLOSED})


def queue_automatic() -> None:
    """Tell those whose case's own records say that it is verified to be gone."""
    told = Message.objects.filter(kind="gone").values("report")
    waiting = Report.objects.filter(state=State.IN_CASE, case__isnull=False, readable=True)
    found = waiting.exclude(pk__in=told).select_related("case")
    each("answers to reports", {str(one.pk): one for one in found}, _tell_gone)


def _tell_gone(report: Report) -> None:
    try:
        if report.case is None or ConsoleCase.open(report.case).state().phase not in _GONE:
            return
    except (CaseError, LedgerError):
        return  # what its records say is not known: nothing is said to anybody
    with transaction.atomic():
        queue_text(report, "gone", language_of(report).texts["auto_gone"], None)


def queue_seen(report: Report, by: User) -> None:
    """Tell them that a person has seen it; once."""
    if report.readable and not report.messages.filter(kind="seen").exists():
        queue_text(report, "seen", language_of(report).texts["auto_seen"], by)


def queue_text(report: Report, kind: str, text: str, by: User | None) -> None:
    """A message that the next round hands over to the door."""
    Message.objects.create(
        report=report,
        door_id=secrets.token_hex(16),
        from_office=True,
        kind=kind,
        text=text,
        at=datetime.now(UTC),
        by=by,
    )


def language_of(report: Report) -> Language:
    """The language that the report was written in at the door."""
    return language(report.language if report.language in CODES else "en")
