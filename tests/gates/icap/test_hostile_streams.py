"""Streams cut anywhere and changed anyhow: never a crash, and nothing passes that was not judged."""

from itertools import pairwise

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.gates.icap.client import LEAK, Judges, chunked, reqmod, request, respmod, response, talk
from withhold.gates.icap.interface import Bounds

ALLOWED = "Allow: 204"
CSV = response("Content-Type: text/csv")
BOUNDS = Bounds(body_bytes=4_000, patience=2, idle=2)
FEW = settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.too_slow])

bodies = st.lists(st.sampled_from([b"North,4\r\n", LEAK, b"\r\n0\r\n\r\n", b"x" * 900]), max_size=5).map(
    b"".join
)


def pieces(stream: bytes, cuts: list[int]) -> list[bytes]:
    """The stream in pieces, cut at the places that `cuts` say in thousandths."""
    places = sorted({0, len(stream), *(len(stream) * cut // 1000 for cut in cuts)})
    return [stream[start:end] for start, end in pairwise(places)]


cut_places = st.lists(st.integers(0, 1000), max_size=12)


@FEW
@given(st.lists(bodies, min_size=1, max_size=4), cut_places, st.integers(1, 50))
def test_where_a_stream_is_cut_changes_nothing(sent: list[bytes], cuts: list[int], size: int) -> None:
    stream = b"".join(respmod(CSV, body, ALLOWED, chunks=chunked(body, size)) for body in sent)
    answers = talk(pieces(stream, cuts), Judges(), BOUNDS)
    assert [answer.status for answer in answers] == [
        200 if LEAK in body or len(body) > BOUNDS.body_bytes else 204 for body in sent
    ]


@FEW
@given(bodies, st.integers(0, 40), cut_places)
def test_a_preview_of_any_length_changes_nothing(body: bytes, preview: int, cuts: list[int]) -> None:
    begins, rest = body[:preview], body[preview:]
    whole = len(body) < preview
    chunks = chunked(body, 9, b"0; ieof\r\n\r\n") if whole else chunked(begins) + chunked(rest)
    stream = respmod(CSV, body, f"Preview: {preview}", ALLOWED, chunks=chunks)
    judges = Judges()
    answers = [a for a in talk(pieces(stream, cuts), judges, BOUNDS) if a.status != 100]
    assert [answer.status for answer in answers] == [200 if LEAK in body or len(body) > 4_000 else 204]
    assert [content for _, content in judges.seen] == ([body] if 0 < len(body) <= 4_000 else [])


changes = st.lists(
    st.tuples(st.integers(0, 1000), st.integers(0, 3), st.binary(max_size=4)), min_size=1, max_size=6
)


def changed(stream: bytes, where: list[tuple[int, int, bytes]]) -> bytes:
    """The stream with some bytes at some places replaced by others."""
    for place, length, other in where:
        start = len(stream) * place // 1000
        stream = stream[:start] + other + stream[start + length :]
    return stream


@FEW
@given(bodies, changes, st.booleans(), st.booleans())
def test_a_changed_stream_passes_nothing_unjudged(
    body: bytes, where: list[tuple[int, int, bytes]], upload: bool, preview: bool
) -> None:
    fields = [ALLOWED, *(["Preview: 4096"] if preview else [])]
    chunks = chunked(body, 40, b"0; ieof\r\n\r\n" if preview else b"0\r\n\r\n")
    whole = (
        reqmod(request(), body, *fields, chunks=chunks)
        if upload
        else respmod(CSV, body, *fields, chunks=chunks)
    )
    stream = changed(whole, where)
    judges = Judges()
    answers = talk([stream], judges, BOUNDS)
    passed = [a for a in answers if a.status == 204 or (a.status == 200 and b" 403 " not in a.http[:20])]
    harmless = [content for _, content in judges.seen if LEAK not in content]
    # A body whose first chunk became the last one is empty on the wire too.
    empty = stream.count(b"\r\n\r\n0") + stream.count(b"\r\n\r\n;0")
    assert len(passed) <= len(harmless) + empty


@FEW
@given(st.binary(max_size=400))
def test_noise_is_refused(noise: bytes) -> None:
    answers = talk([noise], Judges(), BOUNDS)
    assert all(answer.status >= 400 for answer in answers)


@FEW
@given(st.binary(max_size=200))
def test_noise_in_place_of_the_http_head_is_refused_or_judged(noise: bytes) -> None:
    judges = Judges()
    answers = talk([respmod(noise + b"\r\n\r\n", b"North,4", ALLOWED)], judges, BOUNDS)
    assert len([answer for answer in answers if answer.status == 204]) <= len(judges.seen)
