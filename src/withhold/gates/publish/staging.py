"""Private copies of what is to be published: made once, inspected, cleared, and moved as they are."""

import fcntl
import hashlib
import os
import secrets
import shutil
from contextlib import AbstractContextManager, suppress
from pathlib import Path
from types import TracebackType
from typing import Self

from withhold.clearance.state import State
from withhold.domain.errors import WithholdError
from withhold.fleet.walk import STANDARD_INPUT
from withhold.gates.interface import Source, Staged
from withhold.inspection.opening import Opened, Unreadable, open_path, open_stream

_BLOCK = 1 << 20
_PREFIX = "publish-"


class StagingFailed(WithholdError):
    """The private copy could not be made (a full disk); nothing was published."""

    exit_code = 1


class Staging:
    """A folder of this run below `state.staging`, locked while the run lives, removed at its end.

    What killed runs left there is removed at the start: the kernel drops the lock of a dead process.
    """

    def __init__(self, state: State) -> None:
        self._below = state.staging
        self._folder = Path()
        self._lock = -1
        self._count = 0

    def __enter__(self) -> Self:
        for leftover in self._below.glob(f"{_PREFIX}*"):
            _remove_if_dead(leftover)
        while self._lock < 0:
            self._folder = self._below / f"{_PREFIX}{secrets.token_hex(8)}"
            try:
                self._folder.mkdir(mode=0o700)
            except OSError as error:
                raise _failed(error) from None
            self._lock = _locked(self._folder)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        shutil.rmtree(self._folder, ignore_errors=True)  # what is left is removed at the next start
        os.close(self._lock)

    def stage(self, source: Source) -> Staged:
        """Copy the bytes through one descriptor, hashing them on the way.

        Raises Unreadable for a source that cannot be read or changed meanwhile, StagingFailed for a copy
        that cannot be written.
        """
        self._count += 1
        file = self._folder / str(self._count)
        with _opened(source) as opened:
            before = opened.state()
            sha256 = _copy(opened, file)
            if opened.state() != before:
                raise Unreadable("changed while it was copied")
        return Staged(source, file, sha256, opened.size)


def _opened(source: Source) -> AbstractContextManager[Opened]:
    if source.path == STANDARD_INPUT:
        return open_stream(0, source.path)
    return open_path(source.path)


def _copy(opened: Opened, file: Path) -> str:
    digest = hashlib.sha256()
    offset = 0
    try:
        descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
        with open(descriptor, "wb", buffering=0) as copy:
            while block := _read(opened, offset):
                digest.update(block)
                offset += len(block)
                if offset > opened.size:
                    raise Unreadable("changed while it was copied")  # it may grow for ever
                rest = memoryview(block)
                while rest:
                    rest = rest[copy.write(rest) :]
            os.fsync(descriptor)
    except OSError as error:
        raise _failed(error) from None
    if offset != opened.size:
        raise Unreadable("changed while it was copied")
    return digest.hexdigest()


def _failed(error: OSError) -> StagingFailed:
    reason = os.strerror(error.errno or 0)
    return StagingFailed(f"the private copy could not be written ({reason}); nothing was published")


def _read(opened: Opened, offset: int) -> bytes:
    try:
        return os.pread(opened.descriptor, _BLOCK, offset)
    except OSError as error:
        raise Unreadable(os.strerror(error.errno or 0)) from None


def _locked(folder: Path) -> int:
    """The lock on a new folder; -1 if somebody took it for a leftover and removed it meanwhile."""
    try:
        descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    except FileNotFoundError:
        return -1
    fcntl.flock(descriptor, fcntl.LOCK_EX)
    with suppress(FileNotFoundError):
        if os.path.samestat(os.fstat(descriptor), os.stat(folder)):
            return descriptor
    os.close(descriptor)
    return -1


def _remove_if_dead(folder: Path) -> None:
    try:
        descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC | os.O_NOFOLLOW)
    except FileNotFoundError:
        return  # another run was quicker
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        shutil.rmtree(folder, ignore_errors=True)  # another run may be removing it, too
    except BlockingIOError:
        return  # its run is alive
    finally:
        os.close(descriptor)
