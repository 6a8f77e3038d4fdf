"""The pages about reports: thin; what happens stands in `intake.acting`."""

from collections.abc import Callable
from typing import Any, cast

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_POST

from withhold.console.access.interface import Operation, require, requires
from withhold.console.cases.models import Case
from withhold.console.intake import acting
from withhold.console.intake.forms import AnswerForm, AttachForm, DismissForm, OpenForm
from withhold.console.intake.models import Lead, LeadState, Report, State
from withhold.console.people.models import User
from withhold.incident.case.interface import CaseError
from withhold.ledger.interface import LedgerError

_ON_A_PAGE = 30
_TONES = {State.NEW: "warn", State.SEEN: "note", State.IN_CASE: "good", State.DISMISSED: "quiet"}
_DECISIONS = {"withhold": "alarm", "review": "warn", "release": "good"}


@require_GET
@requires(Operation.SEE_REPORTS)
def index(request: HttpRequest) -> HttpResponse:
    """The reports in one state, the newest first."""
    state = request.GET.get("state", State.NEW)
    if state not in State.values:
        raise Http404
    counts = dict(Report.objects.order_by().values_list("state").annotate(Count("pk")))
    found = Report.objects.filter(state=state).prefetch_related("leads")
    page = Paginator(found, _ON_A_PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "state": State(state),
        "states": [(one, counts.get(one, 0)) for one in State],
        "rows": [_row(report) for report in page],
    }
    return render(request, "intake/index.html", context)


@require_GET
@requires(Operation.SEE_REPORTS)
def report(request: HttpRequest, report_id: int) -> HttpResponse:
    """One report: what was said, what was found, and what to do with it."""
    return _shown(request, _existing(report_id))


@require_GET
@requires(Operation.SEE_REPORTS)
def leads(request: HttpRequest, report_id: int) -> HttpResponse:
    """The part of the page that changes while something is being looked at."""
    return render(request, "intake/leads.html", _leads(_existing(report_id)))


@require_POST
@requires(Operation.SEE_REPORTS)
def see(request: HttpRequest, report_id: int) -> HttpResponse:
    """Somebody takes it on."""
    acting.see(_existing(report_id).pk, _user(request))
    return redirect("intake:report", report_id)


@require_POST
@requires(Operation.SEE_REPORTS)
def look(request: HttpRequest, report_id: int, lead_id: int) -> HttpResponse:
    """A person asks for a look."""
    lead = get_object_or_404(Lead, pk=lead_id, report_id=report_id)
    acting.ask_look(lead.pk, _user(request))
    return redirect("intake:report", report_id)


@require_POST
@requires(Operation.ANSWER_REPORTS)
def answer(request: HttpRequest, report_id: int) -> HttpResponse:
    """Write to who reported."""
    form = AnswerForm(request.POST)
    return _done(
        request,
        _existing(report_id),
        "answer",
        form,
        lambda: acting.answer(report_id, form.cleaned_data["text"], _user(request)),
        "Your answer is on its way to the door; whoever has the receipt can read it there.",
    )


@require_POST
@requires(Operation.ANSWER_REPORTS)
def dismiss(request: HttpRequest, report_id: int) -> HttpResponse:
    """It is nothing."""
    form = DismissForm(request.POST)
    return _done(
        request,
        _existing(report_id),
        "dismiss",
        form,
        lambda: acting.dismiss(report_id, form.cleaned_data["reason"], _user(request)),
        "The report was dismissed. It stays in the list of dismissed reports.",
    )


@require_POST
@requires(Operation.OPEN_CASE)
def open_case(request: HttpRequest, report_id: int) -> HttpResponse:
    """A case of this report: reported, not confirmed."""
    form = OpenForm(request.POST)

    def do() -> None:
        given = form.cleaned_data
        acting.open_case(report_id, given["title"], given["time_zone"], given["why"], _user(request))

    words = "The case is open. Nothing is taken down before somebody confirms it there."
    return _done(request, _existing(report_id), "open", form, do, words)


@require_POST
@requires(Operation.SEE_REPORTS)
def attach(request: HttpRequest, report_id: int) -> HttpResponse:
    """The report belongs to one of my cases."""
    found = _existing(report_id)
    mine = acting.my_cases(_user(request))
    form = AttachForm(request.POST, cases=list(mine))

    def do() -> None:
        case = Case.objects.get(pk=form.cleaned_data["case"])
        require(request, Operation.NOTE_IN_CASE, case)
        acting.attach(report_id, case, form.cleaned_data["attach_why"], _user(request))

    return _done(request, found, "attach", form, do, "The report was attached to the case.")


def _done(
    request: HttpRequest, found: Report, name: str, form: Form, do: Callable[[], object], words: str
) -> HttpResponse:
    """Do it and go back to the report; what is wrong with the form, or the state, is told on the page."""
    if form.is_valid():
        try:
            do()
        except (acting.NotPossible, CaseError, LedgerError) as error:
            form.add_error(None, f"It was not done: {error}.")
        else:
            messages.success(request, words)
            return redirect("intake:report", found.pk)
    return _shown(request, found, 422, **{name: form})


def _shown(request: HttpRequest, found: Report, status: int = 200, **given: Form) -> HttpResponse:
    forms: dict[str, Form] = {
        "answer": AnswerForm(),
        "dismiss": DismissForm(),
        "open": OpenForm(),
        "attach": AttachForm(cases=list(acting.my_cases(_user(request)))),
        **given,
    }
    context = {
        "report": found,
        "tone": _TONES[State(found.state)],
        "said": found.said,
        "messages_of": found.messages.select_related("by"),
        "forms": forms,
        "wrong": next((form for form in given.values() if form.errors), None),
        "in_my_case": found.case is not None and found.case.members.filter(user=_user(request)).exists(),
        **_leads(found),
    }
    return render(request, "intake/report.html", context, status=status)


def _leads(found: Report) -> dict[str, Any]:
    shown = list(found.leads.order_by("pk"))
    others = Report.objects.filter(leads__same__in=[lead.same for lead in shown]).exclude(pk=found.pk)
    return {
        "report": found,
        "leads": [(lead, _DECISIONS.get(lead.found.get("decision", ""), "quiet")) for lead in shown],
        "looking": any(lead.state == LeadState.LOOKING for lead in shown),
        "others": others.distinct()[:20],
    }


def _row(report: Report) -> dict[str, Any]:
    """What the list tells: never what was said."""
    found = list(report.leads.all())
    decisions = [lead.found.get("decision") for lead in found]
    worst = next((one for one in _DECISIONS if one in decisions), "")
    same = Report.objects.filter(leads__same__in=[lead.same for lead in found]).exclude(pk=report.pk)
    return {
        "report": report,
        "own": any(lead.own for lead in found),
        "verdict": worst,
        "tone": _DECISIONS.get(worst, "quiet"),
        "same": same.distinct().count(),
    }


def _existing(report_id: int) -> Report:
    return get_object_or_404(Report.objects.select_related("case", "seen_by"), pk=report_id)


def _user(request: HttpRequest) -> User:
    return cast(User, request.user)  # `requires` lets nobody in who is not signed in
