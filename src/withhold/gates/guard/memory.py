"""What the guard last saw: which files stood there, with which bytes, and when it last looked at all.

Kept beside the clearances over a restart, it tells what appeared meanwhile from what stood there before.
It clears nothing.
"""

import json
import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from pathlib import Path

from withhold.gates.guard.interface import GuardError
from withhold.gates.guard.judging import ShelfMark
from withhold.gates.guard.tree import Mark, parent_of

SCHEMA = "withhold.guard-memory/1"
_LOOKED = "looked"
"""The file beside, with the time alone: it changes often."""


class Role(StrEnum):
    """Why a file is left where it is."""

    CLEARED = "cleared"
    OBSERVED = "observed"
    SPARED = "spared"
    """Its clearance ended, or it stood there before the guard, and pulling is stopped."""


@dataclass(frozen=True, slots=True)
class Known:
    """A file that stands in the folder. `shelf` changes when its clearances do."""

    role: Role
    mark: Mark
    sha256: str | None
    not_after: datetime | None
    shelf: ShelfMark


@dataclass(slots=True)
class Memory:
    """Files by path; `looked` says when a folder was last looked at, and held nothing but these.

    `first` is True where no guard ever looked here. `earlier` are the digests of the files that stood before
    a restart, `earlier_look` when that was.
    """

    file: Path
    first: bool = True
    changed: bool = True
    earlier: dict[str, str] = field(default_factory=dict)
    earlier_look: datetime | None = None
    looked: dict[str, datetime] = field(default_factory=dict)
    _by_folder: dict[str, dict[str, Known]] = field(default_factory=dict)
    _folders: dict[str, set[str]] = field(default_factory=dict)

    @classmethod
    def load(cls, file: Path) -> "Memory":
        """What was saved, or an empty memory. Raises GuardError for a file that cannot be understood."""
        try:
            data = json.loads(file.read_text(encoding="ascii"))
            files = {str(path): str(digest) for path, digest in data["stood"].items()}
            look = datetime.fromisoformat(file.with_name(_LOOKED).read_text(encoding="ascii"))
        except FileNotFoundError:
            return cls(file)
        except (OSError, ValueError, KeyError, TypeError, AttributeError):
            raise GuardError(
                f"the guard's memory {file} cannot be read; remove it to start as for the first time"
            ) from None
        return cls(file, False, True, files, look)

    def save(self, now: datetime) -> None:
        """Write durably; `now` is when the folder was last looked at whole. Raises OSError."""
        if self.changed:
            data = {"schema": SCHEMA, "stood": dict(self._standing())}
            _write(self.file, json.dumps(data))
            self.changed = False
        _write(self.file.with_name(_LOOKED), now.isoformat())

    def get(self, path: str) -> Known | None:
        """What is known of a path that stands."""
        return self._by_folder.get(parent_of(path), {}).get(path)

    def put(self, path: str, known: Known) -> None:
        """Something stands at the path."""
        self._by_folder.setdefault(parent_of(path), {})[path] = known
        self.changed = True

    def drop(self, path: str) -> None:
        """Nothing that may stay stands at the path any more."""
        if self._by_folder.get(parent_of(path), {}).pop(path, None) is not None:
            self.changed = True

    def keep_only(self, folder: str, paths: set[str], folders: set[str]) -> None:
        """In this folder there is nothing else (any more) than these files and folders."""
        for path in set(self._by_folder.get(folder, ())) - paths:
            self.drop(path)
        for gone in self._folders.get(folder, set()) - folders:
            self.forget(gone)
        self._folders[folder] = folders

    def forget(self, folder: str) -> None:
        """The folder is gone, with everything below it."""
        waiting = [folder]
        while waiting:
            one = waiting.pop()
            waiting.extend(self._folders.pop(one, ()))
            self.looked.pop(one, None)
            if self._by_folder.pop(one, None):
                self.changed = True

    def stood(self, path: str, sha256: str) -> bool:
        """Whether these bytes stood at this path when it was last looked at, allowed to stay."""
        known = self.get(path)
        before = known.sha256 if known is not None and known.role is not Role.OBSERVED else None
        return sha256 in (before, self.earlier.get(path))

    def of_role(self, role: Role) -> list[str]:
        """The paths of all that stands in this role."""
        return [path for path, known in self.all() if known.role is role]

    def all(self) -> Iterator[tuple[str, Known]]:
        """All that stands."""
        for files in list(self._by_folder.values()):
            yield from list(files.items())

    def digests(self) -> Iterator[tuple[str, str, bool]]:
        """All that stands and was read, with its digest, and whether it stands because it was cleared."""
        for path, known in self.all():
            if known.sha256 is not None:
                yield path, known.sha256, known.role is Role.CLEARED

    def last_absent(self, path: str) -> datetime | None:
        """When a look at its folder, or the nearest folder looked at, last found nothing at the path.

        None where it was never looked at before.
        """
        folder = parent_of(path)
        while True:
            if folder in self.looked:
                return self.looked[folder]
            if not folder:
                return self.earlier_look
            folder = parent_of(folder)

    def _standing(self) -> Iterator[tuple[str, str]]:
        for path, known in self.all():
            if known.role is not Role.OBSERVED and known.sha256 is not None:
                yield path, known.sha256


def _write(file: Path, text: str) -> None:
    draft = file.with_name(f"{file.name}.new")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC, 0o600)
    with open(descriptor, "w", encoding="ascii") as stream:
        stream.write(text)
        stream.flush()
        os.fsync(stream.fileno())
    os.replace(draft, file)
