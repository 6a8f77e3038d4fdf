"""The N, fixed: a commitment to each row, the root over them, and proofs about what was added later."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256

from withhold.ledger.tree import (
    Frontier,
    consistency_ranges,
    inclusion_ranges,
    is_consistent,
    leaf_hash,
    root_of_inclusion,
    subtree_roots,
)

SALT_BYTES = 32


@dataclass(frozen=True, slots=True)
class Fixed:
    """How many rows, and the root over the commitments to them in the order of their numbers (64 hex)."""

    people: int
    root: str


@dataclass(frozen=True, slots=True)
class Amended:
    """Rows found later come after all others. The proof shows that the first ones are as they were."""

    before: Fixed
    after: Fixed
    proof: tuple[str, ...]

    @property
    def added(self) -> int:
        """How many were found."""
        return self.after.people - self.before.people

    @property
    def holds(self) -> bool:
        """Whether the proof shows it (RFC 9162, 2.1.4.2)."""
        old, new = self.before, self.after
        if not 0 < old.people < new.people:
            return False
        return is_consistent(old.people, _bytes(old.root), new.people, _bytes(new.root), _hashes(self.proof))


def commitment(salt: bytes, values: Mapping[str, object]) -> str:
    """SHA-256 of the salt and the row's stored values as JSON with sorted keys, hexadecimal.

    Raises ValueError for a salt that is too short: without one, values could be tried out.
    """
    if len(salt) < SALT_BYTES:
        raise ValueError(f"a salt has {SALT_BYTES} bytes")
    return sha256(salt + json.dumps(values, sort_keys=True, separators=(",", ":")).encode()).hexdigest()


def fixed(commitments: Iterable[str]) -> Fixed:
    """The root over these, row 1 first."""
    tree = Frontier()
    for one in commitments:
        tree.add(leaf_hash(_bytes(one)))
    return Fixed(tree.size, tree.root().hex())


def amended(commitments: Sequence[str], before: int) -> Amended:
    """With rows found later after the first `before`. Raises ValueError if none were, or none were before."""
    if not 0 < before < len(commitments):
        raise ValueError("an amendment adds rows to rows that are fixed")
    proof = subtree_roots(_leaves(commitments), consistency_ranges(before, len(commitments)))
    hashes = tuple(one.hex() for one in proof)
    return Amended(fixed(commitments[:before]), fixed(commitments), hashes)


def inclusion(commitments: Sequence[str], number: int) -> tuple[str, ...]:
    """The proof that the row of this number (1 is the first) is one of the N. Raises ValueError."""
    proof = subtree_roots(_leaves(commitments), inclusion_ranges(number - 1, len(commitments)))
    return tuple(one.hex() for one in proof)


def is_included(one: str, number: int, among: Fixed, proof: Sequence[str]) -> bool:
    """Whether the proof shows that this commitment is that of the row of this number."""
    try:
        root = root_of_inclusion(leaf_hash(_bytes(one)), number - 1, among.people, _hashes(proof))
    except ValueError:
        return False
    return root == _bytes(among.root)


def _leaves(commitments: Iterable[str]) -> Iterable[bytes]:
    return (leaf_hash(_bytes(one)) for one in commitments)


def _hashes(proof: Iterable[str]) -> list[bytes]:
    return [_bytes(one) for one in proof]


def _bytes(text: str) -> bytes:
    return bytes.fromhex(text)
