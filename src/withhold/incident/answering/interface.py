"""How far the response is with one person, and what the order of a response forbids."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from withhold.domain.errors import UsageError
from withhold.incident.affected.interface import Terminal
from withhold.incident.notices.interface import Audience


class OutOfOrder(UsageError):
    """What may not be done yet, or not so; one line that says what has to come first, without values."""


@dataclass(frozen=True, slots=True)
class Standing:
    """One person. The default is the start: nothing held, nothing said, nothing proven.

    `sent` and `proven` are of the notices to the person and to counsel. `settled` is the terminal state.
    """

    number: int
    has_counsel: bool = False
    held: datetime | None = None
    sent: Mapping[Audience, datetime] = field(default_factory=dict)
    proven: Mapping[Audience, datetime] = field(default_factory=dict)
    released: datetime | None = None
    settled: Terminal | None = None
    evidence: tuple[str, ...] = ()

    @property
    def is_held(self) -> bool:
        """Whether a hold stands now."""
        return self.held is not None and self.released is None

    @property
    def period_from(self) -> datetime | None:
        """When the protected period began: at the person's own proven notice, and with counsel of record at
        the later of both. None until then: unproven, it never begins and so never runs out."""
        wanted = (Audience.PERSON, Audience.COUNSEL) if self.has_counsel else (Audience.PERSON,)
        moments = [self.proven[one] for one in wanted if one in self.proven]
        return max(moments) if len(moments) == len(wanted) else None
