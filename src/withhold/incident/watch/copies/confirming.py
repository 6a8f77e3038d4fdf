"""Looks again at candidates of a scan under the second, independent key, and says where in a page rows stand.

Who has only what workers have, short digests under the scan's key, cannot do this; who confirms holds whole
digests under another key, and asks at most so many pages an hour, so that confirming is no way to try out
who is on the list.
"""

import json
import os
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from withhold.incident.watch.copies.file import Fingerprints
from withhold.incident.watch.copies.interface import Copied, FingerprintsUnusable, Unlooked
from withhold.incident.watch.copies.matching import Matcher
from withhold.incident.watch.copies.pages import Looking, is_text
from withhold.incident.watch.sources.interface import Page, Shard, Unread
from withhold.incident.watch.sources.lists import is_address
from withhold.incident.watch.sources.reading import planned, read
from withhold.inspection.journal_file import lock_journal, open_journal

HOUR = 3600.0


@dataclass(frozen=True, slots=True)
class Candidate:
    """A page that a scan told of."""

    source: str
    url: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Confirmed:
    """What a second look gave: `copied` is None where the page holds no row under the second key."""

    candidate: Candidate
    copied: Copied | None


def candidates(lines: Sequence[str]) -> list[Candidate]:
    """The pages of a scan's JSON lines, each once. Raises FingerprintsUnusable for anything else."""
    found: dict[Candidate, None] = {}
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            told = json.loads(line)
            found[Candidate(str(told["source"]), str(told["url"]))] = None
        except (ValueError, TypeError, KeyError):
            message = f"line {number} is none of `withhold reposts scan --format jsonl`; give its output"
            raise FingerprintsUnusable(message) from None
    if not found:
        raise FingerprintsUnusable("there is no candidate in it: nothing to confirm")
    return list(found)


@dataclass(frozen=True, slots=True)
class Allowance:
    """How many pages may still be asked this hour, kept beside the fingerprints in a file of mode 0600."""

    path: Path
    an_hour: int
    now: Callable[[], float] = time.time

    def take(self, count: int) -> None:
        """Count these pages, or raise FingerprintsUnusable, saying when there is room, and count none."""
        descriptor = open_journal(str(self.path), os.O_RDWR | os.O_CREAT)
        try:
            lock_journal(descriptor, str(self.path))
            asked = self._asked(os.pread(descriptor, 1 << 20, 0))
            if len(asked) + count > self.an_hour:
                raise FingerprintsUnusable(self._refusal(asked, count))
            kept = json.dumps(asked + [self.now()] * count).encode("ascii")
            os.pwrite(descriptor, kept, 0)
            os.ftruncate(descriptor, len(kept))
            os.fsync(descriptor)
        finally:
            os.close(descriptor)

    def _asked(self, content: bytes) -> list[float]:
        if not content:
            return []
        try:
            moments = [float(one) for one in json.loads(content)]
        except (ValueError, TypeError):
            message = f"{self.path} was changed: it counts what was asked; wait an hour and remove it"
            raise FingerprintsUnusable(message) from None
        return [one for one in moments if one > self.now() - HOUR]

    def _refusal(self, asked: list[float], count: int) -> str:
        if count > self.an_hour:
            return f"{count:,} candidates are more than {self.an_hour:,} an hour: confirm them in parts"
        minutes = (min(asked) + HOUR - self.now()) / 60
        return (
            f"{len(asked):,} pages were confirmed this hour, {self.an_hour:,} are allowed: there is room "
            f"again in {max(1, round(minutes)):,} minutes"
        )


def confirm(fingerprints: Fingerprints, wanted: Sequence[Candidate]) -> Iterator[Confirmed | Unlooked]:
    """A second look at each candidate where the scan saw it, in the order of the sources."""
    looking = Looking(Matcher(fingerprints))
    try:
        for source in dict.fromkeys(one.source for one in wanted):
            urls = {one.url for one in wanted if one.source == source}
            yield from _in_source(looking, fingerprints, source, urls)
    finally:
        looking.close()


def _in_source(
    looking: Looking, fingerprints: Fingerprints, source: str, urls: set[str]
) -> Iterator[Confirmed | Unlooked]:
    missing = set(urls)
    shards, _ = planned([source])
    # What a list named is asked at its address; a list itself is read as a page, in which it is not.
    shards += [Shard(source, "urls", (url,)) for url in sorted(urls) if is_address(url) and url != source]
    for shard in shards:
        if not missing or (shard.kind == "urls" and missing.isdisjoint(shard.paths)):
            continue
        for page in read(shard):
            if page.url not in missing:
                continue
            missing.discard(page.url)
            if isinstance(page, Unread):
                yield Unlooked(source, page.url, page.reason)
            elif is_text(page):
                yield _confirmed(looking, fingerprints, page)
    for url in sorted(missing):
        yield Unlooked(source, url, "it is not there any more")


def _confirmed(looking: Looking, fingerprints: Fingerprints, page: Page) -> Confirmed:
    found, _ = looking.look(page)
    rows = found.rows()
    share = round(rows / fingerprints.rows, 6)
    copied = Copied(page.source, page.url, rows, share, found.stretches()) if rows else None
    return Confirmed(Candidate(page.source, page.url), copied)
