"""Files and logs as parts: opened at once, so that what is moved or rotated afterwards is still read."""

import base64
import os
import stat
from collections.abc import Iterator, Mapping
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import quote

from withhold.incident.preservation.interface import Failure, What, Why

_PIECE = 1 << 20
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class Refused(Exception):
    """The file cannot be preserved; `why` is the word for the ledger."""

    def __init__(self, why: Why, detail: str) -> None:
        super().__init__(detail)
        self.why = why


class FilePart:
    """A file as it is when it is opened: so many bytes of it are copied, though it may grow meanwhile.

    It follows the file, not the name: moved to quarantine, unlinked or rotated, it is read all the same.
    """

    def __init__(self, path: Path, what: What, number: int) -> None:
        """Opens it. Raises Refused; a pipe or a device is never opened for longer than a look."""
        self.path = path
        self.what = what
        self.name = f"{what}s/{number:04d}"
        self._link = os.readlink(path) if path.is_symlink() else None
        try:
            self._descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC | os.O_NONBLOCK)
        except FileNotFoundError:
            raise Refused(Why.MISSING, "there is no such file") from None
        except OSError as error:
            raise Refused(Why.UNREADABLE, os.strerror(error.errno or 0)) from None
        self._found = os.fstat(self._descriptor)
        if not stat.S_ISREG(self._found.st_mode):
            self.close()
            raise Refused(Why.NO_FILE, "it is no ordinary file")
        self._copied = 0
        self._opened = datetime.now(UTC)
        self._problem: str | None = None

    @property
    def size(self) -> int:
        return self._found.st_size

    def pieces(self) -> Iterator[bytes]:
        """The bytes that it had when it was opened; fewer if it was cut meanwhile."""
        while self._copied < self.size:
            try:
                piece = os.pread(self._descriptor, min(_PIECE, self.size - self._copied), self._copied)
            except OSError as error:
                self._problem = os.strerror(error.errno or 0)
                return
            if not piece:
                self._problem = "it was cut while it was copied"
                return
            self._copied += len(piece)
            yield piece

    def facts(self) -> Mapping[str, Any]:
        """Where and what it is, and what happened to it while it was copied. Times in UTC."""
        found, after = self._found, os.fstat(self._descriptor)
        return {
            "kind": str(self.what),
            "path": quote(os.fsencode(self.path.absolute())),
            "link": None if self._link is None else quote(os.fsencode(self._link)),
            "from_offset": 0,
            "opened": self._opened.isoformat(),
            "size_after": after.st_size,
            "names_after": after.st_nlink,
            "same_name": self._has_its_name(),
            "problem": self._problem,
            "mode": f"{stat.S_IMODE(found.st_mode):04o}",
            "owner": found.st_uid,
            "group": found.st_gid,
            "device": found.st_dev,
            "inode": found.st_ino,
            "names": found.st_nlink,
            "modified": _time(found.st_mtime_ns),
            "changed": _time(found.st_ctime_ns),
            "attributes": _attributes(self._descriptor),
        }

    def failure(self) -> Failure | None:
        """That it is not whole, once it was read."""
        if self._problem is None:
            return None
        return Failure(self.what, Why.CUT_SHORT, str(self.path), self._problem)

    def close(self) -> None:
        os.close(self._descriptor)

    def _has_its_name(self) -> bool:
        """False where the name leads to another file by now, or to none: moved, or rotated."""
        with suppress(OSError):
            return os.path.samestat(os.stat(self.path), self._found)
        return False


def _attributes(descriptor: int) -> dict[str, str] | None:
    """Extended attributes in Base64, access lists (`system.posix_acl_access`) among them; None: not told."""
    try:
        return {
            name: base64.b64encode(os.getxattr(descriptor, name)).decode()
            for name in sorted(os.listxattr(descriptor))
        }
    except OSError:
        return None


def _time(nanoseconds: int) -> str | None:
    try:
        return (_EPOCH + timedelta(microseconds=nanoseconds // 1000)).isoformat()
    except OverflowError:
        return None
