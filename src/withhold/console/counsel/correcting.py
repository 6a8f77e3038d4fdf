"""A representation that was wrong from the beginning: what rested on it goes with it, and is told."""

from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from withhold.console.access.deciding import permitted
from withhold.console.access.interface import Operation
from withhold.console.affected.models import Standing
from withhold.console.affected.settling import take_back_counsel
from withhold.console.cases.acting import actor_in
from withhold.console.cases.models import Case
from withhold.console.counsel.models import Asked, AskState, Representation, Request, SecureMessage
from withhold.console.counsel.representing import locked, recorded
from withhold.console.holds.models import Waiver
from withhold.console.holds.periods import counsel_unproved, numbers_of
from withhold.console.holds.waiving import Done, done_under, of_person, withdraw_given_by
from withhold.console.outbox.sending import queue_alert
from withhold.console.people.models import User
from withhold.incident.counsel.interface import CounselError

_ANSWER = "Withdrawn by the office."


@dataclass(frozen=True, slots=True)
class Waived:
    """A waiver that somebody gave who never stood for the person, and what was reported under it."""

    waiver: Waiver
    done: tuple[Done, ...]


def end_as_wrong(case: Case, pk: int, by: User, why: str) -> Representation:
    """They never stood for this person. It ends, whether or not it had; each waiver that they gave for the
    person is withdrawn at once, and the on-call is told; what they confirmed for counsel is proven no more. A
    second click changes nothing.

    Raises CounselError, CaseError or LedgerError; then nothing changes.
    """
    if not permitted(by, Operation.RELEASE_HOLD, case):
        raise CounselError(
            "a privacy officer or counsel of the office ends it as wrong, as waivers go with it; tell one "
            "now, and end it"
        )
    with transaction.atomic():
        row = locked(case, pk, by, why, over_too=True)
        if row.never_stood:
            return row
        row.never_stood, row.ended_at = True, row.ended_at or timezone.now()
        row.save(update_fields=["never_stood", "ended_at"])
        recorded(row, by, "never_stood", why)
        counsel = row.representative.user
        withdrawn = withdraw_given_by(
            case, row.person.number, counsel, actor_in(by, case), "whoever gave it never stood for the person"
        )
        Request.objects.filter(
            representation__person=row.person, representation__representative=row.representative
        ).filter(what=Asked.WAIVER).exclude(state=AskState.DECLINED).update(
            state=AskState.DECLINED, answer=_ANSWER, answered_by=by, answered_at=timezone.now()
        )
        _take_back_receipt(row)
        if waived := waivers_of(row):
            _alert(case, len(withdrawn), sum(len(one.done) for one in waived))
    return row


def _take_back_receipt(row: Representation) -> None:
    """That they confirmed the notice to counsel proves nothing of counsel's: another representative's receipt
    takes its place, else counsel is not told yet, and the protected period does not run."""
    notices = SecureMessage.objects.filter(
        case=row.case, is_notice=True, confirmed_at__isnull=False
    ).select_related("representation__person")
    if not notices.filter(representation=row).exists():
        return
    number = row.person.number
    stand = notices.filter(representation__never_stood=False).order_by("confirmed_at")
    same = stand.filter(representation__person=row.person).first()
    counsel_unproved(row.case, number, None if same is None else same.confirmed_at)
    theirs = stand.filter(representation__person__number__in=numbers_of(row.case, number))
    other = same or theirs.first()
    instead = None if other is None else (other.representation.person.number, other.commitment[:16])
    if Standing.objects.filter(case=row.case, number=number).exists():
        take_back_counsel(row.case, number, instead)


def waivers_of(row: Representation) -> list[Waived]:
    """Every waiver that this representative gave for this person, with what was reported under it."""
    given = Waiver.objects.filter(of_person(row.case, row.person.number), by=row.representative.user)
    waivers = list(given.select_related("hold").order_by("at"))
    done = done_under(waivers)
    return [Waived(one, tuple(each for each in done if each.waiver.pk == one.pk)) for one in waivers]


def _alert(case: Case, withdrawn: int, done: int) -> None:
    queue_alert(
        f"Somebody waived holds for a person whom they never represented. {withdrawn} of these waivers stood "
        f"until now and are withdrawn. Actions that case systems reported under them: {done}. Open the "
        "case's representatives, and call each case system: one that was told clear may be about to act.",
        "waiver_wrong",
        case,
    )
