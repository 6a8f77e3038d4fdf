"""What own records know of held people becomes keys of their holds too: case systems ask by numbers that the
leak may not have had.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

from django.db import transaction
from django.db.models import F, QuerySet
from django.utils import timezone

from withhold.console.affected.models import OwnRecord
from withhold.console.affected.packing import unpacked
from withhold.console.cases.models import Case
from withhold.console.holds.epochs import next_epoch
from withhold.console.holds.models import Hold, State
from withhold.console.holds.placing import known_of
from withhold.console.outbox.setbacks import each
from withhold.incident.affected.interface import OwnRecord as Record

_BATCH = 500
_LEARNT = ("rows", "changed", "known_at")


def learn_due() -> int:
    """Every case whose people were worked out since; how many holds got other keys."""
    rows = Case.objects.filter(pk__in=_stale().values("case"))
    return each("keys of holds", {row.pk: row for row in rows}, learn)


def learn(row: Case) -> int:
    """One case: one new epoch for all whose keys changed. Nothing that was a key is taken away."""
    now = timezone.now()
    with transaction.atomic():
        Case.objects.select_for_update().get(pk=row.pk)
        holds = list(_stale().filter(case=row).select_related("person"))
        records = _records(row, {one.number for one in holds})
        changed = []
        for one in holds:
            known = joined(known_of(one.person.values), records.get(one.number, ()))
            if known != one.rows:
                one.rows, one.known_at = known, now
                changed.append(one)
        if changed:
            epoch = next_epoch(now)
            for one in changed:
                one.changed = epoch
            Hold.objects.bulk_create(
                changed, _BATCH, update_conflicts=True, unique_fields=["id"], update_fields=_LEARNT
            )
        Hold.objects.filter(pk__in=[one.pk for one in holds]).update(known_at=now)
    return len(changed)


def joined(known: Mapping[str, Any], records: Iterable[Record]) -> dict[str, Any]:
    """What the leak and own records tell together, in the form of `placing.known_of`; each once, in order."""
    told = {name: list(values) for name, values in known.items()}
    for one in records:
        told["names"] += one.names
        told["births"] += [] if one.birth is None else [one.birth.isoformat()]
        told["identifiers"] += [[str(kind), value] for kind, value in one.identifiers]
        told["nationalities"] += [] if one.nationality is None else [one.nationality]
    return {name: _once(values) for name, values in told.items()}


def _once(values: list[Any]) -> list[Any]:
    return [one for place, one in enumerate(values) if one not in values[:place]]


def _records(row: Case, numbers: set[int]) -> dict[int, list[Record]]:
    found: dict[int, list[Record]] = defaultdict(list)
    for one in OwnRecord.objects.filter(case=row, number__isnull=False).order_by("pk"):
        if one.number in numbers:
            found[one.number].append(unpacked(one.values["record"]))
    return found


def _stale() -> QuerySet[Hold]:
    return Hold.objects.filter(state=State.STANDING, person__standing__worked_out_at__gt=F("known_at"))
