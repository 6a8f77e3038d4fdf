"""What a site's sweeps remember: one SQLite file, for its owner alone, safe to kill at any moment.

Addresses with what is known of the documents there, and the addresses that an unfinished sweep has still to
ask. No content of a document: its verdict with masked findings, as the journal of a check keeps it.
"""

import json
import os
import sqlite3
import stat
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from withhold.domain.errors import UsageError
from withhold.domain.verdict import Decision, DocumentVerdict
from withhold.incident.watch.sweep.interface import Known
from withhold.inspection.record import NotARecord, from_json, to_json

_APPLICATION = 0x77685357
_VERSION = 1
_SCHEMA = """
CREATE TABLE sweeps (
  number INTEGER PRIMARY KEY, plan TEXT NOT NULL, started TEXT NOT NULL, ended TEXT
);
CREATE TABLE addresses (
  url TEXT PRIMARY KEY, asked TEXT, absent TEXT, trouble TEXT NOT NULL DEFAULT '', depth INTEGER NOT NULL,
  sha256 TEXT, size INTEGER, media_type TEXT, etag TEXT, last_modified TEXT,
  first_seen TEXT, last_seen TEXT, changed TEXT, decision TEXT, people INTEGER, engine TEXT,
  gone INTEGER NOT NULL DEFAULT 0, verdict TEXT
) WITHOUT ROWID;
CREATE TABLE waiting (
  place INTEGER PRIMARY KEY AUTOINCREMENT, url TEXT NOT NULL UNIQUE, depth INTEGER NOT NULL
);
CREATE TABLE done (url TEXT PRIMARY KEY) WITHOUT ROWID;
"""
_DOCUMENT = (
    "url, sha256, size, media_type, etag, last_modified, first_seen, last_seen, changed, decision, people, "
    "engine, gone"
)


class MemoryUnusable(UsageError):
    """A file of sweeps that is another file, open to others, damaged, or in use."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """An address that is still to be asked, and how many links away from the beginnings it is."""

    place: int
    url: str
    depth: int


@dataclass(frozen=True, slots=True)
class Standing:
    """What is public as far as is known: the document, its verdict (None where it was never read), and why
    it could not be looked at the last time, "" where it could."""

    url: str
    known: Known | None
    verdict: DocumentVerdict | None
    trouble: str


class Memory:
    """An open file of sweeps, for one sweep at a time. Raises MemoryUnusable."""

    def __init__(self, path: Path) -> None:
        self._path = path
        _prepare(path)
        try:
            # No cursor of its own for transactions: each change is one, and so whole or not there.
            self._db = sqlite3.connect(path, isolation_level=None, timeout=2.0)
            self._set_up()
        except sqlite3.Error as error:
            raise self._unusable(error) from None

    def begin(self, now: datetime, plan: str, starts: Iterable[str], beside: Iterable[str]) -> bool:
        """Take up the sweep that was not ended (then True), or begin one: with the starts, what may be beside
        them, and everything that was ever found. `plan` names what is swept.
        """
        row = self._db.execute("SELECT number FROM sweeps WHERE ended IS NULL").fetchone()
        with self._together():
            if row is not None:
                self._db.execute("UPDATE sweeps SET plan = ? WHERE ended IS NULL AND plan != ?", (plan, plan))
                self.add(starts, 0)
                return True
            self._db.execute("INSERT INTO sweeps (plan, started) VALUES (?, ?)", (plan, _text(now)))
            self._db.execute("DELETE FROM done")
            self._db.execute("DELETE FROM waiting")
            self.add(starts, 0)
            self.add(beside, 1)
            self._db.execute(
                "INSERT OR IGNORE INTO waiting (url, depth) SELECT url, depth FROM addresses "
                "ORDER BY decision IS NULL, url"
            )
        return False

    def last_whole(self, plan: str) -> datetime | None:
        """When the last sweep of the same began that came to its end: what it did not find appeared later."""
        row = self._db.execute(
            "SELECT started FROM sweeps WHERE ended IS NOT NULL AND plan = ? ORDER BY number DESC LIMIT 1",
            (plan,),
        ).fetchone()
        return None if row is None else datetime.fromisoformat(row[0])

    def verdict(self, url: str) -> DocumentVerdict | None:
        """The verdict that stands on what is at an address."""
        row = self._db.execute("SELECT verdict FROM addresses WHERE url = ?", (url,)).fetchone()
        return None if row is None or row[0] is None else self._verdict(row[0])

    def end(self, now: datetime) -> None:
        """Everything was asked: the next sweep is a new one."""
        self._db.execute("UPDATE sweeps SET ended = ? WHERE ended IS NULL", (_text(now),))

    def add(self, urls: Iterable[str], depth: int) -> None:
        """These are to be asked in this sweep, each once."""
        self._db.executemany(
            "INSERT OR IGNORE INTO waiting (url, depth) SELECT ?1, ?2 "
            "WHERE NOT EXISTS (SELECT 1 FROM done WHERE url = ?1)",
            ((url, depth) for url in urls),
        )

    def waiting(self, after: int, most: int) -> list[Waiting]:
        """The next addresses to be asked, in the order in which they were found."""
        rows = self._db.execute(
            "SELECT place, url, depth FROM waiting WHERE place > ? ORDER BY place LIMIT ?", (after, most)
        )
        return [Waiting(*row) for row in rows]

    def left(self) -> int:
        """How many addresses are still to be asked."""
        return int(self._db.execute("SELECT count(*) FROM waiting").fetchone()[0])

    def known(self, url: str) -> Known | None:
        """The document at an address, as it was seen last; also one that is gone."""
        row = self._db.execute(
            f"SELECT {_DOCUMENT} FROM addresses WHERE url = ? AND sha256 IS NOT NULL", (url,)
        ).fetchone()
        return None if row is None else _known(row)

    def absent(self, url: str) -> datetime | None:
        """When a sweep last looked at the address and nothing was there."""
        row = self._db.execute("SELECT absent FROM addresses WHERE url = ?", (url,)).fetchone()
        return None if row is None or row[0] is None else datetime.fromisoformat(row[0])

    def standing(self) -> Iterator[Standing]:
        """Every document that is public as far as is known, and every address that could not be looked at."""
        rows = self._db.execute(
            f"SELECT {_DOCUMENT}, verdict, trouble FROM addresses "
            "WHERE (sha256 IS NOT NULL AND gone = 0) OR trouble != '' ORDER BY url"
        )
        for *row, verdict, trouble in rows:
            known = None if row[1] is None else _known(row)
            yield Standing(row[0], known, None if verdict is None else self._verdict(verdict), trouble)

    def learn(
        self,
        waiting: Waiting,
        asked: datetime,
        links: Iterable[str] = (),
        known: Known | None = None,
        verdict: DocumentVerdict | None = None,
        absent: bool = False,
        trouble: str = "",
    ) -> None:
        """What came of asking an address, and the addresses it leads to, in one piece.

        Without `known` what was known stays, without `verdict` the one that was given. Raises MemoryUnusable
        where the disk is full.
        """
        with self._together():
            self._db.execute(
                "INSERT INTO addresses (url, asked, depth, trouble) VALUES (?1, ?2, ?3, ?4) "
                "ON CONFLICT (url) DO UPDATE SET asked = ?2, trouble = ?4, depth = min(depth, ?3)",
                (waiting.url, _text(asked), waiting.depth, trouble),
            )
            if absent:
                self._db.execute("UPDATE addresses SET absent = ? WHERE url = ?", (_text(asked), waiting.url))
            if known is not None:
                self._keep(known)
            if verdict is not None:
                told = json.dumps(to_json(verdict), separators=(",", ":"))
                self._db.execute("UPDATE addresses SET verdict = ? WHERE url = ?", (told, waiting.url))
            self._db.execute("INSERT OR IGNORE INTO done (url) VALUES (?)", (waiting.url,))
            self._db.execute("DELETE FROM waiting WHERE place = ?", (waiting.place,))
            self.add(links, waiting.depth + 1)

    def pass_by(self, waiting: Waiting) -> None:
        """It is not asked in this sweep; what is known of it stays."""
        self._db.execute("DELETE FROM waiting WHERE place = ?", (waiting.place,))

    def close(self) -> None:
        """Let go of the file; what was learnt is in it."""
        self._db.close()

    def _keep(self, known: Known) -> None:
        moments = (known.first_seen, known.last_seen, known.changed)
        self._db.execute(
            "UPDATE addresses SET sha256 = ?, size = ?, media_type = ?, etag = ?, last_modified = ?, "
            "first_seen = ?, last_seen = ?, changed = ?, decision = ?, people = ?, engine = ?, gone = ? "
            "WHERE url = ?",
            (
                *(known.sha256, known.size, known.media_type, known.etag, known.last_modified),
                *map(_text, moments),
                *(known.decision, known.people, known.engine, known.gone, known.url),
            ),
        )

    @contextmanager
    def _together(self) -> Iterator[None]:
        """Changes that are made together or not at all. Raises MemoryUnusable."""
        try:
            self._db.execute("BEGIN IMMEDIATE")
            try:
                yield
            except BaseException:
                self._db.execute("ROLLBACK")
                raise
            self._db.execute("COMMIT")
        except sqlite3.Error as error:
            raise self._unusable(error) from None

    def _verdict(self, text: str) -> DocumentVerdict:
        try:
            return from_json(json.loads(text))
        except (NotARecord, ValueError):
            raise MemoryUnusable(
                f"{self._path} holds a verdict of another version; sweep with another --state"
            ) from None

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
        with suppress(AttributeError):
            self._db.close()
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


def _known(row: Sequence[Any]) -> Known:
    url, sha256, size, media_type, etag, modified, first, last, changed, decision, people, engine, gone = row
    return Known(
        url=url,
        sha256=sha256,
        size=size,
        media_type=media_type,
        etag=etag,
        last_modified=modified,
        first_seen=datetime.fromisoformat(first),
        last_seen=datetime.fromisoformat(last),
        changed=datetime.fromisoformat(changed),
        decision=None if decision is None else Decision(decision),
        people=people,
        engine=engine,
        gone=bool(gone),
    )


def _text(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat()
