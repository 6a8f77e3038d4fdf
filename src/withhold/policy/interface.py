"""What a policy is made of, and what it judges."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from withhold.domain.errors import UsageError
from withhold.domain.fields import Field
from withhold.domain.finding import Evidence, Finding
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
    firm: bool = False
    """No organisation's override may make it milder: the law or a life stands behind it."""


@dataclass(frozen=True, slots=True)
class Override:
    """An organisation's own word on a rule's decision or on a limit's value, with who, why and until when.

    Exactly one of `rule` (with `decision`) and `limit` (with `value`) is told.
    """

    owner: str
    reason: str
    expiry: date
    pack: str
    rule: str | None = None
    decision: Decision | None = None
    limit: str | None = None
    value: int | None = None

    @property
    def subject(self) -> str:
        """The rule or the limit, as reasons and commands name it."""
        return f"the rule {self.rule}" if self.rule else f"the limit {self.limit}"


@dataclass(frozen=True, slots=True)
class Pack:
    """A named, versioned set of rules with its thresholds and field classes, loaded from TOML.

    `digest`: SHA-256 of the text that it was loaded from, 64 hex digits.
    """

    name: str
    version: str
    title: str
    notice: str
    extends: str | None
    limits: Mapping[str, Limit]
    private: frozenset[Field]
    follow_visible: frozenset[str]
    rules: tuple[Rule, ...]
    overrides: tuple[Override, ...]
    digest: str


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
class EditionFacts:
    """How a document differs from its previous edition; nothing where there is none to compare with.

    `changes` in words, without values of people. `most_growth`: how many times as many rows the table has
    that grew most. `unread`: the previous edition could not be read whole.
    """

    changes: tuple[str, ...] = ()
    new_places: int = 0
    new_person_columns: int = 0
    most_growth: int = 0
    unread: bool = False


@dataclass(frozen=True, slots=True)
class DocumentFacts:
    """All that a policy may know of a document. `size` in bytes, `people` distinct over all pieces.

    `media_type` is found from the content. `registered`: distinct people of a register, each under the
    strongest evidence of theirs.
    """

    findings: tuple[Finding, ...]
    skipped: tuple[Skipped, ...]
    coverage: Coverage
    size: int
    people: int
    media_type: str = ""
    registered: Mapping[Evidence, int] = field(default_factory=dict)
    edition: EditionFacts = EditionFacts()
