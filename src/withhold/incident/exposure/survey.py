"""What was public, where, from when to when: documents, their addresses, the window; by looking only."""

import hashlib
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from withhold.crawling.addresses import canonical, name_of, pages_about, variants
from withhold.crawling.links import entries, links
from withhold.fetching.encoding import Undecoded, decoded
from withhold.fetching.interface import Answer, Fetcher, Request, Unfetched
from withhold.incident.case.exposed import ExposedDocument, Exposure, Held, Place, PlaceKind, Reading
from withhold.incident.exposure.absence import OWN_LOOK, bounding, doubted
from withhold.incident.exposure.archives import Archive, ask
from withhold.incident.exposure.contents import Contents
from withhold.incident.exposure.crawl import Crawl, Limits, Waiting
from withhold.incident.exposure.gate_records import readings_of_state
from withhold.incident.exposure.judge import BODY_LIMIT, Judge, Judged
from withhold.incident.exposure.learning import Learning
from withhold.incident.exposure.placing import HOLDING, WHOLE, Looked, places_of
from withhold.incident.exposure.readings import ends_of, readings_of_answer, readings_of_file
from withhold.incident.exposure.roots import Root, look
from withhold.incident.exposure.window import fold

_PIECE = 1 << 20
_ENCODINGS = ("gzip", "br", "zstd")
_MOST_LENGTHS = 5
_MOST_TOLD = 50
_MOST_LEADS = 1_000_000
"""Links that are kept, of all pages, to tell which of them lead to the document."""
_MOST_TWINS = 40
"""Addresses with the same bytes whose own variants are asked for; a hundred copies have the same ones."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What to look for and where. `owns` tells the organisation's addresses: no other is asked.

    `known` is what an earlier look found: its places are looked at again, its readings kept.
    """

    urls: tuple[str, ...] = ()
    files: tuple[Path, ...] = ()
    roots: tuple[Root, ...] = ()
    owns: Callable[[str], bool] = lambda url: False
    archives: tuple[Archive, ...] = ()
    states: tuple[Path, ...] = ()
    readings: tuple[Reading, ...] = ()
    known: Exposure | None = None
    limits: Limits = field(default_factory=Limits)
    crawl: bool = True


@dataclass(slots=True)
class Surveyed:
    """What was found. `notes` are what a reader has to know beside it, one line each.

    `unfinished`: a limit was reached or a folder could not be read, so there may be more places.
    """

    exposure: Exposure
    notes: list[str]
    asked: int
    unfinished: bool


class Survey:
    """One look at everything."""

    def __init__(
        self,
        asked: Asked,
        fetcher: Fetcher,
        contents: Contents,
        now: Callable[[], datetime],
        progress: Callable[[int, int], None] = lambda asked, waiting: None,
    ) -> None:
        self._asked = asked
        before = () if asked.known is None else asked.known.places
        self._before = tuple(one for one in before if one.kind is not PlaceKind.ARCHIVE)
        self._urls = asked.urls or tuple(one.url for one in self._before if one.held is Held.SAME_BYTES)
        self._fetcher = fetcher
        self._contents = contents
        self._now = now
        self._progress = progress
        self._documents: dict[str, ExposedDocument] = {}
        self._readings: list[Reading] = list(asked.readings)
        self._seen: list[Reading] = []
        self._judged: dict[str, Looked] = {}
        self._leads: dict[str, set[str]] = {}
        self._kept = 0
        self._dates: dict[str, list[Reading]] = {}
        self._notes: list[str] = []
        self._unfinished = False

    def run(self) -> Surveyed:
        """Look. Raises UsageError for a file that cannot be read."""
        known = self._asked.known
        if known is not None:
            self._documents = {one.sha256: one for one in known.documents}
            self._readings += known.window.readings
        learnt = Learning(self._documents, self._contents, self._fetch)
        learnt.read_files(self._asked.files)
        for url in self._urls:
            learnt.learn_absence(url)
            if not self._asked.files:
                learnt.read_url(url, is_new=self._held(url) is None)
        self._notes += learnt.notes
        for folder in self._asked.states:
            self._readings += readings_of_state(folder, self._documents)
        judge = learnt.judge()
        crawl = Crawl(self._fetcher, self._asked.owns, self._asked.limits)
        for url in self._asked.urls:
            crawl.add(url, PlaceKind.ORIGINAL)
        for place in self._before:
            crawl.add(place.url, place.kind)
        copies = self._look_through_roots(crawl)
        self._walk(crawl, judge)
        self._readings += ends_of(self._seen)
        judge.weigh([one.judged for one in self._judged.values() if one.judged.held is not Held.SAME_BYTES])
        self._adopt_other_forms()
        found = places_of(self._judged, self._leads, lambda url: self._held(url) is not None)
        for place in found:
            if place.held in HOLDING:
                self._readings += self._dates.get(place.url, [])
        places = {place.url: place for place in found} | self._archived()
        self._told(crawl, copies)
        self._readings = bounding(self._readings, found, self._before)
        self._absent_everywhere(list(places.values()))
        documents = tuple(self._with_lengths(one) for one in self._documents.values())
        exposure = Exposure(documents, tuple(places.values()), fold(self._readings))
        return Surveyed(exposure, self._notes, crawl.asked, self._unfinished)

    def _look_through_roots(self, crawl: Crawl) -> int:
        """Copies in the site's folders; their addresses are asked for like those that were given."""
        looked = look(self._asked.roots, self._documents.values())
        for one in looked.copies:
            with suppress(OSError):
                self._readings += readings_of_file(one.path)
            told = f"file {one.path}: {one.what}" + (f", {one.names} names" if one.names > 1 else "")
            if one.url is not None and self._asked.owns(one.url):
                crawl.add(one.url, PlaceKind.ALIAS)
            else:
                # In a folder that is public, and not to be asked for: it may well be public.
                self._unfinished = True
                told += "; could not be asked for, as its address is not known, or not of the site"
            self._notes.append(told)
        for problem in looked.unread:
            self._unfinished = True
            self._notes.append(f"could not look at {problem}")
        return len(looked.copies)

    def _walk(self, crawl: Crawl, judge: Judge) -> None:
        twins = 0
        for waiting, answer in crawl.run():
            self._progress(crawl.asked, len(crawl.left()))
            one = judge.judge(waiting.url, answer, waiting.kind is PlaceKind.THUMBNAIL)
            is_given = waiting.kind is PlaceKind.ORIGINAL
            before = self._held(waiting.url)
            doubt = doubted(one, before, is_given, bool(len(judge.rows)), bool(self._documents))
            if doubt:
                one.held, one.detail = Held.NOT_LOOKED, "; ".join(filter(None, (one.detail, doubt)))
            self._judged[waiting.url] = Looked(waiting, one, self._now())
            if one.held is Held.SAME_BYTES and one.answer is not None:
                self._seen += readings_of_answer(one.answer)
            if not self._documents:
                continue
            if twins < _MOST_TWINS and self._has_variants(waiting, one):
                twins += 1
                self._add_variants(crawl, waiting.url)
            elif one.content and one.held is not Held.SAME_BYTES:
                self._follow(crawl, waiting, one)
            one.content, one.answer = b"", None

    def _adopt_other_forms(self) -> None:
        """A file with most of the rows is a document of its own: found, and taken down, by its bytes.

        Pages are not: taking one down would take what else is on it, so a person edits it.
        """
        for looked in self._judged.values():
            one = looked.judged
            if one.held is Held.SAME_CONTENT and one.share >= WHOLE and not one.is_page:
                self._documents.setdefault(one.sha256, ExposedDocument(one.sha256, one.size, (one.size,)))
                one.held, one.detail = Held.SAME_BYTES, f"in other bytes: {one.detail}"

    def _has_variants(self, waiting: Waiting, one: Judged) -> bool:
        return waiting.kind is PlaceKind.ORIGINAL or (one.held is Held.SAME_BYTES and not waiting.guessed)

    def _add_variants(self, crawl: Crawl, url: str) -> None:
        for other, kind in variants(url):
            crawl.add(other, PlaceKind(kind), guessed=True)
        if self._asked.crawl:
            for other, kind in pages_about(url):
                crawl.add(other, PlaceKind(kind), guessed=True)

    def _follow(self, crawl: Crawl, waiting: Waiting, one: Judged) -> None:
        """Where a page leads; what has a document's name comes first."""
        assert one.answer is not None
        if not self._asked.crawl:
            return
        media_type = (one.answer.header("Content-Type") or "").lower()
        names = {name_of(url).rpartition(".")[0] or name_of(url) for url in self._urls} - {""}
        leads = set(links(one.content, media_type, one.answer.url))
        self._kept += len(leads)
        if self._kept <= _MOST_LEADS:
            self._leads[waiting.url] = leads
        for url in sorted(leads):
            likely = any(name in name_of(url) for name in names)
            crawl.add(url, PlaceKind.ALIAS, 0 if likely else waiting.depth + 1, first=likely)
        if "xml" in media_type or one.content.lstrip()[:5] == b"<?xml":
            for url, moment in entries(one.content):
                address = canonical(url, one.answer.url)
                if address is not None:
                    words = "the date that a sitemap or feed gives it"
                    reading = Reading(moment, "sitemap or feed", "hint", words)
                    self._dates.setdefault(address, []).append(reading)

    def _held(self, url: str) -> Held | None:
        """What an earlier look found there; None where there was none."""
        known = self._asked.known
        return next((one.held for one in known.places if one.url == url), None) if known else None

    def _archived(self) -> dict[str, Place]:
        found: dict[str, Place] = {}
        for archive in self._asked.archives:
            for url in self._urls:
                readings, places = ask(archive, canonical(url) or url, self._holds, self._now())
                self._readings += readings
                found |= {place.url: place for place in places}
        return found

    def _holds(self, url: str) -> bool | None:
        """Whether an archive's copy is of the document; None if it could not be looked at."""
        answer = self._fetch(url)
        if isinstance(answer, Unfetched) or answer.status != 200 or not answer.whole:
            return None
        try:
            content = decoded(answer, BODY_LIMIT)
        except Undecoded:
            return None
        return hashlib.sha256(content).hexdigest() in self._documents

    def _with_lengths(self, document: ExposedDocument) -> ExposedDocument:
        """The sizes that a body of it can have on the wire: each content encoding of the site has its own."""
        lengths = {document.size, *document.lengths}
        holding = [url for url, one in self._judged.items() if one.judged.sha256 == document.sha256]
        for url in holding[:_MOST_LENGTHS]:
            for encoding in _ENCODINGS:
                answer = self._fetch(url, encoding)
                if not isinstance(answer, Unfetched) and answer.status == 200 and answer.whole:
                    lengths.add(len(answer.body))
        return ExposedDocument(document.sha256, document.size, tuple(sorted(lengths - {0})))

    def _absent_everywhere(self, places: list[Place]) -> None:
        """Found at none of the addresses where it had been: the window ends before now."""
        own = [one for one in places if one.kind not in (PlaceKind.ARCHIVE, PlaceKind.LINK)]
        if own and all(one.held in (Held.GONE, Held.OTHER) for one in own) and not self._unfinished:
            ended = max(one.looked for one in own if one.looked is not None)
            words = f"it is at none of the {len(own)} addresses that are known"
            self._readings.append(Reading(ended, OWN_LOOK, "not_public", words))

    def _told(self, crawl: Crawl, copies: int) -> None:
        if self._kept > _MOST_LEADS:
            self._unfinished = True
            self._notes.append("too many links: not every page that leads to the document is told")
        if crawl.stopped:
            self._unfinished = True
            self._notes.append(f"stopped looking: {crawl.stopped}; {len(crawl.left()):,} addresses are left")
        if not crawl.asked and not self._asked.roots:
            self._unfinished = True
            self._notes.append("no address and no folder was looked at: give --url, where it is, or was")
        names = {name_of(url) for url in self._urls} - {""}
        foreign = [url for url in sorted(crawl.foreign) if name_of(url) in names]
        for url in foreign[:_MOST_TOLD]:
            self._notes.append(f"not asked, as it is not of the site, but has the document's name: {url}")
        if len(foreign) > _MOST_TOLD:
            self._notes.append(f"{len(foreign) - _MOST_TOLD:,} more addresses elsewhere have its name")
        if self._asked.roots and not copies:
            self._notes.append("no file in the given folders holds a document")

    def _fetch(self, url: str, encoding: str = "identity") -> Answer | Unfetched:
        headers = (("Accept-Encoding", encoding),)
        seconds = self._asked.limits.request_seconds
        try:
            return self._fetcher.fetch(Request(url, headers=headers, limit=BODY_LIMIT, seconds=seconds))
        except Unfetched as error:
            return error
