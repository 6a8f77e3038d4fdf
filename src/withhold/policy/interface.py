"""What a policy is made of, and what it judges."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal

from withhold.domain.errors import UsageError
from withhold.domain.fields import Field
from withhold.domain.finding import Finding
from withhold.domain.piece import Skipped
from withhold.domain.verdict import Coverage, Decision

Scope = Literal["finding", "skipped", "document"]


class PackError(UsageError):
    """A pack or profile that cannot be used; the message names the file, the entry and what to do."""


@dataclass(frozen=True, slots=True)
class Limit:
    """A threshold of a pack: a number and the reason for it, both printed where it decides."""

    name: str
    value: int
    reason: str


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule: a CEL condition over one finding, one skipped part, or the document, and what it decides.

    `counts` names the number of the finding that the reason tells; several rules may share an `id` where
    one subject has more than one outcome.
    """

    id: str
    decision: Decision
    authority: str
    scope: Scope
    when: str
    text: str
    counts: str | None
    pack: str


@dataclass(frozen=True, slots=True)
class Pack:
    """A named, versioned set of rules with its thresholds and field classes, loaded from TOML."""

    name: str
    version: str
    title: str
    notice: str
    extends: str | None
    limits: Mapping[str, Limit]
    private: frozenset[Field]
    follow_visible: frozenset[str]
    rules: tuple[Rule, ...]


@dataclass(frozen=True, slots=True)
class Profile:
    """What one place of publication declares that it may contain.

    `fields` is None when the destination holds no people at all (`people = "none"`).
    """

    destination: str
    purpose: str
    authority: str
    owner: str
    expiry: date
    fields: frozenset[Field] | None


@dataclass(frozen=True, slots=True)
class DocumentFacts:
    """All that a policy may know of a document. `size` in bytes, `people` distinct over all pieces."""

    findings: tuple[Finding, ...]
    skipped: tuple[Skipped, ...]
    coverage: Coverage
    size: int
    people: int
