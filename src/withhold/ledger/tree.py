"""The Merkle tree of RFC 9162, section 2.1 (hashes as in RFC 6962): roots, proofs, and checking them."""

from collections.abc import Iterable, Sequence
from hashlib import sha256

HASH_BYTES = 32
EMPTY_ROOT = sha256(b"").digest()
"""The root of a tree without leaves."""
Range = tuple[int, int]
"""Leaves from the first number up to, but without, the second."""


def leaf_hash(entry: bytes) -> bytes:
    """The hash of a leaf: the zero byte keeps it apart from a node's."""
    return sha256(b"\x00" + entry).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """The hash over two subtrees."""
    return sha256(b"\x01" + left + right).digest()


class Frontier:
    """What must be remembered of a tree to go on: the roots of its full subtrees, the biggest first.

    A tree of `size` leaves has one such subtree for every bit set in `size`: memory and work of a leaf grow
    with the logarithm only.
    """

    __slots__ = ("_hashes", "_size")

    def __init__(self, size: int = 0, hashes: Sequence[bytes] = ()) -> None:
        if size < 0 or len(hashes) != size.bit_count() or any(len(one) != HASH_BYTES for one in hashes):
            raise ValueError("these are not the subtrees of a tree of this size")
        self._size = size
        self._hashes = list(hashes)

    @property
    def size(self) -> int:
        return self._size

    @property
    def hashes(self) -> tuple[bytes, ...]:
        return tuple(self._hashes)

    def copy(self) -> "Frontier":
        return Frontier(self._size, self._hashes)

    def add(self, leaf: bytes) -> None:
        """Append a leaf, given by its hash."""
        joined, left = leaf, self._size
        while left & 1:
            joined = node_hash(self._hashes.pop(), joined)
            left >>= 1
        self._hashes.append(joined)
        self._size += 1

    def root(self) -> bytes:
        """The root of the tree as it is now."""
        if not self._hashes:
            return EMPTY_ROOT
        root = self._hashes[-1]
        for left in reversed(self._hashes[:-1]):
            root = node_hash(left, root)
        return root


def inclusion_ranges(index: int, size: int) -> list[Range]:
    """The subtrees whose roots prove that leaf `index` is in a tree of `size`, from the leaf upwards.

    RFC 9162, 2.1.3.1. Raises ValueError if there is no such leaf.
    """
    if not 0 <= index < size:
        raise ValueError("no such leaf")
    found: list[Range] = []
    first, end = 0, size
    while end - first > 1:
        middle = first + _split(end - first)
        if index < middle:
            found.append((middle, end))
            end = middle
        else:
            found.append((first, middle))
            first = middle
    return found[::-1]


def consistency_ranges(old: int, size: int) -> list[Range]:
    """The subtrees whose roots prove that a tree of `size` begins with the one of `old` leaves.

    RFC 9162, 2.1.4.1. Raises ValueError unless 0 < old <= size.
    """
    if not 0 < old <= size:
        raise ValueError("no such older tree")
    found: list[Range] = []
    first, end, known = 0, size, True
    while old < end:
        middle = first + _split(end - first)
        if old <= middle:
            found.append((middle, end))
            end = middle
        else:
            found.append((first, middle))
            first, known = middle, False
    if not known:  # its root is not the old one, which who checks has
        found.append((first, end))
    return found[::-1]


def subtree_roots(leaves: Iterable[bytes], ranges: Sequence[Range]) -> list[bytes]:
    """The roots over these ranges, which do not overlap, in one pass over the leaves' hashes.

    Raises ValueError if there are too few leaves.
    """
    trees = {one: Frontier() for one in ranges}
    waiting = sorted(ranges, reverse=True)
    for index, leaf in enumerate(leaves):
        while waiting and waiting[-1][1] <= index:
            waiting.pop()
        if not waiting:
            break
        if waiting[-1][0] <= index:
            trees[waiting[-1]].add(leaf)
    if any(tree.size != end - first for (first, end), tree in trees.items()):
        raise ValueError("fewer leaves than the proof is about")
    return [trees[one].root() for one in ranges]


def root_of_inclusion(leaf: bytes, index: int, size: int, proof: Sequence[bytes]) -> bytes:
    """The root that this proof leads to (RFC 9162, 2.1.3.2). Raises ValueError if it cannot be one."""
    if not 0 <= index < size:
        raise ValueError("no such leaf")
    place, last, root = index, size - 1, leaf
    for other in proof:
        if last == 0:
            raise ValueError("the proof is too long")
        if place & 1 or place == last:
            root = node_hash(other, root)
            while not place & 1 and place:
                place >>= 1
                last >>= 1
        else:
            root = node_hash(root, other)
        place >>= 1
        last >>= 1
    if last:
        raise ValueError("the proof is too short")
    return root


def is_consistent(old: int, old_root: bytes, size: int, root: bytes, proof: Sequence[bytes]) -> bool:
    """Whether the proof shows that the tree of `size` begins with the older one (RFC 9162, 2.1.4.2)."""
    if not 0 < old <= size:
        return False
    if old == size:
        return not proof and old_root == root
    hashes = list(proof)
    if old & (old - 1) == 0:  # the old tree is a whole subtree of the new one
        hashes.insert(0, old_root)
    if not hashes:
        return False
    place, last = old - 1, size - 1
    while place & 1:
        place >>= 1
        last >>= 1
    was = now = hashes[0]
    for other in hashes[1:]:
        if last == 0:
            return False
        if place & 1 or place == last:
            was, now = node_hash(other, was), node_hash(other, now)
            while not place & 1 and place:
                place >>= 1
                last >>= 1
        else:
            now = node_hash(now, other)
        place >>= 1
        last >>= 1
    return last == 0 and was == old_root and now == root


def _split(width: int) -> int:
    """The greatest power of two below `width`: where a tree of that many leaves is divided."""
    return 1 << (width - 1).bit_length() - 1
