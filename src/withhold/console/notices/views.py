"""The pages of notices: how they stand, queueing, sheets of sealed envelopes, receipts."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from withhold.console.access.deciding import permitted
from withhold.console.access.interface import Operation, requires
from withhold.console.access.reveals import TooManyReveals, reveal
from withhold.console.cases.models import Case
from withhold.console.cases.store import ConsoleCase
from withhold.console.exports.facts import facts_of
from withhold.console.exports.window import window_sentences
from withhold.console.notices.forms import PrintForm, QueueForm, ScanForm, SheetForm, WhoseForm, WhyForm
from withhold.console.notices.handing import make_sheet, ready, scan, whose
from withhold.console.notices.lacking import lacking
from withhold.console.notices.models import Notice, Sheet
from withhold.console.notices.printing import print_sheet
from withhold.console.notices.queueing import Said, queue_notices
from withhold.console.notices.returning import came_back, is_elsewhere, not_arrived, take_back
from withhold.console.notices.sending import refresh
from withhold.console.notices.telling import WAITS, is_out, overview, unproven, without_way
from withhold.console.people.models import User
from withhold.domain.errors import WithholdError
from withhold.text.codes import grouped_code

_PAGE = 50
_ELSEWHERE = (
    "Do not hand it out: the newest records say that this person is not here any more. Keep it closed, send "
    "it back, and record it as one that came back."
)
_PROVEN = "Proven. The protected period of this person runs from now."
_CAME_BACK = "Recorded. The next safe way to this person is looked for."
_NOT_TAKEN = "That code is not one that is waited for. Look at it again, or ask whoever made the sheet."


def _of(request: HttpRequest) -> tuple[Case, User]:
    row, user = request.case, request.user  # type: ignore[attr-defined]
    assert isinstance(row, Case)
    assert isinstance(user, User)
    return row, user


def _page(request: HttpRequest, name: str, context: dict[str, Any], status: int = 200) -> HttpResponse:
    row, user = _of(request)
    may = {
        "send": permitted(user, Operation.SEND_NOTICES, row),
        "deliver": permitted(user, Operation.DELIVER_NOTICES, row),
        "review": permitted(user, Operation.REVIEW_TEXTS),
    }
    answer = render(request, f"notices/{name}.html", {"case": row, "may": may, **context}, status=status)
    answer["Cache-Control"] = "no-store"
    return answer


@requires(Operation.SEE_NOTICES)
@require_GET
def index(request: HttpRequest, case_id: str) -> HttpResponse:
    """By way and state; to those who see each number, also which texts are waited for."""
    row, user = _of(request)
    exact = permitted(user, Operation.DELIVER_NOTICES, row)
    unsigned, untranslated = lacking(row) if exact else ([], [])
    context = {"told": overview(row), "unsigned": unsigned, "untranslated": untranslated}
    return _page(request, "overview", context)


@requires(Operation.SEND_NOTICES)
@require_http_methods(["GET", "POST"])
def queue(request: HttpRequest, case_id: str) -> HttpResponse:
    """Queue a notice to everybody who has none."""
    row, user = _of(request)
    form = QueueForm(request.POST or None, ConsoleCase.open(row).settings.jurisdictions)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        names = ("organisation", "contact", "since", "until", "jurisdiction")
        said = Said(**{name: given[name] for name in names if given[name]})
        try:
            counts = queue_notices(row, user, given["why"], said)
            refresh(row)
        except WithholdError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, f"{counts.total():,} queued; {counts['']:,} of them have no safe way.")
            return redirect("notices:overview", row.pk)
    context = {"form": form, "window": window_sentences(facts_of(row))}
    return _page(request, "queue", context, 422 if form.errors else 200)


@requires(Operation.DELIVER_NOTICES)
@require_GET
def without_a_way(request: HttpRequest, case_id: str) -> HttpResponse:
    """Who has no safe way, and why: an open task each."""
    row, _ = _of(request)
    return _page(
        request, "without", {"page": Paginator(without_way(row), _PAGE).get_page(request.GET.get("page"))}
    )


@requires(Operation.SEE_NOTICES)
@require_GET
def notice(request: HttpRequest, case_id: str, number: int) -> HttpResponse:
    """The notices to one person, by number, and what happened to each."""
    row, _ = _of(request)
    found = list(Notice.objects.filter(case=row, number=number).prefetch_related("steps"))
    if not found:
        get_object_or_404(Notice, case=row, number=number)
    context = {
        "number": number,
        "found": [(one, [WAITS[word] for word in one.waiting], is_out(one)) for one in found],
        "form": WhyForm(),
    }
    return _page(request, "notice", context)


@requires(Operation.DELIVER_NOTICES)
@require_GET
def late(request: HttpRequest, case_id: str) -> HttpResponse:
    """What left and was not proven in time, or could not leave: by number."""
    row, _ = _of(request)
    found = unproven(row).prefetch_related("steps")
    return _page(request, "late", {"page": Paginator(found, _PAGE).get_page(request.GET.get("page"))})


@requires(Operation.DELIVER_NOTICES)
@require_POST
def lost(request: HttpRequest, case_id: str, number: int, key: int) -> HttpResponse:
    """Somebody found that a notice did not reach the person."""
    row, user = _of(request)
    get_object_or_404(Notice, case=row, number=number, pk=key)
    try:
        taken = not_arrived(row, key, user, request.POST.get("why", ""))
    except WithholdError as error:
        messages.error(request, str(error))
    else:
        say = messages.success if taken else messages.error
        say(request, _CAME_BACK if taken else "Nothing changed: it did not leave yet, or is over already.")
    return redirect("notices:notice", row.pk, number)


@requires(Operation.DELIVER_NOTICES)
@require_http_methods(["GET", "POST"])
def sheets(request: HttpRequest, case_id: str) -> HttpResponse:
    """Places for which envelopes can be made."""
    row, user = _of(request)
    form = SheetForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = make_sheet(row, form.cleaned_data["facility"], user)
        except WithholdError as error:
            messages.error(request, str(error))
            return redirect("notices:sheets", row.pk)
        return redirect("notices:sheet", row.pk, made.pk)
    made_before = Sheet.objects.filter(case=row).select_related("made_by").order_by("-made_at")
    context = {"places": sorted(ready(row).items()), "sheets": made_before}
    return _page(request, "sheets", context)


@requires(Operation.DELIVER_NOTICES)
@require_GET
def sheet(request: HttpRequest, case_id: str, key: int) -> HttpResponse:
    """The delivery sheet: codes, and nothing of whose they are."""
    row, _ = _of(request)
    one = get_object_or_404(Sheet.objects.select_related("made_by"), case=row, pk=key)
    codes = sorted((grouped_code(each.code), each.state) for each in one.notices.all())
    return _page(request, "sheet", {"one": one, "codes": codes, "form": WhyForm()})


@requires(Operation.DELIVER_NOTICES)
@require_POST
def back(request: HttpRequest, case_id: str, key: int) -> HttpResponse:
    """A sheet is taken back: its letters are queued anew."""
    row, user = _of(request)
    one = get_object_or_404(Sheet.objects.select_related("case"), case=row, pk=key)
    try:
        count = take_back(one, user, request.POST.get("why", ""))
    except WithholdError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, f"{count:,} letters were taken back and are queued anew.")
    return redirect("notices:sheet", row.pk, one.pk)


@requires(Operation.DELIVER_NOTICES)
@require_http_methods(["GET", "POST"])
def letters(request: HttpRequest, case_id: str, key: int) -> HttpResponse:
    """The letters of a sheet, sealed to whoever prints them: two people."""
    row, user = _of(request)
    one = get_object_or_404(Sheet.objects.select_related("case"), case=row, pk=key)
    form = PrintForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            sealed = print_sheet(one, user, form.keys(), form.cleaned_data["why"])
        except (WithholdError, PermissionDenied) as error:
            form.add_error(None, str(error))
        else:
            if sealed is not None:
                answer = HttpResponse(sealed, content_type="application/octet-stream")
                answer["Content-Disposition"] = f'attachment; filename="letters-{one.pk}.zip.age"'
                answer["Cache-Control"] = "no-store"
                return answer
            messages.success(request, "Recorded. A second person gives the same keys and gets the file.")
            return redirect("notices:sheet", row.pk, one.pk)
    return _page(request, "letters", {"form": form, "one": one}, 422 if form.errors else 200)


@requires(Operation.REVEAL_PERSON)
@require_http_methods(["GET", "POST"])
def handover(request: HttpRequest, case_id: str) -> HttpResponse:
    """Whose envelope it is, once, after a reason that is recorded first."""
    row, _ = _of(request)
    form = WhoseForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        one = whose(row, form.cleaned_data["code"])
        # Recorded whether or not there is one: a guess is a question about a person, too.
        subject = one.person.commitment if one is not None else "none"
        try:
            reveal(request, row, "envelope", subject, form.cleaned_data["why"])
        except (WithholdError, TooManyReveals) as error:
            form.add_error(None, str(error))
        else:
            if one is not None and is_elsewhere(one):
                form.add_error("code", _ELSEWHERE)
            elif one is not None:
                return _page(request, "handover", {"form": WhoseForm(), "one": one})
            else:
                form.add_error("code", _NOT_TAKEN)
    return _page(request, "handover", {"form": form, "one": None}, 422 if form.errors else 200)


@requires(Operation.DELIVER_NOTICES)
@require_http_methods(["GET", "POST"])
def receipts(request: HttpRequest, case_id: str) -> HttpResponse:
    """Receipts that come back."""
    row, user = _of(request)
    form = ScanForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        returned = given["what"] == ScanForm.CAME_BACK
        try:
            taken = (came_back if returned else scan)(row, given["code"], user, given["how"])
        except WithholdError as error:
            form.add_error(None, str(error))
        else:
            if taken:
                messages.success(request, _CAME_BACK if returned else _PROVEN)
                return redirect("notices:receipts", row.pk)
            form.add_error("code", _NOT_TAKEN)
    return _page(request, "receipts", {"form": form}, 422 if form.errors else 200)
