"""The shelf under the trust file as it is now: a key taken out of it counts no more, without a restart."""

import os
from datetime import datetime
from pathlib import Path

from withhold.clearance.interface import Standing
from withhold.clearance.shelf import FolderShelf
from withhold.clearance.state import State
from withhold.clearance.trust import Trust


class TrustedShelf:
    """Asks the shelf of a state folder, reading the trust file again when it has changed."""

    def __init__(self, state: State, trust: Path, destination: str) -> None:
        """Raises ClearanceError where the trust file is of no use."""
        self._state = state
        self._path = trust
        self._destination = destination
        self._seen = _seen(trust)
        self._shelf = self._load()

    def standing(self, sha256: str, now: datetime) -> Standing:
        """As the shelf's. Raises ClearanceError or OSError if the trust file has become unusable."""
        seen = _seen(self._path)
        if seen != self._seen:
            self._shelf = self._load()
            self._seen = seen
        return self._shelf.standing(sha256, now)

    def _load(self) -> FolderShelf:
        return FolderShelf(self._state, Trust.load(self._path), self._destination)


def _seen(path: Path) -> tuple[int, ...] | None:
    """What changes when the file does; None where it is not, which loading it will tell."""
    try:
        found = os.stat(path)
    except OSError:
        return None
    return found.st_dev, found.st_ino, found.st_size, found.st_mtime_ns, found.st_ctime_ns
