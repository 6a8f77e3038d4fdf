"""What the worker does for holds again and again: tell case systems, see that all know, notice fishing."""

import logging
from base64 import b64decode
from collections import defaultdict
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import datetime, timedelta
from statistics import median
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from withhold.console.cases.models import Case
from withhold.console.cases.store import ConsoleCase
from withhold.console.holds.asking import consumer_of
from withhold.console.holds.epochs import changed_at, current_epoch
from withhold.console.holds.keys import service_key
from withhold.console.holds.models import (
    Alerted,
    CaseSystem,
    Confirmation,
    Hold,
    Noticed,
    OnPaper,
    Question,
    State,
)
from withhold.console.holds.placing import place_when_due
from withhold.console.holds.reminding import remind
from withhold.console.holds.systems import PATIENCE, doubts, present
from withhold.console.ledgers.office import OfficeEvent, record
from withhold.console.outbox.sending import queue_alert
from withhold.console.outbox.setbacks import each
from withhold.console.persons.models import ExposedPerson
from withhold.domain.errors import WithholdError
from withhold.fetching.config import reach_of
from withhold.fetching.http import HttpFetcher
from withhold.fetching.interface import Request
from withhold.incident.case.interface import MACHINE, Event, EventKind
from withhold.incident.holds.answers import epoch_notice
from withhold.incident.holds.consumers import doubt
from withhold.incident.holds.fishing import PATIENCE as FOLLOWED_WITHIN
from withhold.incident.holds.fishing import WINDOW, Query, Suspicion, Trace, suspicions, unpacked
from withhold.incident.holds.interface import Action
from withhold.ledger.interface import Fact

_SECONDS = 5.0
_MOST_ANSWER = 4096
_AT_ONCE = 20
_USUAL_DAYS = 28
_log = logging.getLogger(__name__)


def hold_due() -> int:
    """Hold the people of every confirmed case whose list is known: without waiting for anybody."""
    none_or_wrongly_released = Q(holds__isnull=True) | Q(holds__unprotected=True)
    unheld = ExposedPerson.objects.filter(none_or_wrongly_released, case__destroyed_at__isnull=True)
    return each("holds", _cases(unheld.values("case")), place_when_due)


def _cases(pks: Any) -> dict[str, Case]:
    return {row.pk: row for row in Case.objects.filter(pk__in=pks)}


def tell_systems() -> int:
    """Post the newest epoch to each webhook that did not take it yet; how many took it."""
    epoch = current_epoch()
    waiting = [one for one in present() if one.webhook and one.told < epoch]
    with ThreadPoolExecutor(_AT_ONCE) as pool:
        posted = {str(one.pk): (one, pool.submit(_post, one, epoch)) for one in waiting}

    def note(told: tuple[CaseSystem, Future[bool]]) -> int:
        one, took = told
        return took.result() and CaseSystem.objects.filter(pk=one.pk, told__lt=epoch).update(told=epoch)

    return each("case systems", posted, note)


def _post(row: CaseSystem, epoch: int) -> bool:
    """A webhook that does not answer loses nothing: the next heartbeat tells the epoch."""
    body = epoch_notice(row.name, epoch, service_key(), timezone.now())
    headers = (("Content-Type", "application/json"),)
    request = Request(row.webhook, "POST", headers, body, limit=_MOST_ANSWER, seconds=_SECONDS, follow=False)
    try:
        status = HttpFetcher(reach_of(settings.CONFIG.holds_reach)).fetch(request).status
    except WithholdError as error:
        _log.warning("holds: a webhook was not reached (%s)", type(error).__name__)
        return False
    return 200 <= status < 300


def confirm_due() -> int:
    """Record for each case that every case system knows its holds, or page people; how many were recorded."""
    _forget_alerts()
    held = Hold.objects.filter(state=State.STANDING).values("case")
    return each("holds confirmed", _cases(held), _confirm_or_page)


def _confirm_or_page(row: Case) -> int:
    now = timezone.now()
    newest = Hold.objects.filter(case=row).order_by("-changed").values_list("changed", flat=True)[0]
    if not present():
        return 0
    found = doubts(row, newest, now)
    confirmed = Confirmation.objects.filter(case=row, epoch__gte=newest).exists()
    if not found:
        return 0 if confirmed else _confirm(row, newest, now)
    # Also after a confirmation: one that was added, or fell silent, may act on people who are held.
    if (since := changed_at(newest)) is not None and now - since > PATIENCE:
        _page(row, newest, sorted(found))
    return 0


def _forget_alerts() -> None:
    """One that answers, and knows the holds for which people were told, is told of anew once silent."""
    now = timezone.now()
    alerted = Alerted.objects.select_related("system")
    well = [one.pk for one in alerted if doubt(consumer_of(one.system), one.epoch, now) is None]
    Alerted.objects.filter(pk__in=well).delete()


def _confirm(row: Case, epoch: int, now: datetime) -> int:
    with transaction.atomic():
        Case.objects.select_for_update().get(pk=row.pk)
        _, made = Confirmation.objects.get_or_create(case=row, epoch=epoch, defaults={"at": now})
        if not made:
            return 0
        papers = OnPaper.objects.filter(case=row, epoch__gte=epoch, second__isnull=False).count()
        facts = {"epoch": epoch, "consumers": len(present()), "on_paper": papers}
        why = "every case system acknowledged, or two people made sure"
        ConsoleCase.open(row).append([Event(EventKind.HOLDS_CONFIRMED, now, MACHINE, why, facts)])
    return 1


def _page(row: Case, epoch: int, names: list[str]) -> None:
    """Once for each case and case system, until it is well again or holds of this case change: what other
    cases hold is theirs to tell."""
    with transaction.atomic():
        Case.objects.select_for_update().get(pk=row.pk)
        known = Alerted.objects.filter(case=row, epoch__gte=epoch).values("system")
        late = CaseSystem.objects.filter(name__in=names, added_at__lt=timezone.now() - PATIENCE)
        untold = list(late.exclude(pk__in=known))
        for one in untold:
            Alerted.objects.update_or_create(case=row, system=one, defaults={"epoch": epoch})
        if untold:
            queue_alert(
                "A case system has not said that it knows the newest holds. Call whoever runs it, and settle "
                "it on the case's page of holds: silence is no confirmation.",
                "holds_unconfirmed",
                row,
            )


def review_due() -> int:
    """Tell, once a day for each case, that holds wait for a review; the holds stand all the same."""
    today = timezone.now().date()
    late = Hold.objects.filter(state=State.STANDING, review__lte=today)
    return each("reviews of holds", _cases(late.values("case")), lambda row: remind(row, today))


def notice_fishing() -> int:
    """Tell the office, once a day for each kind, of questions that look for who is held."""
    now = timezone.now()
    since = now - max(WINDOW, 2 * FOLLOWED_WITHIN)
    asked = Q(what="question", at__gt=since) | Q(what="plan", at__gt=now - WINDOW)
    rows = Question.objects.filter(asked).select_related("system")
    queries = [query for row in rows.iterator(chunk_size=100) for query in _queries(row)]
    systems = dict(CaseSystem.objects.values_list("name", "pk"))
    remarkable = suspicions(queries, _usual("question", now), _usual("plan", now), now)
    found = {f"{systems[one.consumer]} {one.kind}": one for one in remarkable}
    return each("fishing", found, lambda one: _noticed(one, now))


def _queries(row: Question) -> list[Query]:
    action = Action(row.action)
    if row.what == "plan":
        planned = unpacked(b64decode(row.asked.get("planned", "")))
        return [Query(row.system.name, row.at, action, one, planned=True) for one in planned]
    reported = set(row.asked.get("reported", []))
    return [
        Query(row.system.name, row.at, action, _trace(told), ref in reported)
        for ref, told in row.asked.get("people", {}).items()
    ]


def _trace(told: Any) -> Trace:
    person, name, birth, numbers = told
    digests = [bytes.fromhex(one) for one in (person, name, birth)]
    return Trace(digests[0], digests[1], digests[2], tuple(bytes.fromhex(one) for one in numbers))


def _usual(what: str, now: datetime) -> dict[str, float]:
    """People on a day with questions, or with plans, the median of four weeks without the last day."""
    days: dict[str, dict[object, int]] = defaultdict(lambda: defaultdict(int))
    rows = Question.objects.filter(what=what, at__gt=now - timedelta(days=_USUAL_DAYS), at__lte=now - WINDOW)
    for name, at, people in rows.values_list("system__name", "at", "people"):
        days[name][at.date()] += people
    return {name: float(median(each.values())) for name, each in days.items()}


def _noticed(found: Suspicion, now: datetime) -> int:
    with transaction.atomic():
        system = CaseSystem.objects.get(name=found.consumer)
        _, made = Noticed.objects.get_or_create(
            system=system, kind=found.kind, day=now.date(), defaults={"count": found.count}
        )
        if made:
            facts: dict[str, Fact] = {"system": system.pk, "kind": str(found.kind), "count": found.count}
            record(OfficeEvent.HOLDS_FISHED, None, facts)
            queue_alert(
                "A case system asks as if to find out who is held. Look at the page of case systems.",
                "holds_fished",
            )
    return int(made)
