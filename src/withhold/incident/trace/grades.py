"""How much of the file a log line shows was sent, and what several of one client show together."""

from collections import defaultdict
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
    versions: dict[str | None, list[LoggedRequest]] = defaultdict(list)
    for one in parts:
        versions[one.etag].append(one)
    untagged = versions.pop(None, [])
    return best(_joined(version + untagged, sizes) for version in versions.values() or ([],))


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
    if sizes or request.object_size or _open_ended(request):
        return best((_joined([request], sizes), Grade.PARTIAL))
    # Taken with the others it may be all of the file; by itself it says to be a part.
    return Grade.PARTIAL


def _open_ended(part: LoggedRequest) -> bool:
    return part.first_byte == 0 and part.last_byte is None


def _joined(parts: Sequence[LoggedRequest], sizes: Sequence[int]) -> Grade:
    """Complete or possibly complete where these answers together cover the file; else none.

    Each length that the file can have is tried with the answers that can be of a file so long: what is of
    another one neither helps nor harms.
    """
    of_size: dict[int | None, list[LoggedRequest]] = defaultdict(list)
    for part in parts:
        of_size[part.object_size or None].append(part)
    unsized = of_size.pop(None, [])
    if not sizes:
        covered = (_covering(some + unsized, size, sizes) for size, some in of_size.items() if size)
        return best((*covered, _beginning(unsized)))
    lengths = {*sizes, *(size for size in of_size if size and size >= min(sizes))}
    return best(_covering(of_size.get(size, []) + unsized, size, sizes) for size in lengths)


def _covering(parts: Sequence[LoggedRequest], length: int, sizes: Sequence[int]) -> Grade:
    """What those of these answers show together that can be of a file of this length."""
    fitting = [part for part in parts if _can_be_of(part, length, sizes)]
    # Servers answer ranges of the file as it is stored: the longest one, unless the log tells the length.
    if length in sizes and (length == max(sizes) or any(part.object_size == length for part in fitting)):
        sure = covered_from_start(
            piece for part in fitting if (piece := _piece(part, length, sizes, sure=True))
        )
        if sure >= length:
            return Grade.COMPLETE
    may = covered_from_start(piece for part in fitting if (piece := _piece(part, length, sizes, sure=False)))
    loose = sum(_most(part, length) for part in fitting if _is_loose(part))
    return Grade.POSSIBLY_COMPLETE if may + loose >= length else Grade.NONE


def _beginning(parts: Sequence[LoggedRequest]) -> Grade:
    """Without a length, what is of the beginning, or of nobody knows where, may be all of the file."""
    for part in parts:
        if part.status == 206 and part.first_byte in (0, None) and _most(part, 1):
            return Grade.POSSIBLY_COMPLETE
    return Grade.NONE


def _can_be_of(part: LoggedRequest, length: int, sizes: Sequence[int]) -> bool:
    if part.status in _WHOLE and length in sizes and length not in valid_lengths(part, sizes):
        return False
    bounds = body_bounds(part)
    if bounds is None or _is_loose(part) or length >= max(sizes, default=0):
        # Answers of several ranges, without offsets, hold more than the file: their length tells nothing.
        return True
    return (part.first_byte or 0) + bounds[0] <= length


def _is_loose(part: LoggedRequest) -> bool:
    return part.status == 206 and part.first_byte is None


def _piece(part: LoggedRequest, length: int, sizes: Sequence[int], *, sure: bool) -> Piece | None:
    """What part of the file an answer surely, or possibly, brought; None for nothing that is known."""
    bounds = body_bounds(part)
    if part.status in _WHOLE:
        if bounds is None or (sure and len(valid_lengths(part, sizes)) > 1):
            return None
        return Piece(0, bounds[0] if sure else bounds[1])
    if part.first_byte is None:
        return None
    last = part.last_byte if part.last_byte is not None else length - 1
    asked = last - part.first_byte + 1
    least, most = bounds or (0, asked)
    sent = min(asked, least if sure else most)
    return Piece(part.first_byte, part.first_byte + sent) if sent > 0 else None


def _most(part: LoggedRequest, unknown: int) -> int:
    """The most body bytes that were sent; `unknown` if the log does not say."""
    bounds = body_bounds(part)
    return unknown if bounds is None else bounds[1]
