"""A trace for people at a terminal: the finding, what may be wrong with it, then who."""

from collections.abc import Iterator, Sequence
from io import StringIO
from typing import TYPE_CHECKING, TextIO

from withhold.incident.trace.networks import wider_counts
from withhold.incident.trace.result import Accessor, Grade, Trace
from withhold.incident.trace.tell.words import (
    CLASSES,
    GRADES,
    LIMITS,
    MOST_WARNED,
    cell,
    next_steps,
    owner_words,
    plain,
    summary,
    utc,
)

if TYPE_CHECKING:
    from rich.table import Table

MOST_ROWS = 50
"""Networks in the table; `--format json` or `html` tells the others."""
MOST_WARNINGS = 20
MOST_LOGS = 5
WIDE = 160
"""Columns where the output is no terminal."""
_NARROW = 140
"""Below so many columns each network has two lines."""
_ADDRESS, _NAME = 24, 40
"""Characters of the longest /64, and of what else is told on one line as a client's name."""


def write_text(trace: Trace, out: TextIO, *, everything: bool = False, colour: bool = False) -> None:
    """Write it. Nothing of a log reaches the terminal with a control character in it."""
    from rich.console import Console

    width = None if out.isatty() else WIDE
    console = Console(
        file=out,
        width=width,
        no_color=not colour,
        highlight=False,
        markup=False,
        emoji=False,
        soft_wrap=False,
    )
    console.print(plain(summary(trace), MOST_WARNED), style="bold")
    for warning in trace.warnings[:MOST_WARNINGS]:
        console.print(f"warning: {plain(warning, MOST_WARNED)}", style="yellow")
    if len(trace.warnings) > MOST_WARNINGS:
        console.print(f"… and {len(trace.warnings) - MOST_WARNINGS:,} more warnings: see --format json")
    console.print()
    counts = ", ".join(f"{count:,} {GRADES[grade][0]}" for grade, count in trace.requests.items() if count)
    console.print(f"requests: {counts or 'none'}; lines read: {trace.lines:,}")
    for line in _read(trace):
        console.print(line)
    shown = trace.shown(everything)
    if shown:
        console.print(_wide(shown) if console.width >= _NARROW else _narrow(shown))
    if len(shown) > MOST_ROWS:
        console.print(f"… and {len(shown) - MOST_ROWS:,} more networks: see --format json or html")
    _notes(trace, console.print, everything)


def as_text(trace: Trace, everything: bool = False) -> str:
    """The same as a string, without colours."""
    out = StringIO()
    write_text(trace, out, everything=everything)
    return out.getvalue()


def _read(trace: Trace) -> Iterator[str]:
    """Which logs were read, and of what time: what nobody is found in."""
    for span in trace.spans[:MOST_LOGS]:
        when = f"{utc(span.first)} to {utc(span.last)} (UTC)" if span.first and span.last else "no time"
        yield f"read: {cell(span.log)}: {span.lines:,} {'line' if span.lines == 1 else 'lines'}, {when}"
    if len(trace.spans) > MOST_LOGS:
        yield f"… and {len(trace.spans) - MOST_LOGS:,} more logs: see --format json or html"


def _wide(shown: Sequence[Accessor]) -> "Table":
    """One line for each network."""
    table = _table()
    table.add_column("network", min_width=_ADDRESS, max_width=_NAME, overflow="fold")
    for name in ("received", "what asked"):
        table.add_column(name, no_wrap=True)
    for name in ("requests", "bytes"):
        table.add_column(name, no_wrap=True, justify="right")
    for name in ("first (UTC)", "last (UTC)"):
        table.add_column(name, no_wrap=True)
    table.add_column("whose network", overflow="fold")
    for one in shown[:MOST_ROWS]:
        _add(
            table,
            cell(one.network),
            GRADES[one.grade][0],
            CLASSES[one.agent_class][0],
            f"{one.requests:,}",
            f"{one.bytes:,}",
            utc(one.first),
            utc(one.last),
            _owner(one),
        )
    return table


def _narrow(shown: Sequence[Accessor]) -> "Table":
    """The same for terminals of 80 columns."""
    table = _table()
    table.add_column("network", min_width=_ADDRESS, max_width=_NAME, overflow="fold")
    table.add_column("received, by", overflow="fold")
    table.add_column("requests\nbytes", justify="right", overflow="fold")
    table.add_column("first and last\n(UTC)", min_width=19, overflow="fold")
    for one in shown[:MOST_ROWS]:
        _add(
            table,
            "\n".join(filter(None, (cell(one.network), _owner(one)))),
            f"{GRADES[one.grade][0]}\n{CLASSES[one.agent_class][0]}",
            f"{one.requests:,}\n{one.bytes:,}",
            "\n".join(dict.fromkeys((utc(one.first), utc(one.last)))),
        )
    return table


def _table() -> "Table":
    from rich import box
    from rich.table import Table

    return Table(box=box.SIMPLE_HEAD, pad_edge=False)


def _add(table: "Table", *cells: str) -> None:
    from rich.text import Text

    table.add_row(*(Text(words) for words in cells))


def _owner(one: Accessor) -> str:
    words = owner_words(one)
    if one.contact is None:
        return words
    address = plain(one.contact.emails[0]) if one.contact.emails else "no address published"
    desk = f"abuse desk: {plain(one.contact.problem) or address}"
    return f"{words}; {desk}" if words else desk


def _notes(trace: Trace, put: object, everything: bool) -> None:
    assert callable(put)
    hidden = sum(one.grade is Grade.NONE for one in trace.accessors)
    if hidden and not everything:
        networks = "network" if hidden == 1 else "networks"
        put(f"{hidden:,} {networks} asked and got nothing of it; --all shows them")
    wider = wider_counts(one.network for one in trace.shown(everything))
    if wider:
        counts = " and ".join(f"{count:,} of /{length}" for length, count in wider.items())
        put(f"the IPv6 networks lie in {counts}: one household or company may hold several")
    for number, step in enumerate(next_steps(trace), 1):
        put(f"{number}. {step}")
    for limit in LIMITS:
        put(f"- {limit}")
