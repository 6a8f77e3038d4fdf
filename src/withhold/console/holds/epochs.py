"""The count of changes of the held people, and how fast consumers know of each."""

from datetime import datetime

from django.db.models import F

from withhold.console.holds.models import Acknowledged, CaseSystem, Change, Epoch


def next_epoch(now: datetime) -> int:
    """One more change, in the caller's transaction: whoever changes who is held waits here for the others."""
    Epoch.objects.get_or_create(pk=1)
    Epoch.objects.filter(pk=1).update(number=F("number") + 1)
    number = Epoch.objects.get(pk=1).number
    Change.objects.create(number=number, at=now)
    return number


def current_epoch() -> int:
    """The newest change; 0 before the first."""
    found = Epoch.objects.filter(pk=1).values_list("number", flat=True).first()
    return found or 0


def changed_at(epoch: int) -> datetime | None:
    """When an epoch began."""
    return Change.objects.filter(number=epoch).values_list("at", flat=True).first()


def acknowledge(system: CaseSystem, epoch: int, now: datetime) -> None:
    """A consumer knows this epoch; what it says beyond the newest one is not believed."""
    known = min(epoch, current_epoch())
    CaseSystem.objects.filter(pk=system.pk).update(seen=now)
    if not CaseSystem.objects.filter(pk=system.pk, acknowledged__lt=known).update(acknowledged=known):
        return
    change = Change.objects.filter(pk=known).first()
    if change is not None:
        late = max(0, round((now - change.at).total_seconds() * 1000))
        Acknowledged.objects.get_or_create(system=system, epoch=known, defaults={"milliseconds": late})


def propagation(epoch: int) -> list[int]:
    """How long each consumer took to acknowledge an epoch, in milliseconds, shortest first."""
    found = Acknowledged.objects.filter(epoch=epoch)
    return sorted(found.values_list("milliseconds", flat=True))


def quantile(sorted_values: list[int], share: float) -> int | None:
    """The smallest value that this share of them does not exceed (nearest rank); None of nothing."""
    if not sorted_values:
        return None
    rank = max(1, -(-len(sorted_values) * round(share * 1000) // 1000))
    return sorted_values[rank - 1]
