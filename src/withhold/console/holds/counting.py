"""How much each case system asks, by day: the counts of all, also where nothing was noticed."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from django.db.models import Count, Q, Sum
from django.db.models.functions import TruncDate

from withhold.console.holds.models import Question

DAYS = 28
"""How far the counts go back: as far as what is usual is taken from."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What one case system asked on one day (UTC). Somebody who was asked about twice counts twice."""

    day: date
    system: str
    questions: int
    people: int
    plans: int
    planned: int
    """People of all plans of the day."""


def asked_by_day(now: datetime) -> list[Asked]:
    """The days with questions, newest first, each with its case systems by name, also those removed since.

    Nothing here depends on who is held: questions are counted, never what they were answered.
    """
    first = datetime.combine(now.astimezone(UTC).date() - timedelta(days=DAYS - 1), time(), UTC)
    single, plan = Q(what="question"), Q(what="plan")
    rows = (
        Question.objects.filter(single | plan, at__gte=first)
        .annotate(day=TruncDate("at", tzinfo=UTC))
        .values("day", "system__name")
        .annotate(
            questions=Count("pk", filter=single),
            persons=Sum("people", filter=single, default=0),
            plans=Count("pk", filter=plan),
            planned=Sum("people", filter=plan, default=0),
        )
        .order_by("-day", "system__name")
    )
    return [
        Asked(
            one["day"],
            one["system__name"],
            one["questions"],
            one["persons"],
            one["plans"],
            one["planned"],
        )
        for one in rows
    ]
