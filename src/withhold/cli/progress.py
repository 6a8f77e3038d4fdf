"""Progress of long work on standard error, for people at a terminal only."""

import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from withhold.domain.verdict import DocumentVerdict


def shown(documents: "Iterator[DocumentVerdict]") -> "Iterator[DocumentVerdict]":
    """The same documents; at a terminal, with a line that tells how many are done and which was last."""
    if sys.stderr is None or not sys.stderr.isatty():
        return documents
    return _with_progress(documents)


def _with_progress(documents: "Iterator[DocumentVerdict]") -> "Iterator[DocumentVerdict]":
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (
        TextColumn("inspecting"),
        BarColumn(),
        TextColumn("{task.completed:,} done"),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=Console(stderr=True), transient=True, redirect_stdout=False) as progress:
        # How many there are is not known while folders are still being walked: the bar pulses.
        task = progress.add_task("inspecting", total=None)
        for document in documents:
            progress.advance(task)
            yield document
