"""Tells people that answers of accessors are overdue. Nothing is sent to anybody outside by itself."""

from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from withhold.console.accessors.models import Matter
from withhold.console.cases.models import Case
from withhold.console.outbox.models import Message
from withhold.console.outbox.sending import queue_alert
from withhold.console.outbox.setbacks import each
from withhold.incident.accessors.interface import Standing

KIND = "accessors_overdue"
_AGAIN = timedelta(days=1)
_WAITING = (Standing.ASKED, Standing.REMINDED)


def tell_overdue() -> int:
    """For the worker: one alert a day for each case where answers are overdue. Returns how many cases."""
    late = Matter.objects.filter(standing__in=_WAITING, due__lte=timezone.now(), case__destroyed_at=None)
    rows = Case.objects.filter(pk__in=late.values("case"))
    return each("overdue answers", {row.pk: row for row in rows}, _told)


def _told(row: Case) -> bool:
    with transaction.atomic():
        Case.objects.select_for_update().get(pk=row.pk)
        since = timezone.now() - _AGAIN
        if Message.objects.filter(case=row.pk, kind=KIND, created__gt=since).exists():
            return False
        address = f"{settings.CONFIG.base_url}/cases/{row.pk}/accessors/answers/"
        queue_alert(
            f"Answers to destroy notices are overdue. Remind them, or ask counsel:\n{address}", KIND, row
        )
    return True
