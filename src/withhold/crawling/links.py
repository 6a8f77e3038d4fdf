"""The addresses that a page, a feed, a sitemap, a style sheet or a script leads to. Hostile text: bounded."""

import codecs
import json
import re
import zlib
from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime
from html.entities import html5
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
    r"""(?i)\b(href|src|data|poster|action|data-src|data-href|data-url|cite|srcset|data-srcset|imagesrcset|content)"""
    r"""\s{0,8}=\s{0,8}(?:"([^"]{1,8000})"|'([^']{1,8000})'|([^\s"'<>]{1,2000}))"""
)
_REFRESH = re.compile(r"(?i)^\s*[\d.]+\s*[;,]\s*url\s*=\s*['\"]?([^'\"]+)")
_CSS_URL = re.compile(r"url\(\s*['\"]?([^'\")]{1,2000})")
_QUOTED = re.compile(r"""["'`]((?:https?:)?\\?/[^"'`\s<>]{1,2000}|[\w./%-]{1,500}\.[A-Za-z0-9]{2,5})["'`]""")
_PLAIN = re.compile(r"https?://[^\s\"'<>\\)]{3,2000}")
_ENTITY = re.compile(r"&(?:#(\d{1,7});?|#[xX]([0-9a-fA-F]{1,6});?|([A-Za-z][A-Za-z0-9]{1,31};))")
_COMMENT = re.compile(rb"<!--.*?(?:-->|\Z)", re.DOTALL)
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
        url = canonical(_unescaped(text), base)
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


def _unescaped(text: str) -> str:
    """As browsers read an attribute: in `?a=1&section=2` stands no `&sect`, whatever `html.unescape` says."""

    def character(found: re.Match[str]) -> str:
        decimal, hexadecimal, name = found.groups()
        if name:
            return html5.get(name, found[0])
        number = int(decimal) if decimal else int(hexadecimal, 16)
        return chr(number) if number < 0x110000 else found[0]

    return _ENTITY.sub(character, text)


def _plain(content: bytes, longest: int) -> bytes:
    """The page as far as it is looked through; of a packed sitemap (`sitemap.xml.gz`) what is in it."""
    if content.startswith(b"\x1f\x8b"):
        with suppress(zlib.error):
            return zlib.decompressobj(16 + zlib.MAX_WBITS).decompress(content, longest)
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return content[:longest].decode("utf-16", "replace").encode("utf-8", "replace")
    return content[:longest]


def _base(content: bytes, base: str) -> str:
    """What a page's relative links are relative to: its `<base href>`, if it has one, or its own address."""
    found = _BASE.search(_COMMENT.sub(b"", content[:65536]))
    own = None if found is None else canonical(_unescaped(found[1].decode("utf-8", "replace")), base)
    return own or base


def _raw(content: bytes, media_type: str) -> Iterator[str]:
    head = content[:512].lstrip().lower()
    if head.startswith(b"<?xml") or ("xml" in media_type and "xhtml" not in media_type):
        root = _xml(content)
        if root is not None and _tag(root) == "html":
            yield from _of_html(content.decode("utf-8", "replace"))
            return
        if root is not None:
            for element in root.iter():
                yield from _xml_link(element)
                entry = named_in_xml(_tag(element), element.text or "")
                yield from [entry] if entry else []
                yield from _PLAIN.findall(element.text or "")
                if "<" in (element.text or ""):
                    yield from _of_html(element.text)  # a feed holds its articles as escaped HTML
            return
    text = content.decode("utf-8", "replace")
    if "json" in media_type or head.startswith((b"{", b"[")):
        yield from _of_json(text)
    elif (
        "html" in media_type or head.startswith((b"<!doctype", b"<html")) or b"<a " in content[:65536].lower()
    ):
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
        yield from _of_html(text)  # a page that begins with a bracket, or lines of JSON
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
    for name, value in element.attrib.items():
        if name.rpartition("}")[2] in ("href", "url", "src") and value:
            yield value


def _tag(element: Any) -> str:
    return str(element.tag).rpartition("}")[2].lower()
