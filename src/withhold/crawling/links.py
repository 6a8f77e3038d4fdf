"""The addresses that a page, a feed, a sitemap, a style sheet or a script leads to. Hostile text: bounded."""

import json
import re
import zlib
from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime
from html import unescape
from typing import Any
from xml.etree.ElementTree import ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring

from withhold.crawling.addresses import canonical
from withhold.crawling.dates import dated
from withhold.crawling.listings import named_in, named_in_xml

_MOST = 20_000
_LONGEST = 16 << 20
"""Bytes of a page that are looked through."""
_ATTRIBUTE = re.compile(
    r"""(?i)\b(href|src|data|poster|action|data-src|data-href|data-url|cite|srcset|data-srcset|content)"""
    r"""\s{0,8}=\s{0,8}(?:"([^"]{1,8000})"|'([^']{1,8000})'|([^\s"'<>]{1,2000}))"""
)
_REFRESH = re.compile(r"(?i)^\s*\d+\s*[;,]\s*url\s*=\s*['\"]?([^'\"]+)")
_CSS_URL = re.compile(r"url\(\s*['\"]?([^'\")]{1,2000})")
_QUOTED = re.compile(r"""["'`]((?:https?:)?\\?/[^"'`\s<>]{1,2000}|[\w./%-]{1,500}\.[A-Za-z0-9]{2,5})["'`]""")
_PLAIN = re.compile(r"https?://[^\s\"'<>\\)]{3,2000}")
_BASE = re.compile(rb"""(?i)<base\s[^>]{0,500}?href\s{0,8}=\s{0,8}["']?([^"'\s>]{1,2000})""")
_FILE = re.compile(r"^[^\s<>{}|^]{1,2000}\.[A-Za-z0-9]{1,5}(\?[^\s]{0,2000}+)?$")


def links(
    content: bytes, media_type: str, base: str, most: int = _MOST, longest: int = _LONGEST
) -> Iterator[str]:
    """The addresses in their one spelling, each once: at most `most`, from the first `longest` bytes."""
    found: set[str] = set()
    plain = _plain(content, longest)
    base = _base(plain, base)
    for text in _raw(plain, media_type):
        url = canonical(unescape(text), base)
        if url is not None and url not in found:
            found.add(url)
            yield url
            if len(found) >= most:
                return


def entries(content: bytes) -> Iterator[tuple[str, datetime]]:
    """Addresses with the date that a sitemap or a feed gives them. Nothing for what is no XML."""
    root = _xml(_plain(content, _LONGEST))
    if root is None:
        return
    for element in root.iter():
        if _tag(element) not in ("url", "item", "entry"):
            continue
        urls = [text for child in element for text in _xml_link(child)]
        dates = [
            dated(child.text or "")
            for child in element
            if _tag(child) in ("lastmod", "pubdate", "published", "updated", "date")
        ]
        moments = [one for one in dates if one is not None]
        if urls and moments:
            yield urls[0].strip(), min(moments)


def _plain(content: bytes, longest: int) -> bytes:
    """The page as far as it is looked through; of a packed sitemap (`sitemap.xml.gz`) what is in it."""
    if content.startswith(b"\x1f\x8b"):
        with suppress(zlib.error):
            return zlib.decompressobj(16 + zlib.MAX_WBITS).decompress(content, longest)
    return content[:longest]


def _base(content: bytes, base: str) -> str:
    """What a page's relative links are relative to: its `<base href>`, if it has one, or its own address."""
    found = _BASE.search(content[:65536])
    own = None if found is None else canonical(unescape(found[1].decode("utf-8", "replace")), base)
    return own or base


def _raw(content: bytes, media_type: str) -> Iterator[str]:
    head = content[:512].lstrip().lower()
    if head.startswith(b"<?xml") or ("xml" in media_type and "xhtml" not in media_type):
        root = _xml(content)
        if root is not None:
            for element in root.iter():
                yield from _xml_link(element)
                entry = named_in_xml(_tag(element), element.text or "")
                yield from [entry] if entry else []
                yield from _PLAIN.findall(element.text or "")
            return
    text = content.decode("utf-8", "replace")
    if "json" in media_type or head.startswith((b"{", b"[")):
        yield from _of_json(text)
    elif "html" in media_type or head.startswith((b"<!doctype", b"<html")) or b"<a " in content[:65536]:
        yield from _of_html(text)
    elif "css" in media_type:
        yield from _CSS_URL.findall(text)
    else:
        yield from _in_script(text)


def _of_html(text: str) -> Iterator[str]:
    """Whatever looks like an attribute with an address, also in comments: more than a browser would follow.

    No parser is needed for that, and so none that could fail on hostile pages.
    """
    for name, *values in _ATTRIBUTE.findall(text):
        value = next((one for one in values if one), "")
        if name.lower().endswith("srcset"):
            yield from (part.split()[0] for part in value.split(",") if part.split())
        elif name.lower() == "content":
            refresh = _REFRESH.match(value)
            yield from [refresh[1]] if refresh else [value] if _FILE.match(value) else []
        else:
            yield value
    yield from _CSS_URL.findall(text)
    yield from _in_script(text)


def _of_json(text: str) -> Iterator[str]:
    try:
        parsed = json.loads(text)
    except (ValueError, RecursionError):
        yield from _in_script(text)
        return
    waiting: list[Any] = [parsed]
    while waiting:
        one = waiting.pop()
        if isinstance(one, dict):
            yield from named_in(one)
            waiting += one.values()
        elif isinstance(one, list):
            waiting += one
        elif isinstance(one, str):
            if one.startswith(("http://", "https://", "/")) or _FILE.match(one):
                yield one
            elif "<" in one:
                yield from _of_html(one)


def _in_script(text: str) -> Iterator[str]:
    for found in _QUOTED.findall(text):
        yield found.replace("\\/", "/")
    yield from _PLAIN.findall(text.replace("\\/", "/"))


def _xml(content: bytes) -> Any | None:
    """The root; None for what is no XML, or has entities of its own."""
    try:
        return fromstring(content)
    except (ParseError, DefusedXmlException, ValueError, LookupError, RecursionError):
        return None


def _xml_link(element: Any) -> Iterator[str]:
    tag = _tag(element)
    if tag in ("loc", "link", "guid", "id", "comments") and element.text and "/" in element.text:
        yield element.text
    for name in ("href", "url", "src"):
        value = element.get(name)
        if value:
            yield value


def _tag(element: Any) -> str:
    return str(element.tag).rpartition("}")[2].lower()
