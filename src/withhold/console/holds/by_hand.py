"""People whom no question can find: nothing is known of them that could match. Two people look for them in
the case systems by hand; until they did, the person's notice waits, as no hold protects them.
"""

from django.db import transaction
from django.utils import timezone

from withhold.console.access.agreement import agree
from withhold.console.access.interface import Operation
from withhold.console.cases.acting import actor_in
from withhold.console.cases.models import Case
from withhold.console.holds.indexing import known
from withhold.console.holds.models import ByHand, Hold, State
from withhold.console.holds.placing import hold_stands
from withhold.console.people.models import User
from withhold.incident.holds.interface import HoldError


def lost(row: Case) -> frozenset[int]:
    """The numbers of held people whom no question finds, and whom two people did not settle by hand. Raises
    KeyUnusable."""
    unfindable = frozenset(known().unfindable)
    if not unfindable:
        return frozenset()
    holds = Hold.objects.filter(case=row, state=State.STANDING, pk__in=map(int, unfindable))
    return frozenset(holds.exclude(by_hand__second__isnull=False).values_list("number", flat=True))


def binds(row: Case, number: int) -> bool:
    """Whether this person is held now, and questions find them or two people did. Raises KeyUnusable."""
    return hold_stands(row, number) and number not in lost(row)


def settle_by_hand(row: Case, number: int, user: User, how: str) -> bool:
    """Somebody looked for them by hand, and made sure that nobody acts on them; the second one settles it.

    True once two people have. Raises HoldError where there is nothing to settle, NotTheSecond,
    PermissionDenied, CaseError.
    """
    if not how.strip():
        raise HoldError("write how it was made sure: who looked where, with whom, when")
    with transaction.atomic():
        Case.objects.select_for_update().get(pk=row.pk)
        if number not in lost(row):
            raise HoldError("this person is found by questions, is settled by hand already, or is not held")
        actor_in(user, row)
        hold = Hold.objects.get(case=row, number=number, state=State.STANDING)
        before = ByHand.objects.filter(hold=hold).first()
        if not agree(Operation.PLACE_HOLDS, f"by_hand:{hold.pk}", user, how, row):
            if before is None or before.first_id != user.pk:
                told = {"first": user, "how": how, "at": timezone.now()}
                ByHand.objects.update_or_create(hold=hold, defaults=told)
            return False
        if before is None:
            raise HoldError("the first confirmation is gone; start again")
        before.second, before.at = user, timezone.now()
        before.save(update_fields=["second", "at"])
    return True
