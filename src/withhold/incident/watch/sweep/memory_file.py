"""The file that sweeps remember in: SQLite, for its owner alone, for one sweep at a time, safe to kill."""

import os
import sqlite3
import stat
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from time import monotonic

from withhold.domain.errors import UsageError

_APPLICATION = 0x77685357
_VERSION = 1
_LONGEST_KEPT = 0.5
"""Seconds until what is the same is on the disk."""
_SCHEMA = """
CREATE TABLE sweeps (
  number INTEGER PRIMARY KEY, plan TEXT NOT NULL, started TEXT NOT NULL, ended TEXT
);
CREATE TABLE addresses (
  url TEXT PRIMARY KEY, asked TEXT, absent TEXT, trouble TEXT NOT NULL DEFAULT '', depth INTEGER NOT NULL,
  sha256 TEXT, size INTEGER, media_type TEXT, etag TEXT, last_modified TEXT,
  first_seen TEXT, last_seen TEXT, changed TEXT, decision TEXT, people INTEGER, engine TEXT,
  gone INTEGER NOT NULL DEFAULT 0
) WITHOUT ROWID;
CREATE TABLE verdicts (url TEXT PRIMARY KEY, verdict TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE waiting (
  place INTEGER PRIMARY KEY AUTOINCREMENT, url TEXT NOT NULL UNIQUE, depth INTEGER NOT NULL,
  done INTEGER NOT NULL DEFAULT 0
);
"""
Change = tuple[str, Sequence[object]]
"""A statement and its values."""


class MemoryUnusable(UsageError):
    """A file of sweeps that is another file, open to others, damaged, or in use."""


class MemoryFile:
    """The open file. Raises MemoryUnusable."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._since = 0.0
        self._changes: dict[str, list[Sequence[object]]] = {}
        _prepare(path)
        try:
            # No cursor of its own for transactions: each change is one, and so whole or not there.
            self._db = sqlite3.connect(path, isolation_level=None, timeout=2.0)
            self._set_up()
        except sqlite3.Error as error:
            with suppress(AttributeError):  # where there is none yet
                self._db.close()
            raise self._unusable(error) from None

    def close(self) -> None:
        """Let go of the file; what was learnt is in it."""
        with suppress(MemoryUnusable):  # then what was the same is told again: nothing else is open
            self._settle()
        self._db.close()

    @contextmanager
    def _together(self) -> Iterator[None]:
        """Changes that are made together or not at all. Raises MemoryUnusable."""
        try:
            self._settle()
            self._db.execute("BEGIN IMMEDIATE")
            try:
                yield
            except BaseException:
                if self._db.in_transaction:
                    self._db.execute("ROLLBACK")
                raise
            self._db.execute("COMMIT")
        except sqlite3.Error as error:
            raise self._unusable(error) from None

    def _later(self, *changes: Change) -> None:
        """Changes that reach the disk with the next ones, or after half a second. Raises MemoryUnusable."""
        if not self._changes:
            self._since = monotonic()
        for statement, values in changes:
            self._changes.setdefault(statement, []).append(values)
        if monotonic() - self._since > _LONGEST_KEPT:
            self._settle()

    def _settle(self) -> None:
        """What was kept for later reaches the disk. Raises MemoryUnusable."""
        if not self._changes:
            return
        changes, self._changes = self._changes, {}
        try:
            self._db.execute("BEGIN IMMEDIATE")
            for statement, values in changes.items():
                self._db.executemany(statement, values)
            self._db.execute("COMMIT")
        except sqlite3.Error as error:
            if self._db.in_transaction:
                self._db.execute("ROLLBACK")
            raise self._unusable(error) from None

    def _set_up(self) -> None:
        # One sweep at a time: with this mode the first to write holds the file until it ends, or dies.
        self._db.execute("PRAGMA locking_mode = EXCLUSIVE")
        found = self._db.execute("PRAGMA application_id").fetchone()[0]
        version = self._db.execute("PRAGMA user_version").fetchone()[0]
        tables = self._db.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]
        if tables and (found, version) != (_APPLICATION, _VERSION):
            raise MemoryUnusable(f"{self._path} is no memory of a sweep; give --state another name")
        self._db.execute("PRAGMA journal_mode = WAL")
        self._db.execute("PRAGMA synchronous = NORMAL")
        with self._together():
            if not tables:
                for statement in filter(str.strip, _SCHEMA.split(";")):
                    self._db.execute(statement)
                self._db.execute(f"PRAGMA application_id = {_APPLICATION}")
                self._db.execute(f"PRAGMA user_version = {_VERSION}")

    def _unusable(self, error: sqlite3.Error) -> MemoryUnusable:
        if error.sqlite_errorcode == sqlite3.SQLITE_BUSY:
            return MemoryUnusable(f"another sweep uses {self._path}; wait for it, or give another --state")
        if error.sqlite_errorcode in (sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_CORRUPT):
            return MemoryUnusable(f"{self._path} is no memory of a sweep, or damaged; give another --state")
        return MemoryUnusable(
            f"{self._path} cannot be used ({error.sqlite_errorname}); check disk and rights"
        )


def _prepare(path: Path) -> None:
    """The file, for its owner alone. Raises MemoryUnusable."""
    try:
        os.close(os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NONBLOCK, 0o600))
        found = path.stat()
    except OSError as error:
        reason = os.strerror(error.errno or 0)
        raise MemoryUnusable(f"{path} cannot be opened ({reason}); check --state") from None
    if not stat.S_ISREG(found.st_mode):
        raise MemoryUnusable(f"{path} is no file; give --state the name of one")
    if found.st_mode & (stat.S_IRWXG | stat.S_IRWXO) or found.st_uid != os.geteuid():
        # Whoever writes there says what was judged; whoever reads there learns where people's data lies.
        raise MemoryUnusable(f"{path} is open to others; run chmod 600 on it, or give another --state")
