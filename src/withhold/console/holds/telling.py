"""What the page of holds says: pessimistic until it is known otherwise."""

from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from withhold.console.cases.models import Case
from withhold.console.holds.by_hand import lost
from withhold.console.holds.epochs import propagation, quantile
from withhold.console.holds.models import Confirmation, Hold, Report, State
from withhold.console.holds.placing import wrongly_released
from withhold.console.holds.systems import doubts, present
from withhold.console.persons.models import ExposedPerson

DOUBTS = {
    "never_seen": "never asked",
    "silent": "does not answer",
    "behind": "has not acknowledged the newest holds",
}


@dataclass(frozen=True, slots=True)
class Overview:
    """How the holds of a case stand. `unheld`: people of the list on whom no hold stands or stood."""

    people: int
    standing: int
    released: int
    unheld: int
    unfindable: list[int]
    """Numbers of held people that no question finds, and whom two people did not settle by hand."""
    epoch: int
    systems: int
    doubts: list[tuple[str, str]]
    confirmed: datetime | None
    acknowledged: int
    p50: int | None
    p99: int | None
    longest: int | None
    due: list[Hold]
    incidents: list[Report]

    @property
    def all_confirmed(self) -> bool:
        """Whether a public statement may leave, as far as the holds go."""
        known = not self.unheld and not self.unfindable and not self.doubts
        return bool(self.people and known and self.systems and self.confirmed)


def overview(row: Case) -> Overview:
    """As the database has it now. Raises KeyUnusable."""
    holds = Hold.objects.filter(case=row)
    newest = holds.order_by("-changed").values_list("changed", flat=True).first() or 0
    now = timezone.now()
    took = propagation(newest)
    confirmed = Confirmation.objects.filter(case=row, epoch__gte=newest).order_by("epoch").first()
    no_hold = ExposedPerson.objects.filter(case=row, holds__isnull=True)
    return Overview(
        people=ExposedPerson.objects.filter(case=row).count(),
        standing=holds.filter(state=State.STANDING).count(),
        released=holds.filter(state=State.RELEASED).count(),
        unheld=no_hold.count() + len(wrongly_released(row)),
        unfindable=sorted(lost(row)),
        epoch=newest,
        systems=len(present()),
        doubts=[(name, DOUBTS[why]) for name, why in sorted(doubts(row, newest, now).items())],
        confirmed=None if confirmed is None else confirmed.at,
        acknowledged=len(took),
        p50=quantile(took, 0.5),
        p99=quantile(took, 0.99),
        longest=took[-1] if took else None,
        due=list(holds.filter(state=State.STANDING, review__lte=now.date()).select_related("owner")[:50]),
        incidents=list(
            Report.objects.filter(hold__case=row).select_related("system", "hold").order_by("-received")[:50]
        ),
    )
