"""The office's pages about representatives, what they ask, and messages with them."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_POST

from withhold.console.access.deciding import permitted
from withhold.console.access.interface import Operation, requires
from withhold.console.access.reveals import TooManyReveals, reveal
from withhold.console.cases.models import Case
from withhold.console.counsel import corresponding, representing
from withhold.console.counsel.correcting import end_as_wrong, waivers_of
from withhold.console.counsel.forms import AnswerForm, ClaimForm, InviteForm, MessageForm, WhyForm
from withhold.console.counsel.inviting import add_firm, add_representative, invite_again, is_outsider
from withhold.console.counsel.models import AskState, Representation, Representative
from withhold.console.counsel.notifying import notify, waiting_for
from withhold.console.people.models import User
from withhold.domain.errors import WithholdError
from withhold.incident.affected.languages import language_name
from withhold.incident.counsel.interface import CounselError, ProofKind, Scope


def of(request: HttpRequest) -> tuple[Case, User]:
    """The case and who acts in it."""
    row, user = request.case, request.user  # type: ignore[attr-defined]
    assert isinstance(row, Case)
    assert isinstance(user, User)
    return row, user


def page(request: HttpRequest, name: str, context: dict[str, Any], status: int = 200) -> HttpResponse:
    """A page of the case."""
    row, _ = of(request)
    answer = render(request, f"counsel/{name}.html", {"case": row, **context}, status=status)
    answer["Cache-Control"] = "no-store"
    return answer


@require_GET
@requires(Operation.MANAGE_REPRESENTATIVES)
def representatives(request: HttpRequest, case_id: str) -> HttpResponse:
    """Who stands for whom, and what waits for the office."""
    row, _ = of(request)
    rows = (
        Representation.objects.defer("document")
        .filter(case=row)
        .select_related("representative__user", "person")
    )
    waiting = row.counsel_requests.filter(state=AskState.OPEN)
    return page(
        request,
        "representatives",
        {"rows": rows, "waiting": waiting.select_related("representation__person")},
    )


@requires(Operation.MANAGE_REPRESENTATIVES)
def invite(request: HttpRequest, case_id: str) -> HttpResponse:
    """A representative gets a link that works once."""
    row, user = of(request)
    form = InviteForm(request.POST or None)
    if form.is_bound and form.is_valid():
        given = form.cleaned_data
        try:
            firm = add_firm(row, given["firm"], given["inbox"], True, user) if given["firm"].strip() else None
            add_representative(
                row,
                given["name"],
                given["email"],
                given["shared_inbox"],
                firm,
                user,
                given["why"],
                given["language"],
            )
        except WithholdError as error:
            form.add_error(None, str(error))
        else:
            messages.success(
                request, "The link was sent. Now enter for whom they stand, with the document that shows it."
            )
            return redirect("counsel:enter", row.pk)
    return page(request, "invite", {"form": form}, 422 if form.errors else 200)


@requires(Operation.MANAGE_REPRESENTATIVES)
def enter(request: HttpRequest, case_id: str) -> HttpResponse:
    """For whom a representative stands; another person verifies it."""
    row, user = of(request)
    known = {str(one.pk): one for one in Representative.objects.select_related("user", "firm")}
    named = [(pk, one.user.get_full_name()) for pk, one in known.items() if is_outsider(one.user)]
    named.sort(key=lambda pair: pair[1].casefold())
    form = ClaimForm(request.POST or None, request.FILES or None, representatives=named)
    if form.is_bound and form.is_valid():
        try:
            made = representing.enter(row, _claim(form, known), user)
        except WithholdError as error:
            form.add_error(None, str(error))
        else:
            return redirect("counsel:representation", row.pk, made.pk)
    return page(request, "enter", {"form": form}, 422 if form.errors else 200)


def _claim(form: ClaimForm, known: dict[str, Representative]) -> representing.Claim:
    given = form.cleaned_data
    return representing.Claim(
        given["number"],
        known[given["representative"]],
        Scope(given["scope"]),
        ProofKind(given["proof"]),
        given["since"],
        given["until"],
        given["label"],
        given["document"],
    )


@require_GET
@requires(Operation.MANAGE_REPRESENTATIVES)
def representation(request: HttpRequest, case_id: str, pk: int) -> HttpResponse:
    """One representation: its proof, and what passed with counsel."""
    return shown(request, pk, {})


@require_POST
@requires(Operation.REVEAL_PERSON)
def proof(request: HttpRequest, case_id: str, pk: int) -> HttpResponse:
    """The document that proves it, which names the person: a reveal, with its reason. A download, as it is
    somebody else's file."""
    row, _ = of(request)
    found = representing.document_of(row, pk)
    if found is None:
        raise Http404
    form = WhyForm(request.POST)
    if form.is_valid():
        try:
            reveal(request, row, "representation_proof", found.commitment, form.cleaned_data["why"])
        except (WithholdError, TooManyReveals) as error:
            form.add_error(None, str(error))
    if form.errors:
        return shown(request, pk, {"wrong": form}, 422)
    answer = HttpResponse(found.content, content_type=found.kind)
    answer["Content-Disposition"] = f'attachment; filename="proof-{pk}.{found.kind.rpartition("/")[2]}"'
    answer["Cache-Control"] = "no-store"
    answer["X-Content-Type-Options"] = "nosniff"
    return answer


@require_POST
@requires(Operation.MANAGE_REPRESENTATIVES)
def act(request: HttpRequest, case_id: str, pk: int, action: str) -> HttpResponse:
    """verify, end, end as wrong, invite: each with a reason."""
    row, user = of(request)
    form = WhyForm(request.POST)
    if action not in _ACTIONS:
        raise Http404
    if not form.is_valid():
        return shown(request, pk, {"wrong": form}, 422)
    try:
        done = _ACTIONS[action](row, pk, user, form.cleaned_data["why"])
    except WithholdError as error:
        form.add_error(None, str(error))
        return shown(request, pk, {"wrong": form}, 422)
    messages.success(request, done)
    return redirect("counsel:representation", row.pk, pk)


def _verify(row: Case, pk: int, user: User, why: str) -> str:
    representing.verify(row, pk, user, why)
    return "Verified. The representative now sees this client in the portal."


def _end(row: Case, pk: int, user: User, why: str) -> str:
    representing.end(row, pk, user, why)
    return "Ended. The representative no longer sees this client."


def _never(row: Case, pk: int, user: User, why: str) -> str:
    end_as_wrong(row, pk, user, why)
    return (
        "Ended as wrong. Every waiver that they gave for this person is withdrawn; read below what was done."
    )


def _invite(row: Case, pk: int, user: User, why: str) -> str:
    found = Representation.objects.filter(case=row, pk=pk).first()
    if found is None:
        raise CounselError("there is no such representation in this case; look at the list again")
    invite_again(row, found.representative, user, why)
    return "A new link was sent; the one before no longer works."


_ACTIONS = {"verify": _verify, "end": _end, "never": _never, "invite": _invite}


@require_POST
@requires(Operation.SEND_NOTICES)
def notice(request: HttpRequest, case_id: str, pk: int) -> HttpResponse:
    """The notice to counsel goes into the portal."""
    row, user = of(request)
    form = WhyForm(request.POST)
    if form.is_valid():
        try:
            notify(row, pk, form.cleaned_data["why"], user)
        except WithholdError as error:
            form.add_error(None, str(error))
    if form.errors:
        return shown(request, pk, {"wrong": form}, 422)
    messages.success(request, "The notice is in the portal. It is proven when counsel confirms it.")
    return redirect("counsel:representation", row.pk, pk)


@require_POST
@requires(Operation.MANAGE_REPRESENTATIVES)
def write(request: HttpRequest, case_id: str, pk: int) -> HttpResponse:
    """A message to counsel in the portal."""
    row, user = of(request)
    found = get_object_or_404(Representation, case=row, pk=pk)
    form = MessageForm(request.POST)
    if form.is_valid():
        given = form.cleaned_data
        try:
            corresponding.write(found, True, given["subject"], given["body"], given["once"], user)
        except WithholdError as error:
            form.add_error(None, str(error))
    if form.errors:
        return shown(request, pk, {"message_form": form}, 422)
    messages.success(request, "The message is in the portal. It is proven when counsel confirms it.")
    return redirect("counsel:representation", row.pk, pk)


@require_POST
@requires(Operation.MANAGE_REPRESENTATIVES)
def answer(request: HttpRequest, case_id: str, pk: int) -> HttpResponse:
    """What the office decided about a request of counsel's."""
    row, user = of(request)
    asked = get_object_or_404(row.counsel_requests, pk=pk)
    form = AnswerForm(request.POST)
    if form.is_valid():
        given = form.cleaned_data
        try:
            corresponding.answer(row, pk, AskState(given["state"]), given["words"], user)
        except WithholdError as error:
            form.add_error(None, str(error))
    if form.errors:
        return shown(request, asked.representation_id, {"answer_form": form, "answered": asked.pk}, 422)
    messages.success(request, "Answered. Counsel reads it in the portal.")
    return redirect("counsel:representation", row.pk, asked.representation_id)


def shown(request: HttpRequest, pk: int, more: dict[str, Any], status: int = 200) -> HttpResponse:
    row, _ = of(request)
    rows = Representation.objects.defer("document").select_related(
        "representative__user", "representative__firm", "person", "entered_by", "verified_by"
    )
    found = get_object_or_404(rows, case=row, pk=pk)
    context = {
        "one": found,
        "why_form": WhyForm(),
        "message_form": MessageForm(),
        "answer_form": AnswerForm(),
        "messages_of": found.messages.select_related("by"),
        "requests": found.requests.select_related("entered_by"),
        "notified": found.messages.filter(is_notice=True).exists(),
        "waits": waiting_for(found),
        "language": language_name(found.representative.language),
        "waived": waivers_of(found) if found.never_stood else [],
        "may_notify": permitted(request.user, Operation.SEND_NOTICES, row),
    }
    return page(request, "representation", {**context, **more}, status)
