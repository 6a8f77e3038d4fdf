"""What sweeps of a site remember, in one SQLite file for its owner alone: documents, and addresses to ask."""

import json
import os
import sqlite3
import stat
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from withhold.domain.errors import UsageError
from withhold.domain.verdict import Decision, DocumentVerdict
from withhold.incident.watch.sweep.interface import Known
from withhold.inspection.record import NotARecord, from_json, to_json

SCHEMA = "withhold.sweep-memory/1"
_TABLES = """
CREATE TABLE IF NOT EXISTS about (name TEXT PRIMARY KEY, value TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS known (
  url TEXT PRIMARY KEY, sha256 TEXT NOT NULL, size INTEGER NOT NULL, media_type TEXT NOT NULL, etag TEXT,
  last_modified TEXT, first_seen TEXT NOT NULL, last_seen TEXT NOT NULL, changed TEXT NOT NULL, decision TEXT,
  people INTEGER NOT NULL, engine TEXT NOT NULL, gone INTEGER NOT NULL, verdict TEXT
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS waiting (
  place INTEGER PRIMARY KEY, url TEXT NOT NULL UNIQUE, depth INTEGER NOT NULL, guessed INTEGER NOT NULL,
  asked INTEGER NOT NULL DEFAULT 0
);
"""
_NAMES = (
    "url",
    "sha256",
    "size",
    "media_type",
    "etag",
    "last_modified",
    "first_seen",
    "last_seen",
    "changed",
)
_COLUMNS = ", ".join((*_NAMES, "decision", "people", "engine", "gone"))


class MemoryUnusable(UsageError):
    """A file of sweeps that cannot be used; one line that says what to do."""


class SiteMemory:
    """The memory of one site. Not safe to use from several threads."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._db = connection

    @classmethod
    @contextmanager
    def open(cls, path: Path) -> Iterator["SiteMemory"]:
        """The memory in a file, made if there is none, for one sweep at a time. Raises MemoryUnusable."""
        _private(path)
        try:
            connection = sqlite3.connect(path, timeout=2, isolation_level=None)
        except sqlite3.Error:
            raise MemoryUnusable(f"{path} cannot be opened; give --state another name") from None
        try:
            try:
                # Held until the end: a second sweep of the same site would ask and tell everything twice.
                connection.execute("PRAGMA locking_mode = EXCLUSIVE")
                connection.execute("PRAGMA journal_mode = WAL")
                connection.execute("PRAGMA synchronous = NORMAL")
                connection.execute("BEGIN IMMEDIATE")
                connection.execute("COMMIT")
                connection.executescript(_TABLES)
                _check(connection, path)
            except sqlite3.OperationalError:
                raise MemoryUnusable(f"another sweep uses {path}; wait for it, or give another") from None
            except sqlite3.DatabaseError:
                raise MemoryUnusable(f"{path} is no memory of sweeps; give --state another name") from None
            yield cls(connection)
        finally:
            connection.close()

    def known(self, url: str) -> Known | None:
        """What is remembered of an address."""
        row = self._db.execute(f"SELECT {_COLUMNS} FROM known WHERE url = ?", (url,)).fetchone()
        return None if row is None else _known(row)

    def everything(self) -> Iterator[Known]:
        """All that is remembered, by address."""
        for row in self._db.execute(f"SELECT {_COLUMNS} FROM known ORDER BY url"):
            yield _known(row)

    def verdict(self, url: str) -> DocumentVerdict | None:
        """The standing verdict on what stands at an address; None where there is none, or it is damaged."""
        row = self._db.execute("SELECT verdict FROM known WHERE url = ?", (url,)).fetchone()
        if row is None or row[0] is None:
            return None
        try:
            return from_json(json.loads(row[0]))
        except (NotARecord, ValueError):
            return None

    def remember(self, known: Known, verdict: DocumentVerdict | None = None) -> None:
        """Keep this of an address; the verdict of before where none is given."""
        values = (
            known.url, known.sha256, known.size, known.media_type, known.etag, known.last_modified,
            known.first_seen.isoformat(), known.last_seen.isoformat(), known.changed.isoformat(),
            None if known.decision is None else str(known.decision), known.people, known.engine,
            int(known.gone),
        )  # fmt: skip
        text = None if verdict is None else json.dumps(to_json(verdict))
        marks = ", ".join("?" * (len(values) + 1))
        self._db.execute(
            f"INSERT INTO known ({_COLUMNS}, verdict) VALUES ({marks}) ON CONFLICT (url) DO UPDATE SET "
            + ", ".join(f"{name} = excluded.{name}" for name in _COLUMNS.split(", ")[1:])
            + ", verdict = coalesce(excluded.verdict, verdict)",
            (*values, text),
        )

    def begin(self, order: str, starts: Iterable[tuple[str, int, bool]]) -> bool:
        """Begin a sweep with these addresses (with depth, and whether they are guessed), or go on with the
        one of the same order that did not end. Returns whether it goes on."""
        goes_on = self._about("order") == order and bool(self.waiting(1))
        if not goes_on:
            with self._all_or_none():
                self._db.execute("DELETE FROM waiting")
                self._tell("order", order)
                self._tell("begun", datetime.now(UTC).isoformat())
                self._add(starts)
                known = self._db.execute("SELECT url FROM known WHERE gone = 0 ORDER BY url").fetchall()
                self._add((url, 0, False) for (url,) in known)
        return goes_on

    def add(self, found: Iterable[tuple[str, int, bool]]) -> None:
        """Addresses to ask in this sweep, each once."""
        with self._all_or_none():
            self._add(found)

    def waiting(self, count: int) -> list[tuple[str, int, bool]]:
        """The next addresses to ask, with their depth and whether they are guessed."""
        rows = self._db.execute(
            "SELECT url, depth, guessed FROM waiting WHERE asked = 0 ORDER BY place LIMIT ?", (count,)
        )
        return [(url, depth, bool(guessed)) for url, depth, guessed in rows]

    def drawn(self, urls: Sequence[str]) -> None:
        """These are being asked: they are not given by `waiting` again until `undrawn`."""
        self._db.executemany("UPDATE waiting SET asked = 1 WHERE url = ?", [(url,) for url in urls])

    def done(self, url: str) -> None:
        """What was at this address was told: this sweep does not ask it again."""
        self._db.execute("UPDATE waiting SET asked = 2 WHERE url = ?", (url,))

    def undrawn(self) -> None:
        """What was being asked when a sweep was broken off is asked again."""
        self._db.execute("UPDATE waiting SET asked = 0 WHERE asked = 1")

    def counts(self) -> tuple[int, int]:
        """Addresses that this sweep knows, and those of them that are still to be asked."""
        all_of, left = self._db.execute("SELECT count(*), sum(asked = 0) FROM waiting").fetchone()
        return all_of, left or 0

    def last_whole(self) -> datetime | None:
        """When the last sweep began that came to its end: what was not there then appeared later."""
        told = self._about("whole")
        return None if told is None else datetime.fromisoformat(told)

    def ended(self) -> None:
        """The sweep looked at everything."""
        begun = self._about("begun")
        with self._all_or_none():
            if begun is not None:
                self._tell("whole", begun)
            self._db.execute("DELETE FROM waiting")

    def _add(self, found: Iterable[tuple[str, int, bool]]) -> None:
        self._db.executemany(
            "INSERT INTO waiting (url, depth, guessed) VALUES (?, ?, ?) ON CONFLICT (url) DO NOTHING",
            list(found),
        )

    def _about(self, name: str) -> str | None:
        row = self._db.execute("SELECT value FROM about WHERE name = ?", (name,)).fetchone()
        return None if row is None else str(row[0])

    def _tell(self, name: str, value: str) -> None:
        self._db.execute("INSERT OR REPLACE INTO about VALUES (?, ?)", (name, value))

    @contextmanager
    def _all_or_none(self) -> Iterator[None]:
        self._db.execute("BEGIN IMMEDIATE")
        try:
            yield
        except BaseException:
            self._db.execute("ROLLBACK")
            raise
        self._db.execute("COMMIT")


def _known(row: Sequence[Any]) -> Known:
    url, sha256, size, media_type, etag, modified, first, last, changed, decision, people, engine, gone = row
    return Known(
        url, sha256, size, media_type, etag, modified,
        datetime.fromisoformat(first), datetime.fromisoformat(last), datetime.fromisoformat(changed),
        None if decision is None else Decision(decision), people, engine, bool(gone),
    )  # fmt: skip


def _private(path: Path) -> None:
    """Made with mode 0600 before SQLite would make it with another; refused where others may read it."""
    try:
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NOCTTY, 0o600)
    except OSError as error:
        reason = os.strerror(error.errno or 0)
        raise MemoryUnusable(f"{path} cannot be opened ({reason}); give --state another name") from None
    try:
        found = os.fstat(descriptor)
    finally:
        os.close(descriptor)
    if not stat.S_ISREG(found.st_mode):
        raise MemoryUnusable(f"{path} is no file; give --state the name of one")
    if found.st_mode & (stat.S_IRWXG | stat.S_IRWXO):
        raise MemoryUnusable(f"{path} is open to others: it says what was found where; run chmod 600 on it")


def _check(connection: sqlite3.Connection, path: Path) -> None:
    connection.execute("INSERT OR IGNORE INTO about VALUES ('schema', ?)", (SCHEMA,))
    if connection.execute("SELECT value FROM about WHERE name = 'schema'").fetchone() != (SCHEMA,):
        raise MemoryUnusable(f"{path} is of another version; give --state another name")
