"""Where else to look: addresses that an answer leads to, and those at which sites list what they have."""

import re
from collections import Counter
from collections.abc import Iterator
from urllib.parse import parse_qsl, quote, urlencode, urlsplit, urlunsplit
from xml.etree.ElementTree import ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring

from withhold.crawling.addresses import canonical, is_counted, with_path
from withhold.crawling.links import links

_LISTS = (
    "/robots.txt",
    "/sitemap.xml",
    "/sitemap_index.xml",
    "/wp-sitemap.xml",
    "/feed/",
    "/rss.xml",
    "/atom.xml",
)
"""Where sites list their documents, whether or not anything leads there."""
_SITEMAP_LINE = re.compile(r"(?im)^\s{0,8}sitemap\s{0,8}:\s{0,8}(\S{4,2000})")
_SORTED = re.compile(r"(?:^|&)C=[NMSD](?:;|&)O=[AD]$")
"""The links of Apache's listings that only sort them otherwise."""
_DIGITS = re.compile(r"\d+")
_MOST_OF_ONE_SHAPE, _MOST_QUERIES = 20_000, 500
_MOST_REPEATS = 3
_LONGEST = 2000


def first_places(starts: tuple[str, ...]) -> Iterator[tuple[str, int, bool]]:
    """Where a sweep begins: the starts, and where their sites list what they have, as guesses."""
    for start in starts:
        yield start, 0, False
    for start in starts:
        for path in _LISTS:
            yield with_path(start, path), 0, True


def leads_to(content: bytes, media_type: str, url: str) -> Iterator[str]:
    """The addresses that an answer names, in one spelling, each once: links, scripts' strings, entries of
    sitemaps and feeds, listings of folders and of S3 buckets, answers of APIs."""
    bucket = list(_of_bucket(content, url)) if b"<ListBucketResult" in content[:2048] else []
    if bucket:
        yield from bucket
        return
    if urlsplit(url).path == "/robots.txt":
        for found in _SITEMAP_LINE.findall(content[: 1 << 20].decode("utf-8", "replace")):
            one = canonical(found, url)
            if one is not None:
                yield one
        return
    for found in links(content, media_type, url):
        if not _SORTED.search(urlsplit(found).query):
            yield found


def _of_bucket(content: bytes, url: str) -> Iterator[str]:
    """Keys of a bucket's listing (Amazon S3, ListObjects and ListObjectsV2) and its next page."""
    try:
        root = fromstring(content)
    except (ParseError, DefusedXmlException, ValueError, LookupError, RecursionError):
        return
    parts = urlsplit(url)
    folder = parts.path if parts.path.endswith("/") else parts.path + "/"
    told = {_tag(child): child.text or "" for child in root}
    keys = [
        element.text or ""
        for child in root
        if _tag(child) == "Contents"
        for element in child
        if _tag(element) == "Key"
    ]
    for key in keys:
        one = canonical(urlunsplit((parts.scheme, parts.netloc, folder + quote(key, safe="/"), "", "")))
        if one is not None and not key.endswith("/"):
            yield one
    if told.get("IsTruncated", "").strip() == "true":
        token = told.get("NextContinuationToken")
        after = {"list-type": "2", "continuation-token": token} if token else {"marker": _marker(told, keys)}
        query = {name: value for name, value in parse_qsl(parts.query) if name not in after}
        following = urlunsplit((parts.scheme, parts.netloc, parts.path, urlencode({**query, **after}), ""))
        if (one := canonical(following)) is not None:
            yield one


def _marker(told: dict[str, str], keys: list[str]) -> str:
    return told.get("NextMarker") or (keys[-1] if keys else "")


def _tag(element: object) -> str:
    return str(getattr(element, "tag", "")).rpartition("}")[2]


class Bounds:
    """Keeps a sweep out of traps: calendars without end, sessions in addresses, folders in themselves.

    `refused` counts what was left out for that; it is told, not passed over.
    """

    def __init__(self) -> None:
        self._shapes: Counter[str] = Counter()
        self._queries: Counter[str] = Counter()
        self.refused = 0

    def within(self, url: str) -> bool:
        """Whether an address is looked at."""
        parts = urlsplit(url)
        if is_counted(url) or len(url) > _LONGEST:
            return False
        names = [name for name in parts.path.split("/") if name]
        repeats = max(Counter(names).values(), default=0)
        shape = (
            _DIGITS.sub("#", parts.path) + "?" + "&".join(sorted(name for name, _ in parse_qsl(parts.query)))
        )
        self._shapes[shape] += 1
        if parts.query:
            self._queries[parts.path] += 1
        fits = (
            repeats <= _MOST_REPEATS
            and self._shapes[shape] <= _MOST_OF_ONE_SHAPE
            and self._queries[parts.path] <= _MOST_QUERIES
        )
        self.refused += not fits
        return fits
