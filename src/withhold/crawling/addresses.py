"""Addresses: one spelling for each, and the further ones at which a site may answer with the same bytes."""

import posixpath
import re
from collections.abc import Iterator
from urllib.parse import quote, unquote, urljoin, urlsplit, urlunsplit

from withhold.fetching.interface import Unfetched
from withhold.fetching.url import parse

_SAFE = "/!$&'()*+,;=:@-._~"
_KEPT = re.compile(r"(?i)(%2B|%2F|%3B)")
"""Encoded, these mean something else than themselves: S3 takes a plain `+` for a space, so the object of
the key `a+b.csv` is only had at `a%2Bb.csv`; some applications take a name with `%2F` in it for one part."""
_TRACKING = re.compile(r"(?i)(utm_[a-z]+|fbclid|gclid)=")
_LANGUAGES = ("en", "es", "fr", "de", "zh", "ar")
_SIZED = re.compile(r"(?i)(-\d{1,5}x\d{1,5}|-scaled|-rotated|@2x)(?=\.[a-z0-9]+$)")
_BACKUPS = ("~", ".bak", ".old", ".orig", ".save", ".1", ".swp")
_PACKED = (".gz", ".br", ".zst", ".bz2", ".zip")
_PICTURES = (".jpg", ".jpeg", ".png", ".gif", ".webp")


def canonical(url: str, base: str | None = None) -> str | None:
    """The one spelling of an http address, without its fragment; None for what is no such address.

    Only letters' case, percent-encoding of plain characters, dots and the default port are evened out: a
    server may tell `//` from `/`, `%2F` from `/`, `%2B` from `+`, and the order of a query's parts.
    """
    url = url.strip()
    try:
        joined = urljoin(base, url) if base else url
        parts = urlsplit(joined)
        if parts.scheme.lower() not in ("http", "https"):
            return None
        path = _evened(parts.path)
        path = _undotted(path) if "/." in path else path
        query = quote(parts.query, safe=_SAFE + "?%[]|")
        return str(parse(urlunsplit((parts.scheme, parts.netloc, path or "/", query, ""))))
    except (ValueError, Unfetched):
        return None


def origin_of(url: str) -> tuple[str, str, int]:
    """Who is asked at an address in its one spelling."""
    return parse(url).origin


def name_of(url: str) -> str:
    """The last part of the path, decoded: a file's name."""
    return unquote(urlsplit(url).path.rpartition("/")[2], errors="replace")


def with_path(url: str, path: str) -> str:
    """The same host with another path and no query."""
    parts = urlsplit(url)
    return urlunsplit((parts.scheme, parts.netloc, _evened(path), "", ""))


def folders_of(url: str) -> Iterator[str]:
    """The folders that it lies in, the nearest first: a server may list what is in them."""
    path = urlsplit(url).path
    while path not in ("", "/"):
        path = posixpath.dirname(path.rstrip("/"))
        yield with_path(url, path.rstrip("/") + "/")


def is_counted(url: str) -> bool:
    """Whether only a campaign's mark tells it from another address: not worth a request."""
    return bool(_TRACKING.search(urlsplit(url).query))


def variants(url: str) -> Iterator[tuple[str, str]]:
    """Addresses that may give the same content, each with a word for what it is.

    Query strings that servers ignore and caches do not; languages; packed twins; names that editors and
    people give to copies; other sizes of a picture.
    """
    parts = urlsplit(url)
    bare = urlunsplit((parts.scheme, parts.netloc, parts.path, "", ""))
    if parts.query:
        yield bare, "alias"
    for query in ("v=1", "download=1", "dl=1", "lang=en", "ver=1"):
        yield f"{bare}?{query}", "query"
    folder, name = posixpath.split(parts.path)
    if not name:
        return
    for language in _LANGUAGES:
        yield with_path(url, f"/{language}{parts.path}"), "language"
    for ending in (*_PACKED, *_BACKUPS):
        yield bare + ending, "alias"
    yield with_path(url, posixpath.join(folder, "." + unquote(name) + ".swp")), "alias"
    stem, dot, extension = name.rpartition(".")
    if dot and stem:
        yield with_path(url, posixpath.join(folder, f"{stem}-1.{extension}")), "alias"
        yield with_path(url, posixpath.join(folder, f"Copy of {name}")), "alias"
        yield with_path(url, posixpath.join(folder, stem + "/")), "excerpt"
        if extension.lower() == "pdf":
            # WordPress makes pictures of a document's first page.
            for size in ("", "-1024x1325", "-232x300", "-116x150"):
                yield with_path(url, posixpath.join(folder, f"{stem}-pdf{size}.jpg")), "thumbnail"
        if f".{extension.lower()}" in _PICTURES:
            for size in ("-150x150", "-300x300", "-scaled", "-1024x768"):
                yield with_path(url, posixpath.join(folder, f"{stem}{size}.{extension}")), "thumbnail"
    whole = _SIZED.sub("", name)
    if whole != name:
        yield with_path(url, posixpath.join(folder, whole)), "alias"


def pages_about(url: str) -> Iterator[tuple[str, str]]:
    """Pages of the same host that speak of a file by its name: feeds, sitemaps, search, WordPress."""
    from urllib.parse import quote_plus

    for path in ("/", "/robots.txt", "/sitemap.xml", "/sitemap_index.xml", "/wp-sitemap.xml"):
        yield with_path(url, path), "link"
    for path in ("/feed/", "/feed", "/rss.xml", "/feed.xml", "/atom.xml", "/index.xml"):
        yield with_path(url, path), "link"
    for folder in folders_of(url):
        yield folder, "link"
    stem = name_of(url).rpartition(".")[0] or name_of(url)
    if stem:
        words = quote_plus(stem.replace("-", " ").replace("_", " "))
        yield f"{with_path(url, '/')}?s={words}", "excerpt"
        yield f"{with_path(url, '/search')}?q={words}", "excerpt"
        yield f"{with_path(url, '/wp-json/wp/v2/media')}?search={words}", "link"
        yield f"{with_path(url, '/wp-json/wp/v2/search')}?search={words}", "link"


def _evened(path: str) -> str:
    """With every character encoded that has to be, and no other, but for `_KEPT`."""
    parts = _KEPT.split(path)
    for at in range(0, len(parts), 2):
        plain = unquote(parts[at], errors="surrogateescape")
        parts[at] = quote(plain, safe=_SAFE, errors="surrogateescape")
    return "".join(part.upper() if at % 2 else part for at, part in enumerate(parts))


def _undotted(path: str) -> str:
    """Without `.` and `..` parts, as every client takes them out; other empty parts stay."""
    parts: list[str] = []
    for part in path.split("/")[1:]:
        if part == "..":
            del parts[-1:]
        elif part != ".":
            parts.append(part)
    if path.endswith(("/.", "/..")):
        parts.append("")
    return "/" + "/".join(parts)
