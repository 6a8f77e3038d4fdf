"""What a sweep saw, written down: documents that should not stand there, what is gone, what was not read."""

from dataclasses import dataclass, field
from hashlib import sha256

from django.db import models, transaction
from django.utils import timezone

from withhold.console.desk.judging import known_to_register, refused_if_known, told
from withhold.console.ledgers.office import OfficeEvent, record
from withhold.console.watch.accepting import is_accepted
from withhold.console.watch.addresses import address_key
from withhold.console.watch.models import PublicDocument, Sweep, Unread, WatchedSite
from withhold.console.watch.ranking import harm_of
from withhold.domain.verdict import Decision, DocumentVerdict, Engine
from withhold.incident.case.interface import Phase
from withhold.incident.watch.sweep.interface import Change, Seen

MOST_UNREAD = 1000
"""Addresses of a site that are kept as unread: where a whole site is away, all of them are, and one line
says as much as ten thousand."""
_State = PublicDocument.State


@dataclass(slots=True)
class Taking:
    """One piece of a sweep at work. `engine` judges; what it took is counted in `sweep`, saved by `save`."""

    site: WatchedSite
    sweep: Sweep
    engine: Engine
    _unread: set[str] = field(default_factory=set)
    _rows: dict[str, dict[str, str]] = field(default_factory=dict)
    """By address, then by bytes: what judged those that stand there. A sweep in which nothing changed asks
    the database about nothing."""
    _judge: str = ""

    def __post_init__(self) -> None:
        self._judge = sha256(repr(self.engine).encode()).hexdigest()
        there = PublicDocument.objects.filter(site=self.site, gone_at=None).exclude(state=_State.RELEASED)
        for key, digest, engine in there.order_by().values_list("url_key", "sha256", "engine"):
            self._rows.setdefault(key, {})[digest] = engine
        self._unread = set(Unread.objects.filter(site=self.site).values_list("url_key", flat=True))

    def take(self, seen: Seen) -> PublicDocument | None:
        """The document that is withheld now and has no case yet, if this is one."""
        key = address_key(self.site.pk, seen.url)
        self.sweep.seen += 1
        if seen.change is Change.UNREAD:
            self._not_read(key, seen)
            return None
        if key in self._unread:
            Unread.objects.filter(site=self.site, url_key=key).delete()
            self._unread.discard(key)
        if seen.change is Change.GONE:
            self.sweep.gone += 1
            if self._rows.pop(key, None):
                _gone(PublicDocument.objects.filter(site=self.site, url_key=key))
            return None
        if seen.verdict is None:
            return None
        self.sweep.judged += seen.change is not Change.SAME
        document, rows = refused_if_known(seen.verdict), self._rows.get(key, {})
        nothing_to_say = document.decision is Decision.RELEASE and not rows
        known = seen.change is Change.SAME and rows.get(seen.sha256) == self._judge
        return None if nothing_to_say or known else self._judged(key, seen, document)

    def save(self) -> None:
        """The counts so far."""
        self.sweep.looked = timezone.now()
        self.sweep.save()

    def _judged(self, key: str, seen: Seen, document: DocumentVerdict) -> PublicDocument | None:
        here = PublicDocument.objects.filter(site=self.site, url_key=key)
        with transaction.atomic():
            _gone(here.exclude(sha256=seen.sha256))
            if document.decision is Decision.RELEASE:
                waited = here.filter(sha256=seen.sha256, state=_State.WAITING)
                waited.update(state=_State.RELEASED, decision=str(document.decision))
                self._rows.pop(key, None)
                return None
            row = self._kept(key, seen, document)
        self._rows[key] = {seen.sha256: self._judge}
        if row.decision == Decision.WITHHOLD:
            self.sweep.withheld += 1
        else:
            self.sweep.review += 1
        return row if row.decision == Decision.WITHHOLD and row.state == _State.WAITING else None

    def _kept(self, key: str, seen: Seen, document: DocumentVerdict) -> PublicDocument:
        """Its row. What has a case or was accepted keeps that; what had gone and is back waits again."""
        harm = harm_of(document)
        found = {
            "url": seen.url,
            "size": seen.size,
            "media_type": document.media_type[:200],
            "fetched": seen.fetched,
            "decision": str(document.decision),
            "severity": str(harm.severity),
            "people_low": harm.people_low,
            "people_high": harm.people_high,
            "concealed": harm.concealed,
            "harm": harm.rank,
            "engine": self._judge,
            "verdict": told(document, self.engine),
            "registered": known_to_register(document, self.engine),
            "gone_at": None,
        }
        first = {"first_seen": seen.first_seen, "before": seen.before, "baseline": self.sweep.baseline}
        row, new = PublicDocument.objects.get_or_create(
            site=self.site, url_key=key, sha256=seen.sha256, defaults={**found, **first}
        )
        if not new:
            if row.gone_at is not None or row.state in (_State.GONE, _State.RELEASED):
                row.first_seen, row.before = seen.first_seen, seen.before
                row.evidence, row.left = False, False
                row.state = _state_of_returned(row)
            for name, value in found.items():
                setattr(row, name, value)
        if row.state == _State.WAITING and is_accepted(row):
            row.state = _State.ACCEPTED
        row.save()
        if new:
            facts = {"document": row.pk, "sha256": row.sha256, "decision": row.decision}
            record(OfficeEvent.FOUND_PUBLIC, None, facts)
        return row

    def _not_read(self, key: str, seen: Seen) -> None:
        self.sweep.unread += 1
        looked = {"reason": seen.reason, "looked": seen.fetched}
        if key in self._unread:
            Unread.objects.filter(site=self.site, url_key=key).update(**looked)
        elif len(self._unread) < MOST_UNREAD:
            Unread.objects.create(site=self.site, url=seen.url, url_key=key, since=seen.fetched, **looked)
            self._unread.add(key)


def _state_of_returned(row: PublicDocument) -> str:
    """What was accepted there stays so, and what people dismissed there they are not asked again."""
    dismissed = row.case is not None and row.case.phase == Phase.DISMISSED
    if row.state == _State.ACCEPTED or dismissed:
        return str(row.state)
    return _State.WAITING


def _gone(rows: models.QuerySet[PublicDocument]) -> None:
    """A case goes on, and verifies for itself that it is gone; what only waited is done with."""
    now = timezone.now()
    there = rows.filter(gone_at=None)
    there.filter(state=_State.WAITING).update(state=_State.GONE, gone_at=now)
    there.exclude(state=_State.GONE).update(gone_at=now)
