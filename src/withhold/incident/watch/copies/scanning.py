"""Scans sources for rows of a list: a pure function for each shard, in processes here or on a cluster."""

import hashlib
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from withhold import __version__
from withhold.domain.errors import UsageError
from withhold.fleet.cluster import Cluster
from withhold.fleet.local import Fleet
from withhold.incident.watch.copies.digests import Use
from withhold.incident.watch.copies.file import Fingerprints, load
from withhold.incident.watch.copies.interface import Copied, Looked, Unlooked
from withhold.incident.watch.copies.journal import Journal
from withhold.incident.watch.copies.matching import Matcher
from withhold.incident.watch.copies.pages import Looking, is_text
from withhold.incident.watch.sources.interface import Page, Shard
from withhold.incident.watch.sources.reading import read
from withhold.inspection.keys import key_at

_LOST = "a worker ended while it was read, perhaps for want of memory: scan it again with fewer jobs"
_mine = threading.local()
"""In a worker of a cluster: the scanner of this thread, and the order it was made for."""


class Scanner:
    """Looks at shards with fingerprints that are open in this process."""

    def __init__(self, fingerprints: Fingerprints) -> None:
        self._rows = fingerprints.rows
        self._looking = Looking(Matcher(fingerprints))

    def __call__(self, shard: Shard) -> Looked:
        """What the pages of a shard hold; the same shard gives the same."""
        copied: list[Copied] = []
        unlooked: list[Unlooked] = []
        pages = size = without_text = 0
        for one in read(shard):
            if not isinstance(one, Page):
                unlooked.append(Unlooked(one.source, one.url, one.reason))
                continue
            pages += 1
            size += len(one.content)
            if not is_text(one):
                without_text += 1
                continue
            found, reasons = self._looking.look(one)
            unlooked += [Unlooked(one.source, one.url, reason) for reason in reasons]
            if rows := found.rows():
                share = round(rows / self._rows, 6)
                copied.append(Copied(one.source, one.url, rows, share, found.stretches()))
        return Looked(tuple(copied), tuple(unlooked), pages, size, without_text)

    def close(self) -> None:
        """End what it holds."""
        self._looking.close()


@dataclass(frozen=True, slots=True)
class Order:
    """A scan as it is sent to workers: where fingerprints and key are for each of them, never the key."""

    fingerprints: str
    key: str
    digest: str
    version: str = __version__

    @classmethod
    def of(cls, fingerprints: str, key: str) -> "Order":
        """An order for the file at a path. Raises FingerprintsUnusable, KeyUnusable."""
        load(fingerprints, key_at(key), Use.SCAN)
        return cls(fingerprints, key, hashlib.sha256(Path(fingerprints).read_bytes()).hexdigest())

    def open(self) -> Scanner:
        """A scanner in this process."""
        return Scanner(load(self.fingerprints, key_at(self.key), Use.SCAN))

    def __call__(self, shards: Sequence[Shard]) -> list[Looked]:
        """In a worker of a cluster: look at shards. Raises UsageError where this worker cannot scan alike."""
        if getattr(_mine, "order", None) != self:
            if self.version != __version__:
                raise UsageError(
                    f"a worker has withhold {__version__}, this is {self.version}: install one everywhere"
                )
            _mine.scanner = self.open()
            _mine.order = self
        scanner: Scanner = _mine.scanner
        return [scanner(shard) for shard in shards]


@dataclass(frozen=True, slots=True)
class Where:
    """Where a scan runs: so many processes here, or a cluster (`dask`, at `scheduler` or of its own)."""

    jobs: int
    engine: str = "local"
    scheduler: str | None = None


def scan(
    order: Order,
    shards: Sequence[Shard],
    where: Where,
    journal: Journal | None = None,
    advance: Callable[[Shard, Looked], None] | None = None,
) -> Iterator[Looked]:
    """What every shard gave, in order; shards that the journal knows are not looked at again.

    Raises FingerprintsUnusable, KeyUnusable, ClusterUnusable and, from workers, errors for the user.
    """
    known = {shard: journal.find(shard) if journal is not None else None for shard in shards}
    fresh = iter(_run(order, [shard for shard in shards if known[shard] is None], where))
    for shard in shards:
        looked = known[shard]
        if looked is None:
            looked = next(fresh)
            if journal is not None:
                journal.add(shard, looked)
        if advance is not None:
            advance(shard, looked)
        yield looked


def _run(order: Order, shards: Sequence[Shard], where: Where) -> Iterable[Looked]:
    if not shards:
        return ()
    if where.engine == "dask":
        return Cluster(order, _lost, where.jobs, where.scheduler).run(shards)
    return Fleet(lambda: _opened(order), _lost, min(where.jobs, len(shards))).run(shards)


@contextmanager
def _opened(order: Order) -> Iterator[Callable[[Shard], Looked]]:
    scanner = order.open()
    try:
        yield scanner
    finally:
        scanner.close()


def _lost(shard: Shard) -> Looked:
    """Stands for a shard whose worker ended."""
    unlooked = tuple(Unlooked(shard.source, path, _LOST) for path in shard.paths)
    return Looked((), unlooked, 0, 0, 0)
