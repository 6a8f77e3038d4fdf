"""What a way to reach a person looks like as a result."""

from dataclasses import dataclass

from withhold.domain.fields import Field


@dataclass(frozen=True, slots=True)
class Span:
    """A contact at `text[start:end]`; `private` is None where nothing tells home from work."""

    start: int
    end: int
    field: Field
    private: bool | None = None


@dataclass(frozen=True, slots=True)
class ColumnContact:
    """What a column holds: `share` of its values are of this kind; `private` None where nothing tells."""

    field: Field
    share: float
    private: bool | None = None
