"""The affected people by number, in order of urgency; one of them; how one ends."""

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404

from withhold.console.access.agreement import are_two_people
from withhold.console.access.deciding import permitted
from withhold.console.access.interface import Operation, requires
from withhold.console.access.reveals import TooManyReveals, reveal
from withhold.console.affected.confirming import proposal_of, waiting_of
from withhold.console.affected.counting import filters, lacking
from withhold.console.affected.exposing import words_of
from withhold.console.affected.forms import ConfirmForm, CounselUntoldForm, SettleForm, WhyForm
from withhold.console.affected.models import LinkedPerson, Question, QuestionState, Standing
from withhold.console.affected.pages import PAGE, case_and_user, page, paths_of_cohorts
from withhold.console.affected.receipts import PROVEN
from withhold.console.affected.representing import has_counsel
from withhold.console.cases.models import Case
from withhold.console.people.models import User
from withhold.domain.errors import WithholdError
from withhold.incident.affected.interface import Cohort, Terminal
from withhold.incident.affected.terminals import counsel_missing

_TOLD = {
    "language": "Language",
    "emails": "E-mail",
    "addresses": "Postal address",
    "facility": "Facility",
    "country": "Lives in",
    "fled": "Fled from",
    "counsel": "Counsel of record",
    "due": "Day that makes it urgent",
}
"""What is shown of somebody after a reason was recorded."""


@requires(Operation.WORK_AFFECTED)
def listed(request: HttpRequest, case_id: str) -> HttpResponse:
    """By number, the most pressing first."""
    row, _ = case_and_user(request)
    cohort, missing = request.GET.get("cohort", ""), request.GET.get("missing", "")
    rows = Standing.objects.filter(case=row)
    if cohort in set(Cohort):
        rows = rows.filter(cohort=cohort)
    if missing in filters():
        rows = rows.filter(lacking(missing))
    else:
        rows = rows.exclude(terminal=Terminal.DUPLICATE_OF)
    context = {
        "page": Paginator(rows, PAGE).get_page(request.GET.get("page")),
        "cohort": cohort,
        "missing": missing,
        "cohorts": [(str(one), str(one).replace("_", " ").capitalize()) for one in Cohort],
        "filters": filters(),
        "waiting": waiting_of(row),
    }
    return page(request, "list", context)


def one_of(request: HttpRequest, number: int) -> tuple[Case, Standing]:
    """The one of this number of the request's case, or 404."""
    row, _ = case_and_user(request)
    rows = Standing.objects.select_related("person", "settled_by", "confirmed_by")
    return row, get_object_or_404(rows, case=row, number=number)


def context_of(row: Case, one: Standing, user: User) -> dict[str, Any]:
    """What the page of one of them shows, without its forms."""
    proposal = proposal_of(one)
    several = Standing.objects.filter(case=row, duplicate_of=one.number).order_by("number")
    asked = Question.objects.filter(case=row, state=QuestionState.OPEN)
    return {
        "one": one,
        "several": several.values_list("number", flat=True),
        "fields": words_of(row, one.number),
        "linked": LinkedPerson.objects.filter(case=row, by_number=one.number),
        "questions": asked.filter(number=one.number) | asked.filter(other=one.number),
        "path": paths_of_cohorts()[Cohort(one.cohort)],
        "proven": one.terminal in PROVEN,
        "counsel_untold": one.terminal == Terminal.PROVEN_PERSON
        and has_counsel(one)
        and counsel_missing(one.evidence),
        "counsel_form": CounselUntoldForm(),
        "proposal": proposal,
        "own": proposal is not None and proposal.by_id == user.pk,
    }


@requires(Operation.WORK_AFFECTED)
def person(request: HttpRequest, case_id: str, number: int) -> HttpResponse:
    """One of them: where they stand, in words."""
    row, user = case_and_user(request)
    _, one = one_of(request, number)
    return page(
        request, "person", {**context_of(row, one, user), "form": SettleForm(), "open_form": WhyForm()}
    )


@requires(Operation.REVEAL_PERSON)
def contact(request: HttpRequest, case_id: str, number: int) -> HttpResponse:
    """What own records tell of one person: asked for with a reason, recorded, shown once."""
    row, user = case_and_user(request)
    _, one = one_of(request, number)
    form = WhyForm(request.POST or None)
    if form.is_bound and form.is_valid():
        try:
            reveal(request, row, "contact", one.person.commitment, form.cleaned_data["why"])
        except (WithholdError, TooManyReveals) as error:
            form.add_error(None, str(error))
        else:
            told = [(words, one.known.get(name)) for name, words in _TOLD.items()]
            shown = [(words, value if isinstance(value, list) else [value]) for words, value in told if value]
            context = {"number": number, "values": shown, "evidence": one.evidence}
            return page(request, "contact", context | _to_confirm(row, one, user))
    return page(request, "contact", {"number": number, "form": form}, 422 if form.errors else 200)


def _to_confirm(row: Case, one: Standing, user: User) -> dict[str, Any]:
    """The end that waits for a second person, and the form for whoever can be that."""
    proposal = proposal_of(one)
    if proposal is None:
        return {}
    may = permitted(user, Operation.SETTLE_AFFECTED, row) and are_two_people(proposal.by, user)
    form = ConfirmForm(initial={"seen": proposal.subject}) if may else None
    return {"proposal": proposal, "confirm_form": form}
