"""Exports: one file with everything that a third party needs, and of private values only what is chosen."""

from collections.abc import Collection, Iterator
from typing import Protocol

from withhold.ledger import disk
from withhold.ledger.commitments import Opening
from withhold.ledger.entries import read_entry
from withhold.ledger.heads import Head
from withhold.ledger.interface import LedgerError, LedgerUnusable
from withhold.ledger.reading import LedgerFolder
from withhold.ledger.tree import Frontier, leaf_hash
from withhold.signing.canonical import canonical

SCHEMA = "withhold.ledger-export/1"


class Exportable(Protocol):
    """What an export is made of, whatever keeps it: each in order, from the same moment or a later one."""

    @property
    def origin(self) -> str: ...

    def heads(self) -> Iterator[Head]: ...

    def lines(self) -> Iterator[tuple[int, bytes]]: ...

    def openings(self) -> Iterator[Opening]: ...


def export_lines(ledger: LedgerFolder, names: Collection[str] = ()) -> Iterator[bytes]:
    """The lines of an export, each with its line end; `names` says which private values are shown in it.

    Raises LedgerUnusable for an empty ledger or a name that no entry has, LedgerError for a damaged one.
    """
    with disk.explained(ledger.folder):
        yield from export_of(ledger, names)


def export_of(ledger: Exportable, names: Collection[str] = ()) -> Iterator[bytes]:
    """As `export_lines`, of a ledger that is not kept in a folder."""
    yield from _Export(ledger, frozenset(names)).lines()


def entry_line(index: int, entry: bytes) -> bytes:
    """The line of an entry; its own bytes stand in it unchanged."""
    return b'{"entry":%s,"index":%d,"leaf":"%s"}\n' % (entry, index, leaf_hash(entry).hex().encode("ascii"))


class _Export:
    def __init__(self, ledger: Exportable, names: frozenset[str]) -> None:
        self._ledger = ledger
        self._missing = set(names)
        self._names = names
        self._openings = ledger.openings()
        self._next: Opening | None = None
        self._shown = 0

    def lines(self) -> Iterator[bytes]:
        yield _line({"export": {"origin": self._ledger.origin, "schema": SCHEMA}})
        heads = self._ledger.heads()
        head = next(heads, None)
        if head is None:
            raise LedgerUnusable("the ledger has no entry yet; there is nothing to export")
        # Only now: whatever is signed by then has its openings on the disk.
        self._next = next(self._openings, None) if self._names else None
        tree, checkpoints = Frontier(), 0
        for index, entry in self._ledger.lines():
            yield entry_line(index, entry)
            tree.add(leaf_hash(entry))
            yield from self._opened(index, entry)
            if head.size == tree.size:
                if head.checkpoint.root != tree.root():
                    raise self._unfit(index)
                yield _line({"checkpoint": head.checkpoint.note})
                checkpoints += 1
                following = next(heads, None)
                if following is None:  # what was appended since is left for another export
                    break
                head = following
        if head.size != tree.size:
            raise self._unfit(tree.size)
        if self._missing:
            raise LedgerUnusable(f"no entry has a private value named {', '.join(sorted(self._missing))}")
        yield _line({"end": {"checkpoints": checkpoints, "entries": tree.size, "openings": self._shown}})

    def _unfit(self, index: int) -> LedgerError:
        return LedgerError(
            f"the entries of the ledger up to {index} are not those that were signed; "
            "nothing is exported, put the folder back from a copy"
        )

    def _opened(self, index: int, entry: bytes) -> Iterator[bytes]:
        """The openings of this entry that are to be shown, checked: a false one would discredit all."""
        if not self._names:
            return
        commitments = read_entry(entry).commitments
        self._missing -= set(commitments)
        while self._next is not None and self._next.index <= index:
            opening = self._next
            if opening.name in self._names:
                if not opening.opens(commitments):
                    raise LedgerError(
                        f"a private value kept for entry {index} is not the one committed to; "
                        "put it back from a copy"
                    )
                yield opening_line(opening)
                self._shown += 1
            self._next = next(self._openings, None)


def opening_line(opening: Opening) -> bytes:
    """The line of an opening: it stands after its entry."""
    return b'{"opening":' + bytes(opening) + b"}\n"


def _line(value: object) -> bytes:
    return canonical(value) + b"\n"
