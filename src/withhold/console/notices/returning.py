"""What comes back: a letter, an envelope, a sheet that was not handed out; and who was moved meanwhile."""

from django.db import transaction

from withhold.console.affected.api import addressees
from withhold.console.cases.acting import actor_in
from withhold.console.cases.models import Case
from withhold.console.notices.models import Notice, Sheet
from withhold.console.notices.queueing import hashed
from withhold.console.notices.sending import Said, step
from withhold.console.people.models import User
from withhold.incident.notices.interface import Channel, NoticeError, Proof
from withhold.incident.notices.proofs import follows
from withhold.text.codes import typed_code

_PAPER = (Channel.CUSTODY, Channel.POST)


def came_back(row: Case, typed: str, user: User, why: str) -> bool:
    """An envelope or letter came back unopened. False for a code that is wrong, used, or of another case.

    The next way is looked for by itself. Raises NoticeError, CaseError.
    """
    code = typed_code(typed)
    found = Notice.objects.filter(case=row, code_sha256=hashed(code)) if code else Notice.objects.none()
    one = found.filter(channel__in=_PAPER).first()
    return one is not None and not_arrived(row, one.pk, user, why)


def not_arrived(row: Case, pk: int, user: User, why: str) -> bool:
    """Somebody found that a notice did not reach the person. False where that cannot be, or is known already.

    Raises NoticeError, CaseError.
    """
    if not why.strip():
        raise NoticeError(
            "write how it is known that it did not arrive; only those who work on the case read it"
        )
    actor_in(user, row)
    with transaction.atomic():
        Case.objects.select_for_update().get(pk=row.pk)
        one = Notice.objects.select_related("case").filter(case=row, pk=pk, left_at__isnull=False).first()
        return one is not None and _returned(one, Said(user, why))


def take_back(sheet: Sheet, user: User, why: str) -> int:
    """A sheet that was not handed out, or whose envelopes came back unopened; how many letters were on their
    way. They are queued anew, under other codes. Raises NoticeError, CaseError."""
    if not why.strip():
        raise NoticeError("write why the sheet is taken back; only those who work on the case read it")
    actor_in(user, sheet.case)
    with transaction.atomic():
        Case.objects.select_for_update().get(pk=sheet.case.pk)
        back = sheet.notices.select_related("case").filter(state=Proof.SENDING)
        return sum(_returned(one, Said(user, why), again=True) for one in back)


def is_elsewhere(one: Notice) -> bool:
    """Whether the newest records say that somebody is not at the facility of their envelope any more."""
    if one.channel != Channel.CUSTODY:
        return False
    now = next(addressees(one.case, [one.number]), None)
    return now is None or now.facility != one.to["address"]


def _returned(one: Notice, said: Said, again: bool = False) -> bool:
    """`again`: nobody tried to hand it over, so that the same way may be gone once more."""
    state = Proof.ACCEPTED if one.state == Proof.SENDING and one.channel in _PAPER else Proof(one.state)
    then = Proof.RETURNED if follows(state, Proof.RETURNED) else Proof.FAILED
    if not follows(state, then):
        return False
    one.untried = again
    step(
        one,
        then,
        "taken back before it was handed over" if again else "it did not reach the person",
        said=said,
    )
    return True
