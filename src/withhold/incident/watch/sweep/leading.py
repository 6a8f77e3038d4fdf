"""Where a document leads, from its bytes, whatever kind of document it is."""

import codecs
import os
from dataclasses import dataclass
from urllib.parse import urlsplit

from withhold.crawling.buckets import is_listing, listing
from withhold.crawling.links import links
from withhold.crawling.robots import robots

_MOST_LINKS = 60_000
"""A sitemap may hold 50,000 (sitemaps.org)."""
_LONGEST = 64 << 20
"""Bytes of a sitemap or a bucket's list: sitemaps.org allows 50 MB."""
_LONGEST_PAGE = 16 << 20
_NO_LINKS = ("text/csv", "text/tab-separated-values", "text/calendar", "text/vcard")
_WIDE = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
"""How a text begins that has a zero in every other byte."""
_TEXTS = ("html", "xml", "json", "javascript", "ecmascript")


@dataclass(frozen=True, slots=True)
class Lead:
    """The addresses that a document leads to. `index`: it is a bucket's list and no document of its own.

    `delay`: seconds that its robots.txt asks for. `cut`: there are more than were looked at.
    """

    links: tuple[str, ...] = ()
    index: bool = False
    delay: float = 0.0
    cut: bool = False


def lead(descriptor: int, size: int, media_type: str, url: str) -> Lead:
    """Where the document in an open file leads."""
    head = os.pread(descriptor, 1024, 0)
    if is_listing(head):
        page = listing(os.pread(descriptor, _LONGEST + 1, 0), url)
        if page is not None:
            return Lead((*page.objects, *page.further), index=True)
    if urlsplit(url).path == "/robots.txt":
        told = robots(os.pread(descriptor, _LONGEST_PAGE, 0), url)
        return Lead((*told.sitemaps, *told.paths), delay=told.delay)
    if not _is_text(head, media_type, url):
        return Lead()
    longest = _LONGEST if "xml" in media_type or url.endswith((".xml", ".xml.gz")) else _LONGEST_PAGE
    found = tuple(links(os.pread(descriptor, longest, 0), media_type, url, _MOST_LINKS, longest))
    return Lead(found, cut=len(found) == _MOST_LINKS or size > longest)


def _is_text(head: bytes, media_type: str, url: str) -> bool:
    """Whether links are looked for in it: pages, scripts, styles, feeds, APIs; not tables or documents."""
    if head.startswith(b"\x1f\x8b"):
        return urlsplit(url).path.lower().endswith(".xml.gz")
    if media_type in _NO_LINKS or head.startswith(b"%PDF") or (b"\0" in head and not head.startswith(_WIDE)):
        return False
    if media_type.startswith("text/") or any(word in media_type for word in _TEXTS):
        return True
    return media_type in ("", "application/octet-stream") and head.lstrip()[:1] in (b"<", b"{", b"[")
