"""What a way of sending is asked, and what came of it."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Protocol


class Outcome(StrEnum):
    """What one try came to."""

    ACCEPTED = "accepted"
    RETRY = "retry"  # certainly not taken; another try may succeed
    REFUSED = "refused"  # certainly not taken, and never will be
    WITHDRAWN = "withdrawn"  # not tried: what it belongs to says that it is not to leave any more
    UNKNOWN = "unknown"  # it may have been taken: only a person may decide to send it again


@dataclass(frozen=True, slots=True)
class Result:
    """The outcome of one try, with the other side's code and words where there were any."""

    outcome: Outcome
    answer: str = field(repr=False)
    code: int | None = None


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A message as it is sent."""

    recipient: str = field(repr=False)
    subject: str = field(repr=False)
    body: str = field(repr=False)
    kind: str
    message_id: str
    created: datetime


class Transport(Protocol):
    """A way of sending."""

    def send(self, message: Outgoing, handing_over: Callable[[], None]) -> Result:
        """Try once. `handing_over` is called, once, just before the step after which it may have been taken.

        An error of `handing_over` is the caller's and passes through: then that step was not done.
        """
        ...
