"""When the protected period of a person begins and ends: with proven delivery, and never without."""

from datetime import datetime

from django.db import transaction

from withhold.console.affected.models import Standing as Settled
from withhold.console.cases.models import Case
from withhold.console.holds.models import Proof
from withhold.incident.answering.interface import Standing
from withhold.incident.answering.order import PROTECTED_PERIOD
from withhold.incident.notices.interface import Audience


def proved(row: Case, number: int, counsel: bool, at: datetime) -> bool:
    """A notice to this person, or to their counsel, was received. The first proof counts; False for a later
    one."""
    with transaction.atomic():
        _, made = Proof.objects.get_or_create(case=row, number=number, counsel=counsel, defaults={"at": at})
    return made


def counsel_unproved(row: Case, number: int, since: datetime | None) -> None:
    """Whoever confirmed it for counsel never stood for this person. `since`: when another representative of
    theirs confirmed it; None: nobody else did, and the protected period waits for counsel again."""
    found = Proof.objects.filter(case=row, number=number, counsel=True)
    if since is None:
        found.delete()
    else:
        found.update(at=since)


def standing_of(row: Case, number: int, has_counsel: bool) -> Standing:
    """How far the proofs are, as the order of the response knows it. A duplicate is told as whom it is the
    duplicate of: its hold can end with theirs."""
    found = Proof.objects.filter(case=row, number=told_as(row, number))
    proven = {Audience.COUNSEL if one.counsel else Audience.PERSON: one.at for one in found}
    return Standing(number, has_counsel, proven=proven)


def told_as(row: Case, number: int) -> int:
    """The number under which this person is told: another one for a duplicate."""
    found = Settled.objects.filter(case=row, number=number).values_list("duplicate_of", flat=True).first()
    return number if found is None else found


def period_over(row: Case, number: int, has_counsel: bool) -> datetime | None:
    """When the protected period ends; None while it has not begun: then it does not end."""
    begun = standing_of(row, number, has_counsel).period_from
    return None if begun is None else begun + PROTECTED_PERIOD
