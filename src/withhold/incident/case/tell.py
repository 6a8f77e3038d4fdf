"""A case for people and for programs: how it stands, what is to do, which deadlines run, what happened when.

Names, reasons and URLs come from others: they are shown as one printable line each.
"""

import io
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from rich.console import Console, Group, RenderableType
from rich.table import Table as Grid
from rich.text import Text

from withhold.incident.case.clocks.interface import Running, Status
from withhold.incident.case.events import TwoPersons
from withhold.incident.case.interface import EventKind, Phase, Settings
from withhold.incident.case.moments import written
from withhold.incident.case.state import CaseState
from withhold.incident.case.timeline import Entry, Milestone, Timeline, milestones
from withhold.report.places import one_line

WIDTH = 110
_PHASES = {
    Phase.REPORTED: ("reported: nobody has confirmed it yet", "bold yellow"),
    Phase.CONFIRMED: ("confirmed: taken to be public", "bold white on red"),
    Phase.CONTAINED: ("unreachable: not yet verified gone", "bold yellow"),
    Phase.GONE: ("verified gone", "bold green"),
    Phase.CLOSED: ("closed", "dim"),
    Phase.DISMISSED: ("dismissed: no incident", "dim"),
    Phase.NEW: ("empty", "bold red"),
}
_STATUSES = {
    Status.OVERDUE: "bold white on red",
    Status.SOON: "bold yellow",
    Status.RUNNING: "bold",
    Status.WAITING: "dim",
    Status.MET: "green",
    Status.MET_LATE: "yellow",
    Status.WAIVED: "dim",
    Status.NOT_APPLICABLE: "dim",
}
_ADVICE = "Not legal advice. Deadlines marked ? were not compared with their source."


def tasks(state: CaseState, clocks: Sequence[Running]) -> list[str]:
    """What is left to do, the most urgent first."""
    overdue = sum(one.status is Status.OVERDUE for one in clocks)
    failed = sum(kind is EventKind.STEP_FAILED for kind in state.steps.values())
    begun = sum(kind is EventKind.STEP_BEGUN for kind in state.steps.values())
    due = sum(kind is EventKind.REMOVAL_DUE for kind in state.removals.values())
    asked = sum(kind is EventKind.REMOVAL_ASKED for kind in state.removals.values())
    public = state.phase is Phase.CONFIRMED
    left: Iterator[tuple[object, str]] = iter(
        (
            (
                overdue,
                f"{overdue} deadlines are overdue: tell their recipients now, then `withhold case met`",
            ),
            (state.told_after_end, "it was reported again after the end: look, and `withhold case reopen`"),
            (state.phase is Phase.REPORTED, "look at it, and `withhold case confirm` or `dismiss`"),
            (public and not state.places, "find where it is public: `withhold exposure`"),
            (public and not state.plan, "take it down: `withhold takedown`"),
            (public and state.plan, "it counts as public: finish the takedown with `withhold takedown`"),
            (state.phase is Phase.CONTAINED, "verify that it stays gone: `withhold takedown`"),
            (failed, f"{failed} steps of the takedown failed"),
            (begun, f"{begun} steps of the takedown were begun and did not end"),
            (
                state.unread,
                f"{len(state.unread)} places could not be looked at: nobody knows what stands there",
            ),
            (state.is_open and not state.preserved, "preserve the evidence: `withhold preserve`"),
            (
                state.preservation_failed,
                f"{state.preservation_failed} pieces of evidence could not be preserved",
            ),
            (state.is_open and not state.traced, "find out who fetched it: `withhold trace`"),
            (due, f"{due} removals are to be renewed"),
            (asked, f"{asked} requests for removal have no answer yet"),
            (state.is_open and not state.assessments, "decide who has to be told: `withhold case assess`"),
            (
                any(one.what == TwoPersons.CLOSE for one in state.proposals),
                "somebody proposed to close it: a second person decides",
            ),
            (
                any(one.what == TwoPersons.DISMISS for one in state.proposals),
                "somebody proposed to dismiss it: a second person decides",
            ),
        )
    )
    return [words for is_left, words in left if is_left]


def render(view: RenderableType, color: bool, width: int = WIDTH) -> str:
    """Lines of text at most `width` columns wide, with ANSI colours if `color`."""
    target = io.StringIO()
    console = Console(
        file=target,
        width=width,
        force_terminal=color,
        color_system="standard" if color else None,
        highlight=False,
        legacy_windows=False,
    )
    console.print(view)
    return "\n".join(line.rstrip() for line in target.getvalue().splitlines()) + "\n"


def case_view(
    settings: Settings, state: CaseState, clocks: Sequence[Running], now: datetime
) -> RenderableType:
    """How the case stands: its phase, what is to do, the deadlines."""
    words, style = _PHASES[state.phase]
    head = Text.assemble(
        (f" {words} ", style), (f" {one_line(settings.title)}", "bold"), f"  ({settings.case_id})"
    )
    counts = Text(
        f"{len(state.documents)} documents, {len(state.places)} places, {state.preserved} pieces of evidence"
        f", {len(state.steps)} steps of the takedown"
    )
    todo = [Text(f"- {task}") for task in tasks(state, clocks)] or [Text("nothing is left to do")]
    return Group(
        head, counts, Text("\nTo do", style="bold"), *todo, Text(""), clocks_view(settings, clocks, now)
    )


def clocks_view(settings: Settings, clocks: Sequence[Running], now: datetime) -> RenderableType:
    """The deadlines, in the order in which they end."""
    if not clocks:
        return Text("No deadlines: the case names no jurisdiction.")
    grid = Grid(title="Deadlines", title_justify="left", box=None, pad_edge=False)
    for column in ("deadline", "how", "due", "left", "tell"):
        grid.add_column(column, overflow="fold")
    for one in clocks:
        grid.add_row(
            Text(one.rule.id + ("" if one.rule.reviewed else " ?")),
            Text(str(one.status).replace("_", " "), style=_STATUSES[one.status]),
            Text(_due(one, settings)),
            Text(_left(one, now)),
            Text(one.rule.recipient + ("" if one.certain or not one.is_open else " (may apply)")),
        )
    return Group(grid, Text(_ADVICE, style="dim"))


def timeline_view(settings: Settings, line: Timeline) -> RenderableType:
    """The milestones with their bounds, every event, and whose time it was."""
    zone = ZoneInfo(settings.time_zone)
    bounds = Grid(title="Milestones", title_justify="left", box=None, pad_edge=False)
    for column in ("milestone", "not before", "at the latest"):
        bounds.add_column(column)
    for one in line.milestones:
        bounds.add_row(one.name, _moment(one.earliest, zone), _moment(one.latest, zone))
    events = Grid(title=f"Events ({settings.time_zone})", title_justify="left", box=None, pad_edge=False)
    for column in ("when", "after", "what", "who", "why"):
        events.add_column(column, overflow="fold")
    for entry in line.entries:
        events.add_row(*_event_row(entry, zone))
    sums = f"people's time {duration(line.people)}, machine time {duration(line.machine)}"
    return Group(bounds, Text(""), events, Text(""), Text(sums))


def case_json(settings: Settings, state: CaseState, clocks: Sequence[Running]) -> dict[str, Any]:
    """How the case stands, `withhold.case-state/1`."""
    return {
        "schema": "withhold.case-state/1",
        "case": settings.case_id,
        "phase": str(state.phase),
        "documents": len(state.documents),
        "places": len(state.places),
        "places_unread": len(state.unread),
        "evidence": state.preserved,
        "steps": len(state.steps),
        "tasks": tasks(state, clocks),
        "deadlines": clocks_json(clocks),
        "milestones": _milestones(milestones(state)),
    }


def clocks_json(clocks: Sequence[Running]) -> list[dict[str, Any]]:
    """The deadlines with their law, content and status."""
    return [
        {
            "id": one.rule.id,
            "jurisdiction": one.jurisdiction,
            "status": str(one.status),
            "started": _text(one.started),
            "due": _text(one.due),
            "latest": _text(one.latest),
            "certain": one.certain,
            "recipient": one.rule.recipient,
            "content": list(one.rule.content),
            "law": one.rule.law,
            "url": one.rule.url,
            "reviewed": one.rule.reviewed,
            "note": one.rule.note,
        }
        for one in clocks
    ]


def timeline_json(settings: Settings, line: Timeline) -> dict[str, Any]:
    """The timeline, `withhold.case-timeline/1`. Durations are seconds."""
    return {
        "schema": "withhold.case-timeline/1",
        "case": settings.case_id,
        "milestones": _milestones(line.milestones),
        "people_seconds": line.people.total_seconds(),
        "machine_seconds": line.machine.total_seconds(),
        "events": [
            {
                "kind": str(entry.event.kind),
                "at": _text(entry.event.at),
                "recorded": _text(entry.event.recorded),
                "told_late": entry.told_late,
                "gap_seconds": entry.gap.total_seconds(),
                "by": entry.event.by.name,
                "role": str(entry.event.by.role),
                "why": entry.event.why,
                "facts": dict(entry.event.facts),
                "url": entry.event.private.get("url"),
            }
            for entry in line.entries
        ],
    }


def duration(span: timedelta) -> str:
    """`1 d 2 h 3 min`, `4.2 s`: the two or three greatest units."""
    seconds = span.total_seconds()
    if seconds < 60:
        return f"{seconds:.1f} s"
    minutes = int(seconds // 60)
    parts = ((minutes // 1440, "d"), (minutes // 60 % 24, "h"), (minutes % 60, "min"))
    return " ".join(f"{count} {unit}" for count, unit in parts if count)


def _event_row(entry: Entry, zone: ZoneInfo) -> tuple[Text, ...]:
    event = entry.event
    told = (
        ""
        if not entry.told_late or event.recorded is None
        else f" (recorded {_moment(event.recorded, zone)})"
    )
    facts = ", ".join(
        f"{key} {str(value)[:16]}" for key, value in event.facts.items() if value not in (None, "")
    )
    shown = "; ".join(part for part in (facts, event.private.get("url", "")) if part)
    return (
        Text(_moment(event.at, zone) + told),
        Text(duration(entry.gap)),
        Text(f"{event.kind}{': ' if shown else ''}{one_line(shown)}"),
        Text(f"{one_line(event.by.name)} ({event.by.role})"),
        Text(one_line(event.why)),
    )


def _due(one: Running, settings: Settings) -> str:
    if one.due is None:
        return "without undue delay" if one.is_open else ""
    zone = ZoneInfo(settings.time_zone)
    later = "" if one.latest is None or one.latest <= one.due else f" (law: {_end(one.latest, zone)})"
    return _end(one.due, zone) + later


def _end(moment: datetime, zone: ZoneInfo) -> str:
    """The end of a period: a midnight is the end of the day before it."""
    local = moment.astimezone(zone)
    if local.time() == time(0):
        return f"end of {local.date() - timedelta(days=1)}"
    return _moment(moment, zone)


def _left(one: Running, now: datetime) -> str:
    if one.due is None or not one.is_open:
        return ""
    return duration(one.due - now) if one.due > now else f"{duration(now - one.due)} late"


def _moment(moment: datetime | None, zone: ZoneInfo) -> str:
    return "not known" if moment is None else moment.astimezone(zone).isoformat(sep=" ", timespec="seconds")


def _text(moment: datetime | None) -> str | None:
    return None if moment is None else written(moment.astimezone(UTC))


def _milestones(all_of_them: Sequence[Milestone]) -> list[dict[str, str | None]]:
    return [
        {"name": one.name, "earliest": _text(one.earliest), "latest": _text(one.latest)}
        for one in all_of_them
    ]
