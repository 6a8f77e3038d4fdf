"""A thread whose failure is not silent: the guard raises it where it is seen."""

import threading
from collections.abc import Callable
from dataclasses import dataclass, field


@dataclass(slots=True)
class Background:
    """Runs `work` again whenever it is woken, until it is closed; `work` does what there is to do, once.

    `work` returns the seconds after which it wants to run again anyway, None for never.
    """

    name: str
    work: Callable[[], float | None]
    _news: threading.Event = field(default_factory=threading.Event)
    _stop: threading.Event = field(default_factory=threading.Event)
    _thread: threading.Thread | None = None
    _failure: BaseException | None = None

    def start(self) -> None:
        """Begin."""
        self._thread = threading.Thread(target=self._run, name=self.name, daemon=True)
        self._thread.start()

    def wake(self) -> None:
        """There is something to do."""
        self._news.set()

    @property
    def stopping(self) -> bool:
        """Whether `work` should return soon."""
        return self._stop.is_set()

    def check(self) -> None:
        """Raises what ended the thread, if something did."""
        if self._failure is not None:
            raise self._failure

    def close(self) -> None:
        """End it; waits for `work` to return."""
        self._stop.set()
        self._news.set()
        if self._thread is not None:
            self._thread.join()

    def _run(self) -> None:
        try:
            while not self._stop.is_set():
                pause = self.work()
                if self._news.wait(pause):
                    self._news.clear()
        except Exception as error:  # noqa: BLE001  # raised again by check
            self._failure = error
