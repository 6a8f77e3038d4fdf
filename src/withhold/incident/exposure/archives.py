"""What web archives say of an address. Asking tells them the address: done only when it is asked for.

Two ways of asking: the CDX server of the Internet Archive's Wayback Machine (JSON, one line a capture), and
the TimeMap of Memento (RFC 7089, link format), which others offer. Not tried against the live services.
"""

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Protocol
from urllib.parse import quote

from withhold.crawling.dates import dated
from withhold.fetching.encoding import Undecoded, decoded
from withhold.fetching.interface import Fetcher, Refusal, Request, Unfetched
from withhold.incident.case.exposed import Held, Place, PlaceKind, Reading

WAYBACK = "https://web.archive.org"
_LIMIT = 16 << 20
_MOST = 5_000
_MOST_COPIES = 20
"""Different copies that are fetched and compared; more could not be looked at."""
_MEMENTO = re.compile(r"<([^<>\s]{1,2000})>\s*;([^<]*)")
_PARAMETER = re.compile(r"(\w{1,40})\s{0,8}=\s{0,8}\"([^\"]{0,2000})\"")


@dataclass(frozen=True, slots=True)
class Capture:
    """One look of an archive at an address; `status` None where the archive does not say."""

    at: datetime
    status: int | None
    digest: str | None
    copy: str | None


class Archive(Protocol):
    """An archive that can be asked for its captures of an address."""

    @property
    def name(self) -> str: ...

    def where(self, url: str) -> str:
        """The address at which it is asked about an address."""
        ...

    def captures(self, url: str) -> list[Capture]:
        """All it has, oldest first. Raises Unfetched where it does not answer as it should."""
        ...


class Cdx:
    """A CDX server as the Wayback Machine's."""

    def __init__(self, fetcher: Fetcher, base: str = WAYBACK) -> None:
        self.name = f"web archive {base}"
        self._fetcher = fetcher
        self._base = base

    def where(self, url: str) -> str:
        """The query about an address; lines beyond some thousands are left out by the server."""
        query = f"url={quote(url, safe='')}&output=json&fl=timestamp,statuscode,digest&limit={_MOST}"
        return f"{self._base}/cdx/search/cdx?{query}"

    def captures(self, url: str) -> list[Capture]:
        """Oldest first. Raises Unfetched."""
        lines = _json(self._fetcher, self.where(url))
        return sorted((one for line in lines[1:] for one in self._capture(url, line)), key=lambda one: one.at)

    def _capture(self, url: str, line: object) -> Iterator[Capture]:
        if not isinstance(line, list) or len(line) != 3 or not all(isinstance(one, str) for one in line):
            return
        stamp, status, digest = line
        try:
            at = datetime.strptime(stamp, "%Y%m%d%H%M%S").replace(tzinfo=UTC)
        except ValueError:
            return
        code = int(status) if status.isascii() and status.isdigit() and len(status) == 3 else None
        yield Capture(at, code, digest[:64], f"{self._base}/web/{stamp}id_/{url}" if code == 200 else None)


class Memento:
    """An archive with TimeMaps; `prefix` comes before the address it is asked for."""

    def __init__(self, fetcher: Fetcher, prefix: str) -> None:
        self.name = f"web archive {prefix}"
        self._fetcher = fetcher
        self._prefix = prefix

    def where(self, url: str) -> str:
        """The address of its TimeMap."""
        return self._prefix + url

    def captures(self, url: str) -> list[Capture]:
        """TimeMaps do not tell the status of a capture. Raises Unfetched."""
        text = _body(self._fetcher, self.where(url)).decode("utf-8", "replace")
        found = []
        for target, rest in _MEMENTO.findall(text)[:_MOST]:
            parameters = dict(_PARAMETER.findall(rest))
            at = dated(parameters.get("datetime", ""))
            if "memento" in parameters.get("rel", "").split() and at is not None:
                found.append(Capture(at, None, None, target))
        return sorted(found, key=lambda one: one.at)


def ask(
    archive: Archive, url: str, holds: Callable[[str], bool | None], now: datetime
) -> tuple[list[Reading], list[Place]]:
    """What the archive's captures show of one address, and the copies that it keeps.

    `holds` looks at a copy: whether it is of the document, None if it cannot be had. Captures of one digest
    are one copy. An archive that cannot be asked is a place that could not be looked at.
    """
    try:
        captures = archive.captures(url)
    except Unfetched as error:
        detail = f"could not be asked: {error.refusal}"
        return [], [Place(archive.where(url), PlaceKind.ARCHIVE, Held.NOT_LOOKED, now, detail)]
    readings: list[Reading] = []
    places: list[Place] = []
    known: dict[str, bool | None] = {}
    for one in captures:
        if one.status in (404, 410):
            readings.append(Reading(one.at, archive.name, "not_public", f"it got status {one.status}", 1.0))
        if one.copy is None:
            continue
        key = one.digest or one.copy
        if key not in known:
            known[key] = holds(one.copy) if len(known) < _MOST_COPIES else None
        if known[key]:
            readings.append(Reading(one.at, archive.name, "public", "it kept the same bytes", 1.0))
            places.append(Place(one.copy, PlaceKind.ARCHIVE, Held.SAME_BYTES, now, archive.name))
        elif known[key] is None:
            detail = f"{archive.name}: its copy could not be had"
            places.append(Place(one.copy, PlaceKind.ARCHIVE, Held.NOT_LOOKED, now, detail))
    return readings, places


def _json(fetcher: Fetcher, url: str) -> list[object]:
    try:
        content = json.loads(_body(fetcher, url) or b"[]")
    except (ValueError, RecursionError):
        content = None
    if not isinstance(content, list):
        raise _broken()
    return content


def _body(fetcher: Fetcher, url: str) -> bytes:
    answer = fetcher.fetch(Request(url, limit=_LIMIT, seconds=60.0))
    if answer.status == 404:
        return b""
    if answer.status != 200 or not answer.whole:
        raise _broken()
    try:
        return decoded(answer, _LIMIT)
    except Undecoded:
        raise _broken() from None


def _broken() -> Unfetched:
    return Unfetched(Refusal.BROKEN_ANSWER, "the archive's answer is none that can be read")
