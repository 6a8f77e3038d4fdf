"""A page rests when the records say something else of its person than when it was given.

Nothing new goes into it, and nothing on it is proof, until somebody of the office decides. It does not end by
itself: records err.
"""

from django.db import transaction
from django.db.models import Q, QuerySet

from withhold.console.affected.counting import NOT_TOLD
from withhold.console.affected.models import Standing
from withhold.console.cases.models import Case
from withhold.console.outbox.sending import queue_alert
from withhold.console.outbox.setbacks import each
from withhold.console.own.models import Access
from withhold.incident.affected.interface import Cohort

_CHANGED = (
    "The records changed about somebody who has a page of their own, and the page rests. Open the case, "
    "under People's own access, and decide whether it goes on."
)
_FIT = Q(person__standing__cohort=Cohort.AT_LIBERTY) & (
    Q(person__standing__terminal=None) | ~Q(person__standing__terminal__in=NOT_TOLD)
)


def unfit(access: Access) -> str:
    """Why a page rests, as a word of the records (a cohort, or how it ended); "" where it does not: they are
    known to be at liberty and to be told, or a person decided on this very word."""
    now = said_of(access)
    return "" if now == access.kept_for else now


def said_of(access: Access) -> str:
    """The same, whatever a person decided."""
    found = Standing.objects.filter(person=access.person_id).only("cohort", "terminal").first()
    if found is None:
        return str(Cohort.UNKNOWN)
    if found.terminal in NOT_TOLD:
        return str(found.terminal)
    return "" if found.cohort == Cohort.AT_LIBERTY else str(found.cohort)


def tell_resting() -> int:
    """Tell the on-call of each case where a page rests since they were told last; how many pages."""
    rows = _to_be_looked_at().select_related("case")
    return each("own access", {row.case_id: row.case for row in rows}, _tell)


def _to_be_looked_at() -> QuerySet[Access]:
    """Few of all: those that do not fit, and those that people were told of."""
    return Access.objects.filter(~_FIT | ~Q(told_of=""), ended_at=None, case__destroyed_at=None)


def _tell(case: Case) -> int:
    told = 0
    with transaction.atomic():
        Case.objects.select_for_update().get(pk=case.pk)
        for row in _to_be_looked_at().filter(case=case):
            now = unfit(row)
            if now != row.told_of:
                Access.objects.filter(pk=row.pk).update(told_of=now)
                told += bool(now)
        if told:
            queue_alert(_CHANGED, "own_access_rests", case)
    return told
