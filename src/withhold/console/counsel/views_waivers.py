"""The office's pages about waivers that counsel gave, or took back, outside the portal."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST

from withhold.console.access.interface import Operation, requires
from withhold.console.counsel import corresponding
from withhold.console.counsel.forms import WaiverForm, WhyForm
from withhold.console.counsel.models import Asked, Representation
from withhold.console.counsel.views_office import of, page, shown
from withhold.domain.errors import WithholdError

_WRITTEN = "Written down. The hold stands until another person calls counsel and carries it out."


@requires(Operation.MANAGE_REPRESENTATIVES)
def waiver(request: HttpRequest, case_id: str, pk: int) -> HttpResponse:
    """Counsel waived a hold by letter or call."""
    row, user = of(request)
    found = get_object_or_404(Representation.objects.defer("document"), case=row, pk=pk)
    form = WaiverForm(request.POST or None)
    if form.is_bound and form.is_valid():
        given = form.cleaned_data
        wish = corresponding.Wish(Asked.WAIVER, given["words"], given["once"], given["action"])
        try:
            corresponding.record_waiver(row, pk, wish, user)
        except WithholdError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _WRITTEN)
            return redirect("counsel:representation", row.pk, pk)
    return page(request, "waiver", {"form": form, "one": found}, 422 if form.errors else 200)


@require_POST
@requires(Operation.MANAGE_REPRESENTATIVES)
def taken_back(request: HttpRequest, case_id: str, pk: int) -> HttpResponse:
    """Counsel took a waiver back by letter or call."""
    row, user = of(request)
    asked = get_object_or_404(row.counsel_requests, pk=pk)
    form = WhyForm(request.POST)
    if form.is_valid():
        try:
            corresponding.take_back_for_counsel(row, pk, form.cleaned_data["why"], user)
        except WithholdError as error:
            form.add_error(None, str(error))
    if form.errors:
        return shown(request, asked.representation_id, {"wrong": form}, 422)
    messages.success(request, "The hold stands against this action again.")
    return redirect("counsel:representation", row.pk, asked.representation_id)
