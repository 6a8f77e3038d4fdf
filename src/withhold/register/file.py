"""An open register: matches, and follows what other processes add and remove."""

import os
import time
from collections.abc import Callable, Sequence
from fcntl import LOCK_SH, LOCK_UN, flock

from withhold.register.asking import Asker
from withhold.register.digests import FileKeys
from withhold.register.interface import Hit, RegisterError, Row
from withhold.register.layout import Header
from withhold.register.matching import Matcher
from withhold.register.records import Records
from withhold.register.screening import Screen, match_records
from withhold.register.snapshot import Snapshot, read_header
from withhold.signing.keys import KeySource

FRESH = 5.0
"""Seconds for which the file is not asked again whether it changed."""


class RegisterInFile:
    """A register file that stays open; implements `register.interface.Register`."""

    def __init__(self, path: str, source: KeySource, clock: Callable[[], float] = time.monotonic) -> None:
        self._path = path
        self._source = source
        self._clock = clock
        self._descriptor = -1
        self._open()

    @property
    def version(self) -> str:
        """The version of what is matched now."""
        return self.snapshot.header.version

    def match(self, rows: list[Row]) -> list[Hit]:
        """See `Register.match`."""
        self._follow()
        return self._matcher.match(rows)

    def match_records(self, records: Records, listed: Sequence[Sequence[str]]) -> list[Hit]:
        """`match` of the rows of these records of a list; faster where most of them are nobody's."""
        self._follow()
        return match_records(self._matcher, self._screen, records, listed)

    def may_hold_names(self, names: list[str]) -> list[bool]:
        """See `Register.may_hold_names`."""
        self._follow()
        return self._matcher.may_hold_names(names)

    def close(self) -> None:
        """Let go of the file. Nothing can be matched afterwards."""
        if self._descriptor >= 0:
            os.close(self._descriptor)
            self._descriptor = -1

    def _open(self) -> None:
        descriptor = opened(self._path, os.O_RDONLY)
        try:
            header, keys = settled(descriptor, self._source, self._path)
            snapshot = Snapshot(descriptor, header, keys, self._path)
        except BaseException:
            os.close(descriptor)
            raise
        self.close()
        self._descriptor = descriptor
        self._use(snapshot)

    def _use(self, snapshot: Snapshot) -> None:
        self.snapshot = snapshot
        asker = Asker(snapshot)
        self._matcher = Matcher(snapshot, asker)
        self._screen = Screen(snapshot, asker)
        self._checked = self._clock()

    def _follow(self) -> None:
        """Go on to a newer generation or a new file. Raises RegisterError if there is none that holds."""
        if self._descriptor < 0:
            raise RegisterError(f"{self._path} was closed")
        # To read a mapped file behind its end would be the death of this process.
        if os.fstat(self._descriptor).st_size < self.snapshot.header.length:
            raise RegisterError(f"{self._path} was cut: its end is missing; restore it, or build it anew")
        if self._clock() - self._checked < FRESH:
            return
        try:
            there = os.stat(self._path)
        except OSError as error:
            raise _unreadable(self._path, error) from None
        ours = os.fstat(self._descriptor)
        if (there.st_dev, there.st_ino) != (ours.st_dev, ours.st_ino):
            self._open()
            return
        header, keys = settled(self._descriptor, self._source, self._path)
        now = self.snapshot.header
        if header.identity != now.identity or header.generation < now.generation:
            raise RegisterError(f"{self._path} was put back to an older state; restore the newest one")
        if header.generation == now.generation:
            self._checked = self._clock()
            return
        self._use(Snapshot(self._descriptor, header, keys, self._path))


def opened(path: str, flags: int) -> int:
    """A descriptor of the register file. Raises RegisterError if it cannot be opened."""
    try:
        return os.open(path, flags | os.O_CLOEXEC | os.O_NOCTTY)
    except OSError as error:
        raise _unreadable(path, error) from None


def settled(descriptor: int, source: KeySource, path: str) -> tuple[Header, FileKeys]:
    """The newest header, read again when nobody is writing if it does not hold at first."""
    try:
        return read_header(descriptor, source, path)
    except RegisterError:
        flock(descriptor, LOCK_SH)
        try:
            return read_header(descriptor, source, path)
        finally:
            flock(descriptor, LOCK_UN)
    except OSError as error:
        raise _unreadable(path, error) from None


def _unreadable(path: str, error: OSError) -> RegisterError:
    reason = os.strerror(error.errno or 0)
    return RegisterError(f"the register {path} cannot be read ({reason}); give the path of a register")
