"""The guarded folder as an open descriptor, and the lock that makes one guard of it."""

import fcntl
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from withhold.clearance.state import State
from withhold.gates.guard.interface import Alarm, GuardError, Teller

_FOLDER = os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC


@dataclass(slots=True)
class Place:
    """`descriptor` is the folder at `path`, -1 while there is none. `moves` counts its replacements."""

    path: Path
    folder: Path
    descriptor: int
    lock: int
    moves: int = 0

    @classmethod
    def take(cls, public: Path, state: State) -> Self:
        """The folder, locked. Raises GuardError where it cannot be opened or another guard has it."""
        folder = guard_folder(state)
        try:
            folder.mkdir(mode=0o700, exist_ok=True)
            lock = os.open(folder / "lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        except OSError as error:
            reason = os.strerror(error.errno or 0)
            raise GuardError(f"the state folder {state.root} cannot be used ({reason})") from None
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(lock)
            raise GuardError(
                f"another guard has the folder {public}; end that one, or resume it with --resume"
            ) from None
        try:
            descriptor = os.open(public, _FOLDER)
        except OSError as error:
            os.close(lock)
            reason = os.strerror(error.errno or 0)
            raise GuardError(f"the folder {public} cannot be opened ({reason}); check the path") from None
        return cls(public, folder, descriptor, lock)

    def check(self, teller: Teller) -> bool:
        """Whether the folder is there; one that took its place is opened, and told."""
        try:
            there = os.stat(self.path)
            here = os.fstat(self.descriptor) if self.descriptor >= 0 else None
            if here is not None and os.path.samestat(there, here):
                return True
            fresh = os.open(self.path, _FOLDER)
        except OSError:
            self._leave()
            return False
        self._leave()
        self.descriptor = fresh
        self.moves += 1
        teller.tell(Alarm.ROOT_REPLACED, why="the folder was replaced by another, which is guarded now")
        return True

    def close(self) -> None:
        """Give the folder free."""
        self._leave()
        os.close(self.lock)

    def _leave(self) -> None:
        if self.descriptor >= 0:
            os.close(self.descriptor)
            self.descriptor = -1


def guard_folder(state: State) -> Path:
    """Where the guard keeps its lock, memory and stop."""
    return state.root / "guard"


def is_guarded(folder: Path) -> bool:
    """Whether a guard runs that has this guard folder."""
    try:
        lock = os.open(folder / "lock", os.O_RDWR | os.O_CLOEXEC)
    except FileNotFoundError:
        return False
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    finally:
        os.close(lock)
    return False
