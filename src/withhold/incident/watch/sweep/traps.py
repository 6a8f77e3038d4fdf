"""Which addresses a sweep asks: the site's own, and not those that a site makes without end."""

import re
from collections import Counter
from dataclasses import dataclass, field
from urllib.parse import urlsplit, urlunsplit

from withhold.crawling.addresses import canonical, is_counted
from withhold.crawling.listings import is_sorting

_MOST_QUERIES = 5_000
"""Addresses of one path that only their query tells apart; an API with 100 documents a page has so many for
half a million."""
_MOST_REPEATS = 3
"""The same part of a path: more come of a relative link that leads deeper each time."""
_MOST_LENGTH = 2_000
_FILES = frozenset(
    {"csv", "tsv", "txt", "json", "xml", "zip", "pdf", "doc", "docx", "xls", "xlsx", "xlsm", "ppt", "pptx",
     "odt", "ods", "odp", "msg", "eml"}
)  # fmt: skip
_SESSION = re.compile(
    r"(?i)(^|&)(phpsessid|jsessionid|aspsessionid[a-z]*|cfid|cftoken|sid|sessionid|session_id)=[^&]*"
)
_IN_PATH = re.compile(r"(?i);jsessionid=[^/?;]*|/\(S\([a-z0-9]{10,40}\)\)(?=/)")
_CALENDAR = re.compile(r"(?i)calend[ae]r|kalender|agenda|termine|events?\b|month=|[?&]day=|[?&]date=")
_MONTH = re.compile(r"(?<!\d)([12]\d{3})[-/](?:0?[1-9]|1[0-2])(?!\d)|[?&](?:y|yr|year|jahr)=(\d{4})(?!\d)")
_FIRST_YEAR, _YEARS_AHEAD = 1990, 2


@dataclass(slots=True)
class Traps:
    """Says of each address whether it is asked. `hosts` are the site's own, as `name` or `name:port`."""

    hosts: frozenset[str]
    year: int
    full: set[str] = field(default_factory=set)
    """Paths of which not all addresses were asked: that is told."""
    _queries: Counter[str] = field(default_factory=Counter)
    _counted: set[str] = field(default_factory=set)

    def cleaned(self, url: str) -> str | None:
        """The address as it is asked, without a session's number; None for one that is not."""
        one = canonical(url)
        if one is None or len(one) > _MOST_LENGTH:
            return None
        parts = urlsplit(one)
        if parts.netloc.lower() not in self.hosts:
            return None
        query = _SESSION.sub("", parts.query).lstrip("&")
        one = urlunsplit((parts.scheme, parts.netloc, _IN_PATH.sub("", parts.path) or "/", query, ""))
        if is_counted(one) or is_sorting(one) or self._is_endless(one):
            return None
        return one if self._has_room(one) else None

    def _is_endless(self, url: str) -> bool:
        """Days of a calendar that nobody wrote anything into, and a path that turns in a circle."""
        parts = urlsplit(url)
        folders = [one for one in parts.path.split("/")[:-1] if one]
        if folders and max(Counter(folders).values()) > _MOST_REPEATS:
            return True
        if parts.path.rpartition(".")[2].lower() in _FILES:
            return False
        told = f"{parts.path}?{parts.query}"
        if not _CALENDAR.search(told):
            return False
        years = [int(found[0] or found[1]) for found in _MONTH.findall(told)]
        return any(not _FIRST_YEAR <= year <= self.year + _YEARS_AHEAD for year in years)

    def _has_room(self, url: str) -> bool:
        path, _, query = url.partition("?")
        if not query or url in self._counted:
            return True
        if self._queries[path] >= _MOST_QUERIES:
            self.full.add(path)
            return False
        self._counted.add(url)
        self._queries[path] += 1
        return True
