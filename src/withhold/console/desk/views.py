"""The desk's first page, bringing a file, and its verdict."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from withhold.console.access.deciding import permitted
from withhold.console.access.interface import Operation, requires
from withhold.console.desk import cleaning, waiting
from withhold.console.desk.editions import compared
from withhold.console.desk.forms import AskForm, BringForm
from withhold.console.desk.inspecting import Asked, ask
from withhold.console.desk.models import Inspection, is_id
from withhold.console.desk.picture import picture_of
from withhold.console.desk.pointing import fetch
from withhold.console.desk.storing import NotTaken, discard, document_of, store
from withhold.console.desk.words import finding_words, words_of
from withhold.console.people.models import User
from withhold.domain.errors import UsageError

_A_PAGE = 20


@requires(Operation.SEE_DESK)
@require_GET
def home(request: HttpRequest) -> HttpResponse:
    """What waits for me, a place for a file, what I brought."""
    mine = Inspection.objects.filter(asked_by=user_of(request)).select_related("document", "destination")
    page = Paginator(mine, _A_PAGE).get_page(request.GET.get("page"))
    return render(
        request,
        "desk/home.html",
        {
            "form": BringForm(),
            "page_obj": page,
            "may_inspect": permitted(request.user, Operation.INSPECT),
            "may_edit": permitted(request.user, Operation.EDIT_PROFILES),
            "waits": waiting.for_user(user_of(request)),
        },
    )


@requires(Operation.INSPECT)
@require_POST
def bring(request: HttpRequest) -> HttpResponse:
    """Take a file in and queue its inspection."""
    form = BringForm(request.POST, request.FILES)
    if form.is_valid():
        try:
            return redirect("desk-inspection", _taken(form, user_of(request)).pk)
        except NotTaken as error:
            form.add_error("url" if form.cleaned_data["url"] else "file", str(error))
    context = {
        "form": form,
        "may_inspect": True,
        "waits": waiting.for_user(user_of(request)),
        "page_obj": None,
    }
    return render(request, "desk/home.html", context, status=400)


@requires(Operation.SEE_DESK)
@require_GET
def inspection(request: HttpRequest, inspection_id: str) -> HttpResponse:
    """The verdict: what, where, how hidden, why, and what can be done."""
    found = inspection_for(request, inspection_id)
    decides = permitted(request.user, Operation.GIVE_CLEARANCE)
    context = {
        "inspection": found,
        "words": words_of(found.verdict) if found.verdict else None,
        "picture": picture_of(found.verdict, found.outline) if found.verdict else "",
        "may_ask": permitted(request.user, Operation.ASK_CLEARANCE),
        "may_see_register": permitted(request.user, Operation.SEE_REGISTER_HITS),
        "asked": getattr(found, "clearance", None),
        "ask_form": AskForm(),
        "edition": compared(found, None if decides else user_of(request)),
        "clean": cleaning.offered(found),
    }
    return render(request, "desk/inspection.html", context)


@requires(Operation.SEE_DESK)
@require_GET
def state(request: HttpRequest, inspection_id: str) -> HttpResponse:
    """How far it is, for the page that waits; done, the page is loaded anew."""
    found = inspection_for(request, inspection_id)
    answer = render(request, "desk/state.html", {"inspection": found})
    if found.state in (Inspection.State.JUDGED, Inspection.State.FAILED):
        answer["HX-Refresh"] = "true"
    return answer


@requires(Operation.SEE_REGISTER_HITS)
@require_GET
def registered(request: HttpRequest, inspection_id: str) -> HttpResponse:
    """That, and how many, registered people were found: for the privacy role alone."""
    found = inspection_for(request, inspection_id)
    known = found.registered
    findings = [finding_words(one, number) for number, one in enumerate((known or {}).get("findings", []), 1)]
    return render(
        request, "desk/registered.html", {"inspection": found, "known": known, "findings": findings}
    )


@requires(Operation.INSPECT)
@require_http_methods(["POST"])
def clean_copy(request: HttpRequest, inspection_id: str) -> HttpResponseBase:
    """A copy that may be published, made and judged now."""
    found = inspection_for(request, inspection_id)
    try:
        return cleaning.answer(found)
    except UsageError as error:
        messages.error(request, str(error))
        return redirect("desk-inspection", found.pk)


def inspection_for(request: HttpRequest, inspection_id: str) -> Inspection:
    """The inspection, for who asked for it and those who decide; to others it does not exist."""
    if not is_id(inspection_id):
        raise Http404
    found = (
        Inspection.objects.select_related("document", "destination", "profile", "asked_by")
        .filter(pk=inspection_id)
        .first()
    )
    user = user_of(request)
    own = found is not None and user.pk in (found.asked_by_id, found.document.brought_by_id)
    if found is None or not (own or permitted(user, Operation.GIVE_CLEARANCE)):
        raise Http404
    return found


def user_of(request: HttpRequest) -> User:
    """Who is signed in."""
    assert isinstance(request.user, User)
    return request.user


def _taken(form: BringForm, user: User) -> Inspection:
    told = form.cleaned_data
    upload = told["file"]
    stored = store(upload.chunks()) if upload else fetch(told["url"])
    name = upload.name if upload else told["url"].split("?")[0]
    try:
        with transaction.atomic():
            document = document_of(stored, name, user)
            return ask(document, Asked(told["destination"], told["page"]), user)
    except BaseException:
        discard(stored)
        raise
