"""Pages of long work: asked for here, watched here."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from withhold.console.access.interface import Operation, requires
from withhold.console.cases.models import Case
from withhold.console.cases.store import ConsoleCase
from withhold.console.jobs.asking import ask, start_again, stop_watching
from withhold.console.jobs.models import Job, Kind
from withhold.console.jobs.starting import check_start, keep_log, log_below, log_folders
from withhold.console.people.models import User
from withhold.domain.errors import UsageError, WithholdError
from withhold.incident.case.interface import EventKind

_HAPPENS = {
    Kind.EXPOSURE: "Our own sites are asked for the document, its copies and what leads there. Nothing is "
    "changed. Others' sites are not asked.",
    Kind.PRESERVE: "What answers at every known place is fetched once more and sealed to the case's keys.",
    Kind.TAKEDOWN: "What is found is moved to quarantine at the origins, then caches are emptied; then it is "
    "looked at from outside until it is gone. Two people can put it back.",
    Kind.WATCH: "It is looked for every minute; what comes back is taken down again.",
    Kind.TRACE: "The logs are read for who fetched it, as far as they tell. They stay in the case's folder.",
}


class StartForm(forms.Form):
    """Why, and where that matters, what."""

    urls = forms.CharField(
        label="Where it is, or was",
        required=False,
        widget=forms.Textarea(attrs={"rows": 3, "spellcheck": "false"}),
        max_length=50_000,
        help_text="Addresses, one a line. Empty: what the case knows is looked at again.",
    )
    logs = forms.FileField(label="A log, packed or not", required=False)
    paths = forms.CharField(
        label="Or logs on this server",
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="Paths below the configured log folders, one a line.",
    )
    why = forms.CharField(label="Why", widget=forms.Textarea(attrs={"rows": 3}), max_length=10_000)

    def __init__(self, kind: Kind, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if kind is not Kind.EXPOSURE:
            del self.fields["urls"]
        if kind is not Kind.TRACE:
            del self.fields["logs"], self.fields["paths"]
        elif not log_folders():
            del self.fields["paths"]


@requires(Operation.RUN_IN_CASE)
def start(request: HttpRequest, case_id: str, what: str) -> HttpResponse:
    """The page that asks for a piece of work."""
    row, user = _of(request)
    if what not in _HAPPENS:
        raise Http404
    kind = Kind(what)
    form = (
        StartForm(kind, request.POST, request.FILES)
        if request.method == "POST"
        else StartForm(kind, initial={"urls": "\n".join(_reported(row)) if kind is Kind.EXPOSURE else ""})
    )
    if form.is_bound and form.is_valid():
        try:
            case = ConsoleCase.open(row)
            options = _options(case, kind, form.cleaned_data)
            check_start(case, kind, options.get("urls", ()))
            job = ask(row, user, kind, form.cleaned_data["why"], options)
        except WithholdError as error:
            form.add_error(None, str(error))
        else:
            return redirect("jobs:job", row.pk, job.pk)
    context = {"case": row, "form": form, "kind": kind, "happens": _HAPPENS[kind]}
    return render(request, "jobs/start.html", context, status=422 if form.is_bound else 200)


@requires(Operation.SEE_CASE)
def jobs(request: HttpRequest, case_id: str) -> HttpResponse:
    """All work that was asked for in the case."""
    row, _ = _of(request)
    found = Job.objects.filter(case=row).select_related("asked_by")[:100]
    return render(request, "jobs/list.html", {"case": row, "jobs": found})


@requires(Operation.SEE_CASE)
def job(request: HttpRequest, case_id: str, job_id: int) -> HttpResponse:
    """One piece of work, live."""
    return render(request, "jobs/job.html", _context(request, job_id))


@requires(Operation.SEE_CASE)
def job_live(request: HttpRequest, case_id: str, job_id: int) -> HttpResponse:
    """The same without the page around it."""
    return render(request, "jobs/job_live.html", _context(request, job_id))


@requires(Operation.RUN_IN_CASE)
def again(request: HttpRequest, case_id: str, job_id: int) -> HttpResponse:
    """Go on with what was interrupted, or try again what failed."""
    row, _ = _of(request)
    found = Job.objects.filter(case=row, pk=job_id).first()
    if found is None:
        raise Http404
    if request.method == "POST" and not start_again(found):
        messages.info(request, "It goes on already, or something else of its kind does.")
    return redirect("jobs:job", row.pk, job_id)


@requires(Operation.RUN_IN_CASE)
def stop(request: HttpRequest, case_id: str) -> HttpResponse:
    """End the watch."""
    row, _ = _of(request)
    if request.method == "POST" and stop_watching(row):
        messages.success(request, "The watch has ended.")
    return redirect("jobs:list", row.pk)


def _of(request: HttpRequest) -> tuple[Case, User]:
    row = request.case  # type: ignore[attr-defined]
    assert isinstance(row, Case)
    assert isinstance(request.user, User)
    return row, request.user


def _context(request: HttpRequest, job_id: int) -> dict[str, Any]:
    row, _ = _of(request)
    found = Job.objects.filter(case=row, pk=job_id).select_related("asked_by").first()
    if found is None:
        raise Http404
    return {"case": row, "job": found, "lines": list(reversed(found.lines))}


def _reported(row: Case) -> list[str]:
    try:
        events = ConsoleCase.open(row).events()
    except WithholdError:
        return []  # the page says what is wrong when the work is asked for
    told = (event.private.get("url") for event in events if event.kind is EventKind.REPORTED)
    return list(dict.fromkeys(url for url in told if url))


def _options(case: ConsoleCase, kind: Kind, given: dict[str, Any]) -> dict[str, Any]:
    if kind is Kind.EXPOSURE:
        return {"urls": [line.strip() for line in given["urls"].splitlines() if line.strip()]}
    if kind is not Kind.TRACE:
        return {}
    logs = [log_below(line.strip()) for line in given.get("paths", "").splitlines() if line.strip()]
    if given["logs"] is not None:
        logs.append(keep_log(case, given["logs"].chunks()))
    if not logs:
        raise UsageError("choose a log, or name one below the log folders")
    return {"logs": logs}
