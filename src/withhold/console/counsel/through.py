"""People who are told through their counsel: counsel gets the letter, tells them, and says how."""

from django.db import transaction
from django.utils import timezone

from withhold.console.affected.models import Standing
from withhold.console.cases.models import Case
from withhold.console.cases.store import ConsoleCase
from withhold.console.counsel.models import Representation, SecureMessage
from withhold.console.counsel.representing import stands_now
from withhold.console.counsel.telling import tell
from withhold.console.ledgers.office import OfficeEvent, record
from withhold.console.notices.handing import received, root_of
from withhold.console.notices.models import Notice
from withhold.console.notices.screening import judging
from withhold.console.notices.sending import filled, may_leave, passes, refresh, step, text_for
from withhold.console.outbox.setbacks import each
from withhold.console.people.models import User
from withhold.incident.case.interface import MACHINE, Event, EventKind
from withhold.incident.counsel.interface import CounselError
from withhold.incident.notices.interface import Audience, Channel, NoticeError, Proof
from withhold.incident.notices.screening import Judge
from withhold.ledger.interface import Fact

_OPEN = (Proof.QUEUED, Proof.WAITING)
_FOR_COUNSEL_ALONE = ["counsel"]
"""What a notice waits for once hold and review are there: it leaves when it is put before counsel."""


def hand_over_due() -> int:
    """Put letters to people before their counsel, where nothing else is waited for; how many."""
    rows = Case.objects.filter(
        notices__channel=Channel.COUNSEL, notices__state__in=_OPEN, destroyed_at__isnull=True
    )
    return each("letters through counsel", {row.pk: row for row in rows.distinct()}, _hand_over)


def _hand_over(row: Case) -> int:
    refresh(row)
    waiting = Notice.objects.filter(case=row, channel=Channel.COUNSEL, state=Proof.WAITING)
    found = {
        str(one.pk): (one, standing)
        for one in waiting.select_related("case", "person", "plan")
        if one.waiting == _FOR_COUNSEL_ALONE and (standing := _counsel_of(row, one.number)) is not None
    }
    if not found:
        return 0
    with judging(row) as judge:
        return each(f"letters through counsel {row.pk}", found, lambda pair: int(_put(*pair, judge)))


def _counsel_of(row: Case, number: int) -> Representation | None:
    same = Standing.objects.filter(case=row, duplicate_of=number).values_list("number", flat=True)
    found = Representation.objects.defer("document").filter(
        case=row, person__number__in=[number, *same], ended_at=None
    )
    today = timezone.now().date()
    return next((one for one in found.order_by("id") if one.as_ruled().stands_on(today)), None)


def _put(one: Notice, standing: Representation, judge: Judge) -> bool:
    try:
        letter = filled(one)
    except NoticeError:
        return False  # the page of notices tells what the text lacks
    Notice.objects.filter(pk=one.pk, state=Proof.WAITING).update(state=Proof.QUEUED, waiting=[])
    if not passes(one, letter, judge):
        return False
    now = timezone.now()
    with transaction.atomic():
        Case.objects.select_for_update().get(pk=one.case.pk)
        if not may_leave(one):
            return False
        one.version, one.left_at, one.waiting = text_for(one).sha256, now, []
        step(one, Proof.ACCEPTED, "put before their counsel in the portal", now)
        SecureMessage.objects.create(
            case=one.case,
            representation=standing,
            from_office=True,
            for_client=one,
            subject=letter.title,
            body=letter.body,
            once=f"client-{one.pk}",
            by=one.plan.made_by,
            at=now,
        )
        facts: dict[str, Fact] = {"root": root_of(one), "notices": 1, "audience": str(Audience.PERSON)}
        why = "told through counsel, whom the portal shows the letter"
        ConsoleCase.open(one.case).append([Event(EventKind.NOTICES_QUEUED, now, MACHINE, why, facts)])
        tell(standing)
    return True


def client_told(representation: Representation, pk: int, how: str, user: User) -> bool:
    """Counsel told their client: proof by counsel that the person has the letter. False where there is no
    such letter, or it is proven.

    Raises CounselError without how it was, CaseError, SettlingRefused.
    """
    if not how.strip():
        raise CounselError("write how and when you told your client")
    with transaction.atomic():
        Case.objects.select_for_update().get(pk=representation.case_id)
        row = representation.messages.filter(pk=pk).select_related("for_client__case").first()
        if not stands_now(representation):
            return False
        if row is None or row.for_client is None:
            return False
        if not received(row.for_client, MACHINE, how, "counsel told them, and said so in the portal"):
            return False
        row.confirmed_at, row.confirmed_by = timezone.now(), user
        row.save(update_fields=["confirmed_at", "confirmed_by"])
        about = {"operation": "counsel.told", "subject": representation.person.commitment}
        record(OfficeEvent.AGREED, user, {**about, "case": representation.case_id, "message": row.pk})
    return True
