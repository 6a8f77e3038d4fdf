"""Tells which folders changed, as soon as the kernel says so; and says when it cannot any more.

It is a hint that saves time, never the proof that nothing happened: events are missed in new nested folders
and for writes through other names or mappings. The sweeps find those.
"""

import os
import re
import threading
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Self

_DEBOUNCE = 40
_STEP = 5
"""Milliseconds: events are told after a pause of _STEP, or after _DEBOUNCE of unceasing events."""
_PATIENCE = 100
"""Milliseconds of silence after which the watcher is known to be armed, and looks whether it should end."""
_WATCH = re.compile(r"^inotify wd:\S+ ino:([0-9a-f]+) ", re.MULTILINE)
_START = 60.0
"""Seconds that setting a watch on every folder may take before the guard goes on without."""


def _watched(folders: Sequence[Path]) -> bool:
    """Whether this process has an inotify watch on each of the folders (proc(5), fdinfo)."""
    watched: set[int] = set()
    for info in Path("/proc/self/fdinfo").glob("*"):
        with suppress(OSError):
            watched.update(int(inode, 16) for inode in _WATCH.findall(info.read_text(encoding="ascii")))
    try:
        return all(os.stat(folder).st_ino in watched for folder in folders)
    except OSError:
        return False


@dataclass(slots=True)
class Watcher:
    """Watches folders with everything below them, in a thread; `failure` says why it does not (any more).

    `worked`: it did at first, so watching anew may help at once.
    """

    folders: Sequence[Path]
    failure: str | None = None
    worked: bool = False
    _changed: set[str] = field(default_factory=set)
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _news: threading.Event = field(default_factory=threading.Event)
    _armed: threading.Event = field(default_factory=threading.Event)
    _stop: threading.Event = field(default_factory=threading.Event)
    _thread: threading.Thread | None = None

    def start(self) -> None:
        """Begin; returns when every change from now on is noticed, or with `failure` set."""
        self._thread = threading.Thread(target=self._watch, name="watcher", daemon=True)
        self._thread.start()
        if not self._armed.wait(_START):
            self.failure = f"it did not start within {_START:g} s"
        elif self.failure is None and not _watched(self.folders):
            # The library leaves out what it cannot watch, and says nothing.
            self.failure = "a folder is not watched; check that it is there, and fs.inotify.max_user_watches"
        self.worked = self.failure is None

    def wait(self, seconds: float) -> set[str]:
        """The paths that changed since the last call, waiting for the first of them at most so long."""
        self._news.wait(seconds)
        with self._lock:
            self._news.clear()
            changed, self._changed = self._changed, set()
        return changed

    def wake(self) -> None:
        """End a wait from another thread."""
        self._news.set()

    def close(self) -> None:
        """End the watching."""
        self._stop.set()
        if self._thread is not None:
            self._thread.join()

    def _watch(self) -> None:
        import watchfiles

        try:
            for changes in watchfiles.watch(
                *self.folders,
                watch_filter=None,
                debounce=_DEBOUNCE,
                step=_STEP,
                stop_event=self._stop,
                rust_timeout=_PATIENCE,
                yield_on_timeout=True,
                raise_interrupt=False,
                force_polling=False,
                ignore_permission_denied=True,
            ):
                self._armed.set()
                if changes:
                    with self._lock:
                        self._changed.update(path for _, path in changes)
                    self._news.set()
            if not self._stop.is_set():
                self.failure = "it ended by itself"
        except OSError as error:
            # The limit of inotify watches shows as ENOSPC: the disk is not full.
            words = os.strerror(error.errno) if error.errno else "a system limit"
            self.failure = f"{words}; raise fs.inotify.max_user_watches if the folder is large"
        except Exception as error:  # noqa: BLE001  # a watcher that dies unseen would be silence
            self.failure = f"it failed ({type(error).__name__})"
        finally:
            self._armed.set()
            self._news.set()

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
