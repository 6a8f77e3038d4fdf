"""Which shards were looked at already, so that a scan can be stopped and taken up again.

A text file of JSON lines for its owner alone: it holds addresses of pages with rows, nothing of the rows.
"""

import hashlib
import json
import os
from dataclasses import asdict, dataclass, field
from typing import Any

from withhold.incident.watch.copies.interface import Copied, Looked, Stretch, Unlooked
from withhold.incident.watch.sources.interface import Shard
from withhold.inspection.journal_file import JournalError, journal_lines, lock_journal, open_journal

SCHEMA = "withhold.reposts-journal/1"


@dataclass(slots=True)
class Journal:
    """An open journal of scans with the fingerprints whose digest is `conditions`."""

    descriptor: int
    conditions: str
    known: dict[str, Looked] = field(default_factory=dict)

    @classmethod
    def open(cls, path: str, conditions: str) -> "Journal":
        """The journal at `path`, made if there is none, for one run at a time. Raises JournalError.

        A last line that was cut off by a kill is dropped.
        """
        descriptor = open_journal(path, os.O_RDWR | os.O_CREAT | os.O_APPEND)
        try:
            lock_journal(descriptor, path)
            journal = cls(descriptor, conditions)
            end = journal._learn(path)
            os.ftruncate(descriptor, end)
            if end == 0:
                journal._append({"schema": SCHEMA})
        except BaseException:
            os.close(descriptor)
            raise
        return journal

    def find(self, shard: Shard) -> Looked | None:
        """What a shard gave, if its files are as they were; None if it has to be looked at."""
        return self.known.get(self._key(shard))

    def add(self, shard: Shard, looked: Looked) -> None:
        """Keep what a shard gave, unless some of it could not be looked at, which may be gone next time."""
        if not looked.unlooked and shard.kind in _FILES:
            self._append({"key": self._key(shard), "looked": asdict(looked)})

    def close(self) -> None:
        """Let go of the journal; what was added is on the disk."""
        try:
            os.fsync(self.descriptor)
        finally:
            os.close(self.descriptor)

    def _key(self, shard: Shard) -> str:
        told = [self.conditions, shard.source, shard.kind, [(path, *_state(path)) for path in shard.paths]]
        return hashlib.sha256(json.dumps(told).encode("utf-8", "surrogatepass")).hexdigest()

    def _learn(self, path: str) -> int:
        end = 0
        for offset, line in journal_lines(self.descriptor):
            if not line.endswith(b"\n"):
                break
            told = _told(line)
            if offset == 0 and (told is None or told.get("schema") != SCHEMA):
                raise JournalError(f"{path} is not a journal of a scan; give --resume another name")
            if told is not None and "key" in told and (looked := _looked(told.get("looked"))) is not None:
                self.known[str(told["key"])] = looked
            end = offset + len(line)
        return end

    def _append(self, told: dict[str, Any]) -> None:
        content = json.dumps(told, ensure_ascii=True).encode("ascii") + b"\n"
        try:
            while content:
                content = content[os.write(self.descriptor, content) :]
        except OSError as error:
            raise JournalError(f"the journal cannot be written ({os.strerror(error.errno or 0)})") from None


_FILES = frozenset({"warc", "files"})
"""Kinds of shards whose content is that of files: addresses may answer otherwise the next time."""


def _state(path: str) -> tuple[int, int]:
    try:
        found = os.stat(path)
    except OSError:
        return -1, -1
    return found.st_size, found.st_mtime_ns


def _told(line: bytes) -> dict[str, Any] | None:
    try:
        told = json.loads(line)
    except ValueError:
        return None
    return told if isinstance(told, dict) else None


def _looked(told: Any) -> Looked | None:
    """What a line holds; None for a damaged one, whose shard is looked at again."""
    try:
        return Looked(
            tuple(
                Copied(**{**one, "stretches": tuple(Stretch(**part) for part in one["stretches"])})
                for one in told["copied"]
            ),
            tuple(Unlooked(**one) for one in told["unlooked"]),
            int(told["pages"]),
            int(told["bytes"]),
            int(told["without_text"]),
        )
    except (KeyError, TypeError, ValueError):
        return None
