"""Whether a file may be where it is: a lone regular file whose exact bytes have a standing clearance."""

import hashlib
import os
import stat
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from withhold.clearance.interface import Shelf
from withhold.domain.errors import WithholdError
from withhold.gates.guard.tree import mark_of

_BLOCK = 1 << 20
_READINGS = 3
"""Times that a file is read anew when it changed meanwhile, before that alone condemns it."""
_REPLACEMENTS = 5
"""Times that a name is opened anew when another file took it meanwhile."""
_KINDS = {
    stat.S_IFLNK: "a symbolic link",
    stat.S_IFIFO: "a named pipe",
    stat.S_IFSOCK: "a socket",
    stat.S_IFCHR: "a device",
    stat.S_IFBLK: "a device",
}


ShelfMark = tuple[int, int]
"""Different after any record of some bytes was added to the shelf or taken from it."""


@dataclass(frozen=True, slots=True)
class Judged:
    """`found` is what was judged. `sha256` in hex, None where nothing was read.

    `not_after` is when the clearance ends, None for what is not cleared. `shelf` tells a later look whether
    the clearances changed since.
    """

    cleared: bool
    why: str
    found: os.stat_result
    sha256: str | None = None
    not_after: datetime | None = None
    shelf: ShelfMark = (0, 0)


@dataclass(frozen=True, slots=True)
class Judge:
    """Asks the shelf; `mark` gives a digest's ShelfMark.

    `known_size` says whether bytes of this size may be cleared at all, where that is known without reading.
    """

    shelf: Shelf
    mark: Callable[[str], ShelfMark]
    known_size: Callable[[int], bool] = field(default=lambda _size: True)

    def judge(self, folder: int, name: str, found: os.stat_result, now: datetime) -> Judged:
        """The judgement on one name in an open folder, for the time `now`.

        Anything that keeps the bytes or the clearance from being read is a no. Raises FileNotFoundError for
        what is gone.
        """
        kind = stat.S_IFMT(found.st_mode)
        if kind != stat.S_IFREG:
            return Judged(False, f"{_KINDS.get(kind, 'no regular file')} is never cleared", found)
        if found.st_nlink != 1:
            return Judged(False, f"a file with {found.st_nlink} names (hard links) is never cleared", found)
        try:
            if not self.known_size(found.st_size):
                return Judged(False, "no clearance is for a file of its size", found)
            found, digest = digest_of(folder, name)
        except FileNotFoundError:
            raise
        except OSError as error:
            return Judged(False, f"it cannot be read ({os.strerror(error.errno or 0)})", found)
        if digest is None:
            return Judged(False, "it changed while it was read", found)
        return self._asked(digest, found, now)

    def _asked(self, digest: str, found: os.stat_result, now: datetime) -> Judged:
        # Taken before the answer: a record that comes meanwhile is asked about again.
        mark = self.mark(digest)
        try:
            standing = self.shelf.standing(digest, now)
        except (OSError, WithholdError) as error:
            reason = f"its clearance cannot be read ({type(error).__name__})"
            return Judged(False, reason, found, digest, None, mark)
        return Judged(standing.cleared, standing.why, found, digest, standing.not_after, mark)


def digest_of(folder: int, name: str) -> tuple[os.stat_result, str | None]:
    """State and SHA-256 of a file, read through one descriptor; None where it does not hold still.

    None also for what is no lone regular file any more. Raises OSError where it cannot be opened or read.
    """
    flags = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC | os.O_NOCTTY
    for _ in range(_REPLACEMENTS):
        descriptor = os.open(name, flags, dir_fd=folder)
        try:
            found, digest = _digest_of_open(descriptor)
            gone = os.fstat(descriptor).st_nlink == 0
        finally:
            os.close(descriptor)
        # A file that lost its name was replaced in one step, as publishing does: judge what stands there now.
        if not gone:
            break
    return found, None if gone else digest


def _digest_of_open(descriptor: int) -> tuple[os.stat_result, str | None]:
    for _ in range(_READINGS):
        before = os.fstat(descriptor)
        if not stat.S_ISREG(before.st_mode) or before.st_nlink != 1:
            return before, None
        digest = hash_of(descriptor)
        after = os.fstat(descriptor)
        if mark_of(after) == mark_of(before):
            return after, digest
    return after, None


def hash_of(descriptor: int) -> str:
    """Hex SHA-256 of an open file from its beginning."""
    digest = hashlib.sha256()
    offset = 0
    while block := os.pread(descriptor, _BLOCK, offset):
        digest.update(block)
        offset += len(block)
    return digest.hexdigest()
