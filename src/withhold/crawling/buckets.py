"""The list of a public bucket, as Amazon S3 and what speaks like it answer (ListObjects, version 1 and 2)."""

from dataclasses import dataclass
from urllib.parse import parse_qsl, quote, unquote_plus, urlencode, urlsplit, urlunsplit
from xml.etree.ElementTree import ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring

_LONGEST = 64 << 20
"""Bytes: a page of 1,000 keys, each with the longest name and owner, has far less."""
_MARK = b"<ListBucketResult"


@dataclass(frozen=True, slots=True)
class Listing:
    """A page of a bucket's list: the objects' addresses, and where it goes on: further pages, folders."""

    objects: tuple[str, ...]
    further: tuple[str, ...]


def is_listing(content: bytes) -> bool:
    """Whether it looks like one, by its beginning."""
    return _MARK in content[:1024]


def listing(content: bytes, url: str) -> Listing | None:
    """The page that was answered at `url`; None for what is none, or cannot be read."""
    if not is_listing(content) or len(content) > _LONGEST:
        return None
    try:
        root = fromstring(content)
    except (ParseError, DefusedXmlException, ValueError, LookupError, RecursionError):
        return None
    told: dict[str, str] = {}
    keys: list[str] = []
    prefixes: list[str] = []
    for element in root:
        name = _name(element.tag)
        if name == "Contents":
            keys += [child.text for child in element if _name(child.tag) == "Key" and child.text]
        elif name == "CommonPrefixes":
            prefixes += [child.text for child in element if _name(child.tag) == "Prefix" and child.text]
        else:
            told[name] = element.text or ""
    if told.get("EncodingType") == "url":
        keys, prefixes = list(map(unquote_plus, keys)), list(map(unquote_plus, prefixes))
    base = _bucket(url, told.get("Name", ""))
    # A key with "/" at its end is what consoles make for a folder, and has no content.
    objects = tuple(base + quote(key, safe="/!'()*-._~") for key in keys if not key.endswith("/"))
    folders = tuple(_asked(url, {"prefix": prefix}) for prefix in prefixes)
    return Listing(objects, (*_next(url, told, keys, prefixes), *folders))


def _next(url: str, told: dict[str, str], keys: list[str], prefixes: list[str]) -> tuple[str, ...]:
    """The page after this one. By the last key, not by the server's token: that one is another each time."""
    if told.get("IsTruncated", "").strip().lower() != "true":
        return ()
    query = dict(parse_qsl(urlsplit(url).query, keep_blank_values=True))
    last = max([*keys, *prefixes], default="")
    if query.get("list-type") == "2" or "NextContinuationToken" in told or "KeyCount" in told:
        if not keys and told.get("NextContinuationToken"):
            return (_asked(url, {"continuation-token": told["NextContinuationToken"]}),)
        return (_asked(url, {"start-after": last}),) if last else ()
    marker = told.get("NextMarker") or last
    if told.get("EncodingType") == "url" and told.get("NextMarker"):
        marker = unquote_plus(marker)
    return (_asked(url, {"marker": marker}),) if marker else ()


def _asked(url: str, changed: dict[str, str]) -> str:
    """The same list, asked for another part of it."""
    parts = urlsplit(url)
    query = dict(parse_qsl(parts.query, keep_blank_values=True))
    for old in ("continuation-token", "start-after", "marker"):
        query.pop(old, None)
    return urlunsplit(
        (parts.scheme, parts.netloc, parts.path, urlencode(query | changed, quote_via=quote), "")
    )


def _bucket(url: str, name: str) -> str:
    """Where the bucket's objects begin: its own host, or the folder of its name on a shared one."""
    parts = urlsplit(url)
    path = parts.path.rstrip("/")
    if path and name and not path.endswith("/" + quote(name)):
        path = ""
    return urlunsplit((parts.scheme, parts.netloc, path + "/", "", ""))


def _name(tag: object) -> str:
    return str(tag).rpartition("}")[2]
