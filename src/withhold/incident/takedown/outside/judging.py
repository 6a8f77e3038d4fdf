"""What an answer means: the document, surely not the document, or a person has to look."""

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from withhold.fetching.encoding import Undecoded, decoded
from withhold.fetching.interface import Answer
from withhold.incident.takedown.outside.content import alike, worded
from withhold.incident.takedown.outside.interface import Fingerprint, How, Known, Seen, Watched

_NOT_THERE = frozenset({404, 410, 451})
_NO_SUCH_SPELLING = frozenset({400, 405, 406, 414, 421})
"""Answers to another spelling that say: not in this form, to anybody."""
_NO_HEAD = frozenset({405, 501})
_READ = 16 << 20
_READ_WHOLE = 48 << 20
"""Bytes up to which a document is read to its end: a dozen looks may do so at a time."""
_CONTENT_LIMIT = 256 << 20
_MOSTLY = 0.5
"""The share of a document from which content is never put down to what all pages of a site have in common."""

_NEARLY_ALL = 0.95
"""The same for its words, of which a small page has most in common with every other page of its site."""


@dataclass(frozen=True, slots=True)
class Judged:
    """`seen` is None where the answer shows nothing by itself: then it is as the plain look at the place."""

    seen: Seen | None
    detail: str


class Judge:
    """Knows the documents, and what may stand in their place."""

    def __init__(
        self, documents: Sequence[Known], cleared: frozenset[str], by_hand: frozenset[str] = frozenset()
    ) -> None:
        self._documents = documents
        self._hashes = {known.document.sha256.lower() for known in documents}
        lengths = {length for one in documents for length in (one.document.size, *one.document.lengths)}
        self._lengths = lengths - {0}
        self._shares: dict[tuple[int, bytes], float] = {}
        self._cleared = {digest.lower() for digest in cleared}
        self._by_hand = by_hand

    @property
    def limit(self) -> int:
        """Bytes of an answer that are read: a large document is known by its length before it is whole."""
        longest = max(self._lengths, default=0) + 1
        return max(_READ, longest if longest <= _READ_WHOLE else 0)

    def judged(self, answer: Answer, how: How, watched: Watched, ordinary: Callable[[], bytes]) -> Judged:
        """What this answer to a look of this kind means. `ordinary` gives what the site answers where nothing
        stands: what a page shares with that is not the document's."""
        if self._is_document(answer):
            return Judged(Seen.STILL, f"status {answer.status} with the document's bytes")
        match answer.status:
            case 304:
                return self._unchanged(answer, how, watched)
            case 206:
                return self._part(answer)
            case status if status in _NOT_THERE:
                return Judged(Seen.GONE, f"status {status}")
            case status if how is How.SPELLING and status in _NO_SUCH_SPELLING:
                return Judged(Seen.GONE, f"status {status}: not served under this spelling")
            case status if how is How.HEAD and (status in _NO_HEAD or 200 <= status < 300):
                return self._head(answer, watched)
            case 416 if how in (How.FIRST_BYTE, How.LAST_BYTES):
                return self._part(answer)
            case status if 200 <= status < 300:
                return self._other(answer, watched, ordinary)
            case status if status in (401, 403, 407):
                return Judged(Seen.UNSURE, f"status {status}: refused to us, perhaps not to everybody")
        return Judged(Seen.UNSURE, f"status {answer.status}")

    def _is_document(self, answer: Answer) -> bool:
        """The same bytes, as sent or decoded, whatever the status says."""
        if not answer.body:
            return False
        if hashlib.sha256(answer.body).hexdigest() in self._hashes:
            return True
        try:
            content = decoded(answer, _CONTENT_LIMIT)
        except Undecoded:
            return False
        return content is not answer.body and hashlib.sha256(content).hexdigest() in self._hashes

    def _unchanged(self, answer: Answer, how: How, watched: Watched) -> Judged:
        if how is How.IF_NONE_MATCH or _has_validator(answer, watched):
            return Judged(Seen.STILL, "status 304: what it had is still good")
        if how is How.IF_MODIFIED:
            # Some servers compare dates only by which is later: an older file in its place gives 304 too.
            return Judged(None, "status 304 to a date alone")
        return Judged(Seen.UNSURE, "status 304 to a request without conditions")

    def _part(self, answer: Answer) -> Judged:
        """A part (206) or none (416): the whole length, or the last bytes, tell what it is a part of."""
        total = _number((answer.header("Content-Range") or "").rpartition("/")[2])
        if total in self._lengths:
            return Judged(Seen.STILL, f"status {answer.status}, of {total} bytes as the document has")
        tails = [known.fingerprint.tail for known in self._documents if known.fingerprint is not None]
        if len(answer.body) > 16 and any(tail.endswith(answer.body) for tail in tails):
            return Judged(Seen.STILL, f"status {answer.status} with the document's last bytes")
        return Judged(None, f"status {answer.status}, of other content")

    def _head(self, answer: Answer, watched: Watched) -> Judged:
        if answer.status < 300 and (self._has_length(answer) or _has_validator(answer, watched)):
            return Judged(Seen.STILL, "its headers are still the document's")
        return Judged(None, f"status {answer.status}, headers only")

    def _other(self, answer: Answer, watched: Watched, ordinary: Callable[[], bytes]) -> Judged:
        """An answer with content that is not the document's bytes."""
        if not answer.whole:
            if self._has_length(answer):
                return Judged(Seen.STILL, "an answer that broke off, as long as the document")
            return Judged(Seen.UNSURE, "an answer that broke off or is too long to compare")
        try:
            content = decoded(answer, _CONTENT_LIMIT)
        except Undecoded as error:
            if self._has_length(answer) or _has_validator(answer, watched):
                return Judged(Seen.STILL, "an encoded answer with the document's length or validator")
            return Judged(Seen.UNSURE, f"{error}")
        if hashlib.sha256(content).hexdigest() in self._cleared:
            return Judged(Seen.GONE, "a replacement that was cleared")
        judged = self._compared(content, ordinary)
        if content and judged.seen is Seen.GONE and watched.url in self._by_hand:
            # It showed content in another form, a table or a feed, which runs of bytes do not tell.
            return Judged(Seen.UNSURE, "a page that showed content: edit it, then run `withhold exposure`")
        return judged

    def _compared(self, content: bytes, ordinary: Callable[[], bytes]) -> Judged:
        if not content:
            return Judged(Seen.GONE, "an empty answer")
        for known in self._documents:
            if known.fingerprint is None or not known.fingerprint.samples:
                return Judged(Seen.UNSURE, "other bytes, and nothing at hand to compare them with")
            shared = alike(known.fingerprint, content)
            if shared is not None and shared.share < _MOSTLY:
                common = alike(known.fingerprint, ordinary())
                shared = alike(known.fingerprint, content, common.samples if common else frozenset())
            if shared is not None:
                return Judged(Seen.UNSURE, f"other bytes with {shared.share:.0%} of the document's content")
            said = self._said(known.fingerprint, content, ordinary)
            if said:
                return Judged(Seen.UNSURE, f"another form with {said:.0%} of the document's words")
        return Judged(Seen.GONE, "other content")

    def _said(self, known: Fingerprint, content: bytes, ordinary: Callable[[], bytes]) -> float:
        """The share of the words; each content is read once, as a dozen looks get the same."""
        key = (id(known), hashlib.sha256(content).digest())
        if key not in self._shares:
            said = worded(known, content, b"")
            self._shares[key] = worded(known, content, ordinary()) if 0 < said < _NEARLY_ALL else said
        return self._shares[key]

    def _has_length(self, answer: Answer) -> bool:
        return _number(answer.header("Content-Length") or "") in self._lengths


def _number(text: str) -> int | None:
    return int(text) if len(text) < 19 and text.isascii() and text.isdecimal() else None


def _has_validator(answer: Answer, watched: Watched) -> bool:
    """Whether it carries an ETag the document's answers had; a date only where there are no ETags: another
    file may have been given the same. Weak ETags count: a compressed form of the same file has one."""
    etag, modified = answer.header("ETag"), answer.header("Last-Modified")
    if etag is not None or watched.etags:
        return etag is not None and _strong(etag) in {_strong(one) for one in watched.etags}
    return modified is not None and modified in watched.last_modified


def _strong(etag: str) -> str:
    return etag.strip().removeprefix("W/")
