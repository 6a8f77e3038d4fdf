"""Forgets what is not needed any more: sent mails, ended sessions, results of tasks."""

from datetime import timedelta

from django.core.management import call_command
from django.utils import timezone

from withhold.console.outbox.models import Message, State

_SETTLED = (State.ACCEPTED, State.FAILED_FINAL, State.WITHDRAWN)
_TASKS = timedelta(days=7)


def forget_old(mails: timedelta) -> None:
    """Mails that were settled longer ago than this, and what Django keeps beyond its use."""
    Message.objects.filter(state__in=_SETTLED, settled__lt=timezone.now() - mails).delete()
    call_command("clearsessions")
    call_command("prune_db_task_results", min_age_days=_TASKS.days, verbosity=0)
