"""Reports of what was done, sent from a thread of their own: nobody who acts waits for them."""

from collections import deque
from collections.abc import Callable
from threading import Condition, Thread

from withhold_holds.wire import Report

_FIRST_PAUSE = 1.0
_LONGEST_PAUSE = 60.0


class Reports:
    """A queue in memory. `send` gives whether the service received one; if not, it is tried again after the
    others, with a pause that doubles up to a minute. Nothing is dropped but at the end of the program.
    """

    def __init__(self, send: Callable[[Report], bool]) -> None:
        self._send = send
        self._waiting: deque[Report] = deque()
        self._changed = Condition()
        self._thread: Thread | None = None

    def add(self, report: Report) -> None:
        """Takes one and returns."""
        with self._changed:
            self._waiting.append(report)
            if self._thread is None:
                self._thread = Thread(target=self._run, daemon=True)
                self._thread.start()
            self._changed.notify_all()

    def wait(self, timeout: float) -> int:
        """Until all are received, at most so many seconds; gives how many are not."""
        with self._changed:
            self._changed.wait_for(lambda: not self._waiting, timeout)
            return len(self._waiting)

    def _run(self) -> None:
        """Ends when nothing waits; the next report starts another thread."""
        pause = _FIRST_PAUSE
        while True:
            with self._changed:
                if not self._waiting:
                    self._thread = None
                    return
                report = self._waiting[0]
            received = self._send(report)
            with self._changed:
                if received:
                    self._waiting.popleft()
                    pause = _FIRST_PAUSE
                    self._changed.notify_all()
                else:
                    self._waiting.rotate(-1)
                    self._changed.wait(pause)
                    pause = min(2 * pause, _LONGEST_PAUSE)
