"""The messages of a reader in the sandbox to its parent, and the shape of their frames.

A frame is a 4-byte little-endian length of the payload, one byte for its kind, and the payload. Made bytes go
as they are, a table as below, and all else as JSON. A table is a 4-byte header length, a JSON header and one
blob a column: its values in UTF-8 with U+001F between them, which Python splits and joins an order of
magnitude faster than JSON. A column whose values contain U+001F travels as a JSON list. Lone surrogates
survive both ways.
"""

import struct
from dataclasses import dataclass

from withhold.domain.piece import ReadItem, SkipReason

MAX_FRAME = 64 << 20
"""Payload bytes; above it the frame is refused unread."""

HEADER = struct.Struct("<IB")
LENGTH = struct.Struct("<I")
SEPARATOR = "\x1f"
TABLE, TEXT, SKIPPED, PART, MEDIA, FAILURE, END, MADE = b"TXSPMFEB"


class ProtocolError(Exception):
    """The child sent something that is not a frame of this protocol. Carries no content."""


@dataclass(frozen=True, slots=True)
class MediaType:
    """What the document is, by its content. Sent first."""

    value: str


@dataclass(frozen=True, slots=True)
class Failure:
    """The child ends early and says why; `detail` is the name of an exception type."""

    reason: SkipReason
    detail: str


@dataclass(frozen=True, slots=True)
class Made:
    """Bytes of a file that was made anew in the sandbox, in order; only where one was asked for."""

    content: bytes


@dataclass(frozen=True, slots=True)
class End:
    """Everything was sent. Without it the document was not read to its end."""


Message = ReadItem | MediaType | Made | Failure | End
