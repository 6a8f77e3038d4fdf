"""Answers of web archives' indexes (CDX) as addresses of the copies they keep.

Read are CDXJ (`key time {…}`), JSON by line, the JSON list of the Wayback Machine's CDX server with its
first row of names, and plain columns: seven as that server writes them, eleven as files of an archive have,
or those that a first line ` CDX N b a …` names. Only captures with status 200, or that refer to one, have a
copy worth reading; of captures with one digest the first is enough.

Where a copy stands:

- a capture with a file, offset and length of Common Crawl: these bytes of the file,
  `https://data.commoncrawl.org/<filename>#bytes=<first>-<last>` (the part behind `#` is not sent);
- an index asked at `<origin>/cdx/search/cdx`: `<origin>/web/<timestamp>id_/<url>`, as the Wayback Machine;
- an index asked at `<origin>/<collection>/cdx` or `…/index`: `<origin>/<collection>/<timestamp>id_/<url>`,
  as pywb;
- an index in a file: at the Wayback Machine.
"""

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

_WAYBACK = "https://web.archive.org/web/"
_COMMON_CRAWL = "https://data.commoncrawl.org/"
_SEVEN = ("urlkey", "timestamp", "url", "mime", "status", "digest", "length")
_ELEVEN = (*_SEVEN[:-1], "redirect", "meta", "length", "offset", "filename")
_LETTERS = {"N": "urlkey", "b": "timestamp", "a": "url", "m": "mime", "s": "status", "k": "digest",
            "S": "length", "V": "offset", "g": "filename"}  # fmt: skip
_OTHER_NAMES = {"original": "url", "statuscode": "status", "mimetype": "mime"}
_STAMP = re.compile(r"\d{4,14}")
_LINE = re.compile(r"\S{1,4000} \d{4,14} [{h]")
_LONGEST_LINE = 64 << 10


@dataclass(frozen=True, slots=True)
class Captures:
    """Addresses of stored copies, each once, and how many lines could not be understood."""

    copies: tuple[str, ...]
    bad: int


def is_index(text: str) -> bool:
    """Whether text is an index's answer, by its first line."""
    first = text.lstrip("\ufeff").lstrip("\r\n")[:_LONGEST_LINE].partition("\n")[0]
    if first.startswith(" CDX ") or _LINE.match(first):
        return True
    if first.startswith("[["):
        return '"timestamp"' in first
    return first.startswith("{") and '"timestamp"' in first and '"url"' in first


def captures(text: str, asked: str = "") -> Captures:
    """The copies that an answer tells of; `asked` is the address it came from, "" for a file."""
    copies: dict[str, None] = {}
    known: set[tuple[str, str]] = set()
    bad = 0
    prefix = _prefix(asked)
    for row in _rows(text):
        copy = None if row is None else _copy(row, prefix)
        if row is None or copy is None:
            bad += 1
        elif row.get("status", "200") in ("200", "-", ""):
            key = (row["url"], row.get("digest") or copy)
            if key not in known:
                known.add(key)
                copies[copy] = None
    return Captures(tuple(copies), bad)


def _rows(text: str) -> Iterator[dict[str, str] | None]:
    """Each line by the names of its columns; None for one that is none."""
    text = text.lstrip("\ufeff").lstrip("\r\n")
    if text.startswith("[["):
        yield from _json_rows(text)
        return
    names: Sequence[str] = ()
    for line in text.splitlines():
        if line.startswith(" CDX "):
            names = [_LETTERS.get(letter, letter) for letter in line.split()[1:]]
        elif line.strip():
            yield _row(line, names)


def _json_rows(text: str) -> Iterator[dict[str, str] | None]:
    try:
        lines = json.loads(text)
    except (ValueError, RecursionError):
        yield None  # cut or broken as a whole
        return
    names = [_OTHER_NAMES.get(str(name), str(name)) for name in lines[0]]
    for line in lines[1:]:
        fine = isinstance(line, list) and len(line) == len(names)
        yield {name: str(value) for name, value in zip(names, line, strict=True)} if fine else None


def _row(line: str, names: Sequence[str]) -> dict[str, str] | None:
    if len(line) > _LONGEST_LINE:
        return None
    key, _, rest = line.partition(" {")
    if rest or line.startswith("{"):
        try:
            parsed = json.loads("{" + rest if rest else line)
        except (ValueError, RecursionError):
            return None
        fields = {_OTHER_NAMES.get(name, name): str(value) for name, value in parsed.items()}
        return fields if line.startswith("{") else {"timestamp": key.rpartition(" ")[2], **fields}
    cells = line.split()
    names = names or {len(_SEVEN): _SEVEN, len(_ELEVEN): _ELEVEN}.get(len(cells), ())
    if len(names) != len(cells):  # other columns than were announced: the first three are always these
        names = _SEVEN[:3] if len(cells) > 2 else ()
    return dict(zip(names, cells, strict=False)) if names else None


def _copy(row: dict[str, str], prefix: str) -> str | None:
    """Where the copy of a capture stands; None for what is no capture of an http address."""
    url, stamp = row.get("url", ""), row.get("timestamp", "")
    if not url.startswith(("http://", "https://")) or not _STAMP.fullmatch(stamp) or len(url) > 8000:
        return None
    name, offset, length = row.get("filename", ""), row.get("offset", ""), row.get("length", "")
    if name.startswith("crawl-data/") and _is_number(offset) and _is_number(length) and int(length):
        return f"{_COMMON_CRAWL}{name}#bytes={int(offset)}-{int(offset) + int(length) - 1}"
    return f"{prefix}{stamp}id_/{url.partition('#')[0]}"


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 16


def _prefix(asked: str) -> str:
    if not asked:
        return _WAYBACK
    parts = urlsplit(asked)
    folder, _, last = parts.path.rpartition("/")
    if last in ("cdx", "index") and folder and folder != "/cdx/search":
        return f"{parts.scheme}://{parts.netloc}{folder}/"
    return f"{parts.scheme}://{parts.netloc}/web/"
