"""What the watch does not keep for ever: what belongs to a destroyed case, old sweeps, what long has gone."""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from withhold.console.outbox.setbacks import each
from withhold.console.watch.models import PublicDocument, Sweep, WatchedSite

KEPT_SWEEPS = timedelta(days=90)
"""Of those that are over; the newest of a site stays, and what sweeps found stands in the ledger."""
KEPT_GONE = timedelta(days=365)
"""How long a document stays in the list that is not public any more, or may be, and never had a case."""
_State = PublicDocument.State


def forget_destroyed() -> int:
    """Verdicts and addresses of documents whose case's data were destroyed. The digest stays: it is the key
    by which the same bytes would be known again."""
    gone = PublicDocument.objects.filter(case__destroyed_at__isnull=False).exclude(verdict__isnull=True)
    return each("documents of destroyed cases", {one.pk: one for one in gone}, _forget)


def forget_old() -> int:
    """Old sweeps, and what went long ago; a duty of the worker. Returns how many rows went."""
    now, count = timezone.now(), 0
    for site in WatchedSite.objects.all():
        old = Sweep.objects.filter(site=site, ended__lt=now - KEPT_SWEEPS)
        newest = Sweep.objects.filter(site=site, complete=True).values_list("pk", flat=True)[:1]
        count += old.exclude(pk__in=list(newest)).delete()[0]
    past = PublicDocument.objects.filter(case=None, fetched__lt=now - KEPT_GONE)
    count += past.filter(state__in=(_State.GONE, _State.RELEASED)).delete()[0]
    return count


def _forget(document: PublicDocument) -> bool:
    with transaction.atomic():
        document.acceptances.all().delete()
        document.url, document.verdict, document.registered = "", None, None
        document.save(update_fields=["url", "verdict", "registered"])
    return True
