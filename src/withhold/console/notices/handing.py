"""Sealed envelopes for a facility: letters by code, and the receipts that are scanned back."""

from dataclasses import dataclass

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from withhold.console.affected.settling import prove
from withhold.console.cases.acting import actor_in
from withhold.console.cases.models import Case
from withhold.console.cases.store import ConsoleCase
from withhold.console.holds.periods import counsel_told, proved
from withhold.console.notices.library import Library
from withhold.console.notices.models import Notice, Sheet
from withhold.console.notices.queueing import hashed
from withhold.console.notices.resolving import look_again
from withhold.console.notices.screening import judging
from withhold.console.notices.sending import (
    cannot_be_filled,
    chosen_for,
    filled,
    may_leave,
    passes,
    refresh,
    step,
)
from withhold.console.people.models import User
from withhold.incident.case.interface import Actor, Event, EventKind
from withhold.incident.notices.interface import Channel, NoticeError, Proof
from withhold.incident.notices.proofs import PROVABLE, follows
from withhold.incident.notices.screening import Judge
from withhold.incident.notices.templates import Filled
from withhold.ledger.interface import Fact
from withhold.ledger.tree import Frontier, leaf_hash
from withhold.text.codes import typed_code

_PAPER = (Channel.CUSTODY, Channel.POST)


@dataclass(frozen=True, slots=True, repr=False)
class Envelope:
    """One letter of a sheet: the code that stands on it, and what is inside."""

    notice: Notice
    letter: Filled


def ready(row: Case) -> dict[str, int]:
    """How many envelopes could be made now for each place; `""` for letters by post."""
    refresh(row)
    counts: dict[str, int] = {}
    for one in Notice.objects.filter(case=row, state=Proof.QUEUED, channel__in=_PAPER):
        place = one.to["address"] if one.channel == Channel.CUSTODY else ""
        counts[place] = counts.get(place, 0) + 1
    return counts


def make_sheet(row: Case, facility: str, user: User) -> Sheet:
    """Take the letters for a facility that wait for nothing, or all for the post if it is "".

    Raises NoticeError where there are none, CaseError.
    """
    actor_in(user, row)
    look_again(row)  # the facility of the newest records, not of the day when it was queued
    refresh(row)
    channel = Channel.CUSTODY if facility else Channel.POST
    due = Notice.objects.filter(case=row, state=Proof.QUEUED, channel=channel).select_related(
        "case", "person", "plan"
    )
    chosen = [one for one in due if not facility or one.to["address"] == facility]
    if not chosen:
        raise NoticeError("no letter for this place can leave now; look at what they wait for")
    library = Library()
    with judging(row) as judge:
        fit = [one for one in chosen if _fits(one, judge, library)]
    if not fit:
        raise NoticeError("every letter for this place was stopped; look at the case's notices")
    now = timezone.now()
    with transaction.atomic():
        Case.objects.select_for_update().get(pk=row.pk)
        leaving = [one for one in fit if may_leave(one)]
        if not leaving:
            raise NoticeError("no letter for this place can leave any more; look at the sheets made before")
        sheet = Sheet.objects.create(case=row, facility=facility, made_by=user, made_at=now)
        for one in leaving:
            version = chosen_for(one, library).version
            one.sheet, one.version, one.left_at = sheet, version.sha256, now
            step(one, Proof.SENDING, "on a sheet of sealed envelopes", now)
    return sheet


def _fits(one: Notice, judge: Judge, library: Library) -> bool:
    """One letter that cannot be written keeps nobody else's back."""
    try:
        letter = filled(one, library)
    except NoticeError as error:
        cannot_be_filled(one, error)
        return False
    return passes(one, letter, judge)


def envelopes(sheet: Sheet) -> list[Envelope]:
    """The letters of a sheet that are on their way, by code: the order tells nothing.

    Raises NoticeError once a text is another than that with which the sheet was made.
    """
    rows = list(sheet.notices.filter(state=Proof.SENDING).select_related("case", "person", "plan"))
    library = Library()
    if any(chosen_for(one, library).version.sha256 != one.version for one in rows):
        raise NoticeError(
            "a text was changed since this sheet was made; take the sheet back and make it anew"
        )
    return sorted((Envelope(one, filled(one, library)) for one in rows), key=lambda one: one.notice.code)


def whose(row: Case, typed: str) -> Notice | None:
    """The notice of a code that is on its way: for whoever hands it out, or is asked for the letter that a
    mail only tells of; after a recorded reason."""
    code = typed_code(typed)
    found = Notice.objects.filter(case=row, code_sha256=hashed(code)) if code else Notice.objects.none()
    on_paper = Q(sheet__isnull=False, state=Proof.SENDING)
    return found.filter(on_paper | Q(channel=Channel.EMAIL, left_at__isnull=False)).first()


def scan(row: Case, typed: str, user: User, how: str) -> bool:
    """A receipt came back: the person has the letter. False for a code that is wrong, used or of another
    case, which nobody is told apart. Raises CaseError, SettlingRefused.

    `how`: who signed, when. It is proof: the protected period begins.
    """
    if not how.strip():
        raise NoticeError("write how the receipt was given: signed by whom, when, seen by whom")
    code = typed_code(typed)
    found = Notice.objects.filter(case=row, code_sha256=hashed(code)) if code else Notice.objects.none()
    with transaction.atomic():
        Case.objects.select_for_update().get(pk=row.pk)
        one = found.select_related("case").first()
        return one is not None and received(one, actor_in(user, row), how, "a receipt was scanned")


def received(one: Notice, by: Actor, how: str, words: str, seen_by: str = "") -> bool:
    """The person has this notice, in the caller's transaction, which holds the case: the protected period
    begins. False where it never left, or is proven. `words`, ours, say how that is known; `seen_by`, which
    people made sure who they are, stands in the sealed evidence. Raises CaseError, SettlingRefused."""
    if one.left_at is None or one.channel not in PROVABLE:
        return False
    state = Proof.ACCEPTED if one.state == Proof.SENDING else Proof(one.state)
    if not follows(state, Proof.PROVEN):
        return False
    now = timezone.now()
    one.proven_at = now
    step(one, Proof.PROVEN, words, now)
    proved(one.case, one.number, False, now)
    evidence = [", ".join(part for part in (f"receipt: {one.commitment[:16]}", seen_by) if part)]
    counsel = counsel_told(one.case, one.number)
    if counsel is not None:  # counsel was told before: this completes it
        evidence.append(f"counsel receipt: {counsel:%Y-%m-%dT%H:%MZ}")
    prove(one.case, one.number, counsel is not None, evidence)
    facts: dict[str, Fact] = {"root": root_of(one), "notices": 1}
    ConsoleCase.open(one.case).append([Event(EventKind.NOTICES_PROVEN, now, by, how, facts)])
    return True


def root_of(one: Notice) -> str:
    """The root over one notice alone, as it stands in the ledger."""
    tree = Frontier()
    tree.add(leaf_hash(bytes.fromhex(one.commitment)))
    return tree.root().hex()
