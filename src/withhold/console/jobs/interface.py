"""How a piece of work ended."""

from dataclasses import dataclass, field

from withhold.console.jobs.models import Kind


@dataclass(frozen=True, slots=True)
class Ended:
    """`complete`: it reached what it was for. `then` is what follows at once, `again` the seconds until the
    same is done again."""

    complete: bool
    summary: str = field(repr=False)
    failed: bool = False
    then: Kind | None = None
    again: float | None = None
