"""What is found of names in running text."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, repr=False)
class NameSpan:
    """A personal name at `text[start:end]`, without its title.

    `confidence` is 0 to 1. `role` is the title that stands before it, as written but without its full stop
    (`Mr`, `Judge`, `Director`), None where there is none.
    """

    start: int
    end: int
    confidence: float
    role: str | None = None

    def __repr__(self) -> str:
        return f"NameSpan({self.start}, {self.end}, {self.confidence:.2f}, {self.role!r})"
