"""What is recorded of a file that was pulled, and for how long it may have been public."""

import os
import stat
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import quote

from withhold.gates.guard.judging import Judged
from withhold.gates.guard.tree import shown

SCHEMA = "withhold.evidence/1"
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Sight:
    """A file that stands uncleared: when it was seen, when last it was not there; `inspect` it afterwards."""

    path: str
    judged: Judged
    seen: datetime
    absent: datetime | None
    inspect: bool = False


def evidence_of(sight: Sight, destination: str, target: str | None) -> dict[str, Any]:
    """The record of a file as it was found in public. `target` is where a symbolic link leads.

    `path_bytes` is the exact name, percent-encoded. `complete` False: the file may still be written to, and
    what it comes to hold is not yet recorded.
    """
    judged, found = sight.judged, sight.judged.found
    return {
        "schema": SCHEMA,
        "complete": False,
        "path": shown(sight.path),
        "path_bytes": quote(os.fsencode(sight.path)),
        "destination": destination,
        "why": judged.why,
        "sha256": judged.sha256,
        "size": found.st_size,
        "kind": stat.filemode(found.st_mode)[0],
        "mode": f"{stat.S_IMODE(found.st_mode):04o}",
        "owner": found.st_uid,
        "group": found.st_gid,
        "device": found.st_dev,
        "inode": found.st_ino,
        "names": found.st_nlink,
        "link_target": None if target is None else quote(os.fsencode(target)),
        "modified": _time(found.st_mtime_ns),
        "changed": _time(found.st_ctime_ns),
        "last_absent": None if sight.absent is None else sight.absent.isoformat(),
        "first_seen": sight.seen.isoformat(),
        "pulled": None,
        "exposure": None,
        "inspect": sight.inspect,
    }


def pulled(evidence: dict[str, Any], now: datetime) -> dict[str, Any]:
    """The record with the time at which the file was gone, and the bounds of its exposure in seconds.

    It was public at least from when the guard first saw it, at most from when the guard last saw that
    it was not there. `longest` is None where the guard never looked before; times of the file itself can be
    set by whoever put it there, and bound nothing.
    """
    first = datetime.fromisoformat(evidence["first_seen"])
    absent = evidence["last_absent"]
    longest = None if absent is None else _seconds(datetime.fromisoformat(absent), now)
    exposure = {"at_least_seconds": _seconds(first, now), "at_most_seconds": longest, "fetches": None}
    return evidence | {"pulled": now.isoformat(), "exposure": exposure}


def _seconds(start: datetime, end: datetime) -> float:
    return round(max(0.0, (end - start).total_seconds()), 6)


def _time(nanoseconds: int) -> str | None:
    """None beyond the calendar: an owner sets times at will, and that must not keep a file public."""
    try:
        return (_EPOCH + timedelta(microseconds=nanoseconds // 1000)).isoformat()
    except OverflowError:
        return None
