"""A public folder of this machine: files appear in it whole, by renaming, and are never gone in between."""

import os
import stat
from dataclasses import dataclass
from pathlib import Path

from withhold.clearance.state import State
from withhold.fleet.walk import shown
from withhold.gates.interface import PutFailed, Staged
from withhold.gates.publish.interface import PublishError
from withhold.gates.publish.store import fill
from withhold.gates.publish.tree import folder_of

_MODE = 0o644


@dataclass(frozen=True, slots=True)
class Folder:
    """The folder `root` (a real path) and the state beside it. `store`: fill the store, too."""

    root: Path
    state: State

    def check(self, targets: list[str]) -> list[str]:
        """See Destination. Links and files where folders must be, and folders where files must be."""
        for target in targets:
            try:
                with folder_of(self.root, target, make=False) as (folder, name):
                    found = os.stat(name, dir_fd=folder, follow_symlinks=False)
            except FileNotFoundError:
                continue
            except OSError as error:
                raise PublishError(_in_the_way(target, error)) from None
            if not stat.S_ISREG(found.st_mode):
                what = "a folder" if stat.S_ISDIR(found.st_mode) else "a link or a special file"
                raise PublishError(f"{shown(target)} is {what} at the destination; remove it first")
        return []

    def put(self, staged: Staged, media_type: str, clearance: str) -> None:
        """See Destination."""
        fill(self.state, staged)
        target = staged.source.target
        try:
            _finish(staged.file)
            with folder_of(self.root, target, make=True) as (folder, name):
                _refuse_link(folder, name)
                os.rename(staged.file, name, dst_dir_fd=folder)
                os.fsync(folder)
        except OSError as error:
            raise PutFailed(_in_the_way(target, error)) from None


def _finish(file: Path) -> None:
    """Give the staged file the mode of a public one, durably."""
    descriptor = os.open(file, os.O_RDONLY | os.O_CLOEXEC | os.O_NOFOLLOW)
    try:
        if os.fstat(descriptor).st_nlink != 1:
            raise PutFailed("the private copy got a second name; nothing was published")
        os.fchmod(descriptor, _MODE & ~_umask())
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _refuse_link(folder: int, name: str) -> None:
    try:
        found = os.stat(name, dir_fd=folder, follow_symlinks=False)
    except FileNotFoundError:
        return
    if not stat.S_ISREG(found.st_mode):
        raise PutFailed(f"{shown(name)} became something else than a file; look at the destination")


def _umask() -> int:
    mask = os.umask(0o077)
    os.umask(mask)
    return mask


def _in_the_way(target: str, error: OSError) -> str:
    if isinstance(error, NotADirectoryError):
        return f"on the way to {shown(target)} there is a link or a file; only real folders are entered"
    reason = os.strerror(error.errno or 0)
    return f"{shown(target)} cannot be put at the destination ({reason}); nothing was replaced there"
