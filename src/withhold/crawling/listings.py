"""Lists of folders that are no HTML: what nginx (JSON, XML) and Caddy (JSON) answer, and APIs like them.

Lists in HTML (Apache, nginx, IIS, Caddy, lighttpd, Python) are pages with links; only their links that sort
the list anew are no addresses of their own.
"""

import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote, urlsplit

_SORTING = re.compile(
    r"(?i)^(C=[NMSD](;|&|%3B)O=[AD]|(sort|order)=[a-z_]{1,20}(&(sort|order)=[a-z_]{1,20})?|[NMSD][AD])$"
)
_FOLDER_TYPES = ("directory", "dir", "folder")
_NAMES = frozenset({"name", "filename", "file", "key", "path"})
_LINKS = frozenset(
    {"next", "next_page", "nextpage", "next_url", "nexturl", "nextlink", "@odata.nextlink", "@iot.nextlink",
     "href", "url", "uri", "link", "download_url", "downloadurl", "download", "self", "first", "last"}
)  # fmt: skip


def is_sorting(url: str) -> bool:
    """Whether it is a folder's list in another order: `?C=M;O=A`, `?sort=name&order=desc`."""
    parts = urlsplit(url)
    return parts.path.endswith("/") and bool(_SORTING.match(parts.query))


def named_in(value: dict[str, Any]) -> Iterator[str]:
    """The addresses that an object of JSON gives by its keys: a folder's entry, a further page, a file."""
    kind = str(value.get("type", "")).lower()
    folder = kind in _FOLDER_TYPES or value.get("is_dir") is True
    for key, text in value.items():
        if not isinstance(text, str) or not 0 < len(text) <= 2000 or "\n" in text:
            continue
        name = key.lower()
        if name in _LINKS:
            yield text
        elif name in _NAMES and (folder or kind == "file" or "is_dir" in value):
            yield quote(text, safe="/") + ("/" if folder and not text.endswith("/") else "")


def named_in_xml(tag: str, text: str) -> str | None:
    """The relative address of an entry of nginx's XML list; None for any other element."""
    if tag in ("file", "directory") and 0 < len(text) <= 1000:
        return quote(text) + ("/" if tag == "directory" else "")
    return None
