"""The standings of a few people, worked out anew at once after somebody decided about them."""

from collections import defaultdict
from collections.abc import Iterable

from django.utils import timezone

from withhold.console.affected.grouping import Groups, groups_of
from withhold.console.affected.judging import Material, judged
from withhold.console.affected.models import OwnRecord, Standing
from withhold.console.affected.packing import row_of, unpacked
from withhold.console.affected.reaching import Shared
from withhold.console.affected.writing import write_batch
from withhold.console.cases.models import Case
from withhold.console.people.models import User
from withhold.console.persons.models import ExposedPerson
from withhold.incident.affected.interface import OwnRecord as Record


def refresh(case: Case, touched: Iterable[int], by: User) -> None:
    """In the caller's transaction, which holds the case; `by` decided. Those that no derivation has reached
    stay so: they are written by it. Their place among their rank is the first until the next derivation."""
    groups = groups_of(case)
    numbers = {one for number in touched for one in groups.of(number)}
    known = set(Standing.objects.filter(case=case, number__in=numbers).values_list("number", flat=True))
    people = list(ExposedPerson.objects.filter(case=case, number__in=numbers))
    records, shared = records_by_number(OwnRecord.objects.filter(case=case, number__in=numbers), groups)
    material = Material(
        {one.number: one.pk for one in people},
        {one.number: row_of(one) for one in people},
        records,
        groups,
        shared,
    )
    write_batch(case, judged(material, sorted(known), timezone.now().date()), by)


def records_by_number(rows: Iterable[OwnRecord], groups: Groups) -> tuple[dict[int, list[Record]], Shared]:
    """The records that are somebody's, in order; and what is shared: as it was found when they were read, and
    between those who are different people by these groups, though they may have been one then."""
    records: dict[int, list[Record]] = defaultdict(list)
    shared = Shared()
    for row in rows:
        told = row.values
        shared.mark(told["shared_emails"], told["shared_addresses"])
        if row.number is not None:
            record = unpacked(told["record"])
            records[row.number].append(record)
            shared.add(record, f"number {groups.head(row.number)}")
    return records, shared
