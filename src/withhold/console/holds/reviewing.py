"""Somebody looked at holds whose review was due: they go on until the next one."""

from collections.abc import Collection
from datetime import date

from django.db import transaction
from django.utils import timezone

from withhold.console.affected.noting import note_of_people
from withhold.console.cases.models import Case
from withhold.console.holds.indexing import held_of
from withhold.console.holds.models import Hold, State
from withhold.console.people.models import User
from withhold.incident.holds.interface import HoldError
from withhold.incident.holds.releasing import reviewed

_WHAT = "holds were reviewed, and go on"


def review(row: Case, user: User, until: date, why: str, numbers: Collection[int] | None = None) -> int:
    """Record a review of the holds of these numbers, or of all that are due; how many there were.

    Raises HoldError for a date that is too late, or where there is nothing to review, CaseError.
    """
    today = timezone.now().date()
    with transaction.atomic():
        Case.objects.select_for_update().get(pk=row.pk)
        found = Hold.objects.filter(case=row, state=State.STANDING)
        found = found.filter(review__lte=today) if numbers is None else found.filter(number__in=numbers)
        holds = list(found.select_related("owner").prefetch_related("waivers"))
        if not holds:
            raise HoldError("no hold of these numbers stands, or none waits for a review")
        for one in holds:
            one.review = reviewed(held_of(one), until, today).review
        Hold.objects.filter(pk__in=[one.pk for one in holds]).update(review=until)
        told = ", ".join(str(one.number) for one in holds)
        note_of_people(row, user, _WHAT, f"until {until.isoformat()}: {told}: {why}")
    return len(holds)
