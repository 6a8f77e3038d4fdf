"""How far a job is, in its row: what watches it reads there."""

import threading
import time

from django.db import connection
from django.utils import timezone

from withhold.console.jobs.models import Job
from withhold.report.places import one_line

_MOST_LINES = 40
_EVERY = 0.5
"""Seconds between two writings of what is being done; what happened is written at once."""


class JobProgress:
    """A `running.interface.Progress` that writes into the job. Safe between threads."""

    def __init__(self, job: Job, holder: str) -> None:
        self._job = job
        self._holder = holder
        self._lock = threading.Lock()
        self._written = 0.0
        self._owner = threading.get_ident()

    def say(self, line: str) -> None:
        """One line, with its time."""
        told = {"at": timezone.now().isoformat(timespec="seconds"), "line": one_line(line)[:500]}
        with self._lock:
            self._job.lines = [*self._job.lines, told][-_MOST_LINES:]
            self._write("lines")

    def show(self, what: str, total: int | None = None, done: int = 0) -> None:
        """What is being done now: words of ours."""
        with self._lock:
            changed = what != self._job.now
            self._job.now, self._job.total, self._job.done = what[:100], total, done
            if changed or time.monotonic() - self._written > _EVERY:
                self._write("now", "total", "done")

    def looked_at(self, asked: int, waiting: int) -> None:
        """How many addresses an exposure has asked."""
        self.show("looking at addresses", asked + waiting, asked)

    def read(self, done: int, total: int) -> None:
        """How much of the logs a trace has read, in bytes."""
        self.show("reading logs", total >> 10, done >> 10)

    def _write(self, *fields: str) -> None:
        self._written = time.monotonic()
        mine = Job.objects.filter(pk=self._job.pk, holder=self._holder)
        try:
            mine.update(**{name: getattr(self._job, name) for name in fields})
        finally:
            if threading.get_ident() != self._owner:
                connection.close()
