"""Joins answered ranges: which part from the beginning on is covered, in whatever order they came."""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Piece:
    """Bytes `start` to `stop` (exclusive) of the file."""

    start: int
    stop: int


def covered_from_start(pieces: Iterable[Piece]) -> int:
    """How many bytes from the first one on are covered without a hole; more pieces never make it less."""
    reached = 0
    for piece in sorted(pieces, key=lambda piece: piece.start):
        if piece.start > reached:
            break
        reached = max(reached, piece.stop)
    return reached
