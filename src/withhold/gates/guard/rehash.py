"""Reads every file that stands again, and asks for its clearance: some changes leave no trace in metadata.

In a thread: new files are pulled meanwhile, however much there is to read.
"""

import os
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from withhold.gates.guard.background import Background
from withhold.gates.guard.judging import digest_of
from withhold.gates.guard.tree import name_of, opened, parent_of

Standing = tuple[str, str, bool]
"""A path with the SHA-256 that it had when it was judged, and whether it stands because it was cleared."""


@dataclass(slots=True)
class Rehasher:
    """Collects the paths whose bytes are not what they were, or which are not cleared any more.

    `cleared` says whether bytes are cleared now.
    """

    cleared: Callable[[str], bool]
    background: Background = field(init=False)
    _root: int = -1
    _work: Sequence[Standing] = ()
    _suspects: set[str] = field(default_factory=set)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def __post_init__(self) -> None:
        self.background = Background("rehash", self._read_all)

    @property
    def idle(self) -> bool:
        """Whether the last order is done."""
        with self._lock:
            return self._root < 0

    def order(self, root: int, files: Sequence[Standing]) -> None:
        """Read these files below an open folder, whose descriptor stays the caller's; only while idle."""
        with self._lock:
            self._root, self._work = os.dup(root), files
        self.background.wake()

    def suspects(self) -> set[str]:
        """The paths found since the last call."""
        with self._lock:
            found, self._suspects = self._suspects, set()
        return found

    def _read_all(self) -> None:
        with self._lock:
            root, work = self._root, self._work
        if root < 0:
            return
        try:
            for path, sha256, was_cleared in work:
                if self.background.stopping:
                    return
                if not _is_still(root, path, sha256) or (was_cleared and not self.cleared(sha256)):
                    with self._lock:
                        self._suspects.add(path)
        finally:
            os.close(root)
            with self._lock:
                self._root = -1


def _is_still(root: int, path: str, sha256: str) -> bool:
    try:
        with opened(root, parent_of(path)) as folder:
            return digest_of(folder, name_of(path))[1] == sha256
    except OSError:
        # Gone or unreadable: the guard looks at it itself.
        return False
