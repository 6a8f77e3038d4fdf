"""What the logs show, judged: who fetched it as far as a log tells, how surely, and what it cannot tell."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from withhold.incident.trace.interface import LoggedRequest, LogSpan, Question


class Grade(StrEnum):
    """How much of the file the evidence says was received, the best first."""

    COMPLETE = "complete"
    POSSIBLY_COMPLETE = "possibly_complete"
    ALREADY_HELD = "already_held"  # 304: a copy from before; the copy may be from before the window
    PARTIAL = "partial"
    ABORTED = "aborted"
    NONE = "none"


RANK = {grade: rank for rank, grade in enumerate(Grade)}
"""0 is the best."""


class AgentClass(StrEnum):
    """What the asking program says that it is; only `verified_bot` is more than a claim."""

    BROWSER = "browser"
    UNKNOWN = "unknown"
    TOOL = "tool"
    PREVIEW_BOT = "preview_bot"
    DECLARED_BOT = "declared_bot"
    VERIFIED_BOT = "verified_bot"


@dataclass(frozen=True, slots=True)
class Owner:
    """Whose network it is, as far as a database or the log itself tells; `source` says which of them."""

    asn: int | None = None
    organisation: str | None = None
    source: str = ""


@dataclass(frozen=True, slots=True)
class Contact:
    """Whom to write to about a network: the abuse desk, not the reader. None published is an answer."""

    emails: tuple[str, ...] = ()
    source: str = ""
    problem: str | None = None
    """Why nobody could be asked; with this, that there is no address means nothing."""


@dataclass(frozen=True, slots=True)
class Accessor:
    """One network that asked for the file. A network is not a person: many may share it, and one use many.

    `requests` are raw; `fetches` counts tries of one client with one agent in short order once. `bytes` as
    logged, `agents` the commonest with how often. `elsewhere` is all that its addresses did in the logs.
    """

    network: str
    grade: Grade
    agent_class: AgentClass
    requests: int
    fetches: int
    bytes: int
    first: datetime
    last: datetime
    grades: Mapping[Grade, int]
    agents: tuple[tuple[str, int], ...] = ()
    addresses: int = 1
    peers: tuple[str, ...] = ()
    """Who connected for it, where that was a trusted proxy."""
    owner: Owner = Owner()
    hosting: bool = False
    verified_name: str | None = None
    elsewhere: int = 0
    around: tuple[str, ...] = ()
    contact: Contact | None = None
    classes: tuple[AgentClass, ...] = ()
    """Of all its agents that got something of the file: a crawler and a person may share a network."""


@dataclass(frozen=True, slots=True)
class Judged:
    """A request with its grade and the address judged to be the client."""

    request: LoggedRequest
    grade: Grade
    client: str


@dataclass(frozen=True, slots=True)
class Trace:
    """The whole answer. `accessors` hold networks of every grade, the best first; showing decides which."""

    question: Question
    lines: int
    requests: Mapping[Grade, int]
    accessors: tuple[Accessor, ...]
    warnings: tuple[str, ...]
    spans: tuple[LogSpan, ...] = ()
    times: Mapping[str, tuple[int, ...]] = field(default_factory=dict)
    """Requests over the window in equal steps, by grade: for the chart."""
    judged: tuple[Judged, ...] = field(default=(), repr=False)
    """Every request in the window, in the order of time."""

    @property
    def bounds(self) -> tuple[int, int]:
        """Networks that surely hold the whole file, and those that may."""
        sure = sum(one.grade is Grade.COMPLETE for one in self.accessors)
        may = sum(one.grade in (Grade.POSSIBLY_COMPLETE, Grade.ALREADY_HELD) for one in self.accessors)
        return sure, sure + may

    @property
    def unread(self) -> bool:
        """Whether something could not be read that may hold requests."""
        return any(span.problem or span.unparsed for span in self.spans)

    def shown(self, everything: bool) -> tuple[Accessor, ...]:
        """The accessors to tell of: networks of grade `none` only where everything is asked for."""
        return tuple(one for one in self.accessors if everything or one.grade is not Grade.NONE)
