"""Watches for questions about single people: a file with one person asks whether they are registered."""

from datetime import timedelta

from django.utils import timezone

from withhold.console.desk.judging import Judgement
from withhold.console.desk.models import Inspection
from withhold.console.outbox.sending import queue_mail
from withhold.console.people.models import User
from withhold.console.people.roles import Role

FEW = 2
"""People in a file that is as good as a question about each of them."""
MANY = 6
"""Such files by one account within an hour that are no chance any more."""
WITHIN = timedelta(hours=1)
_KIND = "probe"


def watch(inspection: Inspection, judgement: Judgement) -> None:
    """Alert the privacy officers, and nobody else: who asks must not learn that it was noticed, or why."""
    if judgement.registered is None or not _is_question(judgement.document.people.count):
        return
    if judgement.registered["people"]:
        _alert(inspection, "A file with one or two people in it met the register")
    since = timezone.now() - WITHIN
    recent = Inspection.objects.filter(asked_by=inspection.asked_by, judged_at__gte=since)
    if sum(_is_question(_people(one)) for one in recent) == MANY:
        _alert(inspection, f"One account had {MANY} files with one or two people inspected within an hour")


def _is_question(people: int) -> bool:
    """A file without people asks about nobody."""
    return 0 < people <= FEW


def _people(inspection: Inspection) -> int:
    documents = (inspection.verdict or {}).get("documents") or [{}]
    return int(documents[0].get("people", {}).get("count", 0))


def _alert(inspection: Inspection, what: str) -> None:
    text = (
        f"{what}. The account has the number {inspection.asked_by_id}, the inspection the number "
        f"{inspection.pk}. Ask whose it is what it was for; the office's ledger has the rest."
    )
    for user in User.objects.filter(is_active=True):
        if user.has_role(Role.PRIVACY_OFFICER) and user.email:
            queue_mail(user.email, "Withhold: please look at the console", text, _KIND)
