"""For the rooms that tell people, and for programs: who is to be told, and how many stand where."""

from collections.abc import Collection, Iterator
from typing import Any

from django.http import HttpRequest
from ninja import Router
from ninja.errors import HttpError

from withhold.console.access.api import guard
from withhold.console.access.deciding import permitted
from withhold.console.access.interface import Operation
from withhold.console.affected.counting import NOT_TOLD, counted
from withhold.console.affected.interface import Addressee, NotDerived
from withhold.console.affected.models import Roster, Standing
from withhold.console.affected.reaching import addressee_of
from withhold.console.affected.reconciling import reconciled
from withhold.console.cases.models import Case
from withhold.console.persons.counting import SMALLEST_CELL
from withhold.domain.errors import WithholdError
from withhold.incident.affected.reconcile import Problem

router = Router(tags=["affected"])
_AT_ONCE = 1000


def addressees(case: Case, numbers: Collection[int] | None = None) -> Iterator[Addressee]:
    """Everybody who is to be told, or of these numbers, the most pressing first. Duplicates, and who was
    found to be dead or not affected, are left out; who was told already is not.

    Raises NotDerived before the first of them if the case's people were not worked out.
    """
    if not Roster.objects.filter(case=case, derived_at__isnull=False).exists():
        raise NotDerived("the affected people were not worked out yet; start that on their page")
    rows = Standing.objects.filter(case=case).exclude(terminal__in=NOT_TOLD)
    if numbers is not None:
        rows = rows.filter(number__in=numbers)
    return (addressee_of(one.number, one.cohort, one.rank, one.known) for one in rows.iterator(_AT_ONCE))


@router.get("/cases/{case_id}/affected")
@guard(Operation.SEE_AFFECTED)
def affected(request: HttpRequest, case_id: str) -> dict[str, Any]:
    """How many affected people there are, in which cohorts, and what is not known; null for a count that is
    too small to be told to whoever asks."""
    row = _case(request)
    roster = Roster.objects.filter(case=row, derived_at__isnull=False).first()
    if roster is None:
        return {"people": None, "root": None, "cohorts": {}, "terminals": {}, "missing": {}, "questions": 0}
    counts = counted(row, permitted(request.user, Operation.WORK_AFFECTED, row))
    return {
        "people": roster.people,
        "root": roster.root,
        "cohorts": dict(counts.cohorts),
        "terminals": dict(counts.terminals),
        "missing": dict(counts.missing),
        "questions": counts.questions,
    }


@router.get("/cases/{case_id}/affected/reconciliation")
@guard(Operation.SEE_AFFECTED)
def reconciliation(request: HttpRequest, case_id: str) -> dict[str, Any]:
    """Whether each of the N is accounted for; `missing` is null where it is too small to be told to whoever
    asks. For those who work with numbers: `unaccounted`, and `waiting`, those of them whose end a second
    person has to confirm."""
    row = _case(request)
    exact = permitted(request.user, Operation.WORK_AFFECTED, row)
    try:
        now = reconciled(row)
    except WithholdError as error:
        raise HttpError(409, str(error)) from None
    missing = now.found.people - now.found.accounted
    return {
        "complete": now.complete,
        "rows_hold": now.rows_hold,
        "people": now.found.people,
        "missing": missing if exact or not 0 < missing < SMALLEST_CELL else None,
        "unaccounted": list(now.found.unaccounted) if exact else [],
        "waiting": list(now.found.problems.get(Problem.WAITS_FOR_SECOND, ())) if exact else [],
    }


def _case(request: HttpRequest) -> Case:
    row = request.case  # type: ignore[attr-defined]
    assert isinstance(row, Case)
    return row
