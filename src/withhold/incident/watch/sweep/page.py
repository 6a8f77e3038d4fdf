"""A baseline run as one page to read and print: no script, nothing fetched, no value of a person."""

import base64
import hashlib
from datetime import datetime
from typing import Any

from withhold.domain.verdict import Decision, Engine
from withhold.incident.watch.sweep.baseline import Baseline, Group
from withhold.incident.watch.sweep.harm import Harm

_MOST_IN_PICTURE = 15
_MOST_UNFOLDED = 3
"""Folders whose documents are shown at once; the others unfold."""
_MOST_ROWS = 500
"""Documents told of one folder: beyond, nobody reads on, and the JSON has them."""
_MOST_UNREAD = 200
_BAR = 270.0


def page(baseline: Baseline, engine: Engine, now: datetime) -> str:
    """The page."""
    from jinja2 import Environment, PackageLoader, StrictUndefined

    environment = Environment(
        loader=PackageLoader("withhold.report"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    source, _, _ = PackageLoader("withhold.report").get_source(environment, "report.css")
    digest = base64.b64encode(hashlib.sha256(source.encode()).digest()).decode()
    return environment.get_template("sweep.html.j2").render(
        style=source,
        style_hash=f"sha256-{digest}",
        when=f"{now:%-d %B %Y, %H:%M %Z}",
        headline=_headline(baseline),
        decision=str(_worst(baseline)),
        figures=_figures(baseline),
        picture=_picture(baseline.groups),
        groups=[_group(group, place < _MOST_UNFOLDED, now) for place, group in enumerate(baseline.groups)],
        unread=baseline.unread[:_MOST_UNREAD],
        more_unread=max(0, len(baseline.unread) - _MOST_UNREAD),
        engine=[
            ("Engine", f"withhold {engine.version}"),
            ("Policy", ", ".join(engine.policy)),
            ("Place of publication", engine.profile or "no profile given"),
            ("Register", engine.register or "no register given"),
        ],
    )


def _worst(baseline: Baseline) -> Decision:
    if baseline.count(Decision.WITHHOLD):
        return Decision.WITHHOLD
    return Decision.REVIEW if baseline.groups or baseline.unread else Decision.RELEASE


def _headline(baseline: Baseline) -> str:
    withheld = baseline.count(Decision.WITHHOLD)
    if withheld:
        return f"{_documents(withheld)} public that should not be"
    if baseline.groups or baseline.unread:
        return "A person has to look at some of what is public"
    return "Nothing speaks against what is public"


def _figures(baseline: Baseline) -> list[tuple[str, str]]:
    people = sum(
        one.people
        for group in baseline.groups
        for one in group.documents
        if one.decision is Decision.WITHHOLD
    )
    return [
        (f"{baseline.looked:,}", "documents are public"),
        (f"{baseline.count(Decision.WITHHOLD):,}", "should not be"),
        (f"{baseline.count(Decision.REVIEW):,}", "a person has to look at"),
        (f"{people:,}", "people in what should not be public, counted in each document"),
        (f"{len(baseline.unread):,}", "could not be looked at"),
    ]


def _picture(groups: tuple[Group, ...]) -> dict[str, Any]:
    """Bars: how many documents of each folder should not be public, and how many a person has to look at."""
    shown = groups[:_MOST_IN_PICTURE]
    most = max((len(group.documents) for group in shown), default=1)
    rows = []
    for place, group in enumerate(shown):
        withheld = sum(one.decision is Decision.WITHHOLD for one in group.documents)
        width = _BAR * len(group.documents) / most
        rows.append(
            {
                "top": 46 * place,
                "name": group.name if len(group.name) <= 58 else "…" + group.name[-57:],
                "withheld": round(width * withheld / len(group.documents), 1),
                "all": round(width, 1),
                "words": f"{withheld:,} of {len(group.documents):,}",
            }
        )
    told = ", ".join(f"{row['name']}: {row['words']}" for row in rows[:5])
    return {"rows": rows, "height": 46 * len(rows), "words": told, "more": len(groups) - len(shown)}


def _group(group: Group, unfolded: bool, now: datetime) -> dict[str, Any]:
    withheld = sum(one.decision is Decision.WITHHOLD for one in group.documents)
    return {
        "name": group.name,
        "unfolded": unfolded,
        "words": f"{withheld:,} should not be public, {len(group.documents) - withheld:,} to look at",
        "rows": [_row(one, now) for one in group.documents[:_MOST_ROWS]],
        "more": max(0, len(group.documents) - _MOST_ROWS),
    }


def _row(one: Harm, now: datetime) -> dict[str, str]:
    marks = []
    if one.registered:
        marks.append(f"{one.registered:,} registered as protected")
    if one.protected:
        marks.append("protected context")
    if one.concealed:
        marks.append("partly hidden")
    since = f"seen since {one.since:%-d %b %Y}"
    if one.dated is not None and one.dated < one.since:
        since = f"dated {one.dated:%-d %b %Y}, {since}"
    return {
        "name": one.url,
        "decision": str(one.decision),
        "people": f"{'at least ' if one.at_least else ''}{one.people:,}",
        "what": "; ".join([str(one.severity), *marks]),
        "since": since,
        "days": f"{max(0, (now - min(one.since, one.dated or one.since)).days):,}",
        "reason": one.reason,
    }


def _documents(count: int) -> str:
    return "1 document is" if count == 1 else f"{count:,} documents are"
