"""The pages of who is exposed, and of who fetched it."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from withhold.console.access.agreement import NotTheSecond
from withhold.console.access.deciding import permitted
from withhold.console.access.interface import Operation, requires
from withhold.console.access.reveals import TooManyReveals, reveal
from withhold.console.cases.models import Case
from withhold.console.cases.store import ConsoleCase
from withhold.console.people.models import User
from withhold.console.persons.accessors import CLASSES, GRADES, newest_trace
from withhold.console.persons.bulk import export_bulk
from withhold.console.persons.correcting import correct, hashes_path, key_path, register_path
from withhold.console.persons.counting import shown
from withhold.console.persons.forms import BulkForm, LoadForm, WhyForm
from withhold.console.persons.models import Correction, ExposedList, ExposedPerson
from withhold.console.persons.queueing import ask, newest
from withhold.domain.errors import WithholdError

_PAGE = 50


def _of(request: HttpRequest) -> tuple[Case, User]:
    row, user = request.case, request.user  # type: ignore[attr-defined]
    assert isinstance(row, Case)
    assert isinstance(user, User)
    return row, user


def _page(request: HttpRequest, name: str, context: dict[str, Any], status: int = 200) -> HttpResponse:
    row, user = _of(request)
    may = {
        "load": permitted(user, Operation.LOAD_EXPOSED, row),
        "reveal": permitted(user, Operation.REVEAL_PERSON, row),
        "bulk": permitted(user, Operation.EXPORT_BULK, row),
    }
    answer = render(request, f"persons/{name}.html", {"case": row, "may": may, **context}, status=status)
    answer["Cache-Control"] = "no-store"
    return answer


@requires(Operation.SEE_EXPOSED)
def people(request: HttpRequest, case_id: str) -> HttpResponse:
    """How many, by what they have in common."""
    row, user = _of(request)
    fixed = ExposedList.objects.filter(case=row).first()
    exact = permitted(user, Operation.LOAD_EXPOSED, row)
    counts = {} if fixed is None else shown(fixed.summary, fixed.people_high, exact)
    charts = [(title, *_charted(counts.get(name, []))) for name, title in _TITLES.items() if counts]
    return _page(
        request, "people", {"fixed": fixed, "charts": charts, "exact": exact, "loading": newest(row)}
    )


_TITLES = {
    "urgency": "How urgent it is",
    "custody": "Custody",
    "nationality": "Nationality",
    "field": "What was exposed",
}


def _charted(counts: list[tuple[str, int | None]]) -> tuple[list[str], list[tuple[str, list[int | None]]]]:
    labels = [label if count is not None else f"{label} (not shown)" for label, count in counts]
    return labels, [("Rows", [count for _, count in counts])]


@requires(Operation.LOAD_EXPOSED)
def load_people(request: HttpRequest, case_id: str) -> HttpResponse:
    """Take the people out of the leak's own bytes."""
    row, user = _of(request)
    form = LoadForm(request.POST or None, request.FILES or None)
    if form.is_bound and form.is_valid():
        given = form.cleaned_data["file"]
        try:
            ask(row, user, given.chunks(), given.name or "", form.cleaned_data["why"])
        except (WithholdError, PermissionDenied) as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, "The worker reads the file. This page shows how far it is.")
            return redirect("persons:people", row.pk)
    return _page(request, "load", {"form": form}, 422 if form.errors else 200)


@requires(Operation.REVEAL_PERSON)
def numbers(request: HttpRequest, case_id: str) -> HttpResponse:
    """The rows by number, with what is told of each; no value."""
    row, _ = _of(request)
    rows = ExposedPerson.objects.filter(case=row).order_by("number")
    page = Paginator(rows, _PAGE).get_page(request.GET.get("page"))
    told = [(one.number, [name.replace("_", " ") for name in one.values["fields"]]) for one in page]
    return _page(request, "numbers", {"page": page, "rows": told})


@requires(Operation.REVEAL_PERSON)
def person(request: HttpRequest, case_id: str, number: int) -> HttpResponse:
    """One person: asked for with a reason, recorded, shown once."""
    row, _ = _of(request)
    one = get_object_or_404(ExposedPerson, case=row, number=number)
    form = WhyForm(request.POST or None)
    context: dict[str, Any] = {"form": form, "number": number}
    if form.is_bound and form.is_valid():
        try:
            reveal(request, row, "exposed_person", one.commitment, form.cleaned_data["why"])
        except (WithholdError, TooManyReveals) as error:
            form.add_error(None, str(error))
        else:
            fields = [(name.replace("_", " "), values) for name, values in one.values["fields"].items()]
            others = [(name, [value]) for name, value in one.values["others"].items()]
            return _page(request, "person", {"number": number, "values": [*fields, *others]})
    return _page(request, "person", context, 422 if form.errors else 200)


@requires(Operation.EXPORT_BULK)
def bulk(request: HttpRequest, case_id: str) -> HttpResponse:
    """Everything of everybody, sealed; two people."""
    row, user = _of(request)
    form = BulkForm(request.POST or None)
    if form.is_bound and form.is_valid():
        try:
            sealed = export_bulk(row, user, form.keys(), form.cleaned_data["why"])
        except (WithholdError, NotTheSecond) as error:
            form.add_error(None, str(error))
        else:
            if sealed is not None:
                answer = HttpResponse(sealed, content_type="application/octet-stream")
                answer["Content-Disposition"] = f'attachment; filename="case-{row.pk}-people.age"'
                answer["Cache-Control"] = "no-store"
                return answer
            messages.info(
                request, "Proposed. A second person has to send the same keys on this page; then it is made."
            )
            return redirect("persons:bulk", row.pk)
    return _page(request, "bulk", {"form": form}, 422 if form.errors else 200)


@requires(Operation.SEE_ACCESSORS)
def accessors(request: HttpRequest, case_id: str) -> HttpResponse:
    """The networks that asked for it, with how sure that is."""
    row, _ = _of(request)
    grade, kind = request.GET.get("grade", ""), request.GET.get("class", "")
    context: dict[str, Any] = {"grades": GRADES, "classes": CLASSES, "grade": grade, "kind": kind}
    try:
        case = ConsoleCase.open(row)
        found = newest_trace(case.work, list(case.events()))
    except WithholdError as error:
        return _page(request, "accessors", {**context, "problem": str(error)}, 409)
    if found is not None:
        labels, series = found.over_time()
        page = Paginator(found.chosen(grade, kind), _PAGE).get_page(request.GET.get("page"))
        context.update({"found": found, "labels": labels, "series": series, "page": page})
    return _page(request, "accessors", context)


@requires(Operation.CORRECT)
def never_again(request: HttpRequest, case_id: str) -> HttpResponse:
    """The leak becomes a rule."""
    row, user = _of(request)
    form: Form = WhyForm(request.POST or None)
    if form.is_bound and form.is_valid():
        try:
            made = correct(row, user, form.cleaned_data["why"])
        except (WithholdError, PermissionDenied) as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, f"The register now holds the {made.people:,} rows of this case.")
            return redirect("persons:never_again", row.pk)
    context = {
        "form": form,
        "made": Correction.objects.filter(case=row).first(),
        "register": register_path(),
        "key": key_path(),
        "hashes": hashes_path(),
        "used": settings.CONFIG.register is not None,
    }
    return _page(request, "never_again", context, 422 if form.errors else 200)
