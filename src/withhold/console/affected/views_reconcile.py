"""Accounts for everybody: the page."""

from collections import defaultdict
from dataclasses import dataclass

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from withhold.console.access.deciding import permitted
from withhold.console.access.interface import Operation, require, requires
from withhold.console.affected.pages import PAGE, Charted, case_and_user, charted, page
from withhold.console.affected.reconciling import Reconciled, accounts_of, last_of, reconciled, record
from withhold.console.cases.acting import actor_in
from withhold.console.cases.models import Case
from withhold.console.persons.counting import SMALLEST_CELL, parted
from withhold.domain.errors import WithholdError
from withhold.incident.affected.interface import Account, Terminal
from withhold.incident.affected.reconcile import Problem
from withhold.incident.affected.reconcile_tell import PROBLEMS, ends

_EVERYBODY = "all"
_WAITING = "waiting"


@dataclass(frozen=True, slots=True)
class Row:
    """One of the N, and in words what is missing."""

    account: Account
    problem: str


@requires(Operation.SEE_AFFECTED)
def reconcile(request: HttpRequest, case_id: str) -> HttpResponse:
    """Each of the N, and who is missing; sent, it goes into the ledger."""
    row, user = case_and_user(request)
    if request.method == "POST":
        require(request, Operation.WORK_AFFECTED, row)
        try:
            done = record(row, actor_in(user, row), "reconciled on its page")
        except WithholdError as error:
            messages.error(request, str(error))
        else:
            told = "everybody is accounted for" if done.complete else "not everybody is accounted for"
            messages.success(request, f"It is in the ledger: {told}.")
        return redirect("affected:reconcile", row.pk)
    try:
        now = reconciled(row)
    except WithholdError as error:
        return page(request, "reconcile", {"problem": str(error)}, 409)
    exact = permitted(user, Operation.WORK_AFFECTED, row)
    missing = now.found.people - now.found.accounted
    context = {
        "now": now,
        "result": now.found,
        "missing": missing if exact or not 0 < missing < SMALLEST_CELL else None,
        "exact": exact,
        "terminals": _chart(now, missing, exact),
        "last": last_of(row),
    }
    if exact:
        show = request.GET.get("show", "")
        context |= {
            "show": show,
            "waiting": len(now.found.problems.get(Problem.WAITS_FOR_SECOND, ())),
            "states": [(str(one), str(one).replace("_", " ").capitalize()) for one in Terminal],
            "page": Paginator(_rows(row, now, show), PAGE).get_page(request.GET.get("page")),
        }
    return page(request, "reconcile", context)


def _chart(now: Reconciled, missing: int, exact: bool) -> Charted:
    counts = [(line.words, line.count) for line in ends(now.found) if line.count]
    counts.append(("Not accounted for", missing))
    return charted([*counts] if exact else parted(counts))


def _rows(case: Case, now: Reconciled, show: str) -> list[Row]:
    wrong: dict[int, list[str]] = defaultdict(list)
    for problem, numbers in now.found.problems.items():
        for number in numbers:
            wrong[number].append(PROBLEMS[problem])
    accounts = {one.number: one for one in accounts_of(case)}
    accounts |= {number: Account(number, None) for number in wrong if number not in accounts}
    rows = [Row(accounts[number], "; ".join(wrong.get(number, []))) for number in sorted(accounts)]
    if show in set(Terminal):
        return [one for one in rows if one.account.terminal == show]
    if show == _WAITING:
        return [one for one in rows if one.account.waits]
    return rows if show == _EVERYBODY else [one for one in rows if one.problem]
