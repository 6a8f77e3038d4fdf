"""Who fetched it, as the newest trace of the case has it: networks with grades, never a number of people."""

import json
from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from withhold.domain.errors import UsageError
from withhold.incident.case.interface import Event, EventKind
from withhold.report.places import one_line

GRADES = {
    "complete": "The whole file was sent, as far as the log tells.",
    "possibly_complete": "It may have been sent whole: the log does not tell the size, or parts add up.",
    "already_held": "The server answered “not changed”: they had a copy before.",
    "partial": "A part of the file was sent.",
    "aborted": "The answer was broken off.",
    "none": "Nothing of the file was sent.",
}
CLASSES = {
    "browser": "Browser (says so itself)",
    "unknown": "Not known",
    "tool": "Program for downloads",
    "preview_bot": "Preview of a link",
    "declared_bot": "Robot (says so itself)",
    "verified_bot": "Robot, verified by its name",
}
_HOURS = 48
"""Up to so many hours the chart goes by hours, then by days."""


class TraceUnusable(UsageError):
    """The result of the trace is missing or is not the one that the ledger names."""


@dataclass(frozen=True, slots=True, repr=False)
class Accessors:
    """The newest trace. `low` networks surely hold the whole file, at most `high` do."""

    networks: list[dict[str, Any]]
    low: int
    high: int
    warnings: list[str]
    unread: list[str]
    logs: list[dict[str, Any]]
    traced: datetime
    requests: dict[str, int]

    def chosen(self, grade: str, kind: str) -> list[dict[str, Any]]:
        """Those of a grade and a class; `none` only where it is asked for."""
        return [
            one
            for one in self.networks
            if (one["grade"] == grade if grade else one["grade"] != "none")
            and (not kind or one["class"] == kind)
        ]

    def over_time(self) -> tuple[list[str], list[tuple[str, list[int]]]]:
        """When networks asked for the first time: labels, and one series."""
        moments = sorted(datetime.fromisoformat(one["first"]) for one in self.chosen("", ""))
        if not moments:
            return [], []
        hours = (moments[-1] - moments[0]).total_seconds() / 3600
        form = "%d %b %H:00" if hours <= _HOURS else "%d %b %Y"
        counts = Counter(moment.strftime(form) for moment in moments)
        return list(counts), [("Networks seen for the first time", list(counts.values()))]


def newest_trace(work: Path, events: "tuple[Event, ...] | list[Event]") -> Accessors | None:
    """What the newest trace of the ledger found; None if there was none. Raises TraceUnusable."""
    traced = [event for event in events if event.kind is EventKind.TRACED]
    if not traced:
        return None
    digest = str(traced[-1].facts["result"])
    content = _content(work / f"trace-{digest[:16]}.json", digest)
    told = json.loads(content)
    for one in told["accessors"]:
        one["first_at"] = datetime.fromisoformat(one["first"])
        one["last_at"] = datetime.fromisoformat(one["last"])
        one["kind"] = CLASSES.get(one["class"], one["class"])
        one["agents"] = [one_line(agent) for agent in one["agents"]]
        if one.get("organisation") is not None:
            one["organisation"] = one_line(one["organisation"])
    low, high = told["bounds"]["complete"]
    unread = [one_line(log["log"]) for log in told["logs"] if log["problem"] or log["unparsed"]]
    return Accessors(
        told["accessors"],
        low,
        high,
        [one_line(warning) for warning in told["warnings"]],
        unread,
        told["logs"],
        traced[-1].at,
        told["requests"],
    )


def _content(path: Path, digest: str) -> bytes:
    from hashlib import sha256

    try:
        content = path.read_bytes()
    except OSError:
        raise TraceUnusable(
            "the result of the newest trace is not in the case's folder; trace again"
        ) from None
    if sha256(content).hexdigest() != digest:
        raise TraceUnusable("the result of the newest trace was changed since it was recorded; trace again")
    return content
