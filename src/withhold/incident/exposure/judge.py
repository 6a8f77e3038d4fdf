"""What stands at an address, by its answer: the same bytes, their content in others, or something else."""

import hashlib
import zlib
from dataclasses import dataclass, field
from pathlib import PurePosixPath

from withhold.crawling.addresses import name_of
from withhold.fetching.encoding import Undecoded, decoded
from withhold.fetching.interface import Answer, Unfetched
from withhold.incident.case.exposed import ExposedDocument, Held
from withhold.incident.exposure.contents import Contents
from withhold.incident.exposure.rows import Found, Rows

BODY_LIMIT = 256 << 20
"""Bytes of an answer that are looked at; a longer one could not be looked at."""
_FINE = frozenset({200, 203})
_PASSING = frozenset({408, 421, 425, 429})
"""Of the client's errors those that say "not now"."""
_PAGE_ENDINGS = frozenset(
    ("", ".html", ".htm", ".xhtml", ".php", ".asp", ".aspx", ".jsp", ".cgi", ".json", ".xml", ".rss", ".js")
)
_FILTER_SHARE = 0.2
_FILTER_PAGES = 5


@dataclass(slots=True)
class Judged:
    """An address that was asked. `found` are the document's rows in it, to be weighed when all is known."""

    url: str
    held: Held
    detail: str = ""
    answer: Answer | None = None
    content: bytes = b""
    found: Found | None = None
    share: float = 0.0
    sha256: str = ""
    size: int = 0
    is_page: bool = False
    """Made for reading in a browser or a feed reader: people edit it, and it may differ each time."""
    replaces_file: bool = False


@dataclass(slots=True)
class Judge:
    """Compares answers with the documents: by digest, then by rows."""

    documents: dict[str, ExposedDocument]
    rows: Rows
    contents: Contents
    absent: set[str] = field(default_factory=set)
    """Digests of what the site says for addresses that do not exist, with whatever status."""
    boilerplate: frozenset[int] = field(default=frozenset())

    def judge(self, url: str, answer: Answer | Unfetched, likely_picture: bool = False) -> Judged:
        """What an answer shows. `likely_picture`: a picture at this address would be one of the document."""
        if isinstance(answer, Unfetched):
            return Judged(url, Held.NOT_LOOKED, str(answer.refusal))
        told = f"by way of {len(answer.hops)} redirects to {answer.url}" if answer.hops else ""
        if answer.status not in _FINE and self._holds_a_document(answer):
            detail = _joined(f"with status {answer.status}", told)
            return Judged(url, Held.SAME_BYTES, detail, answer)
        if 300 <= answer.status < 500 and answer.status not in _PASSING:
            return Judged(url, Held.GONE, _joined(f"status {answer.status}", told), answer)
        if answer.status not in _FINE:
            return Judged(url, Held.NOT_LOOKED, _joined(f"status {answer.status}", told), answer)
        if not answer.whole:
            return Judged(url, Held.NOT_LOOKED, _joined("its answer was cut or is too long", told), answer)
        try:
            content = decoded(answer, BODY_LIMIT)
        except Undecoded:
            return Judged(url, Held.NOT_LOOKED, _joined("its encoding cannot be read", told), answer)
        judged = self._compared(url, answer, content, likely_picture)
        judged.detail = _joined(judged.detail, told)
        return judged

    def weigh(self, pages: list[Judged]) -> None:
        """Decide by content, now that it is known which lines stand on many of the site's pages."""
        counts: dict[int, int] = {}
        looked = [page.found for page in pages if page.found is not None]
        for found in looked:
            for row in self.rows.lines(found.sure | found.likely):
                counts[row] = counts.get(row, 0) + 1
        most = max(_FILTER_PAGES, _FILTER_SHARE * len(looked))
        boilerplate = self.boilerplate | {row for row, count in counts.items() if count > most}
        for page in pages:
            held = self.rows.enough(page.found, boilerplate) if page.found is not None else 0
            if held:
                page.held = Held.SAME_CONTENT
                page.share = held / max(1, len(self.rows))
                page.detail = _joined(f"{held:,} rows or lines of it", page.detail)

    def _holds_a_document(self, answer: Answer) -> bool:
        """Whether its body is one, whatever its status says: readers save it all the same."""
        try:
            return hashlib.sha256(decoded(answer, BODY_LIMIT)).hexdigest() in self.documents
        except Undecoded:
            return False

    def _compared(self, url: str, answer: Answer, content: bytes, likely_picture: bool) -> Judged:
        digest = hashlib.sha256(content).hexdigest()
        judged = Judged(url, Held.OTHER, "", answer, content, sha256=digest, size=len(content))
        media_type = answer.header("Content-Type") or ""
        judged.is_page = _is_page(media_type, content)
        judged.replaces_file = is_page_for_file(url, media_type, content)
        if digest in self.documents:
            judged.held = Held.SAME_BYTES
        elif digest in self.absent:
            judged.held, judged.detail = Held.GONE, "what the site says of any missing page"
        elif _unpacked(content) in self.documents:
            judged.held, judged.detail, judged.share = Held.SAME_CONTENT, "a packed form of it", 1.0
        elif likely_picture and (answer.header("Content-Type") or "").startswith("image/"):
            judged.held, judged.detail = Held.NOT_LOOKED, "a picture under a name made from it: look at it"
        elif len(self.rows):
            found, whole = self.contents.rows(content, name_of(answer.url))
            judged.found = self.rows.look(found)
            if not whole:
                judged.held, judged.detail = Held.NOT_LOOKED, "not all of its content could be read"
        return judged


def is_page_for_file(url: str, content_type: str, content: bytes) -> bool:
    """Whether a page answers where by its name a file should: a notice, a sign-in, a "not found" with 200."""
    ending = PurePosixPath(name_of(url)).suffix.lower()
    return ending not in _PAGE_ENDINGS and _is_page(content_type, content)


def _is_page(content_type: str, content: bytes) -> bool:
    kind = content_type.partition(";")[0].strip().lower()
    if not kind:
        return content.lstrip()[:1] in (b"<", b"{")
    return kind.endswith(("html", "/xml", "+xml", "json", "javascript"))


def _unpacked(content: bytes) -> str:
    """The digest of what a gzip file holds, "" for any other or a long one."""
    if not content.startswith(b"\x1f\x8b"):
        return ""
    decoder = zlib.decompressobj(16 + zlib.MAX_WBITS)
    try:
        plain = decoder.decompress(content, BODY_LIMIT)
    except zlib.error:
        return ""
    return hashlib.sha256(plain).hexdigest() if decoder.eof else ""


def _joined(*parts: str) -> str:
    return "; ".join(part for part in parts if part)
