"""Case systems: added, taken out, told of a new epoch, and settled on paper where they do not answer."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from withhold.console.access.agreement import agree
from withhold.console.access.interface import Operation
from withhold.console.cases.acting import actor_in
from withhold.console.cases.models import Case
from withhold.console.holds.asking import consumer_of
from withhold.console.holds.epochs import current_epoch
from withhold.console.holds.models import CaseSystem, Hold, OnPaper, State
from withhold.console.ledgers.office import OfficeEvent, record
from withhold.console.people.models import User
from withhold.incident.case.interface import Actor, Role
from withhold.incident.holds.consumers import OnPaper as Paper
from withhold.incident.holds.consumers import confirm_on_paper, doubt, registered, unconfirmed
from withhold.incident.holds.interface import HoldError
from withhold.signing.ed25519 import key_id, raw_public_key

Doubts = dict[str, str]
PATIENCE = timedelta(seconds=60)
"""After a change, until people are paged for a case system that does not acknowledge it."""


def add(user: User, name: str, public_key: str, webhook: str, contact: str) -> CaseSystem:
    """A case system that will ask. Raises HoldError for a name or key that is wrong or taken."""
    registered(name, public_key, webhook or None)
    with transaction.atomic():
        if CaseSystem.objects.filter(name=name).exists():
            raise HoldError("a case system of this name is registered already; give another name")
        if CaseSystem.objects.filter(public_key=public_key).exists():
            raise HoldError("this key is registered already; every case system has a key of its own")
        made = CaseSystem.objects.create(
            name=name, public_key=public_key, webhook=webhook, contact=contact, added_by=user
        )
        facts = {"key_id": key_id(raw_public_key(public_key))}
        record(OfficeEvent.CASE_SYSTEM_ADDED, user, facts, {"name": name})
    return made


def remove(row: CaseSystem, user: User, why: str) -> bool:
    """It is asked no more, and its key counts no more. True once it is so, False while a second person has to
    agree: to one that is not known to ask although people are held, for then nothing says that it does not
    act, and what is left would look as if every case system had confirmed.

    Raises HoldError, NotTheSecond, PermissionDenied.
    """
    if not why.strip():
        raise HoldError("write why, and how you know that it acts on nobody; it goes into the ledger")
    with transaction.atomic():
        found = CaseSystem.objects.select_for_update().filter(pk=row.pk, removed_at__isnull=True).first()
        if found is None:
            return True
        if takes_two(found) and not agree(Operation.MANAGE_CONSUMERS, removal_of(found), user, why):
            return False
        CaseSystem.objects.filter(pk=found.pk).update(removed_at=timezone.now())
        facts = {"key_id": key_id(raw_public_key(found.public_key))}
        record(OfficeEvent.CASE_SYSTEM_REMOVED, user, facts, {"name": found.name, "why": why})
    return True


def takes_two(row: CaseSystem) -> bool:
    """Whether one person alone may not remove this case system: people are held, and it is not known that it
    asks about them."""
    silent = doubt(consumer_of(row), current_epoch(), timezone.now()) is not None
    return silent and Hold.objects.filter(state=State.STANDING).exists()


def removal_of(row: CaseSystem) -> str:
    """What the two who remove it agree to."""
    return f"remove:{row.pk}"


def present() -> list[CaseSystem]:
    """Those that are registered now, by name."""
    return list(CaseSystem.objects.filter(removed_at__isnull=True).order_by("name"))


def doubts(row: Case, epoch: int, now: datetime) -> Doubts:
    """Which case systems are not known to ask about the held people of this epoch, and why."""
    rows = OnPaper.objects.filter(case=row, second__isnull=False).select_related("system", "first", "second")
    papers = [Paper(one.system.name, one.epoch, _who(one.first), _who(one.second), one.at) for one in rows]
    found = unconfirmed(map(consumer_of, present()), papers, epoch, now)
    return {name: str(why) for name, why in found.items()}


def on_paper(row: Case, system: CaseSystem, user: User, how: str) -> bool:
    """Somebody made sure in another way that nobody held is acted on; the second one settles it.

    True once two people have. Raises HoldError, NotTheSecond, PermissionDenied, CaseError.
    """
    if not how.strip():
        raise HoldError("write how it was made sure: with whom, when, on which paper")
    epoch, now = current_epoch(), timezone.now()
    with transaction.atomic():
        Case.objects.select_for_update().get(pk=row.pk)
        agreed = agree(Operation.PLACE_HOLDS, f"paper:{system.pk}:{epoch}", user, how, row)
        first = OnPaper.objects.filter(case=row, system=system, epoch=epoch).first()
        if not agreed:
            if first is None:
                OnPaper.objects.create(case=row, system=system, epoch=epoch, first=user, how=how, at=now)
            return False
        if first is None:
            raise HoldError("the first confirmation is of another epoch; start again")
        confirm_on_paper(system.name, epoch, actor_in(first.first, row), actor_in(user, row), now)
        first.second, first.at = user, now
        first.save(update_fields=["second", "at"])
    return True


def _who(user: User | None) -> Actor:
    """Their role was looked at when they confirmed; they may have left the case since."""
    return Actor(user.get_full_name() if user is not None else "", Role.CASE_LEAD)
