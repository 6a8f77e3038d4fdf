"""A case's timeline as one page to read and print: no script, nothing fetched, foreign text as text."""

import base64
import hashlib
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from withhold import __version__
from withhold.incident.case.interface import Phase, Settings
from withhold.incident.case.state import CaseState
from withhold.incident.case.tell import PHASES, duration, event_row, moment
from withhold.incident.case.timeline import Timeline
from withhold.report.places import one_line

WIDTH = 640
"""Units of the drawing; it scales to the page."""
_TONES = {Phase.CONFIRMED: "public", Phase.GONE: "calm", Phase.CLOSED: "calm", Phase.DISMISSED: "calm"}
_ROWS = (14, 26)
"""Heights at which the numbers of marks stand, in turn, so that near ones do not cover each other."""


@dataclass(frozen=True, slots=True)
class Span:
    """A time in which it was public, surely or perhaps."""

    kind: str
    start: datetime
    end: datetime


def render_timeline(settings: Settings, state: CaseState, line: Timeline, now: datetime) -> str:
    """The page, as of `now`."""
    from jinja2 import Environment, PackageLoader, StrictUndefined
    from markupsafe import Markup

    environment = Environment(
        loader=PackageLoader("withhold.incident.case"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    assert environment.loader is not None
    # Our own file, hashed as it stands in the page.
    style = Markup(environment.loader.get_source(environment, "timeline.css")[0].strip())
    digest = base64.b64encode(hashlib.sha256(style.encode("utf-8")).digest()).decode("ascii")
    page = {**_chart(settings, state, line, now), **_words(settings, state, line, now)}
    template = environment.get_template("timeline.html.j2")
    return template.render(style=style, style_hash=f"sha256-{digest}", **page)


def public_spans(state: CaseState, now: datetime) -> tuple[Span, ...]:
    """When it was public: surely between what shows it, perhaps up to what bounds it, or until now.

    The first clean round bounds it, but only once as many as were agreed have followed.
    """
    window = state.window
    seen = [one for one in (window.get("until_earliest"), state.last_still) if one is not None]
    over = state.unreachable_at if state.gone_at else None
    ends = [one for one in (window.get("until_latest"), over) if one is not None]
    end = max(ends, default=now) if over else now
    sure = window.get("since_latest")
    first = window.get("since_earliest") or sure or state.first_told
    if first is None:
        return ()
    last = min(max(seen), end) if seen else None
    if sure is None or last is None or last <= sure:
        return (Span("unsure", first, max(first, end)),)
    spans = (Span("unsure", first, sure), Span("sure", sure, last), Span("unsure", last, end))
    return tuple(span for span in spans if span.start < span.end)


def _chart(settings: Settings, state: CaseState, line: Timeline, now: datetime) -> dict[str, Any]:
    zone = ZoneInfo(settings.time_zone)
    spans = public_spans(state, now)
    known = [one for mile in line.milestones for one in (mile.earliest, mile.latest) if one is not None]
    moments = [*known, *(one for span in spans for one in (span.start, span.end))] or [now]
    start, end = min(moments), max(moments)
    length = (end - start).total_seconds() or 1.0

    def x(at: datetime) -> float:
        return round((at - start).total_seconds() / length * (WIDTH - 20) + 10, 2)

    marks = [
        {"number": number, "x": x(one.latest), "y": _ROWS[number % 2]}
        for number, one in enumerate(line.milestones, 1)
        if one.latest is not None
    ]
    bars = [
        {"kind": span.kind, "x": x(span.start), "width": max(1.0, round(x(span.end) - x(span.start), 2))}
        for span in spans
    ]
    told = "; ".join(
        f"{'surely' if span.kind == 'sure' else 'perhaps'} public from {moment(span.start, zone)} "
        f"to {moment(span.end, zone)}"
        for span in spans
    )
    return {
        "width": WIDTH,
        "bars": bars,
        "marks": marks,
        "words": told or "Nothing is known of when it was public.",
        "start": moment(start, zone),
        "end": moment(end, zone),
    }


def _words(settings: Settings, state: CaseState, line: Timeline, now: datetime) -> dict[str, Any]:
    zone = ZoneInfo(settings.time_zone)
    rows = [(entry.by_machine, [cell.plain for cell in event_row(entry, zone)]) for entry in line.entries]
    return {
        "title": one_line(settings.title),
        "case_id": settings.case_id,
        "now": moment(now, zone),
        "zone": settings.time_zone,
        "version": __version__,
        "phase": PHASES[state.phase][0],
        "tone": _TONES.get(state.phase, "wait"),
        "people": duration(line.people),
        "machine": duration(line.machine),
        "milestones": [
            {
                "number": number,
                "name": one.name,
                "earliest": moment(one.earliest, zone),
                "latest": moment(one.latest, zone),
            }
            for number, one in enumerate(line.milestones, 1)
        ],
        "entries": [
            {"machine": machine, "when": when, "gap": gap, "what": what, "who": who, "why": why}
            for machine, (when, gap, what, who, why) in rows
        ],
    }
