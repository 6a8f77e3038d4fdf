"""What was judged already, so that a check over many files can be stopped and taken up again.

A text file of JSON lines, only ever appended to, readable by its owner alone. The first line says what it is;
each other line is one verdict under a key that covers everything which the verdict depends on: the bytes,
the path (its words are context), the engine, policy, profile, register and options.
"""

import hashlib
import json
import os
from dataclasses import dataclass
from typing import Any

from withhold.domain.piece import SkipReason
from withhold.domain.verdict import DocumentVerdict
from withhold.inspection.journal_file import (
    LONGEST_LINE,
    JournalError,
    journal_lines,
    lock_journal,
    open_journal,
)
from withhold.inspection.record import NotARecord, from_json, to_json

_HEADER = b'{"schema": "withhold.journal/1"}\n'
_START = b'{"key": "'
_KEY_BYTES = 16
_PASSING = frozenset({SkipReason.CRASHED, SkipReason.TIMED_OUT, SkipReason.UNREADABLE})
"""Reasons that may be gone the next time: such a document is inspected again."""


@dataclass(slots=True)
class Journal:
    """An open journal. `conditions` names everything but the document that its verdicts depend on."""

    descriptor: int
    conditions: bytes
    known: dict[bytes, int]

    @classmethod
    def open(cls, path: str, conditions: bytes) -> "Journal":
        """The journal at `path`, made if there is none, for one run at a time.

        A last line that was cut off by a kill is dropped. Raises JournalError.
        """
        descriptor = open_journal(path, os.O_RDWR | os.O_CREAT | os.O_APPEND)
        try:
            lock_journal(descriptor, path)
            journal = cls(descriptor, conditions, {})
            end = journal._index(path)
            os.ftruncate(descriptor, end)
            if end == 0:
                os.write(descriptor, _HEADER)
        except BaseException:
            os.close(descriptor)
            raise
        return journal

    @classmethod
    def reading(cls, path: str, conditions: bytes) -> "Journal":
        """The journal at `path` as another process writes it: what it holds now can be found."""
        journal = cls(open_journal(path, os.O_RDONLY), conditions, {})
        journal._index(path)
        return journal

    def find(self, digest: str, size: int, path: str) -> DocumentVerdict | None:
        """The verdict on a document that was judged under the same conditions; None where there is none."""
        key = self._key(digest, size, path)
        offset = self.known.get(key)
        if offset is None:
            return None
        line = _line_at(self.descriptor, offset)
        try:
            verdict = from_json(_checked(line, key))
        except (NotARecord, ValueError):
            # A damaged line proves nothing: the document is inspected.
            return None
        same = (verdict.sha256, verdict.size, verdict.path) == (digest, size, path)
        return verdict if same else None

    def add(self, document: DocumentVerdict) -> None:
        """Keep a verdict, unless it stands there already or its document was not looked at for a passing
        reason. Raises JournalError if it cannot be written.
        """
        key = self._key(document.sha256, document.size, document.path)
        if not document.sha256 or key in self.known:
            return
        if any(skipped.reason in _PASSING for skipped in document.skipped):
            return
        data = to_json(document)
        line = {"key": key.hex(), "check": _check(data, key), "document": data}
        content = json.dumps(line, ensure_ascii=True).encode("ascii") + b"\n"
        offset = os.lseek(self.descriptor, 0, os.SEEK_END)
        try:
            while content:
                content = content[os.write(self.descriptor, content) :]
        except OSError as error:
            raise JournalError(f"the journal cannot be written ({os.strerror(error.errno or 0)})") from None
        self.known[key] = offset

    def close(self) -> None:
        """Let go of the journal; what was added is on the disk."""
        try:
            os.fsync(self.descriptor)
        finally:
            os.close(self.descriptor)

    def _key(self, digest: str, size: int, path: str) -> bytes:
        told = json.dumps([digest, size, path]).encode("ascii")
        return hashlib.blake2b(told, key=self.conditions, digest_size=_KEY_BYTES).digest()

    def _index(self, path: str) -> int:
        """Learn where each verdict stands; returns where the last whole line ends."""
        end = 0
        for offset, line in journal_lines(self.descriptor):
            if not line.endswith(b"\n"):
                break
            if offset == 0 and line != _HEADER:
                raise JournalError(f"{path} is not a journal of a check; give --resume another name")
            if line.startswith(_START):
                try:
                    key = bytes.fromhex(line[len(_START) :][: 2 * _KEY_BYTES].decode("ascii"))
                    self.known[key] = offset
                except ValueError:
                    # Damage inside the file: that document is inspected again.
                    pass
            end = offset + len(line)
        if end == 0 and os.fstat(self.descriptor).st_size >= len(_HEADER):
            raise JournalError(f"{path} is not a journal of a check; give --resume another name")
        return end


def conditions_of(told: Any) -> bytes:
    """The digest of everything but the document that a verdict depends on, given as plain JSON values."""
    return hashlib.sha256(json.dumps(told, sort_keys=True).encode("utf-8")).digest()


def _line_at(descriptor: int, offset: int) -> bytes:
    """One line, read without moving the position, which forked processes share."""
    line = b""
    while len(line) < LONGEST_LINE:
        block = os.pread(descriptor, 1 << 16, offset + len(line))
        end = block.find(b"\n")
        if end >= 0 or not block:
            return line + block[: max(end, 0)]
        line += block
    return b""


def _checked(line: bytes, key: bytes) -> Any:
    """The document of a line, if it is whole and stands under its key. Raises ValueError."""
    data = json.loads(line)
    if not isinstance(data, dict) or data.get("key") != key.hex():
        raise NotARecord("line")
    document = data.get("document")
    if data.get("check") != _check(document, key):
        raise NotARecord("line")
    return document


def _check(data: Any, key: bytes) -> str:
    """Finds damage; against people the file's mode stands."""
    return hashlib.blake2b(json.dumps(data).encode("ascii"), key=key, digest_size=8).hexdigest()
