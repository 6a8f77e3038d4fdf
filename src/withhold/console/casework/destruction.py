"""The end of a case's data: when, by whom it is proposed and done, and what is left of it afterwards."""

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from withhold.console.access.agreement import Pending, agree, pending_for
from withhold.console.access.deciding import permitted
from withhold.console.access.interface import Operation, requires
from withhold.console.cases import ending
from withhold.console.cases.models import Case
from withhold.console.casework.working import Opened, alone, case_page
from withhold.console.exports.bundle import ledger_proof
from withhold.console.people.models import User
from withhold.domain.errors import WithholdError
from withhold.incident.case.interface import CaseError, Phase

OVER = (Phase.CLOSED, Phase.DISMISSED)
_WHY = forms.Textarea(attrs={"rows": 3})


class DestroyForm(forms.Form):
    """The case's id typed again, and a reason."""

    case = forms.CharField(
        label="The case’s id, typed again",
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
        help_text="It stands in this page’s heading.",
    )
    destroy_why = forms.CharField(label="Why its data are destroyed", widget=_WHY, max_length=2000)

    def __init__(self, case_id: str, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._case_id = case_id

    def clean_case(self) -> str:
        """Exactly this case's id."""
        given: str = self.cleaned_data["case"].strip()
        if given != self._case_id:
            raise forms.ValidationError("This is not the id of this case; look which case you are in")
        return given


class DateForm(forms.Form):
    """Another day, and a reason."""

    on = forms.DateField(
        label="The new day",
        widget=forms.DateInput(attrs={"type": "date"}),
        help_text="Today or later, as 2031-03-01.",
    )
    date_why = forms.CharField(label="Why the day changes", widget=_WHY, max_length=2000)


@case_page(Operation.DESTROY_CASE)
def destruction(opened: Opened) -> HttpResponse:
    """When the data of the case end, what goes, what stays, and the forms for it."""
    return _page(opened)


@case_page(Operation.DESTROY_CASE, form_on="casework:destruction")
def destroy(opened: Opened) -> HttpResponse:
    """Propose it; or, as the second person, do it."""
    form = DestroyForm(opened.row.pk, opened.request.POST)
    if not form.is_valid():
        return _page(opened, form=form, status=422)
    try:
        done = destroy_case(opened.row, opened.user, form.cleaned_data["destroy_why"])
    except (WithholdError, PermissionDenied) as error:
        if Case.objects.filter(pk=opened.row.pk, destroyed_at__isnull=False).exists():
            return redirect("casework:destroyed", opened.row.pk)  # somebody was quicker
        form.add_error(None, str(error) or "your role in this case does not do this")
        return _page(opened, form=form, status=422)
    if done:
        messages.success(opened.request, "The data of this case were destroyed.")
        return redirect("casework:destroyed", opened.row.pk)
    messages.success(
        opened.request,
        "Proposed, and recorded. Nothing is destroyed until a second person agrees on this page.",
    )
    return redirect("casework:destruction", opened.row.pk)


@case_page(Operation.DESTROY_CASE, form_on="casework:destruction")
def change_date(opened: Opened) -> HttpResponse:
    """Another day for it."""
    form = DateForm(opened.request.POST)
    if form.is_valid():
        try:
            ending.set_destroy_on(
                opened.row, form.cleaned_data["on"], opened.user, form.cleaned_data["date_why"]
            )
        except WithholdError as error:
            form.add_error(None, str(error))
        else:
            messages.success(opened.request, "The day was changed, and recorded.")
            return redirect("casework:destruction", opened.row.pk)
    return _page(opened, date=form, status=422)


@requires(Operation.SEE_CASE)
def destroyed(request: HttpRequest, case_id: str) -> HttpResponse:
    """What is left of a case whose data were destroyed."""
    row: Case = request.case  # type: ignore[attr-defined]
    if row.destroyed_at is None:
        return redirect("casework:case", row.pk)
    shown: dict[str, Any] = {
        "case": row,
        "files_left": ending.files_left(row),
        "members": row.members.select_related("user").order_by("pk"),
        "may_export": permitted(request.user, Operation.EXPORT_CASE, row),
    }
    try:
        shown["key"] = ledger_proof(row)[1]
    except WithholdError as error:
        shown["problem"] = str(error)
    return render(request, "casework/destroyed.html", shown)


def destroy_case(row: Case, user: User, why: str) -> bool:
    """Propose the destruction of a case that is over; True: this was the second person, and it is done.

    Raises CaseError for a case that is not over or destroyed already, NotTheSecond, ReasonMissing.
    """
    with alone(row) as case:
        if case.state().phase not in OVER:
            raise CaseError("only a case that was closed or dismissed can be destroyed; close it first")
        agreed = agree(Operation.DESTROY_CASE, row.pk, user, why, case.row)
        if agreed:
            ending.destroy(row, user, why, agreed=True)
    return agreed


def _waiting(row: Case, user: User) -> Pending | None:
    """The open proposal for this case."""
    for one in pending_for(user):
        if one.agreement.case_id == row.pk and one.agreement.operation == Operation.DESTROY_CASE:
            return one
    return None


def _page(
    opened: Opened, form: DestroyForm | None = None, date: DateForm | None = None, status: int = 200
) -> HttpResponse:
    shown = {
        "form": form or DestroyForm(opened.row.pk),
        "date": date or DateForm(initial={"on": opened.row.destroy_on}),
        "over": opened.case.state().phase in OVER,
        "waiting": _waiting(opened.row, opened.user),
    }
    return opened.page("destruction", shown, status)
