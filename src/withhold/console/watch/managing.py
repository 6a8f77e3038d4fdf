"""Which sites are watched, and how: each change in the ledger with who and why."""

from typing import Any

from django.db import transaction
from django.utils import timezone

from withhold.console.ledgers.office import OfficeEvent, record
from withhold.console.outbox.sending import queue_mail
from withhold.console.people.models import User
from withhold.console.watch.accepting import NotPossible
from withhold.console.watch.models import PublicDocument, WatchedSite
from withhold.ledger.interface import Fact

_FIELDS = (
    "destination", "site_file", "starts", "hosts", "interval", "browser", "owner", "time_zone",
    "jurisdictions", "sectors", "paused",
)  # fmt: skip
_KIND = "watch_asked"
_ASKED = (
    "A document on a site that you answer for should perhaps not be public. Please look at it in the "
    "console, under Watch, and say what it is there for: document {id}."
)


def settings_of(site: WatchedSite) -> dict[str, Any]:
    """As the form shows them."""
    found = {name: getattr(site, name) for name in _FIELDS}
    lines = {name: "\n".join(found[name]) for name in ("starts", "hosts")}
    return {**found, **lines, "editors": list(site.editors.all())}


def keep(site: WatchedSite | None, given: dict[str, Any], user: User) -> WatchedSite:
    """Add a site, or change what is there: it is swept with the next round. `given` is a valid form's."""
    with transaction.atomic():
        kept = (
            WatchedSite(added_by=user)
            if site is None
            else WatchedSite.objects.select_for_update().get(pk=site.pk)
        )
        for name in _FIELDS:
            setattr(kept, name, given[name])
        kept.next_at = None
        kept.save()
        kept.editors.set(given["editors"])
        facts: dict[str, Fact] = {
            "site": kept.pk,
            "destination": kept.destination_id,
            "interval": kept.interval,
            "paused": int(kept.paused),
            "owner": kept.owner_id,
        }
        record(OfficeEvent.WATCH_CHANGED, user, facts, {"why": given["why"]})
    return kept


def ask_owner(document: PublicDocument, user: User) -> None:
    """A mail to who answers for the site, without the address of the document. Raises NotPossible."""
    owner = document.site.owner
    if owner is None or not owner.is_active or not owner.email:
        raise NotPossible("the site has no owner who could be asked; name one in its settings")
    with transaction.atomic():
        queue_mail(owner.email, "Withhold: please look at the console", _ASKED.format(id=document.pk), _KIND)
        asked = {"asked_by": user, "asked_at": timezone.now()}
        PublicDocument.objects.filter(pk=document.pk).update(**asked)
        facts: dict[str, Fact] = {"document": document.pk, "owner": owner.pk}
        record(OfficeEvent.WATCH_CHANGED, user, {"what": "asked", **facts})
