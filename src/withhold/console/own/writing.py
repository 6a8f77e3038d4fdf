"""Messages between the office and the person, and the notice, which is proven when they say they read it."""

import secrets
from hashlib import sha256

from django.core.cache import cache
from django.db import transaction
from django.utils import timezone

from withhold.console.access.deciding import permitted
from withhold.console.access.interface import Operation
from withhold.console.cases.acting import actor_in
from withhold.console.cases.models import Case
from withhold.console.cases.store import ConsoleCase
from withhold.console.counsel.words import check_words
from withhold.console.holds.placing import standing
from withhold.console.ledgers.office import OfficeEvent, record
from withhold.console.notices.handing import received, root_of
from withhold.console.notices.models import Notice
from withhold.console.notices.queueing import hashed, newest
from withhold.console.notices.screening import judging
from withhold.console.notices.sending import Texts, filled, may_leave, passes, step, text_for, waiting_of
from withhold.console.outbox.sending import queue_alert
from withhold.console.own.giving import OwnError, access_of
from withhold.console.own.models import Access, OwnMessage
from withhold.console.people.models import User
from withhold.incident.case.interface import MACHINE, Event, EventKind
from withhold.incident.notices.interface import Audience, Channel, Proof
from withhold.ledger.interface import Fact
from withhold.text.codes import fresh_code

MOST_WORDS = 10_000
_NEW = "One of the affected people wrote to you. Read it in the case, under People's own access."
_TOLD_FOR = 3600
"""Seconds in which several messages of one person are one alert."""
NOTICE = "notice"
"""In place of a form's word: the notice is put in once."""
_WAITS = {
    "hold": "their hold to stand",
    "review": "a named person to review the text in their language",
    "translation": "a text in their language",
}


def notify(case: Case, pk: int, why: str, by: User) -> OwnMessage:
    """Put their notice into their page, once: after the hold and the review, and past the gate.

    Raises OwnError, NoticeError, RegisterError, SandboxUnavailable, CaseError; then nothing was put there.
    """
    if not permitted(by, Operation.SEND_NOTICES, case):
        raise OwnError("a case lead, privacy officer or counsel of the office puts the notice in; ask one")
    if not why.strip():
        raise OwnError("write why now; it goes into the ledger")
    with transaction.atomic():
        Case.objects.select_for_update().get(pk=case.pk)
        access = access_of(case, pk)
        if access.ended_at is not None:
            raise OwnError("this access has ended; give another one first")
        before = access.messages.filter(once=NOTICE).first()
        if before is not None:
            return before
        notice = _notice(access)
    letter = filled(notice)
    with judging(case) as judge:
        if not passes(notice, letter, judge):
            raise OwnError("the gate stopped the notice; look at the case's notices")
    now = timezone.now()
    with transaction.atomic():
        Case.objects.select_for_update().get(pk=case.pk)
        before = access.messages.filter(once=NOTICE).first()
        if before is not None:
            return before
        if not may_leave(notice):
            raise OwnError("the notice cannot leave any more; look at the case's notices")
        notice.version, notice.left_at = text_for(notice).sha256, now
        step(notice, Proof.ACCEPTED, "put into the person's own page", now)
        made = OwnMessage.objects.create(
            case=case,
            access=access,
            from_office=True,
            notice=notice,
            subject=letter.title,
            body=letter.body,
            once=NOTICE,
            by=by,
            at=now,
        )
        facts: dict[str, Fact] = {"root": root_of(notice), "notices": 1, "audience": str(Audience.PERSON)}
        event = Event(EventKind.NOTICES_QUEUED, now, actor_in(by, case), why, facts)
        ConsoleCase.open(case).append([event])
    return made


def write(access: Access, from_office: bool, subject: str, body: str, once: str, by: User) -> OwnMessage:
    """A message; the same form again is the same message. The gate looks at what the office writes.

    Raises OwnError, CounselError where it names somebody else, RegisterError, SandboxUnavailable.
    """
    if not subject.strip() or not body.strip():
        raise OwnError("write a subject and what you want to say")
    if from_office:
        if not permitted(by, Operation.MANAGE_REPRESENTATIVES, access.case):
            raise OwnError("only who works with people in this case can write to them")
        if access.ended_at is not None:
            raise OwnError("this access has ended; nothing can be written to them here")
        check_words(access, (subject, body))
    with transaction.atomic():
        Case.objects.select_for_update().get(pk=access.case_id)
        made, fresh = OwnMessage.objects.get_or_create(
            access=access,
            once=once,
            defaults={
                "case": access.case,
                "from_office": from_office,
                "subject": subject.strip(),
                "body": body.strip(),
                "by": by,
                "at": timezone.now(),
            },
        )
        if fresh and not from_office and cache.add(f"own_message:{access.pk}", True, _TOLD_FOR):
            queue_alert(_NEW, "own_message", access.case)
    return made


def opened(access: Access, from_office: bool) -> None:
    """The page with these messages was shown to the other side: noted once for each."""
    access.messages.filter(from_office=from_office, opened_at=None).update(opened_at=timezone.now())


def confirm(access: Access, pk: int, user: User) -> OwnMessage | None:
    """“I have read it”, of something that was open before them: of the notice it is proof, and the protected
    period begins. None where there is no such message; a second click changes nothing.

    Raises CaseError, LedgerError, SettlingRefused; then nothing is proven.
    """
    with transaction.atomic():
        Case.objects.select_for_update().get(pk=access.case_id)
        row = access.messages.filter(pk=pk, from_office=True).select_related("notice__case").first()
        if row is None or row.confirmed_at is not None:
            return row
        if row.opened_at is None:
            return None
        row.confirmed_at = timezone.now()
        row.save(update_fields=["confirmed_at"])
        if row.notice is not None:
            how = "opened and confirmed by the person, signed in with two factors"
            received(row.notice, MACHINE, how, "the person confirmed it on their own page")
        about = {"operation": "own.read", "subject": access.person.commitment, "case": access.case_id}
        record(OfficeEvent.AGREED, user, {**about, "message": row.pk})
    return row


def _notice(access: Access) -> Notice:
    """Their notice by this way, as it was queued for them by another or by none. Raises OwnError."""
    rows = Notice.objects.filter(case=access.case, number=access.person.number)
    base = newest(access.case).filter(number=access.person.number).first()
    if base is None:
        raise OwnError("the notices of the case are not queued yet; queue them first")
    if rows.filter(state=Proof.PROVEN).exists():
        raise OwnError("their notice is proven already by another way")
    found = rows.filter(channel=Channel.PORTAL).first() or _by_portal(base)
    waiting = waiting_of(found, standing(access.case), Texts())
    if waiting:
        raise OwnError(f"the notice waits for {'; for '.join(_WAITS.get(one, one) for one in waiting)}")
    if found.state == Proof.WAITING:
        found.state, found.waiting = Proof.QUEUED, []
        found.save(update_fields=["state", "waiting"])
    return found


def _by_portal(base: Notice) -> Notice:
    """The next attempt, beside those that are on their way: who reads one is not told by another."""
    code, salt, now = fresh_code(), secrets.token_hex(32), timezone.now()
    return Notice.objects.create(
        case=base.case,
        plan=base.plan,
        person=base.person,
        number=base.number,
        attempt=base.attempt + 1,
        channel=Channel.PORTAL,
        language=base.language,
        parts=base.parts,
        to={"name": base.to.get("name", ""), "address": ""},
        code=code,
        code_sha256=hashed(code),
        salt=salt,
        commitment=sha256(f"{salt}\n{base.number}\n{Channel.PORTAL}".encode()).hexdigest(),
        place=base.place,
        queued_at=now,
        looked_at=now,
    )
