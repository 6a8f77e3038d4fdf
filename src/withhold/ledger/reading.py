"""Reading a ledger's folder: what is signed, and nothing beyond it.

public-key        who signs, for convenience: who verifies has it from elsewhere
entries.jsonl     the entries, canonical JSON, one a line
checkpoints.jsonl the heads, see `heads`; the last whole line says how far the ledger goes
openings.jsonl    the private values that are kept, with their salts
torn.jsonl        entries that were never signed: their append broke off
lock              held while the folder is changed
"""

from collections.abc import Iterator
from itertools import chain, islice
from pathlib import Path

from withhold.ledger import disk
from withhold.ledger.commitments import Opening
from withhold.ledger.entries import Entry, EntryError, read_entry
from withhold.ledger.heads import Head, HeadError, read_head
from withhold.ledger.interface import Checkpoint, LedgerError, LedgerUnusable, Recorded
from withhold.ledger.notes import VerifierKey, read_vkey
from withhold.ledger.openings import Openings
from withhold.ledger.tree import Frontier, leaf_hash

HOW = "put the folder back from a copy, and see `withhold ledger verify` for what a copy still proves"


class LedgerFolder:
    """A ledger without the key that signs: read, disturbing nobody who is writing, and forgotten from."""

    def __init__(self, folder: Path, key: VerifierKey) -> None:
        self.folder = folder
        self.key = key
        self._openings = Openings(folder / "openings.jsonl")

    @classmethod
    def open(cls, folder: Path) -> "LedgerFolder":
        """The ledger there, with the public key that stands beside it. Raises LedgerUnusable."""
        try:
            text = (folder / "public-key").read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError):
            raise LedgerUnusable(
                f"there is no ledger in {folder}; give the folder that holds entries.jsonl and public-key"
            ) from None
        return cls(folder, read_vkey(text))

    @property
    def origin(self) -> str:
        return self.key.name

    def checkpoint(self) -> Checkpoint | None:
        """The newest; None for an empty ledger. Raises LedgerError if it is damaged."""
        head = self._head()
        return head.checkpoint if head else None

    def entries(self, start: int = 0) -> Iterator[Recorded]:
        """The entries from `start` on, in order. Raises LedgerError at one that is damaged."""
        with disk.explained(self.folder):
            lines = self.lines(start)
            first = next(lines, None)
            if first is None:
                return
            # Only now: what an entry's openings are is on the disk before its checkpoint is, not after.
            openings = self._openings.read(start)
            opening = next(openings, None)
            for index, line in chain([first], lines):
                entry = self._entry(index, line)
                private = {}
                while opening is not None and opening.index <= index:
                    if opening.index != index or not opening.opens(entry.commitments):
                        raise self._wrong(index, "a private value that is kept is not the one committed to")
                    private[opening.name] = opening.value
                    opening = next(openings, None)
                yield Recorded(index, entry.kind, entry.at, entry.facts, entry.commitments, private)

    def lines(self, start: int = 0) -> Iterator[tuple[int, bytes]]:
        """The number and the exact bytes of the signed entries from `start` on.

        Raises LedgerError, after the last of them, if they are not those that were signed.
        """
        with disk.explained(self.folder):
            heads = self._last_heads()
            if not heads or start >= heads[-1].size:
                return
            known = [head for head in heads if head.size <= start]
            tree, end = (known[-1].frontier.copy(), known[-1].end) if known else (Frontier(), 0)
            with self._entries.open("rb") as stream:
                stream.seek(end)
                for line in islice(stream, heads[-1].size - tree.size):
                    if not line.endswith(b"\n"):
                        raise self._wrong(tree.size, "it is cut off")
                    tree.add(leaf_hash(line[:-1]))
                    if tree.size > start:
                        yield tree.size - 1, line[:-1]
            if (tree.size, tree.root()) != (heads[-1].size, heads[-1].checkpoint.root):
                raise self._first_wrong()

    def heads(self) -> Iterator[Head]:
        """Every checkpoint, in order. Raises LedgerError at one that is damaged."""
        with disk.explained(self.folder):
            last = self._head()
            if last is None:
                return
            with self._heads.open("rb") as stream:
                for number, line in enumerate(stream, 1):
                    head = self._read_head(line.removesuffix(b"\n"), f"checkpoint {number}")
                    yield head
                    if head.size >= last.size:
                        return

    def openings(self) -> Iterator[Opening]:
        """The private values that are kept, not yet compared with the commitments."""
        return self._openings.read()

    def leaves(self) -> Iterator[bytes]:
        """The leaf hashes, in order."""
        return (leaf_hash(line) for _, line in self.lines())

    def erase(self, index: int, names: list[str] | None = None) -> None:
        """Forget the openings of an entry's private values: the commitments stay, the values are gone.

        Erasing what is erased is no error. Raises LedgerUnusable if there is no such entry, or it never had
        a value of such a name: that would pass for done.
        """
        with disk.explained(self.folder), disk.locked(self.folder):
            line = next((line for _, line in self.lines(index)), None) if index >= 0 else None
            if line is None:
                raise LedgerUnusable(f"the ledger has no entry {index}; nothing was erased")
            commitments = self._entry(index, line).commitments
            if not set(names or ()) <= set(commitments):
                known = ", ".join(sorted(commitments)) or "none"
                raise LedgerUnusable(
                    f"entry {index} has no private value of that name; it has {known}. Nothing was erased"
                )
            self._openings.erase(index, names)

    @property
    def _entries(self) -> Path:
        return self.folder / "entries.jsonl"

    @property
    def _heads(self) -> Path:
        return self.folder / "checkpoints.jsonl"

    @property
    def _public(self) -> Path:
        return self.folder / "public-key"

    def _head(self) -> Head | None:
        with disk.explained(self.folder):
            heads = self._last_heads()
        return heads[-1] if heads else None

    def _last_heads(self) -> list[Head]:
        """The last checkpoint, and the one before it, if there are; checked against each other."""
        if not self._heads.exists():
            if self._public.exists() or disk.size_of(self._entries):
                raise LedgerError(f"the checkpoints of the ledger in {self.folder} are missing; {HOW}")
            return []
        lines, _ = disk.last_lines(self._heads, 2)
        heads = [self._read_head(line, "the last checkpoint") for line in lines]
        if len(heads) == 2 and not (heads[0].size < heads[1].size and heads[0].end < heads[1].end):
            raise LedgerError(f"the checkpoints of the ledger in {self.folder} are out of order; {HOW}")
        if heads and disk.size_of(self._entries) < heads[-1].end:
            raise LedgerError(
                f"entries of the ledger in {self.folder} are missing: {heads[-1].size:,} are signed; {HOW}"
            )
        return heads

    def _read_head(self, line: bytes, what: str) -> Head:
        try:
            return read_head(line, self.key)
        except HeadError as error:
            self._check_key()
            raise LedgerError(
                f"{what} of the ledger in {self.folder} cannot be trusted: {error}; {HOW}"
            ) from None

    def _check_key(self) -> None:
        if self._public.exists() and self._public.read_bytes() != f"{self.key}\n".encode():
            raise LedgerUnusable(
                f"the ledger in {self.folder} has another key or name than the one given; give its own"
            )

    def _entry(self, index: int, line: bytes) -> Entry:
        try:
            return read_entry(line)
        except EntryError as error:
            raise self._wrong(index, str(error)) from None

    def _first_wrong(self) -> LedgerError:
        """Which entries are the first that are not those of their checkpoint."""
        tree = Frontier()
        with self._entries.open("rb") as stream:
            for head in self.heads():
                first = tree.size
                for line in islice(stream, head.size - first):
                    tree.add(leaf_hash(line.removesuffix(b"\n")))
                if tree.root() != head.checkpoint.root:
                    which = (
                        f"entry {first} is"
                        if head.size == first + 1
                        else f"of entries {first} to {head.size - 1} one is"
                    )
                    return LedgerError(f"{which} not what was signed in the ledger in {self.folder}; {HOW}")
        return LedgerError(f"the ledger in {self.folder} was changed while it was read; read it again")

    def _wrong(self, index: int, why: str) -> LedgerError:
        return LedgerError(f"entry {index} of the ledger in {self.folder} is damaged: {why}; {HOW}")
