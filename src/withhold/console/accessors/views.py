"""The pages about accessors' answers: what each is, what was asked of them, what they certified."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from withhold.console.access.deciding import permitted
from withhold.console.access.interface import Operation, requires
from withhold.console.accessors import deciding, sending
from withhold.console.accessors.drafting import Seen, Text, draft, is_signed
from withhold.console.accessors.forms import ClassifyForm, SendForm, WhyForm
from withhold.console.accessors.models import Answer, Matter
from withhold.console.accessors.tracing import Line, fled_for, line_of, listed
from withhold.console.cases.models import Case
from withhold.console.cases.store import ConsoleCase
from withhold.console.door.config import DoorUnusable, load_door_config
from withhold.console.exports.documents import moment
from withhold.console.outbox.models import Message
from withhold.console.people.models import User
from withhold.domain.errors import WithholdError
from withhold.incident.accessors.asking import allowed, contradictions, is_settled
from withhold.incident.accessors.classifying import Ask, has_no_notice_by_default
from withhold.incident.accessors.interface import Standing, Who
from withhold.incident.affected.languages import language_name
from withhold.text.languages import lookup as lookup_tag

_ON_A_PAGE = 50


def _of(request: HttpRequest) -> tuple[Case, User]:
    row, user = request.case, request.user  # type: ignore[attr-defined]
    assert isinstance(row, Case)
    assert isinstance(user, User)
    return row, user


def _page(request: HttpRequest, name: str, context: dict[str, Any], status: int = 200) -> HttpResponse:
    row, user = _of(request)
    may = {
        "classify": permitted(user, Operation.CLASSIFY_ACCESSORS, row),
        "ask": permitted(user, Operation.ASK_ACCESSORS, row),
        "review": permitted(user, Operation.REVIEW_TEXTS),
    }
    answer = render(request, f"accessors/{name}.html", {"case": row, "may": may, **context}, status=status)
    answer["Cache-Control"] = "no-store"
    return answer


@require_GET
@requires(Operation.SEE_ACCESSORS)
def answers(request: HttpRequest, case_id: str) -> HttpResponse:
    """Everybody whom the newest trace found, and how far each matter is."""
    row, _ = _of(request)
    try:
        found = listed(row)
    except WithholdError as error:
        return _page(request, "answers", {"problem": str(error)}, 409)
    page = None
    if found is not None:
        page = Paginator(found.lines, _ON_A_PAGE).get_page(request.GET.get("page"))
    return _page(request, "answers", {"found": found, "page": page, "now": timezone.now()})


@requires(Operation.SEE_ACCESSORS)
def accessor(request: HttpRequest, case_id: str, lookup: str) -> HttpResponse:
    """One accessor: what was seen, what a person found, what was asked and answered."""
    row, user = _of(request)
    line = _line(row, lookup)
    form = ClassifyForm(request.POST or None, initial=_initial(line))
    if form.is_bound:
        if not permitted(user, Operation.CLASSIFY_ACCESSORS, row):
            raise PermissionDenied
        if form.is_valid():
            given = form.cleaned_data
            found = deciding.Found(Who(given["who"]), given["country"], given["why"], given["language"])
            try:
                deciding.classify(row, line, found, user)
            except WithholdError as error:
                form.add_error(None, str(error))
            else:
                messages.success(request, "Kept, with your reason.")
                return redirect("accessors:accessor", row.pk, lookup)
    return _shown(request, line, {"form": form}, 422 if form.errors else 200)


@require_POST
@requires(Operation.ASK_ACCESSORS)
def act(request: HttpRequest, case_id: str, lookup: str, action: str) -> HttpResponse:
    """leave, override, refused, legal: each with a reason."""
    row, user = _of(request)
    line = _line(row, lookup)
    if action not in _ACTIONS or line.matter is None:
        raise Http404
    form = WhyForm(request.POST)
    if form.is_valid():
        try:
            done = _ACTIONS[action](row, line.matter.pk, form.cleaned_data["why"], user)
        except (WithholdError, PermissionDenied) as error:
            form.add_error(None, str(error) or "You may not do this.")
        else:
            messages.success(request, done)
            return redirect("accessors:accessor", row.pk, lookup)
    return _shown(request, line, {"form": ClassifyForm(initial=_initial(line)), "wrong": form}, 422)


def _leave(row: Case, pk: int, why: str, user: User) -> str:
    deciding.leave(row, pk, why, user)
    return "Kept: nothing is sent to this accessor."


def _override(row: Case, pk: int, why: str, user: User) -> str:
    if deciding.override(row, pk, why, user):
        return "Two people decided: a notice may be sent to this accessor."
    return "Proposed. A second person decides the same on this page; until then nothing is sent."


def _refused(row: Case, pk: int, why: str, user: User) -> str:
    deciding.refused(row, pk, why, user)
    return "The refusal is recorded. Counsel can follow it up."


def _legal(row: Case, pk: int, why: str, user: User) -> str:
    sending.follow_up(row, pk, why, user)
    return "Recorded: counsel follows it up."


_ACTIONS: dict[str, Callable[[Case, int, str, User], str]] = {
    "leave": _leave,
    "override": _override,
    "refused": _refused,
    "legal": _legal,
}


@requires(Operation.ASK_ACCESSORS)
def write(request: HttpRequest, case_id: str, lookup: str, what: str) -> HttpResponse:
    """A draft that a person reads, changes, and sends."""
    row, user = _of(request)
    line = _line(row, lookup)
    if line.matter is None or what not in set(Ask):
        raise Http404
    if request.method == "POST":
        form = SendForm(request.POST)
        if form.is_valid() and _was_sent(row, line.matter, form, user):
            messages.success(request, "It is in the outbox. The answer is due as the page says.")
            return redirect("accessors:accessor", row.pk, lookup)
        return _page(request, "write", {"line": line, "form": form}, 422)
    try:
        text = draft(Ask(what), _seen(row, line), line.matter.language)
    except WithholdError as error:
        return _page(request, "write", {"line": line, "problem": str(error)}, 409)
    form = SendForm(initial={"subject": text.subject, "body": text.body, "what": what})
    own = "" if lookup_tag(line.matter.language, [text.language]) else language_name(line.matter.language)
    unsigned = not is_signed(Ask(what), line.matter.language)
    return _page(request, "write", {"line": line, "form": form, "own": own, "unsigned": unsigned})


def _was_sent(row: Case, matter: Matter, form: SendForm, user: User) -> bool:
    given = form.cleaned_data
    # Browsers send lines with CR LF; what is checked is what leaves.
    text = Text(given["subject"], given["body"].replace("\r\n", "\n"))
    try:
        sending.send(row, matter.pk, given["what"], given["to"], text, user)
    except WithholdError as error:
        form.add_error(None, str(error))
        return False
    return True


@require_GET
@requires(Operation.SEE_REPORTS)
def strangers(request: HttpRequest) -> HttpResponse:
    """Answers under codes that are none of ours: somebody mistyped, guesses, or has an old letter."""
    rows = Answer.objects.filter(matter=None)
    page = Paginator(rows, _ON_A_PAGE).get_page(request.GET.get("page"))
    return render(request, "accessors/strangers.html", {"page": page})


def _line(row: Case, lookup: str) -> Line:
    try:
        found = line_of(row, lookup)
    except WithholdError as error:
        # Without the trace only what a person classified already can be shown.
        matter = get_object_or_404(Matter, case=row, lookup=lookup)
        told = {"network": matter.network, "grade": matter.grade, "organisation": matter.organisation}
        return Line(lookup, {**told, "problem": str(error)}, matter)
    if found is None:
        raise Http404
    return found


def _initial(line: Line) -> dict[str, str]:
    if line.matter is None:
        return {}
    return {name: getattr(line.matter, name) for name in ("who", "country", "why", "language")}


def _shown(request: HttpRequest, line: Line, more: dict[str, Any], status: int = 200) -> HttpResponse:
    matter, context = line.matter, {"line": line, "why_form": WhyForm()}
    if matter is not None:
        ruled, fled = matter.as_ruled(), fled_for(matter)
        asks = allowed(ruled, fled, timezone.now())
        answers = list(matter.answers.all())
        sent = list(matter.sent.select_related("by"))
        states = dict(Message.objects.filter(pk__in=[one.message for one in sent]).values_list("pk", "state"))
        context |= {
            "matter": matter,
            "asks": [
                (str(one), one.replace("_", " ")) for one in Ask if one in asks and one is not Ask.LEGAL
            ],
            "may_legal": Ask.LEGAL in asks,
            "no_notice": has_no_notice_by_default(ruled.found, fled) and not matter.overridden,
            "country_unknown": ruled.found.country is None and ruled.found.who is not Who.HOSTILE,
            "open": ruled.standing is Standing.OPEN,
            "waits": ruled.standing in (Standing.ASKED, Standing.REMINDED),
            "overdue": ruled.is_overdue(timezone.now()),
            "settled": is_settled(ruled),
            "sent": [(one, states.get(one.message, "gone from the outbox")) for one in sent],
            "answers": answers,
            "contradictions": contradictions([one.as_ruled() for one in answers]),
        }
    return _page(request, "accessor", {**context, **more}, status)


def _seen(row: Case, line: Line) -> Seen:
    """What a letter says: the window as far as it is known, else when this accessor was seen."""
    state = ConsoleCase.open(row).state()
    first, last = line.told.get("first_at"), line.told.get("last_at")
    since = state.window.get("since_earliest") or state.window.get("since_latest") or first
    until = state.gone_at or last
    name = line.told.get("organisation") or "reader"
    return Seen(name, line.told["network"], moment(since), moment(until), _door())


def _door() -> str:
    """Where the door is reached from outside: as it is set, or as `withhold serve` wrote it for the door."""
    config = settings.CONFIG
    if config.door.base_url:
        return str(config.door.base_url).rstrip("/")
    try:
        return load_door_config(config.path("door")).base_url or str(config.base_url).rstrip("/")
    except DoorUnusable:
        return str(config.base_url).rstrip("/")
