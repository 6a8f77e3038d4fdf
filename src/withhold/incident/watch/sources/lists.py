"""Lists of addresses: one a line, feeds (RSS, Atom), sitemaps, indexes of web archives."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urlsplit

from withhold.crawling.addresses import canonical
from withhold.crawling.links import links
from withhold.incident.watch.sources.cdx import captures, is_index
from withhold.incident.watch.sources.codings import plain

LIST_BYTES = 64 << 20
"""Bytes of a list that are read."""
_MOST = 500_000
_ADDRESS = re.compile(r"https?://[^\s<>\"]{1,8000}", re.IGNORECASE)
_ROOT = re.compile(rb"<(?!\?|!)(?:\w{1,40}:)?(\w{1,40})[\s/>]")
_HEAD = 1 << 14


@dataclass(frozen=True, slots=True)
class Listed:
    """The addresses of a list, each once, in their order. `lists` says that they are of lists again (an index
    of sitemaps). `problems` says what of the list could not be understood."""

    addresses: tuple[str, ...]
    lists: bool = False
    problems: tuple[str, ...] = ()


def is_address(text: str) -> bool:
    """Whether text is one http address and nothing else."""
    return bool(_ADDRESS.fullmatch(text))


def listed(content: bytes, asked: str = "") -> Listed | None:
    """The addresses of a list; None for what is no list. `asked` is where it was fetched from, "" for a file."""
    if content.startswith(b"\x1f\x8b"):
        content = plain(content, "", "gzip", LIST_BYTES).content
    cut = ("longer than 64 MiB: only the beginning was read",) if len(content) >= LIST_BYTES else ()
    head = content[:_HEAD].lstrip(b"\xef\xbb\xbf \t\r\n")
    if head.startswith(b"<"):
        found = _in_xml(content, head, asked)
    else:
        found = _in_text(content, asked)
    if found is None:
        return None
    addresses = found.addresses
    if len(addresses) > _MOST:
        cut += (f"more than {_MOST:,} addresses: the others were not looked at",)
    return Listed(addresses[:_MOST], found.lists, found.problems + cut)


def grouped(addresses: tuple[str, ...], most: int) -> Iterator[tuple[str, ...]]:
    """The addresses in parts, those of one host together, so that one worker asks a host and nobody else."""
    hosts: dict[str, list[str]] = {}
    for address in addresses:
        hosts.setdefault(urlsplit(address).netloc.lower(), []).append(address)
    part: list[str] = []
    for ones in hosts.values():
        if part and len(part) + len(ones) > most:
            yield tuple(part)
            part = []
        part += ones
    if part:
        yield tuple(part)


def _in_text(content: bytes, asked: str) -> Listed | None:
    first = content[:_HEAD].decode("utf-8", "replace")
    if is_index(first):
        found = captures(content.decode("utf-8", "replace"), asked)
        bad = f"{found.bad:,} lines of the index could not be understood"
        return Listed(found.copies, problems=(bad,) if found.bad else ())
    beginning = first.lstrip("\ufeff \t\r\n")
    if not beginning.lower().startswith(("http://", "https://", "#")):
        return None
    addresses: dict[str, None] = {}
    for line in content.decode("utf-8-sig", "replace").splitlines():
        line = line.strip()
        if not line or line.startswith("#"):
            continue
        if not is_address(line):
            return None
        addresses[line.partition("#")[0]] = None
    return Listed(tuple(addresses)) if addresses else None


def _in_xml(content: bytes, head: bytes, asked: str) -> Listed | None:
    root = _ROOT.search(head)
    kind = root[1].lower() if root else b""
    if kind in (b"urlset", b"sitemapindex"):
        return _in_sitemap(content, kind == b"sitemapindex")
    if kind in (b"rss", b"feed", b"rdf"):
        found = tuple(links(content, "application/xml", asked or "http://feed.invalid/"))
        return Listed(tuple(one for one in found if not one.startswith("http://feed.invalid/")))
    return None


def _in_sitemap(content: bytes, lists: bool) -> Listed:
    from xml.etree.ElementTree import ParseError

    from defusedxml import DefusedXmlException
    from defusedxml.ElementTree import fromstring

    try:
        root = fromstring(content)
    except (ParseError, DefusedXmlException, ValueError, LookupError, RecursionError):
        return Listed((), lists, ("the sitemap is broken: none of its addresses were looked at",))
    addresses: dict[str, None] = {}
    bad = 0
    for element in root.iter():
        if str(element.tag).rpartition("}")[2] == "loc":
            address = canonical(element.text or "")
            if address is None:
                bad += 1
            else:
                addresses[address] = None
    problem = f"{bad:,} addresses of the sitemap are none that can be asked for"
    return Listed(tuple(addresses), lists, (problem,) if bad else ())
