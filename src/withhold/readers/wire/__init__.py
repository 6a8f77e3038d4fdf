"""The frames in which readers in the sandbox tell their parent what they read: own framing, no pickle."""

from withhold.readers.wire.decode import decode
from withhold.readers.wire.encode import encode
from withhold.readers.wire.messages import (
    HEADER,
    MAX_FRAME,
    End,
    Failure,
    Made,
    MediaType,
    Message,
    ProtocolError,
)

__all__ = [
    "HEADER",
    "MAX_FRAME",
    "End",
    "Failure",
    "Made",
    "MediaType",
    "Message",
    "ProtocolError",
    "decode",
    "encode",
]
