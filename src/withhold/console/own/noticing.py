"""The notice in a person's own page: put there once, after the hold and the review, and past the gate."""

import secrets
from hashlib import sha256

from django.db import transaction
from django.utils import timezone

from withhold.console.access.deciding import permitted
from withhold.console.access.interface import Operation
from withhold.console.cases.acting import actor_in
from withhold.console.cases.models import Case
from withhold.console.cases.store import ConsoleCase
from withhold.console.holds.placing import standing
from withhold.console.notices.handing import root_of
from withhold.console.notices.library import Library
from withhold.console.notices.models import Notice
from withhold.console.notices.queueing import hashed, newest
from withhold.console.notices.screening import judging
from withhold.console.notices.sending import (
    Texts,
    chosen_for,
    filled,
    may_leave,
    passes,
    step,
    waiting_of,
)
from withhold.console.own.giving import OwnError, locked
from withhold.console.own.models import Access, OwnMessage
from withhold.console.own.writing import check_open
from withhold.console.people.models import User
from withhold.incident.case.interface import Event, EventKind
from withhold.incident.notices.interface import Audience, Channel, Proof
from withhold.incident.notices.templates import Filled
from withhold.ledger.interface import Fact
from withhold.text.codes import fresh_code

_OPEN = (Proof.QUEUED, Proof.WAITING)
_JUDGED = ("channel", "language", "parts", "to", "commitment")
"""What the letter that the gate saw rests on. Whoever looks for better ways may change it until it left."""
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
        access = locked(case, pk)
        before = _before(access)
        if before is not None:
            return before
        notice = _notice(access)
    library = Library()
    letter = filled(notice, library)
    with judging(case) as judge:
        if not passes(notice, letter, judge):
            raise OwnError("the gate stopped the notice; look at the case's notices")
    with transaction.atomic():
        access = locked(case, pk)
        before = _before(access)
        if before is not None:
            return before
        notice.version = chosen_for(notice, library).version.sha256
        return _put(access, notice, letter, why, by)


def _before(access: Access) -> OwnMessage | None:
    """The notice that is in this page already. Raises OwnError where none may go in."""
    check_open(access, new=True)
    return access.messages.filter(notice__isnull=False).first()


def _put(access: Access, notice: Notice, letter: Filled, why: str, by: User) -> OwnMessage:
    """In the caller's transaction, which holds case and access."""
    if not may_leave(notice) or not _as_judged(notice):
        raise OwnError(
            "the notice changed, or may not leave any more: try again, or look at the case's notices"
        )
    now = notice.left_at = timezone.now()
    step(notice, Proof.ACCEPTED, "put into the person's own page", now)
    made = OwnMessage.objects.create(
        case=access.case,
        access=access,
        from_office=True,
        notice=notice,
        subject=letter.title,
        body=letter.body,
        once=secrets.token_hex(16),
        by=by,
        at=now,
    )
    facts: dict[str, Fact] = {"root": root_of(notice), "notices": 1, "audience": str(Audience.PERSON)}
    event = Event(EventKind.NOTICES_QUEUED, now, actor_in(by, access.case), why, facts)
    ConsoleCase.open(access.case).append([event])
    return made


def _as_judged(notice: Notice) -> bool:
    now = Notice.objects.get(pk=notice.pk)
    return all(getattr(now, name) == getattr(notice, name) for name in _JUDGED)


def _notice(access: Access) -> Notice:
    """Their notice by this way, as it was queued for them by another or by none. Raises OwnError."""
    rows = Notice.objects.filter(case=access.case, number=access.person.number)
    base = newest(access.case).filter(number=access.person.number).first()
    if base is None:
        raise OwnError("the notices of the case are not queued yet; queue them first")
    if rows.filter(state=Proof.PROVEN).exists():
        raise OwnError("their notice is proven already")
    # One that left belongs to the page that it was put into, which has ended; one that failed is over.
    unsent = rows.filter(channel=Channel.PORTAL, state__in=_OPEN, left_at=None)
    found = unsent.first() or _by_portal(base)
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
