"""Heads: each checkpoint with what it takes to go on from it, one a line of `checkpoints.jsonl`."""

from dataclasses import dataclass
from datetime import datetime

from withhold.ledger.checkpoints import Signed, read_checkpoint
from withhold.ledger.entries import EntryError, parsed
from withhold.ledger.interface import Checkpoint
from withhold.ledger.notes import MAX_NOTE, NoteError, VerifierKey
from withhold.ledger.tree import Frontier
from withhold.signing.canonical import canonical

MAX_HEAD = 2 * MAX_NOTE
"""Bytes of a line: a note, and 53 hashes at most."""


class HeadError(ValueError):
    """The line is no head that this key signed; the message says why."""


@dataclass(frozen=True, slots=True)
class Head:
    """A signed checkpoint, the tree at that size, and where its last entry ends in the file of entries.

    Only the checkpoint is signed; that the frontier leads to its root makes the frontier true, too.
    """

    signed: Signed
    frontier: Frontier
    end: int

    @property
    def checkpoint(self) -> Checkpoint:
        return self.signed.checkpoint

    @property
    def at(self) -> datetime:
        return self.signed.at

    @property
    def size(self) -> int:
        return self.checkpoint.size

    def __bytes__(self) -> bytes:
        hashes = [one.hex() for one in self.frontier.hashes]
        return canonical({"end": self.end, "frontier": hashes, "note": self.checkpoint.note})


def read_head(line: bytes, key: VerifierKey) -> Head:
    """The head in this line. Raises HeadError."""
    try:
        value = parsed(line, MAX_HEAD)
        signed = read_checkpoint(value["note"], key)
        frontier = Frontier(signed.checkpoint.size, [bytes.fromhex(one) for one in value["frontier"]])
        end = value["end"]
    except (EntryError, NoteError) as error:
        raise HeadError(str(error)) from None
    except (KeyError, TypeError, ValueError, AttributeError):
        raise HeadError("it is not a checkpoint with its tree") from None
    if set(value) != {"end", "frontier", "note"} or type(end) is not int or end < 0:
        raise HeadError("it is not a checkpoint with its tree")
    if frontier.root() != signed.checkpoint.root:
        raise HeadError("its tree has another root than the one that is signed")
    return Head(signed, frontier, end)
