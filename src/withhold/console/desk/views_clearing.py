"""Asking for a clearance, and giving, refusing or taking one back."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from withhold.console.access.interface import Operation, requires
from withhold.console.desk import clearing
from withhold.console.desk import waiting as waits
from withhold.console.desk.forms import AskForm, ReasonForm
from withhold.console.desk.models import ClearanceRequest, is_id
from withhold.console.desk.views import inspection_for, user_of
from withhold.console.desk.words import words_of
from withhold.domain.errors import WithholdError


@requires(Operation.ASK_CLEARANCE)
@require_POST
def ask(request: HttpRequest, inspection_id: str) -> HttpResponse:
    """Ask that the bytes may be public there."""
    found = inspection_for(request, inspection_id)
    form = AskForm(request.POST)
    if not form.is_valid():
        messages.error(request, "Write why it may be public there.")
        return redirect("desk-inspection", found.pk)
    try:
        clearing.ask(found, user_of(request), form.cleaned_data["why"], form.cleaned_data["emergency"])
    except WithholdError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, "Asked. Somebody else decides; you see it here.")
    return redirect("desk-inspection", found.pk)


@requires(Operation.GIVE_CLEARANCE)
@require_GET
def waiting(request: HttpRequest) -> HttpResponse:
    """What waits for a decision, and what to look at again."""
    context = {"waits": waits.for_user(user_of(request)), "again": waits.to_look_at_again()}
    return render(request, "desk/clearances.html", context)


@requires(Operation.SEE_DESK)
@require_GET
def show(request: HttpRequest, request_id: str) -> HttpResponse:
    """One request: what, where, who asked why, who said what."""
    asked = _asked(request, request_id)
    return render(
        request,
        "desk/clearance.html",
        {
            "asked": asked,
            "inspection": asked.inspection,
            "words": words_of(asked.inspection.verdict),
            "signers": asked.signers.select_related("user").order_by("at"),
            "hindrance": clearing.hindrance(asked, user_of(request)),
            "form": ReasonForm(),
            "may_revoke": user_of(request).has_role(*_revokers()),
        },
    )


@requires(Operation.GIVE_CLEARANCE)
@require_POST
def sign(request: HttpRequest, request_id: str) -> HttpResponse:
    """Sign with one's own key."""
    return _decide(request, request_id, clearing.sign, "Signed.")


@requires(Operation.GIVE_CLEARANCE)
@require_POST
def refuse(request: HttpRequest, request_id: str) -> HttpResponse:
    """Say no."""
    return _decide(request, request_id, clearing.refuse, "Refused; who asked sees why.")


@requires(Operation.REVOKE_CLEARANCE)
@require_POST
def revoke(request: HttpRequest, request_id: str) -> HttpResponse:
    """Take it back."""
    return _decide(request, request_id, clearing.revoke, "Taken back. Gates refuse it from now on.")


def _decide(request: HttpRequest, request_id: str, do: Callable[..., Any], done: str) -> HttpResponse:
    asked = _asked(request, request_id)
    form = ReasonForm(request.POST)
    if not form.is_valid():
        messages.error(request, "Write why.")
        return redirect("desk-clearance", asked.pk)
    try:
        do(asked.pk, user_of(request), form.cleaned_data["why"])
    except WithholdError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, done)
    return redirect("desk-clearance", asked.pk)


def _asked(request: HttpRequest, request_id: str) -> ClearanceRequest:
    if not is_id(request_id):
        raise Http404
    asked = (
        ClearanceRequest.objects.select_related("inspection__document", "inspection__destination", "asked_by")
        .filter(pk=request_id)
        .first()
    )
    if asked is None:
        raise Http404
    if asked.asked_by_id != user_of(request).pk:
        inspection_for(request, asked.inspection_id)
    return asked


def _revokers() -> tuple[Any, ...]:
    from withhold.console.access.table import RULES

    return tuple(RULES[Operation.REVOKE_CLEARANCE].roles)
