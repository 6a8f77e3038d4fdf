"""A document's page: its verdict, how long it has been public, and what people do about it."""

from collections.abc import Callable

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from withhold.console.access.agreement import is_pending
from withhold.console.access.deciding import permitted, roles_in
from withhold.console.access.interface import Operation, requires
from withhold.console.desk.words import words_of
from withhold.console.watch import accepting
from withhold.console.watch.forms import WhyForm
from withhold.console.watch.managing import ask_owner
from withhold.console.watch.models import PublicDocument
from withhold.console.watch.opening import open_for
from withhold.console.watch.seeing import document_for
from withhold.console.watch.views import user_of
from withhold.domain.errors import WithholdError

_State = PublicDocument.State


@requires(Operation.SEE_WATCH)
@require_GET
def document(request: HttpRequest, document_id: str) -> HttpResponse:
    """What was found, where, since when, why."""
    return _shown(request, document_for(user_of(request), document_id), WhyForm())


@requires(Operation.OPEN_CASE)
@require_POST
def open_case(request: HttpRequest, document_id: str) -> HttpResponse:
    """A person finds that it needs a case: for a review, or one of too many."""
    user = user_of(request)
    found = document_for(user, document_id)
    try:
        opened = open_for(found.pk, by=user)
    except WithholdError as error:
        messages.error(request, str(error))
        return redirect("watch:document", found.pk)
    told = "A case is open for it." if opened.new else "It belongs to a case that was open already."
    messages.success(request, f"{told} Nothing is taken down before somebody confirms it there.")
    return redirect("watch:document", found.pk)


@requires(Operation.ACCEPT_PUBLIC)
@require_POST
def accept(request: HttpRequest, document_id: str) -> HttpResponse:
    """It may stay: the first word of two, or the second."""
    user = user_of(request)
    found = document_for(user, document_id)

    def done(form: forms.Form) -> str:
        if accepting.accept(found.pk, user, form.cleaned_data["why"]):
            return "Accepted by two people: exactly these bytes may stay where they are."
        return "Proposed. It waits for a second person: somebody else opens this page and accepts it too."

    return _done(request, found, done)


@requires(Operation.EDIT_WATCH)
@require_POST
def ask(request: HttpRequest, document_id: str) -> HttpResponse:
    """Who answers for the site is asked what it is there for."""
    user = user_of(request)
    found = document_for(user, document_id)
    try:
        ask_owner(found, user)
    except WithholdError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, "The owner of the site is asked by mail.")
    return redirect("watch:document", found.pk)


def _done(request: HttpRequest, found: PublicDocument, act: Callable[[forms.Form], str]) -> HttpResponse:
    form = WhyForm(request.POST)
    if form.is_valid():
        try:
            messages.success(request, act(form))
        except (WithholdError, PermissionDenied) as error:
            form.add_error(None, str(error))
        else:
            return redirect("watch:document", found.pk)
    return _shown(request, found, form, 422)


def _shown(request: HttpRequest, found: PublicDocument, form: WhyForm, status: int = 200) -> HttpResponse:
    user = user_of(request)
    pending = is_pending(Operation.ACCEPT_PUBLIC, found.pk)
    others = PublicDocument.objects.filter(sha256=found.sha256, site=found.site, gone_at=None)
    context = {
        "document": found,
        "site": found.site,
        "words": words_of(found.verdict) if found.verdict else None,
        "registered": found.registered if permitted(user, Operation.SEE_REGISTER_HITS) else None,
        "in_case": found.case is not None and bool(roles_in(user, found.case)),
        "pending": pending,
        "said": found.acceptances.select_related("user") if pending or found.state == _State.ACCEPTED else (),
        "others": others.exclude(pk=found.pk)[:50],
        "form": form,
        "waits": found.state == _State.WAITING,
        "may_open": permitted(user, Operation.OPEN_CASE),
        "may_accept": permitted(user, Operation.ACCEPT_PUBLIC),
        "may_ask": permitted(user, Operation.EDIT_WATCH),
    }
    return render(request, "watch/document.html", context, status=status)
