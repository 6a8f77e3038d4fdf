"""What an answer means against what was known: new, changed, the same, gone, or not to be looked at."""

import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime

from withhold.crawling.addresses import canonical, folders_of
from withhold.domain.piece import SkipReason
from withhold.domain.verdict import Decision, DocumentVerdict
from withhold.incident.watch.sweep.asking import Fetched
from withhold.incident.watch.sweep.browser import RENDERED, is_rendered
from withhold.incident.watch.sweep.interface import Change, Known, Seen
from withhold.incident.watch.sweep.judges import Judged
from withhold.incident.watch.sweep.memory import Memory, Waiting
from withhold.incident.watch.sweep.traps import Traps

_GONE = (404, 410)
_ELSEWHERE = (301, 302, 303, 307, 308)
_BROKEN = 500
_PASSING = frozenset({SkipReason.CRASHED, SkipReason.TIMED_OUT, SkipReason.UNREADABLE})
"""Reasons that may be gone the next time: such a document is judged again by the next sweep."""


@dataclass(slots=True)
class Learning:
    """Takes answers and verdicts into the memory. What is seen is remembered after it was taken in.

    `conditions` names what judges now: engine, policy, profile, register; `plan` what is swept. `render`:
    pages are also rendered.
    """

    memory: Memory
    traps: Traps
    conditions: str
    plan: str
    depth: int
    render: bool
    _folders: set[str] = field(default_factory=set)
    _too_deep: bool = False
    _cut: list[str] = field(default_factory=list)

    def passed(self, waiting: Waiting) -> None:
        """It is not asked this time, and what is known of it stays."""
        self.memory.pass_by(waiting)

    def is_to_be_judged(self, fetched: Fetched) -> bool:
        """Whether its bytes are new, or were judged by something else than what judges now."""
        known = fetched.known
        if fetched.content is None:
            return False
        same = known is not None and not known.gone and known.sha256 == fetched.sha256
        return not (same and known is not None and known.engine == self.conditions)

    def without_judging(self, fetched: Fetched) -> Iterator[Seen]:
        """What an answer says by itself."""
        known, status = fetched.known, fetched.status
        standing = known is not None and not known.gone
        unclear = standing and status not in (200, 304, *_GONE, *_ELSEWHERE)
        if fetched.trouble or status >= _BROKEN or unclear:
            yield from self._unread(fetched, fetched.trouble or _refused(status))
        elif status in (200, 304) and known is not None:
            standing_verdict = self.memory.verdict(known.url)
            yield self._seen(fetched, Change.SAME, known.changed, standing_verdict)
            self._remember(fetched, replace(known, last_seen=fetched.asked))
        elif status in (*_GONE, *_ELSEWHERE) and known is not None and standing:
            reason = "" if status in _GONE else "it leads to another address now"
            yield self._seen(fetched, Change.GONE, known.changed, reason=reason)
            gone = replace(known, gone=True)
            self.memory.learn(fetched.waiting, fetched.asked, self._onward(fetched), gone, absent=True)
        elif fetched.waiting.depth == 0 and status not in (200, *_GONE, *_ELSEWHERE):
            yield from self._unread(fetched, _refused(status))
        else:
            absent = status in (*_GONE, *_ELSEWHERE)
            self.memory.learn(fetched.waiting, fetched.asked, self._onward(fetched), absent=absent)

    def judged(self, judged: Judged) -> Iterator[Seen]:
        """What its verdict says, and where it leads."""
        fetched, verdict = judged.fetched, judged.verdict
        if judged.lead.cut:
            self._cut.append(fetched.waiting.url)
        links = self._links(fetched, (*judged.lead.links, *fetched.requested))
        if verdict is None:
            self.memory.learn(fetched.waiting, fetched.asked, links)
            return
        known = fetched.known if fetched.known is not None and not fetched.known.gone else None
        change = Change.NEW if known is None else Change.CHANGED
        changed, first = fetched.asked, fetched.asked if known is None else known.first_seen
        if known is not None and known.sha256 == fetched.sha256:
            change, changed = Change.SAME, known.changed
        yield self._seen(fetched, change, changed, verdict, judged=True)
        now = Known(
            url=fetched.waiting.url,
            sha256=fetched.sha256,
            size=fetched.size,
            media_type=verdict.media_type,
            etag=fetched.etag,
            last_modified=fetched.last_modified,
            first_seen=first,
            last_seen=fetched.asked,
            changed=changed,
            decision=verdict.decision,
            people=verdict.people.count,
            engine=self._judge_of(verdict),
        )
        if self._is_page(fetched, verdict):
            links = (*links, fetched.waiting.url + RENDERED)
        self.memory.learn(fetched.waiting, fetched.asked, links, now, verdict)

    def not_followed(self) -> Iterator[tuple[str, str]]:
        """Places that lead to more addresses than were asked, each with the reason."""
        for path in sorted(self.traps.full):
            yield path, "it leads to more addresses with a query than are asked; give a narrower start"
        for url in self._cut:
            yield url, "it leads to more addresses than are looked at"
        if self._too_deep:
            yield "", f"there are addresses more than {self.depth} links away, which were not asked"

    def _unread(self, fetched: Fetched, reason: str) -> Iterator[Seen]:
        known = fetched.known
        first = fetched.asked if known is None else known.changed
        yield self._seen(fetched, Change.UNREAD, first, reason=reason)
        self.memory.learn(fetched.waiting, fetched.asked, trouble=reason)

    def _seen(
        self,
        fetched: Fetched,
        change: Change,
        first_seen: datetime,
        verdict: DocumentVerdict | None = None,
        reason: str = "",
        judged: bool = False,
    ) -> Seen:
        known = fetched.known
        content = None
        if judged and verdict is not None and verdict.decision is Decision.WITHHOLD:
            assert fetched.content is not None
            content = _whole(fetched.content, fetched.size)
        sha256, size = fetched.sha256, fetched.size
        if not sha256 and known is not None:
            sha256, size = known.sha256, known.size
        return Seen(
            url=fetched.waiting.url,
            change=change,
            fetched=fetched.asked,
            first_seen=first_seen,
            before=self._before(fetched, change),
            sha256=sha256,
            size=size,
            verdict=verdict,
            reason=reason,
            content=content,
            judged=judged,
        )

    def _before(self, fetched: Fetched, change: Change) -> datetime | None:
        """When a sweep last looked, and these bytes were not at this address."""
        if change is Change.CHANGED and fetched.known is not None:
            return fetched.known.last_seen
        if change is not Change.NEW:
            return None
        looked = (self.memory.absent(fetched.waiting.url), self.memory.last_whole(self.plan))
        return max((one for one in looked if one is not None), default=None)

    def _remember(self, fetched: Fetched, known: Known) -> None:
        if fetched.status == 200:
            known = replace(known, etag=fetched.etag, last_modified=fetched.last_modified)
        links = self._links(fetched, fetched.requested)
        if self.render and known.media_type == "text/html" and not is_rendered(known.url):
            links = (*links, known.url + RENDERED)
        self.memory.learn(fetched.waiting, fetched.asked, links, known)

    def _judge_of(self, verdict: DocumentVerdict) -> str:
        """Who judged it; nobody, where the next sweep should try again."""
        passing = any(skipped.reason in _PASSING for skipped in verdict.skipped)
        return "" if passing else self.conditions

    def _is_page(self, fetched: Fetched, verdict: DocumentVerdict) -> bool:
        return self.render and not is_rendered(fetched.waiting.url) and verdict.media_type == "text/html"

    def _onward(self, fetched: Fetched) -> tuple[str, ...]:
        return self._links(fetched, [fetched.location] if fetched.location else [])

    def _links(self, fetched: Fetched, found: Iterable[str]) -> tuple[str, ...]:
        """The addresses that are asked, each with the folders that it lies in: those may list their files."""
        asked: dict[str, None] = {}
        for text in found:
            absolute = canonical(text, fetched.waiting.url) if text else None
            url = None if absolute is None else self.traps.cleaned(absolute)
            if url is None:
                continue
            asked[url] = None
            for folder in folders_of(url):
                if folder in self._folders:
                    break
                self._folders.add(folder)
                asked[folder] = None
        if asked and fetched.waiting.depth >= self.depth:
            self._too_deep = True
            return ()
        return tuple(asked)


def _refused(status: int) -> str:
    return f"the server answers {status}: not shown to be there, nor to be gone"


def _whole(descriptor: int, size: int) -> bytes:
    parts = []
    offset = 0
    while offset < size and (block := os.pread(descriptor, 1 << 24, offset)):
        parts.append(block)
        offset += len(block)
    return b"".join(parts)
