"""What a site's sweeps remember: one SQLite file, for its owner alone, safe to kill at any moment.

Addresses with what is known of the documents there, and the addresses that an unfinished sweep has still to
ask. No content of a document: its verdict with masked findings, as the journal of a check keeps it.
"""

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from withhold.domain.verdict import Decision, DocumentVerdict
from withhold.incident.watch.sweep.interface import Known
from withhold.incident.watch.sweep.memory_file import MemoryFile, MemoryUnusable
from withhold.inspection.record import NotARecord, from_json, to_json

_DOCUMENT = (
    "url, sha256, size, media_type, etag, last_modified, first_seen, last_seen, changed, decision, people, "
    "engine, gone"
)
_SAME = (
    "UPDATE addresses SET asked = ?1, trouble = '', last_seen = ?1, etag = ?2, last_modified = ?3 "
    "WHERE url = ?4"
)
_DONE = "UPDATE waiting SET done = 1 WHERE place = ?"
_DOCUMENT_THERE = ", ".join(f"addresses.{name}" for name in _DOCUMENT.split(", "))


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


class Memory(MemoryFile):
    """An open file of sweeps, for one sweep at a time. Raises MemoryUnusable."""

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
        row = self._db.execute("SELECT verdict FROM verdicts WHERE url = ?", (url,)).fetchone()
        return None if row is None else self._verdict(row[0])

    def end(self, now: datetime) -> None:
        """Everything was asked: the next sweep is a new one."""
        with self._together():
            self._db.execute("UPDATE sweeps SET ended = ? WHERE ended IS NULL", (_text(now),))
            self._db.execute("DELETE FROM waiting")

    def add(self, urls: Iterable[str], depth: int) -> None:
        """These are to be asked in this sweep, each once."""
        self._db.executemany(
            "INSERT OR IGNORE INTO waiting (url, depth) VALUES (?, ?)", ((url, depth) for url in urls)
        )

    def waiting(self, after: int, most: int) -> list[tuple[Waiting, Known | None]]:
        """The next addresses to be asked, in the order in which they were found, each with the document as it
        was seen there last; also one that is gone."""
        rows = self._db.execute(
            f"SELECT waiting.place, waiting.url, waiting.depth, {_DOCUMENT_THERE} FROM waiting "
            "LEFT JOIN addresses ON addresses.url = waiting.url "
            "WHERE place > ? AND done = 0 ORDER BY place LIMIT ?",
            (after, most),
        )
        return [(Waiting(*row[:3]), None if row[4] is None else _known(row[3:])) for row in rows]

    def left(self) -> int:
        """How many addresses are still to be asked."""
        self._settle()
        return int(self._db.execute("SELECT count(*) FROM waiting WHERE done = 0").fetchone()[0])

    def absent(self, url: str) -> datetime | None:
        """When a sweep last looked at the address and nothing was there."""
        row = self._db.execute("SELECT absent FROM addresses WHERE url = ?", (url,)).fetchone()
        return None if row is None or row[0] is None else datetime.fromisoformat(row[0])

    def standing(self) -> Iterator[Standing]:
        """Every document that is public as far as is known, and every address that could not be looked at."""
        self._settle()
        rows = self._db.execute(
            f"SELECT {_DOCUMENT}, verdict, trouble FROM addresses LEFT JOIN verdicts USING (url) "
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
                self._db.execute("INSERT OR REPLACE INTO verdicts VALUES (?, ?)", (waiting.url, told))
            self.pass_by(waiting)
            self.add(links, waiting.depth + 1)

    def same(self, waiting: Waiting, known: Known) -> None:
        """The document stands there as it did. This reaches the disk a little later, with what else is
        learnt: where a sweep is killed before, that it was the same is told again.
        """
        seen = _text(known.last_seen)
        now = (seen, known.etag, known.last_modified, known.url)
        self._later((_SAME, now), (_DONE, (waiting.place,)))

    def pass_by(self, waiting: Waiting) -> None:
        """It is not asked in this sweep any more."""
        self._db.execute(_DONE, (waiting.place,))

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

    def _verdict(self, text: str) -> DocumentVerdict:
        try:
            return from_json(json.loads(text))
        except (NotARecord, ValueError):
            raise MemoryUnusable(
                f"{self._path} holds a verdict of another version; sweep with another --state"
            ) from None


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
