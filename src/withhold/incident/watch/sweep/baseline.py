"""What is already public and should not be: ranked by harm, grouped by folder, as JSON or a page to read."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from withhold.domain.verdict import Decision, Engine
from withhold.incident.watch.sweep.harm import Harm, harm_of
from withhold.incident.watch.sweep.memory import Standing
from withhold.report.json_ import json_engine

SCHEMA = "withhold.baseline-run/1"


@dataclass(frozen=True, slots=True)
class Group:
    """The documents of one folder, the worst first."""

    name: str
    documents: tuple[Harm, ...]


@dataclass(frozen=True, slots=True)
class Baseline:
    """`looked` documents are public, `unread` could not be looked at; `groups` hold what should not be public
    or has to be looked at by a person, the folder with the worst document first.
    """

    looked: int
    unread: tuple[tuple[str, str], ...]
    groups: tuple[Group, ...]

    def count(self, decision: Decision) -> int:
        """How many documents have this decision."""
        return sum(one.decision is decision for group in self.groups for one in group.documents)


def baseline_of(found: Iterable[Standing], now: datetime) -> Baseline:
    """The standing documents of a site, as they are on `now`."""
    looked = 0
    unread: list[tuple[str, str]] = []
    folders: dict[str, list[Harm]] = {}
    for one in found:
        looked += one.known is not None
        if one.trouble:
            unread.append((one.url, one.trouble))
        if one.known is None or one.verdict is None or one.verdict.decision is Decision.RELEASE:
            continue
        folders.setdefault(_folder(one.url), []).append(harm_of(one.verdict, one.known, now))
    groups = [Group(name, tuple(sorted(those, key=_order))) for name, those in folders.items()]
    return Baseline(
        looked, tuple(unread), tuple(sorted(groups, key=lambda group: _order(group.documents[0])))
    )


def as_json(baseline: Baseline, engine: Engine, now: datetime) -> dict[str, Any]:
    """The whole run as one object, `withhold.baseline-run/1` (spec/sweep.md); every document stands in it."""
    documents = sorted((one for group in baseline.groups for one in group.documents), key=_order)
    return {
        "schema": SCHEMA,
        "time": now.isoformat(timespec="seconds"),
        "engine": json_engine(engine),
        "public": baseline.looked,
        "withhold": baseline.count(Decision.WITHHOLD),
        "review": baseline.count(Decision.REVIEW),
        "unread": [{"url": url, "reason": reason} for url, reason in baseline.unread],
        "documents": [_document(one) for one in documents],
    }


def _document(one: Harm) -> dict[str, Any]:
    return {
        "url": one.url,
        "sha256": one.sha256,
        "media_type": one.media_type,
        "decision": str(one.decision),
        "rank": one.rank,
        "severity": str(one.severity),
        "people": one.people,
        "people_basis": "lower_bound" if one.at_least else "distinct_records",
        "registered": one.registered,
        "protected": one.protected,
        "concealed": one.concealed,
        "first_seen": one.since.isoformat(),
        "last_modified": None if one.dated is None else one.dated.isoformat(),
        "reason": one.reason,
    }


def _order(one: Harm) -> tuple[int, str]:
    return -one.rank, one.url


def _folder(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.netloc}{parts.path.rpartition('/')[0]}/"
