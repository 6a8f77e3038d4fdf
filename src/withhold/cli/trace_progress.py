"""Progress of reading, in bytes, on standard error, for people at a terminal only."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager


@contextmanager
def progress(doing: str = "reading logs") -> Iterator[Callable[[int, int], None] | None]:
    """What to call with the bytes read so far and those there are; None where nobody looks."""
    if sys.stderr is None or not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console
    from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (TextColumn(doing), BarColumn(), DownloadColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("reading", total=None)

        def advance(read: int, total: int) -> None:
            bar.update(task, completed=read, total=total)

        yield advance
