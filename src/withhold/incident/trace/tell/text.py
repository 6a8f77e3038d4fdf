"""A trace for people at a terminal: the finding, what may be wrong with it, then who."""

from io import StringIO
from typing import TextIO

from withhold.incident.trace.networks import wider_counts
from withhold.incident.trace.result import Grade, Trace
from withhold.incident.trace.tell.words import (
    CLASSES,
    GRADES,
    LIMITS,
    moment,
    next_steps,
    owner_words,
    plain,
    summary,
)

MOST_ROWS = 50
"""Networks in the table; `--format json` or `html` tells the others."""
WIDE = 132
"""Columns where the output is no terminal."""


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
    console.print(plain(summary(trace)), style="bold")
    for warning in trace.warnings:
        console.print(f"warning: {plain(warning)}", style="yellow")
    console.print()
    counts = ", ".join(f"{count:,} {GRADES[grade][0]}" for grade, count in trace.requests.items() if count)
    console.print(f"requests: {counts or 'none'}; lines read: {trace.lines:,}")
    shown = trace.shown(everything)
    if shown:
        console.print(_table(trace, everything))
    if len(shown) > MOST_ROWS:
        console.print(f"… and {len(shown) - MOST_ROWS:,} more networks: see --format json or html")
    _notes(trace, console.print, everything)


def as_text(trace: Trace, everything: bool = False) -> str:
    """The same as a string, without colours."""
    out = StringIO()
    write_text(trace, out, everything=everything)
    return out.getvalue()


def _table(trace: Trace, everything: bool) -> object:
    from rich import box
    from rich.table import Table
    from rich.text import Text

    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for name in ("network", "received", "what asked", "requests", "bytes", "first", "last", "whose network"):
        table.add_column(
            name,
            justify="right" if name in ("requests", "bytes") else "left",
            no_wrap=name in ("requests", "bytes"),
            overflow="fold",
        )
    for one in trace.shown(everything)[:MOST_ROWS]:
        owner = owner_words(one)
        if one.contact is not None:
            address = plain(one.contact.emails[0]) if one.contact.emails else "no address published"
            owner += f"; abuse desk: {plain(one.contact.problem) or address}"
        cells = (
            plain(one.network),
            GRADES[one.grade][0],
            CLASSES[one.agent_class][0],
            f"{one.requests:,}",
            f"{one.bytes:,}",
            moment(one.first),
            moment(one.last),
            owner,
        )
        table.add_row(*(Text(cell) for cell in cells))
    return table


def _notes(trace: Trace, put: object, everything: bool) -> None:
    assert callable(put)
    hidden = sum(one.grade is Grade.NONE for one in trace.accessors)
    if hidden and not everything:
        put(f"{hidden:,} networks asked and got nothing of it; --all shows them")
    wider = wider_counts(one.network for one in trace.shown(everything))
    if wider:
        counts = " and ".join(f"{count:,} of /{length}" for length, count in wider.items())
        put(f"the IPv6 networks lie in {counts}: one household or company may hold several")
    for number, step in enumerate(next_steps(trace), 1):
        put(f"{number}. {step}")
    for limit in LIMITS:
        put(f"- {limit}")
