"""What each kind of evidence proves about time. Every function gives readings; `window.fold` weighs them.

- Own look, log, archive's capture: somebody got it at that moment, so it was public.
- `Age` of an answer (RFC 9111): the cache got or confirmed it that many seconds ago, so it was public then.
- Clearance: these bytes were allowed from its issue on; not before, where nothing goes around the gate.
- Guard: first seen, last seen absent, and taken away at times of its own clock.
- Last-Modified, file times, sitemap and feed dates: set by whoever wrote the file or page. Hints.
"""

import json
import os
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from withhold.clearance.interface import Statement
from withhold.crawling.dates import http_date
from withhold.domain.errors import UsageError
from withhold.fetching.interface import Answer
from withhold.incident.case.exposed import Reading

_SECOND = 1.0
_LONGEST_LOG = 256 << 20
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_AGE_LIMIT = 10 * 366 * 86_400


def readings_from_times(
    times: Iterable[datetime], source: str = "access log", detail: str = "", uncertain: float = _SECOND
) -> tuple[Reading, ...]:
    """The first and the last of the moments at which a body was sent, as readings. Naive times are UTC.

    `uncertain` is how far the clock that wrote them may be off; logs have whole seconds, at the least.
    """
    moments = [one if one.tzinfo else one.replace(tzinfo=UTC) for one in times]
    if not moments:
        return ()
    ends = dict.fromkeys((min(moments), max(moments)))
    return tuple(Reading(one.astimezone(UTC), source, "public", detail, uncertain) for one in ends)


def ends_of(readings: Iterable[Reading]) -> list[Reading]:
    """Of many readings that say the same from one source, the earliest and the latest: no other bounds."""
    ends: dict[tuple[str, str], list[Reading]] = {}
    for one in sorted(readings, key=lambda reading: reading.at):
        known = ends.setdefault((one.source, one.says), [one])
        known[1:] = [] if one == known[0] else [one]
    return [one for pair in ends.values() for one in pair]


def readings_of_answer(answer: Answer) -> Iterator[Reading]:
    """What an answer that holds the document shows: it is there now, and was in the caches' past."""
    span = (answer.answered - answer.asked).total_seconds()
    middle = answer.asked + (answer.answered - answer.asked) / 2
    half = max(0.0, span / 2)
    yield Reading(middle, "looked from outside", "public", "", half)
    age = _age(answer.header("Age"))
    if age:
        detail = f"a cache has kept it for {age} seconds"
        yield Reading(middle - timedelta(seconds=age), "Age", "public", detail, half + _SECOND)
    for name, words in (
        ("Last-Modified", "the server says that it was last changed then"),
        ("Expires", "caches may serve it until then"),
    ):
        moment = http_date(answer.header(name))
        if moment is not None:
            yield Reading(moment, name, "hint", words, _SECOND)
    date = http_date(answer.header("Date"))
    if date is not None and not age and abs((date - middle).total_seconds()) > 5 + half:
        off = round((date - middle).total_seconds())
        yield Reading(date, "Date", "hint", f"the server's clock is {off:+} seconds off ours", _SECOND)


def readings_of_file(path: Path) -> Iterator[Reading]:
    """The times of a file: hints, as its owner can set them, and each says little of when it was linked to.

    Raises OSError.
    """
    found = os.stat(path)
    for nanoseconds, words in (
        (found.st_mtime_ns, "its content was last written, or the time was set"),
        (found.st_ctime_ns, "its name, links, owner or rights were last changed, or it was written"),
    ):
        moment = _moment(nanoseconds / 1e9)
        if moment is not None:
            yield Reading(moment, "file time", "hint", f"{path.name}: {words}")


def readings_of_clearances(statements: Iterable[Statement], sha256: str) -> tuple[Reading, ...]:
    """The first clearance of these bytes: they were not allowed before it."""
    issued = [one.issued for one in statements if one.sha256 == sha256]
    if not issued:
        return ()
    words = "the first clearance of these bytes; it counts where nothing is published around the gate"
    return (Reading(min(issued).astimezone(UTC), "clearance", "not_before", words, _SECOND),)


def readings_of_guard(evidence: Mapping[str, Any], sha256: str) -> tuple[Reading, ...]:
    """What the guard recorded of a file that it pulled (`withhold.evidence/1`), if it is these bytes."""
    if evidence.get("schema") != "withhold.evidence/1" or evidence.get("sha256") != sha256:
        return ()
    wanted = (
        ("last_absent", "not_public", "it was not there"),
        ("first_seen", "public", "it stood in the public folder"),
        ("pulled", "not_public", "it was taken out of the public folder"),
    )
    return tuple(
        Reading(datetime.fromisoformat(evidence[key]), "guard", says, words)
        for key, says, words in wanted
        if evidence.get(key)
    )


def readings_of_trace(path: Path) -> tuple[Reading, ...]:
    """The first and the last fetch that got a body, of the JSON that `withhold trace` wrote.

    Raises UsageError for a file that is none.
    """
    try:
        with path.open("rb") as stream:
            content = json.loads(stream.read(_LONGEST_LOG))
        if content["schema"] != "withhold.trace/1":
            raise ValueError
        times = [
            datetime.fromisoformat(one[end])
            for one in content["accessors"]
            if one["grade"] in ("complete", "possibly_complete", "partial")
            for end in ("first", "last")
            if one.get(end)
        ]
        return readings_from_times(times)
    except OSError as error:
        raise UsageError(f"{path} cannot be read ({os.strerror(error.errno or 0)}); check the path") from None
    except (ValueError, KeyError, TypeError, AttributeError, OverflowError, RecursionError):
        raise UsageError(
            f"{path} is no result of `withhold trace --format json`; write one with it"
        ) from None


def stated(text: str) -> Reading:
    """A person's statement, `public=2026-03-01T09:30:00Z`. Raises UsageError."""
    says, _, moment = text.partition("=")
    try:
        at = datetime.fromisoformat(moment)
        if says not in ("public", "not_public", "not_before") or at.tzinfo is None:
            raise ValueError
        at = at.astimezone(UTC)
    except (ValueError, OverflowError):
        raise UsageError(
            f"{text!r} is no statement; write public=, not_public= or not_before= and a time with its zone, "
            "as public=2026-03-01T09:30:00Z"
        ) from None
    return Reading(at, "statement", says, "a person says so", 0.0)


def _age(text: str | None) -> int:
    if text is None or not text.isascii() or not text.isdigit() or len(text) > 12:
        return 0
    return int(text) if int(text) <= _AGE_LIMIT else 0


def _moment(seconds: float) -> datetime | None:
    try:
        return _EPOCH + timedelta(seconds=seconds)
    except OverflowError:
        return None
