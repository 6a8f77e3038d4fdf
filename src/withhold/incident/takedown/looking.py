"""The look from outside as a takedown needs it: with what the servers said and the connectors kept before."""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from withhold.clearance.durable import write_durably
from withhold.clearance.interface import ClearanceError
from withhold.fetching.config import reach_of
from withhold.fetching.http import HttpFetcher
from withhold.fetching.interface import Fetcher, Reach, Request, Unfetched
from withhold.fetching.resolve import Once
from withhold.incident.case.exposed import ExposedDocument
from withhold.incident.case.interface import Clock
from withhold.incident.takedown.connectors.keeping import holds
from withhold.incident.takedown.interface import TakedownError
from withhold.incident.takedown.outside.content import fingerprint
from withhold.incident.takedown.outside.interface import (
    Fingerprint,
    Known,
    Round,
    Settings,
    VantagePoint,
    Verification,
    Watched,
)
from withhold.incident.takedown.outside.rounds import verify
from withhold.incident.takedown.site import Site

_MOST_FINGERPRINTED = 256 << 20
"""Bytes of a document up to which its content is known again in other bytes; beyond, only its exact bytes."""
_ASKED_AT_ONCE = 8
_SECONDS = 3.0


def fetcher_of(site: Site) -> Fetcher:
    """Sends requests where the site's `[reach]` allows."""
    return HttpFetcher(_reach(site))


def _reach(site: Site, vantage: VantagePoint | None = None) -> Reach:
    return reach_of(site.reach, site.path.parent, vantage.addresses if vantage else None)


class Validators:
    """The ETags and dates that addresses answered with while they served: a cache may still confirm them.

    Only of answers as long as a document is (`sizes`, in bytes): a page that shows some of it, or what was
    put in its place before, has its own, which stay good after the takedown.
    """

    def __init__(self, path: Path, sizes: Iterable[int]) -> None:
        self._path = path
        self._lengths = frozenset(str(size) for size in sizes)
        self._known: dict[str, Mapping[str, Sequence[str]]] = {}
        try:
            self._known = dict(json.loads(path.read_text(encoding="ascii")))
        except FileNotFoundError:
            pass
        except ValueError:
            raise TakedownError(f"{path} cannot be read; move it away and run again") from None

    def ask(self, fetcher: Fetcher, urls: Iterable[str]) -> None:
        """Ask each address that is not known yet, once, and keep what is told. No answer is no validator."""
        new = [url for url in urls if url not in self._known]
        with ThreadPoolExecutor(_ASKED_AT_ONCE, "validators") as pool:
            told = dict(zip(new, pool.map(lambda url: self._told(fetcher, url), new), strict=True))
        self._known |= {url: found for url, found in told.items() if found is not None}
        try:
            write_durably(self._path, json.dumps(self._known).encode("ascii"))
        except ClearanceError as error:
            raise TakedownError(f"{error}; make room and run again") from None

    def _told(self, fetcher: Fetcher, url: str) -> dict[str, list[str]] | None:
        try:
            answer = fetcher.fetch(Request(url, "HEAD", seconds=_SECONDS))
        except Unfetched:
            return None
        if answer.status != 200 or answer.header("content-length") not in self._lengths:
            return None
        return {name: [value] for name in ("etag", "last-modified") if (value := answer.header(name))}

    def of(self, url: str) -> Watched:
        """The address with what is known of it."""
        known = self._known.get(url, {})
        return Watched(url, tuple(known.get("etag", ())), tuple(known.get("last-modified", ())))


@dataclass(frozen=True, slots=True)
class Outside:
    """A `run.Verifier`. Each call counts its clean rounds anew, for something was done since."""

    site: Site
    documents: Sequence[ExposedDocument]
    validators: Validators
    kept: Callable[[], Iterable[Path]]
    folder: Path
    clock: Clock
    by_hand: frozenset[str] = frozenset()
    """Addresses of which only a person can take it: pages that show some of it among other things."""

    def __call__(
        self,
        urls: Sequence[str],
        seconds: float,
        tell: Callable[[Round], None],
        rounds: int | None = None,
    ) -> Verification:
        settings = Settings(
            rounds=rounds or self.site.rounds,
            round_seconds=self.site.round_seconds,
            deadline=seconds,
            still_rounds=1,
            hosts=self.site.hosts,
            cleared=self.site.cleared,
            by_hand=self.by_hand,
        )
        now = self.clock.now().strftime("%Y%m%dT%H%M%S.%fZ")
        journal = self.folder / f"rounds-{now}.jsonl"
        try:
            return verify(
                [self.validators.of(url) for url in urls],
                self._known(),
                self.site.outside,
                lambda vantage: HttpFetcher(_reach(self.site, vantage), Once()),
                settings,
                journal,
                self.clock,
                tell,
            )
        finally:
            if rounds is not None:
                # A watch looks a thousand times a day; what matters of it the case has recorded.
                journal.unlink(missing_ok=True)

    def _known(self) -> list[Known]:
        kept = list(self.kept())
        return [Known(document, _fingerprint(document, kept)) for document in self.documents]


def _fingerprint(document: ExposedDocument, kept: Iterable[Path]) -> Fingerprint | None:
    if document.size > _MOST_FINGERPRINTED:
        return None
    path = next((path for path in kept if holds(path, document.sha256)), None)
    return None if path is None else fingerprint(path.read_bytes())
