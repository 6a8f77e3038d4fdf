"""Verifying an export with nothing but the public key, and checkpoints that were kept elsewhere."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, BinaryIO, NoReturn

from withhold.ledger.checkpoints import Signed, read_checkpoint
from withhold.ledger.commitments import MAX_OPENING, read_opening
from withhold.ledger.entries import EntryError, parsed, read_entry
from withhold.ledger.export import SCHEMA
from withhold.ledger.notes import MAX_NOTE, NoteError, VerifierKey
from withhold.ledger.tree import Frontier, leaf_hash
from withhold.signing.canonical import canonical

MAX_LINE = max(MAX_OPENING, 2 * MAX_NOTE) + 1024
"""Bytes of a line that is read."""
_ENTRY = re.compile(rb'\{"entry":(\{.*\}),"index":(0|[1-9][0-9]{0,15}),"leaf":"([0-9a-f]{64})"\}', re.DOTALL)


@dataclass(frozen=True, slots=True)
class Kept:
    """A checkpoint that somebody kept, its signatures checked, and what they call it."""

    name: str
    signed: Signed


@dataclass(frozen=True, slots=True)
class Fault:
    """The first thing that is wrong: the line of the export, and the first entry that it concerns.

    Where signatures can say no more than that it is one of several entries, `last` is the last of them.
    """

    line: int
    index: int
    last: int
    why: str


@dataclass(frozen=True, slots=True)
class Report:
    """What is proven. With a fault, `entries` and all else speak of what stands before it."""

    key: VerifierKey
    entries: int = 0
    root: bytes = b""
    checkpoints: int = 0
    openings: int = 0
    first_signed: datetime | None = None
    last_signed: datetime | None = None
    kept: tuple[Kept, ...] = ()
    """Those of the kept checkpoints whose history is the beginning of this one."""
    fault: Fault | None = None

    @property
    def good(self) -> bool:
        return self.fault is None and self.entries > 0


def verify_export(stream: BinaryIO, public_key: VerifierKey, checkpoints: Sequence[Kept] = ()) -> Report:
    """Read an export to its end or its first fault. Needs memory for one line, however long the ledger.

    Raises OSError if it cannot be read.
    """
    reader = _Reader(public_key, checkpoints)
    fault: Fault | None = None
    try:
        while line := stream.readline(MAX_LINE + 1):
            reader.take(line)
        reader.finish()
    except _Faulty as error:
        fault = error.fault
    return reader.report(fault)


class _Faulty(Exception):
    def __init__(self, fault: Fault) -> None:
        super().__init__(fault.why)
        self.fault = fault


@dataclass(slots=True)
class _Reader:
    key: VerifierKey
    kept: Sequence[Kept]
    line: int = 0
    tree: Frontier = field(default_factory=Frontier)
    said: Frontier = field(default_factory=Frontier)
    """The tree of the hashes that stand beside the entries: it tells which entry of several was changed."""
    differs: int | None = None
    commitments: Mapping[str, str] = field(default_factory=dict)
    opened: set[str] = field(default_factory=set)
    openings: int = 0
    proven_openings: int = 0
    checkpoints: int = 0
    first: Signed | None = None
    last: Signed | None = None
    agreed: list[Kept] = field(default_factory=list)
    forked: list[Kept] = field(default_factory=list)
    ended: bool = False

    def take(self, line: bytes) -> None:
        self.line += 1
        if not line.endswith(b"\n"):
            self._fault("the file is cut off here, or the line is too long")
        if self.ended:
            self._fault("something stands after the end")
        content = line[:-1]
        entry = _ENTRY.fullmatch(content)
        if entry is not None and self.line > 1:
            self._entry(entry[1], int(entry[2]), bytes.fromhex(entry[3].decode("ascii")))
        else:
            self._other(content)

    def finish(self) -> None:
        if not self.ended:
            self._fault("the file is cut off: its last line is missing")
        for kept in self.kept:
            if kept.signed.checkpoint.size > self.tree.size:
                size = kept.signed.checkpoint.size
                self._fault(
                    f"entries are missing: the checkpoint {kept.name} is of {size:,} entries; the ledger was "
                    "rolled back, or this is an old export",
                    self.tree.size,
                    size - 1,
                )

    def report(self, fault: Fault | None) -> Report:
        proven = self.last.checkpoint if self.last else None
        return Report(
            self.key,
            proven.size if proven else 0,
            proven.root if proven else b"",
            self.checkpoints,
            self.proven_openings,
            self.first.at if self.first else None,
            self.last.at if self.last else None,
            tuple(kept for kept in self.agreed if proven and kept.signed.checkpoint.size <= proven.size),
            fault,
        )

    def _fault(self, why: str, index: int | None = None, last: int | None = None) -> NoReturn:
        first = self.tree.size if index is None else index
        raise _Faulty(Fault(self.line, first, first if last is None else max(first, last), why))

    def _other(self, content: bytes) -> None:
        try:
            value = parsed(content, MAX_LINE)
        except EntryError as error:
            self._fault(f"this is no line of an export: {error}")
        if not isinstance(value, dict) or len(value) != 1:
            self._fault("this is no line of an export")
        ((kind, inner),) = value.items()
        if (kind == "export") != (self.line == 1):
            self._fault("the first line, and no other, says what file this is")
        match kind:
            case "export":
                self._header(inner)
            case "opening":
                self._opening(canonical(inner))
            case "checkpoint":
                self._checkpoint(inner)
            case "end":
                self._end(inner)
            case _:
                self._fault("this is no line of an export")

    def _header(self, value: Any) -> None:
        if value != {"origin": self.key.name, "schema": SCHEMA}:
            self._fault("this is no export of the ledger that the public key is of, or of another version")

    def _entry(self, content: bytes, index: int, said: bytes) -> None:
        if index > self.tree.size:
            self._fault("entries are missing here, or in another order", self.tree.size, index - 1)
        if index < self.tree.size:
            self._fault("an entry stands here again, or in another order")
        leaf = leaf_hash(content)
        if leaf != said and self.differs is None:
            self.differs = index
        try:
            self.commitments = read_entry(content).commitments
        except EntryError as error:
            self._fault(f"this is no entry: {error}")
        self.opened = set()
        self.tree.add(leaf)
        self.said.add(said)
        for kept in self.kept:
            if kept.signed.checkpoint.size == self.tree.size:
                same = kept.signed.checkpoint.root == self.tree.root()
                (self.agreed if same else self.forked).append(kept)

    def _opening(self, content: bytes) -> None:
        index = self.tree.size - 1
        try:
            opening = read_opening(content)
        except EntryError as error:
            self._fault(f"this is no opening: {error}", max(0, index))
        signed = self.last.checkpoint.size if self.last else 0
        if opening.index != index or opening.name in self.opened or signed == self.tree.size:
            self._fault(
                "an opening does not stand with its entry, before its checkpoint, or stands here twice",
                max(0, index),
            )
        if not opening.opens(self.commitments):
            self._fault("the private value shown is not the one committed to", index)
        self.opened.add(opening.name)
        self.openings += 1

    def _checkpoint(self, note: Any) -> None:
        start = self.last.checkpoint.size if self.last else 0
        try:
            if not isinstance(note, str):
                raise NoteError("it is no text")
            signed = read_checkpoint(note, self.key)
        except NoteError as error:
            self._fault(f"this checkpoint cannot be trusted: {error}", start, self.tree.size - 1)
        size = signed.checkpoint.size
        if size > self.tree.size:
            self._fault("entries are missing before this checkpoint", self.tree.size, size - 1)
        if size < self.tree.size or size <= start:
            self._fault("this checkpoint stands in a wrong place", min(size, start), self.tree.size - 1)
        self._check_root(signed)
        if self.last and signed.at < self.last.at:
            self._fault("this checkpoint says that it was signed before the one before it", start, size - 1)
        self.first = self.first or signed
        self.last = signed
        self.checkpoints += 1
        self.proven_openings = self.openings
        self._check_forks()

    def _check_root(self, signed: Signed) -> None:
        root, size = signed.checkpoint.root, signed.checkpoint.size
        if self.tree.root() == root:
            if self.differs is not None:
                self._fault("the hash beside this entry is not its own; the entry itself is", self.differs)
            return
        if self.said.root() == root and self.differs is not None:
            self._fault("this entry was changed: it is not the one that was signed", self.differs)
        start = max(
            (one.signed.checkpoint.size for one in self.agreed),
            default=0,
        )
        start = max(start, self.last.checkpoint.size if self.last else 0)
        self._fault("one or more of these entries are not those that were signed", start, size - 1)

    def _check_forks(self) -> None:
        """Both this history and the kept checkpoint carry the key's signature, and they are not the same."""
        if self.forked:
            kept = self.forked[0]
            start = max((one.signed.checkpoint.size for one in self.agreed if one is not kept), default=0)
            size = kept.signed.checkpoint.size
            start = start if start < size else 0
            self._fault(
                f"the ledger was forked: the checkpoint {kept.name}, signed by the same key, is of another "
                "history; one of these entries is the first that differs",
                start,
                size - 1,
            )

    def _end(self, value: Any) -> None:
        proven = self.last.checkpoint.size if self.last else 0
        if proven < self.tree.size or not proven:
            self._fault("no checkpoint signs these entries", proven, self.tree.size - 1)
        found = {
            "checkpoints": self.checkpoints,
            "entries": self.tree.size,
            "openings": self.openings,
        }
        if value != found or any(type(count) is not int for count in value.values()):
            self._fault("lines are missing: the last line counts others than there are", 0, proven - 1)
        self.ended = True
