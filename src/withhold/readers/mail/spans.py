"""Stretches of a stream: a message, its header, each of its parts, without copying them."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

_CHUNK = 1 << 18
_MARGIN = 256
"""Blanks that may follow a boundary on its line."""


@dataclass(frozen=True, slots=True)
class Span:
    """The bytes of `stream` from `start` up to `end`."""

    stream: BinaryIO
    start: int
    end: int

    @property
    def size(self) -> int:
        """How many bytes."""
        return max(0, self.end - self.start)

    def chunks(self) -> Iterator[bytes]:
        """The bytes in order. Other readers may move the stream between two chunks."""
        at = self.start
        while at < self.end:
            self.stream.seek(at)
            chunk = self.stream.read(min(_CHUNK, self.end - at))
            if not chunk:
                return
            at += len(chunk)
            yield chunk

    def head(self, most: int) -> bytes:
        """The first bytes."""
        self.stream.seek(self.start)
        return self.stream.read(min(most, self.size))

    def cut(self, start: int, end: int) -> "Span":
        """A part of it, by positions in the stream."""
        return Span(self.stream, start, end)


@dataclass(frozen=True, slots=True)
class Divided:
    """A multipart body: what stands before its parts, the parts, what stands behind them."""

    before: Span
    parts: tuple[Span, ...]
    behind: Span


def divide(span: Span, boundary: bytes) -> Divided:
    """The parts between the lines of a boundary (RFC 2046, section 5.1.1); no parts if there is no such line.

    A missing last line is forgiven, as mail programs do.
    """
    lines = _boundary_lines(span, boundary)
    first = next(lines, None)
    if first is None:
        return Divided(span, (), span.cut(span.end, span.end))
    before, at, is_last = span.cut(span.start, first[0]), first[1], first[2]
    parts: list[Span] = []
    while not is_last:
        line = next(lines, None)
        if line is None:
            parts.append(span.cut(at, span.end))
            at = span.end
            break
        parts.append(span.cut(at, max(at, line[0])))
        at, is_last = line[1], line[2]
    return Divided(before, tuple(parts), span.cut(at, span.end))


def _boundary_lines(span: Span, boundary: bytes) -> Iterator[tuple[int, int, bool]]:
    """(end of the line before, start of the line behind, whether it is the last) of each boundary line."""
    mark = b"--" + boundary
    overlap = len(mark) + _MARGIN
    for base, data, is_end in _windows(span, overlap):
        at = data.find(mark)
        while at >= 0 and (is_end or at <= len(data) - overlap):
            is_at_line_start = data[at - 1 : at] in (b"\n", b"\r") if at else base == span.start
            if is_at_line_start and (found := _line(data, at, len(mark))):
                behind, is_last = found
                before = at - (2 if data[at - 2 : at] == b"\r\n" else 1 if at else 0)
                yield base + before, base + behind, is_last
            at = data.find(mark, at + 1)


def _line(data: bytes, at: int, length: int) -> tuple[int, bool] | None:
    """Where the line ends and whether it closes the multipart; None if more than a boundary stands on it."""
    after = at + length
    is_last = data[after : after + 2] == b"--"
    after += 2 if is_last else 0
    tail = data[after : after + _MARGIN - 4]
    blanks = len(tail) - len(tail.lstrip(b" \t"))
    end = data[after + blanks : after + blanks + 2]
    if end and end[:1] not in (b"\r", b"\n"):
        return None
    return after + blanks + (2 if end == b"\r\n" else len(end[:1])), is_last


def _windows(span: Span, overlap: int) -> Iterator[tuple[int, bytes, bool]]:
    """Chunks that overlap, with their position; a mark is taken where it begins before the overlap."""
    base, held = span.start, b""
    for chunk in span.chunks():
        data = held + chunk
        is_end = base + len(data) >= span.end
        yield base, data, is_end
        if is_end:
            return
        held = data[max(0, len(data) - overlap) :]
        base += len(data) - len(held)
