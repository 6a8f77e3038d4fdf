"""Lists of addresses: plain ones, feeds, sitemaps, and answers of CDX servers of web archives.

A CDX answer comes as lines of eleven or seven columns (the format's first line names them), as JSON lists
(the Wayback Machine's `output=json`), or as CDXJ: an address in reverse, a time, and JSON.
"""

import json
import re
from collections.abc import Iterator

from withhold.crawling.addresses import canonical
from withhold.crawling.links import entries, links

LONGEST = 64 << 20
"""Bytes of a list that is read."""
MOST = 1_000_000
_STAMP = re.compile(r"\d{14}")
_WAYBACK = "https://web.archive.org/web/{stamp}id_/{url}"
"""Where the Wayback Machine gives a capture as it was, without its own frame."""
_CDXJ = re.compile(r"^\S{1,2000} (\d{14}) (\{.{2,20000}\})\s*$")


def addresses_in(content: bytes, capture: str = _WAYBACK) -> list[str] | None:
    """The addresses of a list, each once and in its order; None for what is no such list.

    `capture` says where an archive gives its copies, with `{stamp}` and `{url}`.
    """
    text = content[:LONGEST].decode("utf-8", "replace").lstrip("\ufeff")
    lines = [line for line in text.splitlines() if line.strip() and not line.startswith("#")]
    if not lines:
        return None
    found = _plain(lines) or _captures(text, lines, capture) or _feed(content, text)
    return list(dict.fromkeys(found))[:MOST] if found else None


def _plain(lines: list[str]) -> list[str]:
    """A list of nothing but addresses."""
    found = [canonical(line) for line in lines]
    return [one for one in found if one is not None] if all(found) else []


def _captures(text: str, lines: list[str], capture: str) -> list[str]:
    if text.lstrip().startswith("[["):
        return list(_of_json(text, capture))
    if all(_CDXJ.match(line) for line in lines[:20]):
        return list(_of_cdxj(lines, capture))
    first = lines[0].split()
    if first[:1] == ["CDX"] or (len(first) in (7, 11) and _STAMP.fullmatch(first[1])):
        return list(_of_columns(lines, capture))
    return []


def _of_json(text: str, capture: str) -> Iterator[str]:
    try:
        rows = json.loads(text)
    except (ValueError, RecursionError):
        return
    names = rows[0] if rows and isinstance(rows[0], list) else []
    if not {"timestamp", "original"} <= set(map(str, names)):
        return
    stamp, original = names.index("timestamp"), names.index("original")
    for row in rows[1:]:
        if isinstance(row, list) and len(row) == len(names):
            yield from _capture(str(row[stamp]), str(row[original]), capture)


def _of_cdxj(lines: list[str], capture: str) -> Iterator[str]:
    for line in lines:
        match = _CDXJ.match(line)
        if match is None:
            continue
        try:
            told = json.loads(match[2])
        except (ValueError, RecursionError):
            continue  # a line that is cut; the others say where to look
        if isinstance(told, dict):
            yield from _capture(match[1], str(told.get("url", "")), capture)


def _of_columns(lines: list[str], capture: str) -> Iterator[str]:
    """Lines with the address in reverse, time, address, and more (CDX 7 and 11)."""
    for line in lines:
        columns = line.split()
        if len(columns) >= 3:
            yield from _capture(columns[1], columns[2], capture)


def _capture(stamp: str, url: str, capture: str) -> Iterator[str]:
    if _STAMP.fullmatch(stamp) and (one := canonical(url)) is not None:
        yield capture.format(stamp=stamp, url=one)


def _feed(content: bytes, text: str) -> list[str]:
    """The entries of a feed or a sitemap."""
    if not text.lstrip().startswith("<?xml") and "<rss" not in text[:2048] and "<urlset" not in text[:2048]:
        return []
    dated = [one for url, _ in entries(content) if (one := canonical(url)) is not None]
    return dated or list(links(content, "application/xml", "https://example.invalid/"))
