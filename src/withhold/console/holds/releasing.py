"""The end of a hold: one person writes the determination, another one agrees to just that."""

from hashlib import sha256

from django.db import transaction
from django.utils import timezone

from withhold.console.access.agreement import agree, is_pending, lapse, set_aside
from withhold.console.access.interface import Operation
from withhold.console.cases.acting import actor_in
from withhold.console.cases.models import Case
from withhold.console.cases.store import ConsoleCase
from withhold.console.holds.epochs import next_epoch
from withhold.console.holds.indexing import held_of
from withhold.console.holds.models import Hold, State
from withhold.console.holds.periods import has_counsel, is_protected, numbers_of, period_over
from withhold.console.people.models import User
from withhold.incident.case.interface import Event, EventKind
from withhold.incident.holds.interface import HoldError
from withhold.incident.holds.releasing import check_period
from withhold.incident.holds.releasing import release as judged
from withhold.ledger.interface import Fact

_GONE = "no hold stands for this number; look again"
_ANEW = "the determination was written anew meanwhile; read it again"
_NO_MORE = (
    "the determination waits no more: it lapsed, was refused or taken back; write it again, as the first"
)


def propose(row: Case, number: int, user: User, determination: str, why: str) -> None:
    """The first of two writes why the hold may end. A determination that is written anew needs both anew;
    the same one by the same person again changes nothing.

    Raises HoldError where it cannot end yet or another one wrote just this, PermissionDenied, CaseError.
    """
    if not determination.strip():
        raise HoldError("a hold is released with a documented determination; write it first")
    with transaction.atomic():
        hold = _locked(row, number)
        _check_period(row, hold)
        actor_in(user, row)
        digest = sha256(determination.encode()).hexdigest()
        if proposed(row, hold):
            if hold.determination_sha256 == digest and hold.proposed_by_id != user.pk:
                raise HoldError("somebody else wrote just this determination; agree to theirs instead")
            if hold.determination_sha256 != digest:
                lapse(Operation.RELEASE_HOLD, subject_of(hold), row)
        hold.determination, hold.proposed_by, hold.determination_sha256 = determination, user, digest
        hold.save(update_fields=["determination", "determination_sha256", "proposed_by"])
        agree(Operation.RELEASE_HOLD, subject_of(hold), user, why, row)


def second(row: Case, number: int, seen_sha256: str, user: User, why: str) -> bool:
    """Another one agrees to the determination that they were shown; True once the hold has ended.

    Raises HoldError, NotTheSecond, PermissionDenied, CaseError; then the hold stands.
    """
    with transaction.atomic():
        hold = _locked(row, number)
        first = hold.proposed_by
        if first is None or hold.determination_sha256 != seen_sha256:
            raise HoldError(_ANEW)
        _check_period(row, hold)
        if not proposed(row, hold):
            # Else agreeing would propose it anew, with nobody who knows that they are the first.
            raise HoldError(_NO_MORE)
        if first.pk == user.pk or not agree(Operation.RELEASE_HOLD, subject_of(hold), user, why, row):
            return False
        _end(row, hold, first, user, why)
    return True


def refuse(row: Case, number: int, seen_sha256: str, user: User, why: str) -> None:
    """The determination ends nothing: another one does not agree to it, or who wrote it takes it back. It may
    be written again, and takes two again.

    Raises HoldError where it does not wait or another one was shown, PermissionDenied, ReasonMissing,
    CaseError.
    """
    with transaction.atomic():
        hold = _locked(row, number)
        if hold.determination_sha256 != seen_sha256:
            raise HoldError(_ANEW)
        if not proposed(row, hold):
            raise HoldError(_NO_MORE)
        set_aside(Operation.RELEASE_HOLD, subject_of(hold), user, why, row)


def proposed(row: Case, hold: Hold) -> bool:
    """Whether a determination of this hold waits for a second person."""
    return bool(hold.determination_sha256) and is_pending(Operation.RELEASE_HOLD, subject_of(hold), row)


def subject_of(hold: Hold) -> str:
    """What the two agree to: the end of this hold on this determination."""
    return sha256(f"{hold.commitment}\n{hold.determination_sha256}".encode()).hexdigest()


def others_of(row: Case, number: int) -> list[int]:
    """The other numbers of this person under which a hold stands: each is released by itself, and until then
    they are held."""
    same = numbers_of(row, number) - {number}
    holds = Hold.objects.filter(case=row, number__in=same, state=State.STANDING)
    return sorted(holds.values_list("number", flat=True))


def _end(row: Case, hold: Hold, first: User, user: User, why: str) -> None:
    now, protected = timezone.now(), is_protected(row, hold.number)
    judged(
        held_of(hold),
        actor_in(first, row),
        actor_in(user, row),
        hold.determination_sha256,
        period_over(row, hold.number, has_counsel(row, hold.number)),
        now,
        is_protected=protected,
    )
    epoch = next_epoch(now)
    hold.state, hold.released_at, hold.released_by, hold.changed = State.RELEASED, now, user, epoch
    hold.unprotected = not protected
    hold.save(update_fields=["state", "released_at", "released_by", "changed", "unprotected"])
    facts: dict[str, Fact] = {
        "hold": hold.commitment,
        "determination": hold.determination_sha256,
        "epoch": epoch,
    }
    private = {"second": first.get_full_name()}
    event = Event(EventKind.HOLD_RELEASED, now, actor_in(user, row), why, facts, private)
    ConsoleCase.open(row).append([event])


def _locked(row: Case, number: int) -> Hold:
    row.phase = Case.objects.select_for_update().get(pk=row.pk).phase
    found = Hold.objects.filter(case=row, number=number, state=State.STANDING)
    hold = found.select_related("owner", "proposed_by").first()
    if hold is None:
        raise HoldError(_GONE)
    return hold


def _check_period(row: Case, hold: Hold) -> None:
    """Told before anybody writes or agrees: not at the end of it."""
    if is_protected(row, hold.number):
        check_period(period_over(row, hold.number, has_counsel(row, hold.number)), timezone.now())
