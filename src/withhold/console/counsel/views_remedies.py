"""The pages of remedies, and of questions whether somebody is affected."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from withhold.console.access.interface import Operation, requires
from withhold.console.counsel import asking, remedying
from withhold.console.counsel.forms import DecideForm, ProposeForm, SettleForm
from withhold.console.counsel.models import STATES, Question, Remedy
from withhold.console.counsel.views_office import of, page
from withhold.console.people.models import User
from withhold.domain.errors import WithholdError
from withhold.incident.counsel.interface import RemedyKind, RemedyState
from withhold.incident.counsel.remedies import NEXT

_ON_A_PAGE = 50


@requires(Operation.DECIDE_REMEDIES)
def remedies(request: HttpRequest, case_id: str) -> HttpResponse:
    """What was offered to whom, and something new."""
    row, user = of(request)
    form = ProposeForm(request.POST or None)
    if form.is_bound and form.is_valid():
        given = form.cleaned_data
        try:
            made = remedying.propose_remedy(
                row, given["number"], RemedyKind(given["kind"]), given["owner"], given["reason"], user
            )
        except WithholdError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, "Proposed. Decide on it on its own page.")
            return redirect("counsel:remedy", row.pk, made.pk)
    rows = Remedy.objects.filter(case=row).select_related("person")
    shown = Paginator(rows, _ON_A_PAGE).get_page(request.GET.get("page"))
    return page(request, "remedies", {"form": form, "page": shown}, 422 if form.errors else 200)


@requires(Operation.DECIDE_REMEDIES)
def remedy(request: HttpRequest, case_id: str, pk: int) -> HttpResponse:
    """One remedy and its next step."""
    row, user = of(request)
    one = get_object_or_404(Remedy.objects.select_related("person", "decided_by"), case=row, pk=pk)
    form = DecideForm(request.POST or None, initial={"owner": one.owner})
    possible = {str(state) for state in NEXT[RemedyState(one.state)]}
    form.fields["state"].choices = [pair for pair in STATES if pair[0] in possible]  # type: ignore[attr-defined]
    if form.is_bound and form.is_valid():
        given = form.cleaned_data
        try:
            remedying.decide_remedy(
                row, pk, RemedyState(given["state"]), given["owner"], given["reason"], user
            )
        except WithholdError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, "Decided and recorded.")
            return redirect("counsel:remedy", row.pk, pk)
    context = {"one": one, "form": form, "possible": bool(possible)}
    return page(request, "remedy", context, 422 if form.errors else 200)


@requires(Operation.SEE_REGISTER_HITS)
def questions(request: HttpRequest) -> HttpResponse:
    """Who asked at the door whether they are affected, the longest wait first."""
    waiting = Question.objects.filter(settled_at=None).order_by("arrived", "id")
    shown = Paginator(waiting, _ON_A_PAGE).get_page(request.GET.get("page"))
    answered = Question.objects.filter(settled_at__isnull=False).count()
    return render(request, "counsel/questions.html", {"page": shown, "answered": answered})


@requires(Operation.SEE_REGISTER_HITS)
def question(request: HttpRequest, pk: int) -> HttpResponse:
    """One question: who asks, and what to do. Nobody is looked up here."""
    one = get_object_or_404(Question.objects.select_related("settled_by"), pk=pk)
    form = SettleForm(request.POST or None)
    if form.is_bound and form.is_valid():
        assert isinstance(request.user, User)
        try:
            asking.settle(pk, form.cleaned_data["how"], form.cleaned_data["note"], request.user)
        except WithholdError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, "Kept. The question is settled.")
            return redirect("counsel:question", pk)
    context = {"one": one, "form": form, "way": asking.WAYS.get(one.how, "")}
    answer = render(request, "counsel/question.html", context, status=422 if form.errors else 200)
    answer["Cache-Control"] = "no-store"
    return answer
