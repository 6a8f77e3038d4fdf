"""How much of the file a log line shows was sent, and what several of one client show together."""

from collections.abc import Iterable, Sequence

from withhold.incident.trace.interface import LoggedRequest
from withhold.incident.trace.ranges import Piece, covered_from_start
from withhold.incident.trace.result import RANK, Grade

HEADERS_MOST = 8192
"""More than servers and networks send as headers by default (their own limits): where a log counts headers
with the body, so many bytes less are surely body."""
_WITH_BODY = frozenset({"GET", "POST"})
_WHOLE = frozenset({200, 203})
_PLAIN = frozenset({"", "-", "identity"})


def best(grades: Iterable[Grade]) -> Grade:
    """The best of these; none without any."""
    return min(grades, key=RANK.__getitem__, default=Grade.NONE)


def grade_of(request: LoggedRequest, sizes: Sequence[int]) -> Grade:
    """The grade of one request by itself.

    `sizes` are the body lengths a whole answer can have, one for each content encoding; without them nothing
    is better than possibly complete, however long the answer was.
    """
    if request.status == 304 and request.method in ("GET", "HEAD"):
        return Grade.ALREADY_HELD
    if request.method not in _WITH_BODY:
        return Grade.NONE
    if request.status in _WHOLE:
        return _grade_of_whole(request, sizes)
    if request.status == 206:
        return _grade_of_range(request, sizes)
    return Grade.NONE


def grade_together(requests: Sequence[LoggedRequest], sizes: Sequence[int]) -> Grade:
    """What the answers of one client, one agent and one path show together.

    Ranges are joined, also with the beginning that an answer cut short gave, but never over different ETags.
    More requests never make it less.
    """
    parts = [one for one in requests if one.method in _WITH_BODY and one.status in (*_WHOLE, 206)]
    if not any(one.status == 206 for one in parts):
        return Grade.NONE
    etags = {one.etag for one in parts} - {None} or {None}
    return best(_joined([one for one in parts if one.etag in (etag, None)], sizes) for etag in etags)


def between_lengths(request: LoggedRequest, sizes: Sequence[int]) -> bool:
    """Whether an answer is longer than one valid length and shorter than another, its encoding not logged.

    It counts as complete, since it holds at least a valid length; it may be a longer one that was cut.
    """
    if request.status not in _WHOLE or request.method not in _WITH_BODY or request.sent is None:
        return False
    valid = valid_lengths(request, sizes)
    return len(valid) > 1 and min(valid) < request.sent < max(valid) and request.sent not in valid


def valid_lengths(request: LoggedRequest, sizes: Sequence[int]) -> tuple[int, ...]:
    """The lengths a whole answer to this request can have: without encoding only the longest one."""
    encoding = request.content_encoding
    if sizes and encoding is not None and encoding.strip().lower() in _PLAIN - {"-"}:
        return (max(sizes),)
    return tuple(sizes)


def body_bounds(request: LoggedRequest) -> tuple[int, int] | None:
    """The least and the most body bytes that were sent; None if the log does not say."""
    if request.sent is None:
        return None
    if request.sent_with_headers:
        return max(0, request.sent - HEADERS_MOST), request.sent
    return request.sent, request.sent


def _grade_of_whole(request: LoggedRequest, sizes: Sequence[int]) -> Grade:
    bounds = body_bounds(request)
    if bounds is None:
        return Grade.POSSIBLY_COMPLETE
    least, most = bounds
    if most == 0:
        return Grade.ABORTED
    if not sizes:
        cut = request.object_size is not None and most < request.object_size
        return Grade.PARTIAL if cut and not request.content_encoding else Grade.POSSIBLY_COMPLETE
    shortest = min(valid_lengths(request, sizes))
    if least >= shortest:
        return Grade.COMPLETE
    return Grade.POSSIBLY_COMPLETE if most >= shortest else Grade.PARTIAL


def _grade_of_range(request: LoggedRequest, sizes: Sequence[int]) -> Grade:
    bounds = body_bounds(request)
    if bounds is not None and bounds[1] == 0:
        return Grade.ABORTED
    return best((_joined([request], sizes), Grade.PARTIAL))


def _joined(parts: Sequence[LoggedRequest], sizes: Sequence[int]) -> Grade:
    """Complete or possibly complete where these answers together cover the file; else none."""
    whole = _length_of_object(parts, sizes)
    sure = covered_from_start(piece for part in parts if (piece := _piece(part, whole, sizes, sure=True)))
    if sizes and whole is not None and sure >= whole:
        return Grade.COMPLETE
    may = covered_from_start(piece for part in parts if (piece := _piece(part, whole, sizes, sure=False)))
    loose = sum(_most(part) for part in parts if part.status == 206 and part.first_byte is None)
    if whole is None:
        # Nothing says how long the file is: from the first byte on, or from nobody knows where.
        return Grade.POSSIBLY_COMPLETE if _open_ended(parts) else Grade.NONE
    shortest = min(sizes, default=whole)
    if may >= whole or may in sizes or (loose and may + loose >= shortest):
        return Grade.POSSIBLY_COMPLETE
    return Grade.NONE


def _length_of_object(parts: Sequence[LoggedRequest], sizes: Sequence[int]) -> int | None:
    """How long the file behind the ranges is: as logged if that is a valid length, else the longest one.

    Servers answer ranges of the file as it is stored; that it is stored compressed only makes it shorter.
    """
    logged = {part.object_size for part in parts if part.object_size}
    if not sizes:
        return max(logged, default=None)
    return max(logged & set(sizes), default=max(sizes))


def _open_ended(parts: Sequence[LoggedRequest]) -> bool:
    return any(part.status == 206 and part.first_byte == 0 and part.last_byte is None for part in parts)


def _piece(part: LoggedRequest, whole: int | None, sizes: Sequence[int], *, sure: bool) -> Piece | None:
    """What part of the file an answer surely, or possibly, brought; None for nothing that is known."""
    bounds = body_bounds(part)
    if part.status in _WHOLE:
        if bounds is None or (sure and len(valid_lengths(part, sizes)) > 1):
            return None
        return Piece(0, bounds[0] if sure else bounds[1])
    if part.first_byte is None:
        return None
    last = part.last_byte if part.last_byte is not None else (whole or 0) - 1
    asked = last - part.first_byte + 1
    least, most = bounds or (0, asked)
    sent = min(asked, least if sure else most)
    return Piece(part.first_byte, part.first_byte + sent) if sent > 0 else None


def _most(part: LoggedRequest) -> int:
    bounds = body_bounds(part)
    return 0 if bounds is None else bounds[1]
