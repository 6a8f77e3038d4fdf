"""Each answer has the grade that its line supports, and several together never more than they show."""

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.incident.trace.made import SIZE, part, request
from withhold.incident.trace.grades import HEADERS_MOST, between_lengths, grade_of, grade_together
from withhold.incident.trace.interface import LoggedRequest
from withhold.incident.trace.result import RANK, Grade

BIG, PACKED = 100_000, 40_000
BOTH = (PACKED, BIG)


@pytest.mark.parametrize(
    ("answer", "grade"),
    [
        (request(), Grade.COMPLETE),
        (request(sent=SIZE + 1), Grade.COMPLETE),
        (request(method="POST"), Grade.COMPLETE),
        (request(status=203), Grade.COMPLETE),
        (request(sent=SIZE - 1), Grade.PARTIAL),
        (request(sent=1), Grade.PARTIAL),
        (request(sent=0), Grade.ABORTED),
        (request(sent=None), Grade.POSSIBLY_COMPLETE),
        (request(method="HEAD"), Grade.NONE),
        (request(method="OPTIONS"), Grade.NONE),
        (request(method=""), Grade.NONE),
        (request(status=301), Grade.NONE),
        (request(status=403), Grade.NONE),
        (request(status=416), Grade.NONE),
        (request(status=499), Grade.NONE),
        (request(status=503), Grade.NONE),
        (request(status=304, sent=0), Grade.ALREADY_HELD),
        (request(status=304, sent=0, method="HEAD"), Grade.ALREADY_HELD),
        (request(status=304, method="POST"), Grade.NONE),
        # A server that ignores Range answers 200 with all of it.
        (request(first_byte=500, last_byte=599), Grade.COMPLETE),
        (part(0, SIZE - 1), Grade.COMPLETE),
        (part(0, None, SIZE), Grade.COMPLETE),
        (part(0, None, SIZE - 1), Grade.PARTIAL),
        (part(0, SIZE - 2), Grade.PARTIAL),
        (part(1, SIZE - 1), Grade.PARTIAL),
        (part(0, SIZE - 1, 500), Grade.PARTIAL),
        (part(0, SIZE - 1, 0), Grade.ABORTED),
        (part(None, None, SIZE), Grade.POSSIBLY_COMPLETE),
        (part(None, None, SIZE - 1), Grade.PARTIAL),
        (part(0, SIZE - 1, None), Grade.POSSIBLY_COMPLETE),
    ],
)
def test_one_answer_by_itself(answer: LoggedRequest, grade: Grade) -> None:
    assert grade_of(answer, (SIZE,)) is grade


@pytest.mark.parametrize(
    ("answer", "grade"),
    [
        (request(sent=10**9), Grade.POSSIBLY_COMPLETE),
        (request(sent=1), Grade.POSSIBLY_COMPLETE),
        (request(sent=0), Grade.ABORTED),
        (request(sent=500, object_size=1000), Grade.PARTIAL),
        (request(sent=500, object_size=1000, content_encoding="gzip"), Grade.POSSIBLY_COMPLETE),
        (part(0, 999), Grade.PARTIAL),
        (part(0, 999, object_size=1000), Grade.POSSIBLY_COMPLETE),
        (part(0, None, 500), Grade.POSSIBLY_COMPLETE),
        (part(None, None, 500), Grade.PARTIAL),
        (part(None, None, None), Grade.PARTIAL),
    ],
)
def test_without_a_size_nothing_is_better_than_possibly(answer: LoggedRequest, grade: Grade) -> None:
    assert grade_of(answer, ()) is grade


@pytest.mark.parametrize(
    ("sent", "encoding", "grade"),
    [
        (PACKED, None, Grade.COMPLETE),
        (PACKED, "gzip", Grade.COMPLETE),
        (PACKED - 1, "gzip", Grade.PARTIAL),
        (PACKED, "identity", Grade.PARTIAL),
        (PACKED, " Identity ", Grade.PARTIAL),
        (BIG, "identity", Grade.COMPLETE),
        (PACKED, "-", Grade.COMPLETE),
    ],
)
def test_the_encoding_says_which_length_is_whole(sent: int, encoding: str | None, grade: Grade) -> None:
    assert grade_of(request(sent=sent, content_encoding=encoding), BOTH) is grade


@pytest.mark.parametrize(
    ("sent", "grade"),
    [
        (BIG + HEADERS_MOST, Grade.COMPLETE),
        (BIG + HEADERS_MOST - 1, Grade.POSSIBLY_COMPLETE),
        (BIG, Grade.POSSIBLY_COMPLETE),
        (BIG - 1, Grade.PARTIAL),
    ],
)
def test_headers_counted_with_the_body_leave_a_margin(sent: int, grade: Grade) -> None:
    assert grade_of(request(sent=sent, sent_with_headers=True), (BIG,)) is grade


def test_an_answer_between_two_lengths_is_told() -> None:
    assert between_lengths(request(sent=PACKED + 1), BOTH)
    assert not between_lengths(request(sent=PACKED), BOTH)
    assert not between_lengths(request(sent=BIG), BOTH)
    assert not between_lengths(request(sent=PACKED + 1, content_encoding="identity"), BOTH)
    assert not between_lengths(request(sent=PACKED + 1, status=404), BOTH)
    assert not between_lengths(request(sent=None), BOTH)


@pytest.mark.parametrize(
    ("answers", "sizes", "grade"),
    [
        ([part(0, 499), part(500, 999)], (SIZE,), Grade.COMPLETE),
        ([part(0, 499), part(500, None, 500)], (SIZE,), Grade.COMPLETE),
        ([part(0, 499), part(501, 999)], (SIZE,), Grade.NONE),
        ([part(0, 499), part(500, 999, 499)], (SIZE,), Grade.NONE),
        ([part(0, 499), part(500, 999, None)], (SIZE,), Grade.POSSIBLY_COMPLETE),
        ([part(0, 499, etag="a"), part(500, 999, etag="b")], (SIZE,), Grade.NONE),
        ([part(0, 499, etag="a"), part(500, 999)], (SIZE,), Grade.COMPLETE),
        # Resumed after the first answer broke off.
        ([request(sent=400), part(400, 999)], (SIZE,), Grade.COMPLETE),
        ([request(sent=400), part(401, 999)], (SIZE,), Grade.NONE),
        ([request(sent=600), request(sent=600)], (SIZE,), Grade.NONE),
        ([part(None, None, 500), part(None, None, 500)], (SIZE,), Grade.POSSIBLY_COMPLETE),
        ([part(None, None, 500), part(None, None, 499)], (SIZE,), Grade.NONE),
        ([part(0, 499), part(None, None, 500)], (SIZE,), Grade.POSSIBLY_COMPLETE),
        ([part(None, None, None)], (SIZE,), Grade.POSSIBLY_COMPLETE),
        # Of another version: the halves of two files are no file.
        ([part(0, 499, object_size=SIZE), part(500, 999, object_size=2000)], (SIZE,), Grade.NONE),
        ([part(0, 1999, object_size=2000)], (SIZE,), Grade.POSSIBLY_COMPLETE),
        ([part(0, 799, object_size=800)], (SIZE,), Grade.NONE),
        # Stored packed: complete only where the log tells that this was the file's length.
        ([part(0, PACKED - 1)], BOTH, Grade.POSSIBLY_COMPLETE),
        ([part(0, PACKED - 1, object_size=PACKED)], BOTH, Grade.COMPLETE),
        ([part(0, PACKED - 1, object_size=BIG)], BOTH, Grade.NONE),
        ([part(0, PACKED)], BOTH, Grade.NONE),
        ([part(0, BIG - 1)], BOTH, Grade.COMPLETE),
        # The unpacked beginning may be of either encoding, and so may not be whole with the rest.
        ([request(sent=400), part(400, BIG - 1)], BOTH, Grade.POSSIBLY_COMPLETE),
        ([request(sent=400, content_encoding="identity"), part(400, BIG - 1)], BOTH, Grade.COMPLETE),
        ([part(None, None, 5)], (), Grade.POSSIBLY_COMPLETE),
        ([part(None, None, None)], (), Grade.POSSIBLY_COMPLETE),
        ([part(0, 4)], (), Grade.POSSIBLY_COMPLETE),
        ([part(1, 4)], (), Grade.NONE),
        ([part(None, None, 0)], (), Grade.NONE),
        ([part(0, 499, object_size=1000), part(500, 999, object_size=1000)], (), Grade.POSSIBLY_COMPLETE),
        ([part(0, 499, object_size=1000), part(600, 999, object_size=1000)], (), Grade.NONE),
        ([part(0, SIZE - 1, method="HEAD")], (SIZE,), Grade.NONE),
        ([], (SIZE,), Grade.NONE),
    ],
)
def test_answers_together(answers: list[LoggedRequest], sizes: tuple[int, ...], grade: Grade) -> None:
    assert grade_together(answers, sizes) is grade


def _answer(draw: st.DrawFn) -> LoggedRequest:
    first = draw(st.sampled_from([None, None, 0, 0, 5, 10, 20]))
    last = draw(st.sampled_from([None, 4, 9, 10, 19, 29, 39])) if first is not None else None
    if first is not None and last is not None and last < first:
        last = None
    return request(
        status=draw(st.sampled_from([200, 206, 206, 206, 304, 404])),
        sent=draw(st.sampled_from([None, 0, 5, 10, 15, 20, 30, 8200, 8220])),
        sent_with_headers=draw(st.booleans()),
        first_byte=first,
        last_byte=last,
        etag=draw(st.sampled_from([None, None, "a", "b"])),
        object_size=draw(st.sampled_from([None, None, 10, 20, 25, 30])),
        content_encoding=draw(st.sampled_from([None, "-", "identity", "gzip"])),
    )


ANSWERS = st.lists(st.composite(_answer)(), max_size=6)
SIZES = st.sets(st.sampled_from([10, 20, 30]), max_size=3).map(lambda sizes: tuple(sorted(sizes)))


@settings(deadline=None)
@given(ANSWERS, ANSWERS, SIZES)
def test_more_answers_never_make_it_less(
    some: list[LoggedRequest], more: list[LoggedRequest], sizes: tuple[int, ...]
) -> None:
    assert RANK[grade_together(some + more, sizes)] <= RANK[grade_together(some, sizes)]


@settings(deadline=None)
@given(ANSWERS, SIZES, st.randoms(use_true_random=False))
def test_the_order_of_answers_does_not_matter(
    answers: list[LoggedRequest], sizes: tuple[int, ...], random: object
) -> None:
    mixed = list(answers)
    random.shuffle(mixed)  # type: ignore[attr-defined]
    assert grade_together(mixed, sizes) is grade_together(answers, sizes)


@settings(deadline=None)
@given(ANSWERS)
def test_without_sizes_no_answers_are_complete(answers: list[LoggedRequest]) -> None:
    assert grade_together(answers, ()) is not Grade.COMPLETE
    assert all(grade_of(answer, ()) is not Grade.COMPLETE for answer in answers)


@settings(deadline=None)
@given(st.lists(st.integers(1, 999), max_size=8, unique=True), st.randoms(use_true_random=False))
def test_a_file_fetched_in_any_pieces_is_complete_and_without_one_it_is_not(
    cuts: list[int], random: object
) -> None:
    edges = [0, *sorted(cuts), SIZE]
    parts = [part(begin, end - 1) for begin, end in pairwise(edges)]
    random.shuffle(parts)  # type: ignore[attr-defined]
    assert grade_together(parts, (SIZE,)) is Grade.COMPLETE
    assert grade_together(parts[1:], (SIZE,)) is Grade.NONE
