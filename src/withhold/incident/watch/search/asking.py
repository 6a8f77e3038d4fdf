"""Asks a search service: what may leave, how often, and a journal of every query."""

import json
import os
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from withhold.incident.watch.search.interface import Hit, Limits, MayHold, Query, SearchRefused, SearchService
from withhold.inspection.journal_file import journal_lines, lock_journal, open_journal

_MINUTE, _DAY = 60.0, 86_400.0
_LONGEST = 200


@dataclass(frozen=True, slots=True)
class Journal:
    """Every query that left, one JSON line each, in a file of mode 0600: service, when, who, why, words."""

    path: Path
    now: Callable[[], float] = time.time

    def take(self, service: str, limits: Limits, query: Query) -> None:
        """Write the query down before it leaves. Raises SearchRefused if the service may not be asked now."""
        descriptor = open_journal(str(self.path), os.O_RDWR | os.O_CREAT | os.O_APPEND)
        try:
            lock_journal(descriptor, str(self.path))
            now = self.now()
            asked = [at for at in _asked(descriptor, service) if at > now - _DAY]
            recent = sum(at > now - _MINUTE for at in asked)
            if recent >= limits.a_minute or len(asked) >= limits.a_day:
                many = f"{limits.a_minute} a minute, {limits.a_day:,} a day"
                raise SearchRefused(f"{service} may be asked {many}: wait, and ask again")
            told = {"service": service, "at": now, "by": query.by, "why": query.why, "words": query.words}
            os.write(descriptor, json.dumps(told).encode("ascii") + b"\n")
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def _asked(descriptor: int, service: str) -> list[float]:
    found = []
    for _, line in journal_lines(descriptor):
        try:
            told = json.loads(line)
        except ValueError:
            continue  # a line that was cut off when the machine stopped: that query did not leave
        if isinstance(told, dict) and told.get("service") == service:
            found.append(float(told.get("at", 0)))
    return found


def ask(service: SearchService, query: Query, journal: Journal, may_hold: MayHold) -> list[Hit]:
    """The pages that a service names for a query, after it was found to hold nothing of the list.

    Raises SearchRefused, before anything leaves, and SearchFailed.
    """
    check(query, may_hold)
    journal.take(service.name, service.limits, query)
    return list({hit.url: hit for hit in service.ask(query.words)}.values())


def check(query: Query, may_hold: MayHold) -> None:
    """Raises SearchRefused for a query that may not leave; the message holds nothing of it."""
    words = query.words.strip()
    if not words or len(words) > _LONGEST or not words.isprintable():
        raise SearchRefused(f"a query has one line of at most {_LONGEST} characters")
    if not query.by.strip() or not query.why.strip():
        raise SearchRefused("a query tells others that somebody looks: say who asks, and why")
    if may_hold(words):
        raise SearchRefused(
            "the query may hold a name, a number or a birth date, which no service must be told; ask for the "
            "file's name, its former address, or its heading"
        )
