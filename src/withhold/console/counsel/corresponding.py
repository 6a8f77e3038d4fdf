"""What passes between counsel and the office in the portal: messages with their receipts, and requests."""

from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from withhold.console.access.agreement import are_two_people
from withhold.console.access.deciding import permitted
from withhold.console.access.interface import Operation
from withhold.console.affected.noting import note_of_people
from withhold.console.cases.acting import actor_in
from withhold.console.cases.models import Case
from withhold.console.counsel.holding import ACTIONS, waive, withdraw
from withhold.console.counsel.models import Asked, AskState, Representation, Request, SecureMessage
from withhold.console.counsel.notifying import received
from withhold.console.counsel.representing import stands_now
from withhold.console.counsel.telling import tell
from withhold.console.counsel.words import check_words
from withhold.console.ledgers.office import OfficeEvent, record
from withhold.console.people.models import User
from withhold.incident.counsel.interface import CounselError, Scope
from withhold.incident.counsel.standing import covers

MOST_WORDS = 10_000


@dataclass(frozen=True, slots=True, repr=False)
class Wish:
    """What counsel asks. `action` for a waiver only; `once` names the form."""

    what: Asked
    words: str
    once: str
    action: str = ""


def ask(representation: Representation, wish: Wish, user: User, for_counsel: bool = False) -> Request:
    """Counsel asks for a client; the same form again is the same request. Raises CounselError.

    A waiver takes effect only when the office, which verified the representation, carries it out.
    `for_counsel`: `user` is of the office and writes down what counsel asked outside the portal.
    """
    if not wish.words.strip():
        raise CounselError("write what you ask, so that the office can act on it")
    if wish.what is Asked.WAIVER:
        if wish.action not in dict(ACTIONS):
            raise CounselError("choose the action that the hold is waived for")
        if not covers([Scope(representation.scope)], Scope.CUSTODY):
            raise CounselError("your mandate does not cover custody; a waiver needs one that does")
    with transaction.atomic():
        Case.objects.select_for_update().get(pk=representation.case_id)
        found = Request.objects.filter(representation=representation, once=wish.once).first()
        if found is not None:
            return found
        made = Request.objects.create(
            case=representation.case,
            representation=representation,
            what=wish.what,
            action=wish.action if wish.what is Asked.WAIVER else "",
            words=wish.words.strip(),
            once=wish.once,
            entered_by=user if for_counsel else None,
            at=timezone.now(),
        )
        about = {"operation": f"counsel.{wish.what}", "subject": representation.person.commitment}
        record(
            OfficeEvent.PROPOSED, user, {**about, "case": representation.case_id}, {"why": wish.words.strip()}
        )
    return made


def record_waiver(case: Case, pk: int, wish: Wish, by: User) -> Request:
    """Counsel waived a hold by letter or call: one person writes down how, and a second one calls counsel
    back and carries it out (`answer`). Counsel sees it in the portal and can take it back there.

    Raises CounselError, CaseError; then nothing is kept.
    """
    _check(case, by)
    actor_in(by, case)
    row = Representation.objects.defer("document").filter(case=case, pk=pk).select_related("person").first()
    if row is None:
        raise CounselError("there is no such representation in this case; look at the list again")
    if not row.as_ruled().stands_on(timezone.now().date()):
        raise CounselError("this representation does not stand; a waiver needs one that does")
    if row.representative.user_id == by.pk:
        raise CounselError("counsel asks in the portal; the office writes down here what others asked")
    return ask(row, wish, by, for_counsel=True)


def answer(case: Case, pk: int, state: AskState, words: str, by: User) -> Request:
    """The office did it or declined it; a waiver is carried out here. The second click changes nothing.

    Raises CounselError, HoldError, CaseError, LedgerError; then nothing changes.
    """
    _check(case, by)
    if not words.strip():
        raise CounselError("write the answer; counsel reads it in the portal")
    with transaction.atomic():
        Case.objects.select_for_update().get(pk=case.pk)
        row = Request.objects.filter(case=case, pk=pk).select_related("representation__person").first()
        if row is None:
            raise CounselError("there is no such request in this case; look at the list again")
        if row.state != AskState.OPEN:
            return row
        check_words(row.representation, (words,))
        if state is AskState.DONE and row.what == Asked.WAIVER:
            _carry_out(case, row, by)
        row.state, row.answer = state, words.strip()
        row.answered_by, row.answered_at = by, timezone.now()
        row.save(update_fields=["state", "answer", "answered_by", "answered_at"])
        note = f"counsel asked for number {row.representation.person.number}: {row.what}: {state}: {words}"
        note_of_people(case, by, "a request of counsel's was answered", note)
        tell(row.representation)
    return row


def write(
    representation: Representation, from_office: bool, subject: str, body: str, once: str, by: User
) -> SecureMessage:
    """A message; counsel is told by mail that something waits, and nothing else. Raises CounselError."""
    if not subject.strip() or not body.strip():
        raise CounselError("write a subject and what you want to say")
    if from_office:
        _check(representation.case, by)
        if not representation.as_ruled().stands_on(timezone.now().date()):
            raise CounselError("this representation does not stand; nothing can be written to them")
        check_words(representation, (subject, body))
    with transaction.atomic():
        Case.objects.select_for_update().get(pk=representation.case_id)
        made, fresh = SecureMessage.objects.get_or_create(
            representation=representation,
            once=once,
            defaults={
                "case": representation.case,
                "from_office": from_office,
                "subject": subject.strip(),
                "body": body.strip(),
                "by": by,
                "at": timezone.now(),
            },
        )
        if fresh and from_office:
            tell(representation)
    return made


def confirm(representation: Representation, pk: int, user: User) -> SecureMessage | None:
    """Counsel has received it: proof by counsel, recorded once. None where there is no such message, or they
    do not stand for this person any more."""
    with transaction.atomic():
        Case.objects.select_for_update().get(pk=representation.case_id)
        if not stands_now(representation):
            return None
        row = representation.messages.filter(pk=pk, from_office=True, for_client=None).first()
        if row is None or row.confirmed_at is not None:
            return row
        row.confirmed_at, row.confirmed_by = timezone.now(), user
        row.save(update_fields=["confirmed_at", "confirmed_by"])
        if row.is_notice:
            received(row)
        about = {"operation": "counsel.received", "subject": representation.person.commitment}
        record(OfficeEvent.AGREED, user, {**about, "case": representation.case_id, "message": row.pk})
    return row


def take_back(representation: Representation, pk: int, user: User, how: str = "in the portal") -> bool:
    """Counsel takes a waiver back: the hold stands against the action again, at once, without the office.

    False where there is no such waiver, or none that stands. Raises CaseError, LedgerError.
    """
    with transaction.atomic():
        Case.objects.select_for_update().get(pk=representation.case_id)
        # Read with the case locked: the office may be carrying it out just now.
        row = representation.requests.filter(pk=pk, what=Asked.WAIVER).first()
        if row is None or row.state == AskState.DECLINED:
            return False
        about = {"operation": "counsel.waiver", "subject": representation.person.commitment}
        before = row.state
        row.state, row.answer = AskState.DECLINED, f"Taken back by counsel, {how}."
        row.answered_by, row.answered_at = user, timezone.now()
        row.save(update_fields=["state", "answer", "answered_by", "answered_at"])
        if before == AskState.DONE:
            withdraw(representation, row.action, f"taken back {how}")
        record(OfficeEvent.WITHDRAWN, user, {**about, "case": representation.case_id})
    return True


def take_back_for_counsel(case: Case, pk: int, how: str, by: User) -> bool:
    """Counsel took a waiver back outside the portal: one person is enough, as more is held again, not less.

    Raises CounselError, CaseError, LedgerError; then nothing changes.
    """
    _check(case, by)
    actor_in(by, case)
    if not how.strip():
        raise CounselError("write how and when counsel took it back")
    row = Request.objects.filter(case=case, pk=pk).select_related("representation__person").first()
    if row is None:
        raise CounselError("there is no such request in this case; look at the list again")
    with transaction.atomic():
        taken = take_back(row.representation, pk, by, f"written down by {by.get_full_name()}")
        if taken:
            note = f"number {row.representation.person.number}: counsel took a waiver back: {how}"
            note_of_people(case, by, "a waiver was taken back by counsel outside the portal", note)
            tell(row.representation)
    return taken


def _carry_out(case: Case, row: Request, by: User) -> None:
    standing = row.representation
    if not standing.as_ruled().stands_on(timezone.now().date()):
        raise CounselError("this representation does not stand any more; a waiver needs one that does")
    if not permitted(by, Operation.RELEASE_HOLD, case):
        raise CounselError("a waiver is carried out by a privacy officer or counsel of the office; ask one")
    if row.entered_by is None:
        waive(standing, row.action, f"waived in the portal: {row.words}")
        return
    if not are_two_people(row.entered_by, by):
        raise CounselError("who wrote a waiver down cannot carry it out; ask a second person to call counsel")
    name = row.entered_by.get_full_name()
    waive(standing, row.action, f"waived outside the portal, written down by {name}: {row.words}")


def _check(case: Case, by: User) -> None:
    if not permitted(by, Operation.MANAGE_REPRESENTATIVES, case):
        raise CounselError("only who manages representatives in this case can do this")
