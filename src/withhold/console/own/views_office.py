"""The office's pages: who has access to their own row, and what passes with them."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from withhold.console.access.agreement import are_two_people
from withhold.console.access.deciding import permitted
from withhold.console.access.interface import Operation, requires
from withhold.console.cases.models import Case
from withhold.console.own import deciding, giving, noticing, reading, writing
from withhold.console.own.forms import GiveForm, MessageForm, RecogniseForm, WhyForm
from withhold.console.own.models import Access, OwnMessage, Way
from withhold.console.own.resting import said_of, unfit
from withhold.console.people.models import User
from withhold.domain.errors import WithholdError

_IDS = {"why_form": "id_%s", "keep_form": "keep_%s"}
"""Two forms of one page ask why: each field has an id of its own."""
_DONE = {
    "why_form": "Ended. Neither the code nor the account opens anything any more.",
    "keep_form": "The page goes on.",
}


@requires(Operation.MANAGE_REPRESENTATIVES)
@require_http_methods(["GET", "POST"])
def overview(request: HttpRequest, case_id: str) -> HttpResponse:
    """Everybody who has access, and a code for somebody new, which is shown once."""
    row, user = _of(request)
    form = GiveForm(request.POST or None)
    if form.is_bound and form.is_valid():
        told = form.cleaned_data
        try:
            given = giving.give(row, told["number"], Way(told["way"]), told["recognised"], user)
        except WithholdError as error:
            form.add_error(None, str(error))
        else:
            grouped = " ".join(given.code[at : at + 4] for at in range(0, len(given.code), 4))
            where = str(settings.CONFIG.base_url).rstrip("/") + reverse("own:start")
            return _page(request, "given", {"access": given.access, "code": grouped, "where": where})
    rows = list(Access.objects.filter(case=row).select_related("person", "given_by", "user"))
    waiting = OwnMessage.objects.filter(case=row, from_office=False, opened_at=None)
    context = {
        "form": form,
        "rows": rows,
        "waiting": set(waiting.values_list("access_id", flat=True)),
        "resting": {one.pk for one in rows if one.ended_at is None and unfit(one)},
    }
    return _page(request, "overview", context, 422 if form.errors else 200)


@require_GET
@requires(Operation.MANAGE_REPRESENTATIVES)
def access(request: HttpRequest, case_id: str, pk: int) -> HttpResponse:
    """One access: its notice and messages."""
    return _shown(request, pk, {})


@require_POST
@requires(Operation.SEND_NOTICES)
def notice(request: HttpRequest, case_id: str, pk: int) -> HttpResponse:
    """Their notice is put into their page."""
    row, user = _of(request)
    form = WhyForm(request.POST)
    try:
        noticing.notify(row, pk, form.cleaned_data["why"] if form.is_valid() else "", user)
    except WithholdError as error:
        messages.error(request, str(error))
    else:
        said = (
            "The notice is on their page. It is proven when they say that they have read it, and two people "
        )
        said += "of the office made sure who they are."
        messages.success(request, said)
    return _back(request, row, pk)


@require_POST
@requires(Operation.MANAGE_REPRESENTATIVES)
def write(request: HttpRequest, case_id: str, pk: int) -> HttpResponse:
    """A message to them."""
    row, user = _of(request)
    form = MessageForm(request.POST)
    if form.is_valid():
        given = form.cleaned_data
        try:
            found = giving.access_of(row, pk)
            writing.write(found, True, given["subject"], given["body"], given["once"], user)
        except WithholdError as error:
            form.add_error(None, str(error))
    if form.errors:
        return _shown(request, pk, {"form": form}, 422)
    messages.success(request, "The message is on their page.")
    return _back(request, row, pk)


@require_POST
@requires(Operation.MANAGE_REPRESENTATIVES)
def recognised(request: HttpRequest, case_id: str, pk: int) -> HttpResponse:
    """A second person of the office made sure who has the page."""
    row, user = _of(request)
    form = RecogniseForm(request.POST)
    if form.is_valid():
        told = form.cleaned_data
        try:
            seen = reading.Seen(Way(told["way"]), told["recognised"], told["word"])
            reading.recognise(row, pk, seen, user)
        except WithholdError as error:
            form.add_error(None, str(error))
    if form.errors:
        return _shown(request, pk, {"seen_form": form, "wrong": form}, 422)
    messages.success(request, "Recorded. What they confirm having read is proof.")
    return _back(request, row, pk)


@require_POST
@requires(Operation.MANAGE_REPRESENTATIVES)
def kept(request: HttpRequest, case_id: str, pk: int) -> HttpResponse:
    """The page goes on though the records changed."""
    return _decided(request, pk, "keep_form", deciding.keep)


@require_POST
@requires(Operation.MANAGE_REPRESENTATIVES)
def ended(request: HttpRequest, case_id: str, pk: int) -> HttpResponse:
    """The access ends, at once."""
    return _decided(request, pk, "why_form", deciding.end)


def _decided(
    request: HttpRequest, pk: int, form_on: str, decide: Callable[[Case, int, str, User], Access]
) -> HttpResponse:
    row, user = _of(request)
    form = WhyForm(request.POST, auto_id=_IDS[form_on])
    if form.is_valid():
        try:
            decide(row, pk, form.cleaned_data["why"], user)
        except WithholdError as error:
            form.add_error(None, str(error))
    if form.errors:
        return _shown(request, pk, {form_on: form, "wrong": form}, 422)
    messages.success(request, _DONE[form_on])
    return _back(request, row, pk)


def _back(request: HttpRequest, row: Case, pk: int) -> HttpResponse:
    """To a page that they may see: who leads the case sends notices and sees no messages."""
    if permitted(request.user, Operation.MANAGE_REPRESENTATIVES, row):
        return redirect("own:access", row.pk, pk)
    return redirect("notices:overview", row.pk)


def _of(request: HttpRequest) -> tuple[Case, User]:
    row, user = request.case, request.user  # type: ignore[attr-defined]
    assert isinstance(row, Case)
    assert isinstance(user, User)
    return row, user


def _page(request: HttpRequest, name: str, context: dict[str, Any], status: int = 200) -> HttpResponse:
    row, _ = _of(request)
    answer = render(request, f"own/{name}.html", {"case": row, **context}, status=status)
    answer["Cache-Control"] = "no-store"
    return answer


def _shown(request: HttpRequest, pk: int, more: dict[str, Any], status: int = 200) -> HttpResponse:
    row, user = _of(request)
    try:
        found = giving.access_of(row, pk)
    except giving.OwnError:
        raise Http404 from None
    told = list(found.messages.select_related("by", "notice"))
    context = {
        "one": found,
        "form": MessageForm(),
        **{name: WhyForm(auto_id=ids) for name, ids in _IDS.items()},
        "seen_form": RecogniseForm(),
        "messages_of": told,
        "notified": any(one.notice_id is not None for one in told),
        "rests": said_of(found) if found.ended_at is None and unfit(found) else "",
        "may_recognise": are_two_people(found.given_by, user),
        "may_notify": permitted(user, Operation.SEND_NOTICES, row),
    }
    answer = _page(request, "access", {**context, **more}, status)
    writing.opened([one for one in told if not one.from_office])
    return answer
