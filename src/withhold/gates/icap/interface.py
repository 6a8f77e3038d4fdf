"""What the ICAP server is made of: a message under inspection, what becomes of it, and its bounds."""

from dataclasses import dataclass
from enum import StrEnum


class Malformed(Exception):
    """What the client sent is no ICAP, or holds no HTTP. `status` is the answer; the connection then ends."""

    def __init__(self, status: int, what: str) -> None:
        super().__init__(what)
        self.status = status


class Stop(StrEnum):
    """Why a message does not pass. The values stand in the log, never in an answer."""

    WITHHOLD = "withhold"
    REVIEW = "review"
    UNREAD = "unread"
    """Some part could not be looked at."""
    TOO_LARGE = "too large"
    UNDECODABLE = "cannot be decoded"
    PARTIAL = "only a part of a document"
    TIMED_OUT = "no end in time"
    BUSY = "too much at once"
    FAILED = "inspecting failed"


JUDGED = frozenset({Stop.WITHHOLD, Stop.REVIEW, Stop.UNREAD})
"""Stopped by a verdict; anything else was stopped because there is none."""


@dataclass(frozen=True, slots=True)
class Bounds:
    """What one client, and all of them, may use.

    `body_bytes`: of one body, as sent and when decoded. `held_bytes`: of all bodies in memory.
    `head_bytes`: of one ICAP head, and of the HTTP heads of one message. `seconds`: for inspecting one
    message, waiting for its turn included. `patience`: seconds in which a client must send or take
    something. `idle`: seconds that a connection may rest between requests.
    """

    body_bytes: int = 100 << 20
    head_bytes: int = 64 << 10
    seconds: float = 120
    patience: float = 60
    idle: float = 300
    connections: int = 256

    @property
    def held_bytes(self) -> int:
        """Room for a good many ordinary bodies, and for a few of the largest."""
        return max(1 << 30, 4 * self.body_bytes)


@dataclass(frozen=True, slots=True)
class Sent:
    """What the heads of a message say of its body. `form`: whether fields of a form may be in it."""

    name: str
    content_type: str
    encodings: tuple[str, ...]
    form: bool
