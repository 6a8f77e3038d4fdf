"""How one of the affected people ends: settled, confirmed by a second person, set aside, opened again."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from withhold.console.access.interface import Operation, requires
from withhold.console.affected.confirming import confirm, set_aside
from withhold.console.affected.forms import ConfirmForm, CounselUntoldForm, SettleForm, WhyForm
from withhold.console.affected.pages import case_and_user, page
from withhold.console.affected.settling import evidence_of, record_counsel_untold, reopen, settle
from withhold.console.affected.views_people import context_of, one_of
from withhold.domain.errors import WithholdError
from withhold.incident.affected.interface import Terminal
from withhold.incident.affected.terminals import takes_two

_SAID = {True: "It is recorded, and waits for a second person.", False: "It is recorded."}


@requires(Operation.SETTLE_AFFECTED)
def settled(request: HttpRequest, case_id: str, number: int) -> HttpResponse:
    """How the person's case ends."""
    if request.method != "POST":
        return redirect("affected:person", case_id, number)
    row, user = case_and_user(request)
    _, one = one_of(request, number)
    form = SettleForm(request.POST)
    if form.is_valid():
        given = form.cleaned_data
        terminal = Terminal(given["terminal"])
        try:
            settle(row, number, terminal, evidence_of(given), user, given["duplicate_of"])
        except (WithholdError, PermissionDenied) as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _SAID[takes_two(terminal)])
            return redirect("affected:person", row.pk, number)
    return page(request, "person", {**context_of(row, one, user), "form": form, "open_form": WhyForm()}, 422)


@requires(Operation.SETTLE_AFFECTED)
def counsel_untold(request: HttpRequest, case_id: str, number: int) -> HttpResponse:
    """The person was told, and counsel of record cannot be."""
    if request.method != "POST":
        return redirect("affected:person", case_id, number)
    row, user = case_and_user(request)
    _, one = one_of(request, number)
    form = CounselUntoldForm(request.POST)
    if form.is_valid():
        given = form.cleaned_data
        try:
            record_counsel_untold(row, number, given["why"], given["who"], user)
        except (WithholdError, PermissionDenied) as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _SAID[True])
            return redirect("affected:person", row.pk, number)
    told = {"form": SettleForm(), "open_form": WhyForm(), "counsel_form": form}
    return page(request, "person", {**context_of(row, one, user), **told}, 422)


@requires(Operation.WORK_AFFECTED)
def reopened(request: HttpRequest, case_id: str, number: int) -> HttpResponse:
    """What was settled was wrong."""
    if request.method != "POST":
        return redirect("affected:person", case_id, number)
    row, user = case_and_user(request)
    _, one = one_of(request, number)
    form = WhyForm(request.POST)
    if form.is_valid():
        try:
            reopen(row, number, form.cleaned_data["why"], user)
        except (WithholdError, PermissionDenied) as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, "It is open again.")
            return redirect("affected:person", row.pk, number)
    return page(
        request, "person", {**context_of(row, one, user), "form": SettleForm(), "open_form": form}, 422
    )


@requires(Operation.SETTLE_AFFECTED)
def confirmed(request: HttpRequest, case_id: str, number: int) -> HttpResponse:
    """The second person agrees to what they were just shown."""
    if request.method != "POST":
        return redirect("affected:person", case_id, number)
    row, user = case_and_user(request)
    one_of(request, number)
    form = ConfirmForm(request.POST)
    if not form.is_valid():
        messages.error(request, "Not confirmed. Read what it rests on again, and write what you checked.")
        return redirect("affected:contact", row.pk, number)
    try:
        confirm(row, number, form.cleaned_data["seen"], form.cleaned_data["why"], user)
    except (WithholdError, PermissionDenied) as error:
        messages.error(request, f"Not confirmed: {error}")
    else:
        messages.success(request, "It is confirmed, and settled.")
    return redirect("affected:person", row.pk, number)


@requires(Operation.SETTLE_AFFECTED)
def put_aside(request: HttpRequest, case_id: str, number: int) -> HttpResponse:
    """What was proposed is taken back, or not agreed to."""
    if request.method != "POST":
        return redirect("affected:person", case_id, number)
    row, user = case_and_user(request)
    _, one = one_of(request, number)
    form = WhyForm(request.POST)
    if form.is_valid():
        try:
            set_aside(row, number, form.cleaned_data["why"], user)
        except (WithholdError, PermissionDenied) as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, "It is set aside; the person is not settled.")
            return redirect("affected:person", row.pk, number)
    return page(
        request, "person", {**context_of(row, one, user), "form": SettleForm(), "open_form": form}, 422
    )
