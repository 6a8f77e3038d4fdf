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
_BLANK = b"\xef\xbb\xbf \t\r\n"
_NOWHERE = "http://feed.invalid/"


@dataclass(frozen=True, slots=True)
class Listed:
    """The addresses of a list, each once, in their order. `lists` says that they are of lists again (an index
    of sitemaps). `problems` says what of the list could not be understood."""

    addresses: tuple[str, ...]
    lists: bool = False
    problems: tuple[str, ...] = ()


def is_address(text: str) -> bool:
    """Whether text is one http address and nothing else."""
    return bool(_ADDRESS.fullmatch(text)) and canonical(text) is not None


def listed(content: bytes, asked: str = "") -> Listed | None:
    """The addresses of a list; None for what is none. `asked` is where it was fetched from, "" for a file."""
    if content.startswith(b"\x1f\x8b"):
        content = plain(content, "", "gzip", LIST_BYTES).content
    cut: tuple[str, ...] = (
        ("longer than 64 MiB: only the beginning was read",) if len(content) >= LIST_BYTES else ()
    )
    if not _may_be_list(content[:_HEAD]):
        return None
    is_xml = content[:_HEAD].lstrip(_BLANK).startswith(b"<")
    found = _in_xml(content, asked) if is_xml else _in_text(content, asked)
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


def _may_be_list(head: bytes) -> bool:
    if head.lstrip(_BLANK).startswith(b"<"):
        return _root(head) in (b"urlset", b"sitemapindex", b"rss", b"feed", b"rdf")
    text = head.decode("utf-8", "replace")
    return is_index(text) or text.lstrip("\ufeff \t\r\n").lower().startswith(("http://", "https://", "#"))


def _root(content: bytes) -> bytes:
    """The name of the outermost element, "" where there is none in the beginning."""
    found = _ROOT.search(content[:_HEAD])
    return found[1].lower() if found else b""


def _in_text(content: bytes, asked: str) -> Listed | None:
    if is_index(content[:_HEAD].decode("utf-8", "replace")):
        found = captures(content.decode("utf-8", "replace"), asked)
        bad = f"{found.bad:,} lines of the index could not be understood"
        return Listed(found.copies, problems=(bad,) if found.bad else ())
    addresses: dict[str, None] = {}
    for line in content.decode("utf-8-sig", "replace").splitlines():
        line = line.strip()
        if not line or line.startswith("#"):
            continue
        if not is_address(line):
            return None
        addresses[line.partition("#")[0]] = None
    return Listed(tuple(addresses)) if addresses else None


def _in_xml(content: bytes, asked: str) -> Listed:
    kind = _root(content)
    if kind in (b"urlset", b"sitemapindex"):
        return _in_sitemap(content, kind == b"sitemapindex")
    # A feed from a file has no address that its relative links could be taken from: those are left out.
    found = tuple(links(content, "application/xml", asked or _NOWHERE))
    return Listed(tuple(one for one in found if not one.startswith(_NOWHERE)))


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
