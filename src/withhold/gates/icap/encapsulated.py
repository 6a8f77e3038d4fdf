"""The HTTP message inside an ICAP request: offsets, heads, and whether a body follows (RFC 3507, 4.4)."""

import re
from dataclasses import dataclass
from itertools import pairwise

from withhold.gates.icap.heads import Head, parse_head
from withhold.gates.icap.interface import Malformed

REQMOD, RESPMOD, OPTIONS = "REQMOD", "RESPMOD", "OPTIONS"

_ENTRY = re.compile(r"([a-z]+-[a-z]+)=([0-9]{1,7})")
_SHAPES: dict[str, set[tuple[str, ...]]] = {
    REQMOD: {("req-hdr", "req-body"), ("req-hdr", "null-body")},
    RESPMOD: {
        ("req-hdr", "res-hdr", "res-body"),
        ("req-hdr", "res-hdr", "null-body"),
        ("res-hdr", "res-body"),
        ("res-hdr", "null-body"),
    },
    OPTIONS: {("null-body",), ("opt-body",), ()},
}
"""What may stand there. Without its own head nothing says how a body is to be read, so it must be there."""


@dataclass(frozen=True, slots=True)
class Layout:
    """The parts of the message: their names, and where each begins, in bytes."""

    parts: tuple[str, ...]
    offsets: tuple[int, ...]

    @property
    def heads_bytes(self) -> int:
        """The length of all heads: where the body begins."""
        return self.offsets[-1] if self.offsets else 0

    @property
    def has_body(self) -> bool:
        """Whether chunks follow the heads."""
        return bool(self.parts) and self.parts[-1] != "null-body"


@dataclass(frozen=True, slots=True)
class Message:
    """An HTTP request, or a response with the request that it answers where the client sent it."""

    request: Head | None
    response: Head | None

    @property
    def subject(self) -> Head:
        """The head of what is being adapted."""
        head = self.response or self.request
        assert head is not None
        return head


def parse_layout(method: str, value: str | None, most: int) -> Layout:
    """The layout that the field `Encapsulated` tells; `most` bytes of heads. Raises Malformed."""
    entries = [entry.strip() for entry in value.split(",")] if value else []
    parts, offsets = [], []
    for entry in entries:
        found = _ENTRY.fullmatch(entry)
        if found is None:
            raise Malformed(400, "an entry of Encapsulated that is none")
        parts.append(found[1])
        offsets.append(int(found[2]))
    if tuple(parts) not in _SHAPES[method]:
        raise Malformed(400, "parts that do not belong to this method")
    if offsets and (offsets[0] != 0 or any(a >= b for a, b in pairwise(offsets))):
        raise Malformed(400, "offsets that do not rise from 0")
    if offsets and offsets[-1] > most:
        raise Malformed(400, "heads that are too long")
    return Layout(tuple(parts), tuple(offsets))


def parse_message(layout: Layout, block: bytes) -> Message:
    """The heads in a block of `layout.heads_bytes` bytes. Raises Malformed."""
    heads: dict[str, Head] = {}
    ends = layout.offsets[1:]
    for part, start, end in zip(layout.parts[:-1], layout.offsets[:-1], ends, strict=True):
        section = block[start:end]
        if section.find(b"\r\n\r\n") != len(section) - 4:
            raise Malformed(400, "an offset that is not the end of a head")
        heads[part] = parse_head(section)
    message = Message(heads.get("req-hdr"), heads.get("res-hdr"))
    if message.request is not None:
        message.request.request(b"HTTP")
    if message.response is not None:
        message.response.status()
    return message
