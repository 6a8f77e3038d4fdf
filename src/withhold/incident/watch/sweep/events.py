"""What a sweep sees as lines of JSON: `withhold.sweep/1`, specified in spec/sweep.md."""

from typing import Any

from withhold.incident.watch.sweep.interface import Seen

SCHEMA = "withhold.sweep/1"


def event(seen: Seen) -> dict[str, Any]:
    """One thing that was seen. No content, and nothing of a finding: the verdict has its own form."""
    verdict = seen.verdict
    return {
        "schema": SCHEMA,
        "url": seen.url,
        "change": str(seen.change),
        "fetched": seen.fetched.isoformat(),
        "first_seen": seen.first_seen.isoformat(),
        "before": None if seen.before is None else seen.before.isoformat(),
        "sha256": seen.sha256 or None,
        "size": seen.size if seen.sha256 else None,
        "decision": None if verdict is None else str(verdict.decision),
        "people": None if verdict is None else verdict.people.count,
        "reason": seen.reason or None,
    }
