"""Who is represented by somebody whom the room of counsel has verified, asked from the people's own side."""

from django.db.models import Q
from django.utils import timezone

from withhold.console.affected.models import Standing
from withhold.console.cases.models import Case
from withhold.console.persons.models import ExposedPerson


def represented(case: Case) -> frozenset[int]:
    """The numbers under which people with a verified representation, valid today, are told: that of a
    duplicate counts for whom they are."""
    today = timezone.now().date()
    people = ExposedPerson.objects.filter(case=case).filter(
        Q(representations__until=None) | Q(representations__until__gte=today),
        representations__verified_by__isnull=False,
        representations__ended_at=None,
        representations__since__lte=today,
    )
    numbers = set(people.values_list("number", flat=True))
    heads = dict(
        Standing.objects.filter(case=case, number__in=numbers, duplicate_of__isnull=False).values_list(
            "number", "duplicate_of"
        )
    )
    return frozenset(heads.get(number) or number for number in numbers)


def has_counsel(row: Standing) -> bool:
    """Whether somebody represents this person, who is no duplicate: own records say so, or the room of
    counsel."""
    return row.has_counsel or row.number in represented(row.case)
