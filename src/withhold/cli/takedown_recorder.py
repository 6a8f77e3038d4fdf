"""How far a takedown is, told on standard error while it goes on."""

import sys
import threading
from typing import TYPE_CHECKING

from withhold.cli.output import tell
from withhold.report.places import one_line

if TYPE_CHECKING:
    from rich.progress import Progress, TaskID


class Screen:
    """Lines about the work on standard error; at a terminal, with a bar. Safe between threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._progress: Progress | None = None
        self._task: TaskID | None = None

    def __enter__(self) -> "Screen":
        if sys.stderr is not None and sys.stderr.isatty():
            from rich.console import Console
            from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

            columns = (TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn())
            # Not redirected: what is written to standard output is data, whoever looks at standard error.
            self._progress = Progress(
                *columns,
                console=Console(stderr=True),
                transient=True,
                redirect_stdout=False,
                redirect_stderr=False,
            )
            self._progress.start()
            self._task = self._progress.add_task("planning", total=None)
        return self

    def __exit__(self, *_: object) -> None:
        self.rest()

    def rest(self) -> None:
        """No bar from here on: the result is going to be written, perhaps to the same terminal."""
        with self._lock:
            if self._progress is not None:
                self._progress.stop()
                self._progress = None

    def say(self, line: str) -> None:
        """One line."""
        line = one_line(line)
        with self._lock:
            if self._progress is None:
                tell(line)
            else:
                self._progress.console.print(
                    f"withhold: {line}", markup=False, highlight=False, soft_wrap=True
                )

    def show(self, what: str, total: int | None = None, done: int = 0) -> None:
        """What is being done now."""
        with self._lock:
            if self._progress is not None and self._task is not None:
                self._progress.update(self._task, description=what, total=total, completed=done)
