"""The judgement on documents, as written out by spec/verdict.md."""

from dataclasses import dataclass
from enum import StrEnum

from withhold.domain.finding import Finding
from withhold.domain.piece import Skipped


class Decision(StrEnum):
    """What may happen with a document."""

    RELEASE = "release"
    REVIEW = "review"
    WITHHOLD = "withhold"
    NOTE = "note"
    """Only for a single reason: worth telling, changes nothing."""


EXIT_CODES = {Decision.RELEASE: 0, Decision.WITHHOLD: 10, Decision.REVIEW: 11}
_ORDER = {Decision.NOTE: 0, Decision.RELEASE: 0, Decision.REVIEW: 1, Decision.WITHHOLD: 2}


def worst(decisions: "list[Decision]") -> Decision:
    """The gravest of some decisions: withhold over review over release. Notes change nothing.

    Raises ValueError for an empty list: nothing empty passes.
    """
    gravest = max(decisions, key=_ORDER.__getitem__)
    return Decision.RELEASE if gravest is Decision.NOTE else gravest


@dataclass(frozen=True, slots=True)
class Reason:
    """Why: the rule that spoke, what it decides, on whose authority, in plain words without values.

    `thresholds` are the numbers of the pack that the rule used, each with the reason it stands there.
    """

    rule: str
    decision: Decision
    authority: str
    text: str
    thresholds: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class People:
    """How many distinct people the document holds over all its pieces.

    `basis` is `distinct_records`, or `lower_bound` where a part was skipped. `registered` is None when no
    register was given. `recognised` is the count without what only the register knows, None if the same.
    """

    count: int
    basis: str = "distinct_records"
    registered: int | None = None
    recognised: int | None = None


@dataclass(frozen=True, slots=True)
class Coverage:
    """How many parts the document has, and how many were read."""

    parts: int
    read: int


@dataclass(frozen=True, slots=True)
class DocumentVerdict:
    """The judgement on one document."""

    path: str
    sha256: str
    size: int
    media_type: str
    decision: Decision
    people: People
    reasons: tuple[Reason, ...]
    findings: tuple[Finding, ...]
    skipped: tuple[Skipped, ...]
    coverage: Coverage
    seconds: float


@dataclass(frozen=True, slots=True)
class Engine:
    """What judged: version, packs with their versions, profile, register version."""

    version: str
    policy: tuple[str, ...]
    profile: str | None = None
    register: str | None = None


@dataclass(frozen=True, slots=True)
class Verdict:
    """The judgement on one run: the gravest of its documents' decisions."""

    decision: Decision
    engine: Engine
    documents: tuple[DocumentVerdict, ...]
