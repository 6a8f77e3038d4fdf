"""The duty that sweeps: every site in its turn, a piece at a time, so that a great one holds up no other.

A sweep remembers in its file below WITHHOLD_HOME/watch what it still has to ask: a piece that ends, or a
worker that is killed, goes on where it was.
"""

import time
from collections.abc import Callable, Generator, Iterator
from contextlib import closing
from datetime import timedelta

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from withhold.console.ledgers.office import OfficeEvent, record
from withhold.console.outbox.sending import queue_alert
from withhold.console.outbox.setbacks import each
from withhold.console.watch.evidence import fetch_missing
from withhold.console.watch.forgetting import forget_destroyed
from withhold.console.watch.interface import Sweeper
from withhold.console.watch.looking import look
from withhold.console.watch.models import PublicDocument, Sweep, WatchedSite
from withhold.console.watch.opening import KIND, open_for
from withhold.console.watch.taking import Taking
from withhold.domain.errors import WithholdError
from withhold.domain.verdict import Decision
from withhold.incident.watch.sweep.interface import Seen
from withhold.ledger.interface import Fact

PIECE = 60.0
"""Seconds that a sweep is at work before the next site has its turn."""
_AT_ONCE = 5
"""Sites of one round: as many pieces end well before the lease of a duty."""
MOST_OPENED = 20
"""Cases that one sweep opens by itself. A site's first sweep may find hundreds of old documents: as many
alerts would be read by nobody. The rest stands in the list, the worst first, and one alert says so."""
_SAVED_EACH = 100
_MANY = (
    "A sweep found more documents that must not be public than it opens cases for. Open the list under Watch."
)
_NO_CASE = "A sweep found a document that must not be public, and no case could be opened for it: see Watch."
_UNDONE = "A sweep of one of our own sites could not be done. Nobody knows what stands there: see Watch."


def watch_round(piece: Callable[[WatchedSite], bool]) -> int:
    """One round of the duty; returns how many sweeps came to their end. `piece` sweeps a site for a while, as
    `sweep_piece` does."""
    forget_destroyed()
    fetch_missing()
    return each("sweeps", {one.pk: one for one in due()[:_AT_ONCE]}, piece)


def due() -> list[WatchedSite]:
    """The sites that are to be swept now, the one that waited longest first."""
    under_way = Q(sweeps__ended=None, sweeps__isnull=False)
    rows = WatchedSite.objects.filter(
        under_way | Q(next_at=None) | Q(next_at__lte=timezone.now()), paused=False, destination__active=True
    )
    newest = dict(Sweep.objects.order_by("id").values_list("site", "looked"))
    never = timezone.now() - timedelta(days=36_500)
    return sorted(
        rows.distinct().select_related("destination"), key=lambda site: newest.get(site.pk) or never
    )


def sweep_piece(site: WatchedSite, sweeper: Sweeper, seconds: float = PIECE) -> bool:
    """Sweep it for so long; whether the sweep has come to its end. What hinders it is kept and told."""
    taking: Taking | None = None
    sweep, until = _at_work(site), time.monotonic() + seconds
    try:
        with look(site, sweeper) as looking, closing(_closable(looking.seen)) as seen:
            taking = Taking(site, sweep, looking.engine)
            for one in seen:
                _one(taking, one)
                if time.monotonic() >= until:
                    return False
            _ended(sweep)
    except WithholdError as error:
        _ended(sweep, str(error), failed=True)
    finally:
        if taking is not None:
            taking.save()
    return True


def sweep_now(site: WatchedSite) -> None:
    """The next round sweeps it."""
    WatchedSite.objects.filter(pk=site.pk).update(next_at=None)


def _one(taking: Taking, seen: Seen) -> None:
    """What was seen, and at once its case: minutes count."""
    found = taking.take(seen)
    if found is not None:
        _open(taking.sweep, found, seen.content)
    if found is not None or taking.sweep.seen % _SAVED_EACH == 0:
        taking.save()


def _at_work(site: WatchedSite) -> Sweep:
    """The sweep that was broken off, or a new one. Cases that should have been opened before are now."""
    now = timezone.now()
    with transaction.atomic():
        WatchedSite.objects.select_for_update().get(pk=site.pk)
        found = Sweep.objects.filter(site=site, ended=None).first()
        if found is None:
            baseline = not Sweep.objects.filter(site=site, complete=True).exists()
            found = Sweep.objects.create(site=site, baseline=baseline, started=now, looked=now)
    waiting = PublicDocument.objects.filter(site=site, state=PublicDocument.State.WAITING, left=False)
    for row in waiting.filter(decision=Decision.WITHHOLD):
        _open(found, row, None)
    found.save()
    return found


def _open(sweep: Sweep, found: PublicDocument, content: bytes | None) -> None:
    """Its case, unless there are too many; one that cannot be opened is told, and tried again later."""
    if sweep.cases >= MOST_OPENED:
        PublicDocument.objects.filter(pk=found.pk).update(left=True)
        sweep.left += 1
        return
    try:
        sweep.cases += open_for(found.pk, content).new
    except WithholdError as error:
        if not sweep.why:  # once a sweep
            queue_alert(_NO_CASE, KIND)
        sweep.why = f"a case could not be opened: {error}"


def _ended(sweep: Sweep, why: str = "", failed: bool = False) -> None:
    site, now = sweep.site, timezone.now()
    before = Sweep.objects.filter(site=site).exclude(pk=sweep.pk).first()
    with transaction.atomic():
        sweep.ended, sweep.looked, sweep.complete = now, now, not why
        sweep.why = "; ".join(one for one in (sweep.why, why) if one)
        sweep.save()
        next_at = max(now, sweep.started + timedelta(minutes=site.interval))
        WatchedSite.objects.filter(pk=site.pk).update(next_at=next_at)
        facts: dict[str, Fact] = {
            "site": site.pk,
            "complete": int(sweep.complete),
            "seen": sweep.seen,
            "unread": sweep.unread,
            "cases": sweep.cases,
        }
        if sweep.baseline or sweep.judged or sweep.gone or not sweep.complete:
            # Of a sweep in which nothing changed only its row is kept: there are many of them.
            record(OfficeEvent.SWEPT, None, facts, {"why": sweep.why} if sweep.why else {})
        if sweep.left:
            queue_alert(_MANY, KIND)
        if failed and (before is None or before.complete):  # once, not at each try
            queue_alert(_UNDONE, KIND)


def _closable(seen: Iterator[Seen]) -> Generator[Seen]:
    """As a generator: closing it ends whatever a sweep has open."""
    yield from seen
