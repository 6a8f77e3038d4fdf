"""Watched sites for tests, and a crawler over addresses in memory that judges as the real one does."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from hashlib import sha256
from itertools import count
from pathlib import Path
from typing import Any

from tests.console.desk.making import CLAIMS, STAFF, a_place
from tests.console.making import a_person
from withhold.console.people.models import User
from withhold.console.people.roles import Role
from withhold.console.watch.models import WatchedSite
from withhold.domain.errors import UsageError
from withhold.domain.verdict import Decision, DocumentVerdict
from withhold.fetching.interface import Fetcher
from withhold.incident.watch.sweep.interface import Change, Order, Seen
from withhold.inspection.opening import open_bytes
from withhold.inspection.run import Run

START = "http://www.example.org/"
LIST = f"{START}files/list.csv"
CALM = b"Team,Visits\nNorth,12\nSouth,7\n"
NAMED = STAFF
_numbers = count(1)


def another_list(number: int) -> bytes:
    """A list that must not be public, of other bytes each time."""
    return CLAIMS + f"Ulrika Sandvik,19{number % 80 + 10}-01-02,Sweden,asylum\n".encode()


@dataclass
class Crawler:
    """Remembers what it was asked for before, as sweeps do. `broken` is what stops it, `dies_after` how many
    it gives before its worker dies; it may tell standing verdicts again, as the real one does."""

    pages: dict[str, bytes] = field(default_factory=dict)
    unread: dict[str, str] = field(default_factory=dict)
    broken: str = ""
    dies_after: int = 1_000_000
    tells_again: bool = False
    known: dict[str, tuple[str, datetime]] = field(default_factory=dict)
    verdicts: dict[str, DocumentVerdict] = field(default_factory=dict)
    done: set[str] = field(default_factory=set)
    last: datetime | None = None
    orders: list[Order] = field(default_factory=list)

    def __call__(self, order: Order, memory: Path, fetcher: Fetcher, run: Run) -> Iterator[Seen]:
        self.orders.append(order)
        if self.broken:
            raise UsageError(self.broken)
        began = datetime.now(UTC)
        given = 0
        with run.inspector() as inspector:
            for url in [one for one in (*self.pages, *self.unread, *self.known) if one not in self.done]:
                if url in self.done:
                    continue
                yield self._seen(url, inspector)
                self.done.add(url)
                given += 1
                if given >= self.dies_after:
                    raise MemoryError("the worker dies")
        self.done.clear()
        self.last = began

    def _seen(self, url: str, inspector: Any) -> Seen:
        now = datetime.now(UTC)
        if url in self.unread:
            return Seen(url, Change.UNREAD, now, now, None, reason=self.unread[url])
        content = self.pages.get(url)
        if content is None:
            digest, first = self.known.pop(url)
            return Seen(url, Change.GONE, now, first, None, digest)
        digest = sha256(content).hexdigest()
        before = self.known.get(url)
        if before is not None and before[0] == digest:
            standing = self.verdicts[digest] if self.tells_again else None
            return Seen(url, Change.SAME, now, before[1], None, digest, len(content), standing)
        self.known[url] = (digest, now)
        verdict = inspector.inspect(open_bytes(content, url), url)
        self.verdicts[digest] = verdict
        kept = content if verdict.decision is Decision.WITHHOLD else None
        change = Change.NEW if before is None else Change.CHANGED
        return Seen(url, change, now, now, self.last, digest, len(content), verdict, content=kept)


def a_crawler(pages: Mapping[str, bytes]) -> Crawler:
    return Crawler(dict(pages))


def a_watched_site(folder: Path, settings: Any, owner: User | None = None, start: str = START) -> WatchedSite:
    """A site with a site file; a privacy officer could lead its cases, and the on-call is told."""
    root = folder / f"site{next(_numbers)}"
    (root / "public").mkdir(parents=True)
    path = root / "site.toml"
    path.write_text(
        f'[site]\nname = "x"\nurls = ["{start}"]\nrounds = 1\ndeadline = 1\n'
        f'[[connector]]\ntype = "web_root"\nfolder = "{root}/public"\nurls = {{ "{start}" = "." }}\n'
        '[reach]\naddresses = { "www.example.org" = "127.0.0.1:9" }\n'
        'networks = ["127.0.0.0/8"]\nports = [9]\n'
    )
    known = (*settings.CONFIG.sites, path)
    settings.CONFIG = replace(settings.CONFIG, sites=known, on_call=("duty@example.org",))
    officer = a_person(Role.PRIVACY_OFFICER, name="Otto Officer")
    return WatchedSite.objects.create(
        destination=a_place(f"https://www{next(_numbers)}.example.org"),
        starts=[start],
        site_file=str(path),
        owner=owner,
        added_by=officer,
    )
