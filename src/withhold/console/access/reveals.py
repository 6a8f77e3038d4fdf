"""Every reveal of a person: first the reason and the record, then the value."""

from datetime import timedelta

from django.conf import settings
from django.core.cache import cache
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest
from django.utils import timezone

from withhold.console.access.agreement import ReasonMissing
from withhold.console.access.deciding import permitted
from withhold.console.access.interface import Operation
from withhold.console.access.models import Reveal
from withhold.console.access.recording import record_both
from withhold.console.cases.models import Case
from withhold.console.ledgers.office import OfficeEvent, record
from withhold.console.outbox.sending import queue_alert, queue_mail
from withhold.console.people.models import User
from withhold.console.people.roles import Role

_TOLD = "reveals_limit"


class TooManyReveals(PermissionDenied):
    """The person reached the limit of an hour; nothing is shown, and the privacy officers were told."""


def reveal(request: HttpRequest, case: Case, what: str, subject: str, why: str) -> None:
    """Records that this user is about to be shown `what` (a word) of `subject` (a hash or an id).

    Show it only when this returns. Raises PermissionDenied without the right, ReasonMissing, TooManyReveals,
    LedgerError or CaseError if it cannot be recorded.
    """
    user = request.user
    if not isinstance(user, User) or not permitted(user, Operation.REVEAL_PERSON, case):
        raise PermissionDenied
    if not why.strip():
        raise ReasonMissing("write why you need to see this; it goes into the ledger")
    with transaction.atomic():
        # The case first, as everywhere: its row is what others hold while they name this person in another.
        Case.objects.select_for_update().get(pk=case.pk)
        allowed = _count(user, case)
        if allowed:
            record_both(OfficeEvent.REVEALED, user, why, {"what": what, "subject": subject}, case, what)
    if not allowed:
        _tell(user)
        raise TooManyReveals(
            "you reached the number of reveals of one hour; the privacy officers were told. Wait, or ask them"
        )


def _count(user: User, case: Case) -> bool:
    """Whether one more is within the limit, and counts it. The locked row makes two tabs count two."""
    User.objects.select_for_update(no_key=True).get(pk=user.pk)
    since = timezone.now() - timedelta(hours=1)
    if Reveal.objects.filter(user=user, at__gt=since).count() >= settings.WITHHOLD_REVEALS_PER_HOUR:
        return False
    Reveal.objects.create(user=user, case=case, at=timezone.now())
    return True


def _tell(user: User) -> None:
    """Once in an hour for each person: an alarm that never stops is not read."""
    if not cache.add(f"{_TOLD}:{user.pk}", True, 3600):
        return
    text = (
        f"The account with the number {user.pk} reached the limit of reveals of one hour, and was "
        "refused more. Ask whose it is what they need them for; the office's ledger has their reasons."
    )
    with transaction.atomic():
        record(OfficeEvent.LOCKED, user, {"what": "reveals"})
        officers = User.objects.filter(is_active=True, is_program=False)
        for officer in officers:
            if Role.PRIVACY_OFFICER in officer.roles and officer.email:
                queue_mail(officer.email, "Withhold: please look at reveals of persons", text, _TOLD)
        queue_alert(text, _TOLD)
