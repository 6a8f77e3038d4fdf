"""Asks an accessor: a text that a person saw and sent, through the outbox; and what counsel follows up."""

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from withhold.console.access.deciding import permitted
from withhold.console.access.interface import Operation
from withhold.console.accessors.codes import give_code
from withhold.console.accessors.deciding import locked, record
from withhold.console.accessors.drafting import AUDIENCES, Text, TextUnfit, checked, is_signed, with_code
from withhold.console.accessors.models import Matter, Sent
from withhold.console.accessors.tracing import fled_for
from withhold.console.cases.models import Case
from withhold.console.cases.store import ConsoleCase
from withhold.console.notices.screening import knows_the_list, screened
from withhold.console.outbox.sending import queue_mail
from withhold.console.people.models import User
from withhold.incident.accessors.asking import ask
from withhold.incident.accessors.classifying import Ask
from withhold.incident.case.interface import MACHINE, Event, EventKind
from withhold.incident.case.moments import written
from withhold.incident.notices.interface import Audience
from withhold.ledger.interface import Fact

_KIND = "accessor"


def send(case: Case, pk: int, what: Ask, to: str, text: Text, by: User) -> Matter:
    """Queue it to this address, with a code of its own.

    Whoever presses twice asks once: after the first, the rules allow the same ask no more. Raises
    AccessorError, TextUnfit, Unmailable, CaseError.
    """
    _check(by, case)
    fit = checked(text)
    _screen(case, what, fit)
    with transaction.atomic():
        row = locked(case, pk)
        if not is_signed(what, row.language):
            raise TextUnfit("nobody has signed this text yet; a reviewer does so on the page of texts")
        row.take(ask(row.as_ruled(), what, fled_for(row), timezone.now()))
        leaving = with_code(fit, give_code(row))
        mail = queue_mail(to, leaving.subject, leaving.body, _KIND, case)
        row.save(update_fields=["standing", "reminders", "due"])
        Sent.objects.create(
            matter=row,
            what=str(what),
            recipient=to,
            subject=fit.subject,
            body=fit.body,
            message=mail.pk,
            by=by,
            at=timezone.now(),
        )
        facts: dict[str, Fact] = {"accessor": row.reference, "what": str(what)}
        if row.due is not None:
            facts["due"] = written(row.due)
        why = f"asked: {what}"
        if not knows_the_list(case):
            why = f"{why}; the gate judged the text without a list, as none was loaded yet"
        record(row, by, EventKind.ACCESSOR_ASKED, why, facts)
    return row


def follow_up(case: Case, pk: int, why: str, by: User) -> Matter:
    """Counsel follows it up outside of this program; recorded. Raises AccessorError, CaseError."""
    _check(by, case)
    with transaction.atomic():
        row = locked(case, pk)
        if row.standing == Ask.LEGAL:
            return row
        row.take(ask(row.as_ruled(), Ask.LEGAL, fled_for(row), timezone.now()))
        row.save(update_fields=["standing", "reminders", "due"])
        facts: dict[str, Fact] = {"accessor": row.reference, "what": str(Ask.LEGAL)}
        record(row, by, EventKind.ACCESSOR_ASKED, why, facts)
    return row


def _screen(case: Case, what: Ask, text: Text) -> None:
    """The gate looks, with the register of the case's people; what it stops is recorded."""
    found = screened(case, (text.subject, text.body), ())
    if found.passed:
        return
    facts: dict[str, Fact] = {
        "audience": str(AUDIENCES.get(what, Audience.ACCESSOR)),
        "reasons": len(found.reasons),
    }
    why = "the text would have told of people, or who is on the list"
    private = {"detail": ", ".join(found.reasons)}
    event = Event(EventKind.NOTICE_STOPPED, timezone.now(), MACHINE, why, facts, private)
    ConsoleCase.open(case).append([event])
    raise TextUnfit(
        "the gate holds this text back: it may tell of people, or that somebody is on a list "
        f"({', '.join(found.reasons)}); take out what does"
    )


def _check(by: User, case: Case) -> None:
    if not permitted(by, Operation.ASK_ACCESSORS, case):
        raise PermissionDenied
