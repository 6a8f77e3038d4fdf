"""When the protected period of a person begins and ends: with proven delivery, and never without."""

from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet

from withhold.console.affected.models import Standing as Settled
from withhold.console.affected.representing import represented
from withhold.console.cases.models import Case
from withhold.console.holds.models import Proof
from withhold.incident.affected.interface import Terminal
from withhold.incident.answering.interface import Standing
from withhold.incident.answering.order import PROTECTED_PERIOD
from withhold.incident.case.interface import Phase
from withhold.incident.notices.interface import Audience

_NEVER_TOLD = (Terminal.NOT_AFFECTED, Terminal.DECEASED)
"""Ends that two people agree on, after which no notice leaves."""


def proved(row: Case, number: int, counsel: bool, at: datetime) -> bool:
    """A notice to this person, or to their counsel, was received. It is kept under the number it was given
    for: should two numbers turn out to be two people, it is that one's. The first proof of the person counts;
    False for a later one, of whichever of their numbers."""
    with transaction.atomic():
        first = not _proofs(row, number).filter(counsel=counsel).exists()
        Proof.objects.get_or_create(case=row, number=number, counsel=counsel, defaults={"at": at})
    return first


def counsel_unproved(row: Case, number: int, since: datetime | None) -> None:
    """Whoever confirmed it for counsel never stood for the person of this very number. `since`: when another
    representative of theirs confirmed it; None: nobody else did, and the protected period waits for counsel
    again."""
    found = Proof.objects.filter(case=row, number=number, counsel=True)
    if since is None:
        found.delete()
    else:
        found.update(at=since)


def counsel_told(row: Case, number: int) -> datetime | None:
    """When this person's counsel received the notice first; None: not yet."""
    found = _proofs(row, number).filter(counsel=True).order_by("at").first()
    return None if found is None else found.at


def standing_of(row: Case, number: int, has_counsel: bool) -> Standing:
    """How far the proofs are, as the order of the response knows it. All numbers of one person have theirs
    together: the hold of a duplicate can end with that of whom they are told as."""
    found = _proofs(row, number).order_by("-at")
    proven = {Audience.COUNSEL if one.counsel else Audience.PERSON: one.at for one in found}
    return Standing(number, has_counsel, proven=proven)


def told_as(row: Case, number: int) -> int:
    """The number under which this person is told: another one for a duplicate."""
    found = Settled.objects.filter(case=row, number=number).values_list("duplicate_of", flat=True).first()
    return number if found is None else found


def numbers_of(row: Case, number: int) -> frozenset[int]:
    """All numbers of this person."""
    head = told_as(row, number)
    same = Settled.objects.filter(case=row, duplicate_of=head).values_list("number", flat=True)
    return frozenset({number, head, *same})


def has_counsel(row: Case, number: int) -> bool:
    """Whether somebody represents this person: the records say so, or a representation of one of their
    numbers is verified and valid today. Unknown people have none."""
    numbers = numbers_of(row, number)
    if Settled.objects.filter(case=row, number__in=numbers, has_counsel=True).exists():
        return True
    # The room of counsel lies above this one; what it keeps of a person is asked by the person's own side.
    return told_as(row, number) in represented(row)


def is_protected(row: Case, number: int) -> bool:
    """Whether a hold of this person waits for the protected period: until a notice was proven, and then on.

    Not where no notice is ever sent: two people found that this person is not affected, or is dead, or
    dismissed the case, as nobody was exposed. A duplicate is as protected as whom they are told as.
    """
    if row.phase == Phase.DISMISSED:
        return False
    head = Settled.objects.filter(case=row, number=told_as(row, number))
    return not head.filter(terminal__in=_NEVER_TOLD).exists()


def _proofs(row: Case, number: int) -> QuerySet[Proof]:
    return Proof.objects.filter(case=row, number__in=numbers_of(row, number))


def period_over(row: Case, number: int, has_counsel: bool) -> datetime | None:
    """When the protected period ends; None while it has not begun: then it does not end."""
    begun = standing_of(row, number, has_counsel).period_from
    return None if begun is None else begun + PROTECTED_PERIOD
