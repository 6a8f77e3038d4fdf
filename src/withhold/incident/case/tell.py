"""A case for people: how it stands, what is to do, which deadlines run, what happened when.

Names, reasons and URLs come from others: they are shown as one printable line each.
"""

import io
from collections.abc import Iterator, Sequence
from contextlib import suppress
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from rich.console import Console, Group, RenderableType
from rich.table import Table as Grid
from rich.text import Text

from withhold.incident.case.clocks.interface import Running, Status
from withhold.incident.case.events import FORMS, Kind, TwoPersons, Type
from withhold.incident.case.interface import Event, EventKind, Phase, Settings
from withhold.incident.case.moments import read
from withhold.incident.case.order import Audience, may_tell
from withhold.incident.case.sentences import sentence
from withhold.incident.case.state import CaseState
from withhold.incident.case.timeline import Entry, Timeline
from withhold.ledger.interface import Fact
from withhold.report.places import one_line

WIDTH = 110
PHASES = {
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


def tasks(state: CaseState, clocks: Sequence[Running], now: datetime) -> list[str]:
    """What is left to do, the most urgent first."""
    overdue = sum(one.status is Status.OVERDUE for one in clocks)
    failed = sum(kind is EventKind.STEP_FAILED for kind in state.steps.values())
    begun = sum(kind is EventKind.STEP_BEGUN for kind in state.steps.values())
    due = sum(at <= now for at in state.removals_due.values())
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
            (
                state.clock_went_back,
                "a machine's clock went back between two events: read the times with care",
            ),
            (state.is_open and not state.traced, "find out who fetched it: `withhold trace`"),
            (state.unasked, f"{len(state.unasked)} copies in archives that nobody was asked to remove"),
            (due, f"{due} removals are due: look, and ask again (`withhold removals list`)"),
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
    words, style = PHASES[state.phase]
    head = Text.assemble(
        (f" {words} ", style), (f" {one_line(settings.title)}", "bold"), f"  ({settings.case_id})"
    )
    counts = Text(
        f"documents: {len(state.documents)}, addresses: {len(state.places)}, evidence: {state.preserved}, "
        f"steps of the takedown: {len(state.steps)}"
    )
    todo = [Text(f"- {task}") for task in tasks(state, clocks, now)] or [Text("nothing is left to do")]
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
            Text(_words(one.status), style=_STATUSES[one.status]),
            Text(_due(one, settings)),
            Text(_left(one, now)),
            Text(_recipient(one)),
        )
    return Group(grid, Text(_ADVICE, style="dim"))


def timeline_view(settings: Settings, line: Timeline) -> RenderableType:
    """The milestones with their bounds, every event, and whose time it was."""
    zone = ZoneInfo(settings.time_zone)
    bounds = Grid(title="Milestones", title_justify="left", box=None, pad_edge=False)
    for column in ("milestone", "not before", "at the latest"):
        bounds.add_column(column)
    for one in line.milestones:
        bounds.add_row(one.name, moment(one.earliest, zone), moment(one.latest, zone))
    events = Grid(
        title=f"Events ({settings.time_zone})", title_justify="left", box=None, pad_edge=False, expand=True
    )
    for column, ratio in (("when", None), ("after", None), ("what", 5), ("who", 2), ("why", 2)):
        events.add_column(column, overflow="fold", ratio=ratio, no_wrap=column == "after")
    for entry in line.entries:
        events.add_row(*event_row(entry, zone))
    sums = f"people's time {duration(line.people)}, machine time {duration(line.machine)}"
    return Group(bounds, Text(""), events, Text(""), Text(sums))


def duration(span: timedelta) -> str:
    """`1 d 2 h 3 min`, `4.2 s`: the two or three greatest units."""
    seconds = span.total_seconds()
    if seconds < 60:
        return f"{seconds:.1f} s"
    minutes = int(seconds // 60)
    parts = ((minutes // 1440, "d"), (minutes // 60 % 24, "h"), (minutes % 60, "min"))
    return " ".join(f"{count} {unit}" for count, unit in parts if count)


def event_row(entry: Entry, zone: ZoneInfo) -> tuple[Text, ...]:
    """When, after how long, what, who and why, each one printable line."""
    event = entry.event
    late = entry.told_late and event.recorded is not None
    told = f"\nrecorded\n{moment(event.recorded, zone)}" if late else ""
    shown = "; ".join(part for part in (sentence(event) or _facts(event, zone), _about(event)) if part)
    return (
        Text(moment(event.at, zone) + told),
        Text(duration(entry.gap)),
        Text(f"{_words(event.kind)}{': ' if shown else ''}{one_line(shown)}"),
        Text(f"{one_line(event.by.name)} ({_words(event.by.role)})"),
        Text(one_line(event.why)),
    )


def _about(event: Event) -> str:
    """What it is about, in the words of the place or of the step."""
    return event.private.get("url") or event.private.get("describe") or event.private.get("name") or ""


def _facts(event: Event, zone: ZoneInfo) -> str:
    """The facts in words; hashes, which nobody reads, only where nothing else says what it is about."""
    kinds = {**FORMS[event.kind].must, **FORMS[event.kind].may}
    hidden = (Kind.HASH,) if _about(event) else ()
    return ", ".join(
        f"{_words(key)} {_fact(kinds.get(key), value, zone)}"
        for key, value in event.facts.items()
        if value not in (None, "") and kinds.get(key) not in hidden
    )


def _fact(kind: Type | None, value: Fact, zone: ZoneInfo) -> str:
    if kind is Kind.HASH:
        return f"{str(value)[:12]}…"
    if kind is Kind.TIME:
        return moment(read(str(value)), zone)
    return str(value)


def _words(name: str) -> str:
    return name.replace("_", " ")


def _recipient(one: Running) -> str:
    """Whom to tell, and what has to come before: holds are not kept here, so none is known to stand."""
    words = one.rule.recipient
    if not one.is_open:
        return words
    if not may_tell(one.rule.audience, hold_stands=False, all_hold=False):
        holds = "their hold stands" if one.rule.audience is Audience.PERSON else "all holds stand"
        words += f", not before {holds}"
    return words if one.certain else f"{words} (may apply)"


def _due(one: Running, settings: Settings) -> str:
    if one.due is None:
        return "without undue delay" if one.is_open else ""
    zone = ZoneInfo(settings.time_zone)
    later = "" if one.latest is None or one.latest <= one.due else f" (law: {_end(one.latest, zone)})"
    return _end(one.due, zone) + later


def _end(at: datetime, zone: ZoneInfo) -> str:
    """The end of a period: a midnight is the end of the day before it."""
    local = at.astimezone(zone)
    if local.time() == time(0):
        return f"end of {local.date() - timedelta(days=1)}"
    return moment(at, zone)


def _left(one: Running, now: datetime) -> str:
    if one.due is None or not one.is_open:
        return ""
    return duration(one.due - now) if one.due > now else f"{duration(now - one.due)} late"


def moment(at: datetime | None, zone: ZoneInfo) -> str:
    """A time to the second, with its offset."""
    if at is None:
        return "not known"
    # Some servers date what they do not know to the year 1: the case has to be readable still.
    with suppress(OverflowError):
        at = at.astimezone(zone)
    return at.isoformat(sep=" ", timespec="seconds")
