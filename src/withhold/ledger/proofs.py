"""Proofs that stand alone: that an entry is in the ledger, and that a newer ledger begins with an older one.

Inclusion is written as c2sp.org/tlog-proof, with the entry itself as its extra data; consistency as the
request that witnesses take (c2sp.org/tlog-witness): the old size, the proof, an empty line, the checkpoint.
"""

import base64
import re
from collections.abc import Sequence
from dataclasses import dataclass

from withhold.ledger import disk
from withhold.ledger.checkpoints import Signed, read_checkpoint
from withhold.ledger.entries import MAX_ENTRY, Entry, EntryError, read_entry
from withhold.ledger.interface import Checkpoint, LedgerError, LedgerUnusable
from withhold.ledger.notes import MAX_NOTE, NoteError, VerifierKey, decoded
from withhold.ledger.reading import LedgerFolder
from withhold.ledger.tree import (
    HASH_BYTES,
    consistency_ranges,
    inclusion_ranges,
    is_consistent,
    leaf_hash,
    root_of_inclusion,
    subtree_roots,
)

INCLUSION = "c2sp.org/tlog-proof@v1"
MAX_PROOF = 2 * MAX_ENTRY + MAX_NOTE
"""Characters of a proof that is read."""
_NUMBER = re.compile(r"0|[1-9][0-9]{0,15}", re.ASCII)


class ProofError(LedgerError):
    """The proof does not prove it; the message says why."""


@dataclass(frozen=True, slots=True)
class Included:
    """An entry that a signed checkpoint covers."""

    index: int
    entry: Entry
    signed: Signed


def prove_inclusion(ledger: LedgerFolder, index: int) -> str:
    """The proof that entry `index` is in the ledger. Raises LedgerUnusable if there is none."""
    newest = _newest(ledger)
    if not 0 <= index < newest.size:
        raise LedgerUnusable(f"the ledger has no entry {index}; give a number from 0 to {newest.size - 1}")
    with disk.explained(ledger.folder):
        proof = subtree_roots(ledger.leaves(), inclusion_ranges(index, newest.size))
        entry = next(line for _, line in ledger.lines(index))
    if root_of_inclusion(leaf_hash(entry), index, newest.size, proof) != newest.root:
        raise LedgerError("the entries of the ledger are not those that were signed; put it back from a copy")
    lines = [INCLUSION, f"extra {_base64(entry)}", f"index {index}", *map(_base64, proof)]
    return "\n".join(lines) + f"\n\n{newest.note}"


def prove_consistency(ledger: LedgerFolder, old: int) -> str:
    """The proof that the ledger's first `old` entries are what they were. Raises LedgerUnusable."""
    newest = _newest(ledger)
    if not 0 < old <= newest.size:
        raise LedgerUnusable(f"the ledger never had {old} entries; give a number from 1 to {newest.size}")
    with disk.explained(ledger.folder):
        proof = subtree_roots(ledger.leaves(), consistency_ranges(old, newest.size))
    return "\n".join([f"old {old}", *map(_base64, proof)]) + f"\n\n{newest.note}"


def verify_inclusion(text: str, key: VerifierKey) -> Included:
    """What a proof of inclusion proves. Raises ProofError if it proves nothing."""
    lines, signed = _parts(text, key)
    if len(lines) < 3 or lines[0] != INCLUSION or not lines[1].startswith("extra "):
        raise ProofError("this is no proof with its entry, as `withhold ledger prove` writes it")
    index = _number(lines[2], "index ")
    try:
        content = decoded(lines[1].removeprefix("extra "))
        entry = read_entry(content)
        root = root_of_inclusion(leaf_hash(content), index, signed.checkpoint.size, _hashes(lines[3:]))
    except (NoteError, EntryError) as error:
        raise ProofError(f"the proof cannot be read: {error}") from None
    except ValueError as error:
        raise ProofError(f"the proof does not fit its checkpoint: {error}") from None
    if root != signed.checkpoint.root:
        raise ProofError("the entry is not in the ledger at this place: the proof leads to another root")
    return Included(index, entry, signed)


def verify_consistency(text: str, key: VerifierKey, kept: Checkpoint) -> Signed:
    """The newer checkpoint, if it is proven to begin with the one that was kept. Raises ProofError."""
    lines, signed = _parts(text, key)
    old = _number(lines[0], "old ")
    if old != kept.size:
        raise ProofError(
            f"the proof starts from {old:,} entries, the checkpoint that was kept has {kept.size:,}"
        )
    new = signed.checkpoint
    if not is_consistent(old, kept.root, new.size, new.root, _hashes(lines[1:])):
        raise ProofError(
            "the proof does not hold: the newer ledger does not begin with the one that was kept"
        )
    return signed


def _newest(ledger: LedgerFolder) -> Checkpoint:
    newest = ledger.checkpoint()
    if newest is None:
        raise LedgerUnusable("the ledger has no entry yet; there is nothing to prove")
    return newest


def _parts(text: str, key: VerifierKey) -> tuple[list[str], Signed]:
    """The lines before the empty one, and the checkpoint after it, its signatures checked."""
    if len(text) > MAX_PROOF:
        raise ProofError("this is too long for a proof")
    head, blank, note = text.partition("\n\n")
    if not blank:
        raise ProofError("this is no proof: it has no checkpoint")
    try:
        return head.split("\n"), read_checkpoint(note, key)
    except NoteError as error:
        raise ProofError(f"the checkpoint of the proof cannot be trusted: {error}") from None


def _number(line: str, word: str) -> int:
    if not line.startswith(word) or not _NUMBER.fullmatch(line.removeprefix(word)):
        raise ProofError(f"the proof has no number after “{word.strip()}”")
    return int(line.removeprefix(word))


def _hashes(lines: Sequence[str]) -> list[bytes]:
    try:
        found = [decoded(line) for line in lines]
    except NoteError as error:
        raise ProofError(f"the proof cannot be read: {error}") from None
    if any(len(one) != HASH_BYTES for one in found):
        raise ProofError("the proof has something else than hashes")
    return found


def _base64(content: bytes) -> str:
    return base64.b64encode(content).decode("ascii")
