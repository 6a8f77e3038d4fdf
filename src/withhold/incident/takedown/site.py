"""The organisation's places (spec/site.md): what it owns, how to reach it, and what takes down where."""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from withhold.incident.takedown.interface import SiteUnusable
from withhold.incident.takedown.outside.interface import VantagePoint
from withhold.incident.takedown.table import Table

ROUNDS = 3
"""Clean rounds in a row that count as gone: one may meet a cache that is just being filled again."""
ROUND_SECONDS = 3.0
"""Between two rounds."""
DEADLINE = 300.0
"""Seconds after which a takedown that is not verified ends and says so; it can be run again."""


_SHA256 = re.compile(r"[0-9a-fA-F]{64}")


@dataclass(frozen=True, slots=True)
class Site:
    """A whole file. `connectors` are read by their own modules, `reach` by the fetching room.

    `hosts` are further names of the same servers, asked for the same paths when looking from outside.
    """

    path: Path
    name: str
    urls: tuple[str, ...]
    hosts: tuple[str, ...]
    rounds: int
    round_seconds: float
    deadline: float
    reach: Mapping[str, object]
    outside: tuple[VantagePoint, ...]
    connectors: tuple[Mapping[str, object], ...]
    cleared: frozenset[str] = frozenset()
    """SHA-256 of what may stand at the addresses instead: a replacement that somebody checked."""

    def owns(self, url: str) -> bool:
        """Whether the address is one of the organisation's: no other is ever asked or taken down."""
        return any(_below(url, prefix) for prefix in self.urls)


def load_site(path: Path) -> Site:
    """The site in a TOML file. Raises SiteUnusable, naming the file, the entry and the key."""
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
    except tomllib.TOMLDecodeError as error:
        raise SiteUnusable(f"the site file {path} is not valid TOML: {error}") from None
    except (OSError, UnicodeDecodeError) as error:
        kind = type(error).__name__
        raise SiteUnusable(f"the site file {path} cannot be read ({kind}); check the path") from None
    top = Table(f"the site file {path}", data)
    site = Table("[site]", _table(top, "site"))
    connectors = tuple(_tables(top, "connector"))
    outside = [Table(f"[[outside]] number {n}", one) for n, one in enumerate(_tables(top, "outside"), 1)]
    loaded = Site(
        path,
        site.text("name"),
        _prefixes(site),
        site.texts("hosts", ()),
        _rounds(site),
        site.number("round_seconds", ROUND_SECONDS, 0, 3600),
        site.number("deadline", DEADLINE, 1, 86_400),
        _table(top, "reach", {}),
        tuple(_outside(one) for one in outside),
        connectors,
        _cleared(site),
    )
    site.close()
    top.close()
    if len({one.name for one in loaded.outside}) != len(loaded.outside):
        raise SiteUnusable("two [[outside]] entries have the same name; each needs its own")
    if not connectors:
        raise SiteUnusable(f"the site file {path} has no [[connector]]: nothing could be taken down")
    return loaded


def _rounds(site: Table) -> int:
    rounds = site.number("rounds", ROUNDS, 1, 100)
    if not isinstance(rounds, int):
        raise site.wrong("rounds", "has to be a whole number")
    return rounds


def _cleared(site: Table) -> frozenset[str]:
    digests = site.texts("cleared", ())
    if not all(_SHA256.fullmatch(digest) for digest in digests):
        raise site.wrong("cleared", "holds SHA-256 digests of replacements, 64 hex digits each")
    return frozenset(digest.lower() for digest in digests)


def _prefixes(site: Table) -> tuple[str, ...]:
    urls = site.texts("urls")
    if not urls:
        raise site.wrong("urls", "needs at least one address, as https://www.example.org/")
    for url in urls:
        parts = _split(url)
        if parts is None or not parts[0] or not parts[1].endswith("/"):
            raise site.wrong("urls", "holds http or https addresses that end in /, without query or user")
    return urls


def _split(url: str) -> tuple[str, str] | None:
    """Scheme with host, and path, of a plain http address."""
    try:
        parts = urlsplit(url)
        if parts.scheme not in ("http", "https") or not parts.hostname or parts.username is not None:
            return None
        port = parts.port
    except ValueError:
        return None
    if parts.query or parts.fragment:
        return None
    return f"{parts.scheme}://{parts.hostname}:{port or {'http': 80, 'https': 443}[parts.scheme]}", parts.path


def _below(url: str, prefix: str) -> bool:
    bare = _split(url.split("#")[0].split("?")[0])
    owned = _split(prefix)
    return bare is not None and owned is not None and bare[0] == owned[0] and bare[1].startswith(owned[1])


def _outside(table: Table) -> VantagePoint:
    headers = tuple(sorted(table.mapping("headers").items()))
    found = VantagePoint(table.text("name"), table.mapping("addresses"), headers)
    table.close()
    return found


def _table(top: Table, key: str, default: Mapping[str, object] | None = None) -> Mapping[str, object]:
    value = top.values.get(key, default)
    top.known(key)
    if not isinstance(value, dict):
        raise SiteUnusable(f"in {top.where}, [{key}] has to be a table")
    return value


def _tables(top: Table, key: str) -> list[Mapping[str, object]]:
    value = top.values.get(key, [])
    top.known(key)
    if not isinstance(value, list) or not all(isinstance(one, dict) for one in value):
        raise SiteUnusable(f"in {top.where}, {key} is a list of tables: write [[{key}]]")
    return value
