"""Ranges join in any order and however they are divided, and never over a hole."""

from hypothesis import given, settings
from hypothesis import strategies as st

from withhold.incident.trace.ranges import Piece, covered_from_start

PIECES = st.lists(
    st.tuples(st.integers(0, 60), st.integers(1, 20)).map(lambda p: Piece(p[0], p[0] + p[1])), max_size=12
)


def _by_bytes(pieces: list[Piece]) -> int:
    """The same by marking every byte."""
    held = {byte for piece in pieces for byte in range(piece.start, piece.stop)}
    return next(byte for byte in range(200) if byte not in held)


def test_nothing_covers_nothing() -> None:
    assert covered_from_start([]) == 0


def test_a_missing_byte_ends_what_is_covered() -> None:
    assert covered_from_start([Piece(0, 10), Piece(11, 20)]) == 10
    assert covered_from_start([Piece(0, 10), Piece(10, 20)]) == 20
    assert covered_from_start([Piece(1, 20)]) == 0


def test_a_short_piece_inside_a_long_one_takes_nothing_away() -> None:
    assert covered_from_start([Piece(0, 20), Piece(0, 5), Piece(3, 4)]) == 20


@settings(deadline=None)
@given(PIECES)
def test_every_byte_is_counted_as_if_it_were_marked(pieces: list[Piece]) -> None:
    assert covered_from_start(pieces) == _by_bytes(pieces)


@settings(deadline=None)
@given(PIECES, st.randoms(use_true_random=False), st.integers(1, 7))
def test_order_and_division_do_not_matter(pieces: list[Piece], random: object, width: int) -> None:
    split = [
        Piece(begin, min(begin + width, piece.stop))
        for piece in pieces
        for begin in range(piece.start, piece.stop, width)
    ]
    random.shuffle(split)  # type: ignore[attr-defined]
    assert covered_from_start(split) == covered_from_start(pieces)


@settings(deadline=None)
@given(PIECES, PIECES)
def test_more_pieces_never_cover_less(some: list[Piece], more: list[Piece]) -> None:
    assert covered_from_start(some + more) >= covered_from_start(some)
