"""The pages of holds: how they stand, one of them, case systems."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from withhold.console.access.agreement import is_pending
from withhold.console.access.deciding import permitted
from withhold.console.access.interface import Operation, requires
from withhold.console.cases.models import Case
from withhold.console.holds import systems
from withhold.console.holds.asking import consumer_of
from withhold.console.holds.counting import DAYS, asked_by_day
from withhold.console.holds.epochs import current_epoch
from withhold.console.holds.forms import (
    DeterminationForm,
    PaperForm,
    PlaceForm,
    ReviewForm,
    SecondForm,
    SystemForm,
    WhyForm,
)
from withhold.console.holds.keys import service_key
from withhold.console.holds.models import CaseSystem, Hold, Noticed, OnPaper, State
from withhold.console.holds.periods import has_counsel, is_protected, period_over
from withhold.console.holds.placing import place
from withhold.console.holds.releasing import others_of, propose, proposed, refuse, second
from withhold.console.holds.reviewing import review as record_review
from withhold.console.holds.telling import DOUBTS, overview
from withhold.console.people.models import User
from withhold.domain.errors import WithholdError
from withhold.incident.holds.consumers import doubt

_PAGE = 50


def _of(request: HttpRequest) -> tuple[Case, User]:
    row, user = request.case, request.user  # type: ignore[attr-defined]
    assert isinstance(row, Case)
    assert isinstance(user, User)
    return row, user


def _page(request: HttpRequest, name: str, context: dict[str, Any], status: int = 200) -> HttpResponse:
    row, user = _of(request)
    may = {
        "place": permitted(user, Operation.PLACE_HOLDS, row),
        "release": permitted(user, Operation.RELEASE_HOLD, row),
        "systems": permitted(user, Operation.MANAGE_CONSUMERS),
    }
    answer = render(request, f"holds/{name}.html", {"case": row, "may": may, **context}, status=status)
    answer["Cache-Control"] = "no-store"
    return answer


def _refused(form: Form, error: Exception) -> None:
    form.add_error(None, str(error) or "your role does not allow it")


@requires(Operation.SEE_HOLDS)
@require_GET
def index(request: HttpRequest, case_id: str) -> HttpResponse:
    """How the holds stand, and who has not said that they know."""
    row, _ = _of(request)
    names = {one.name: one.pk for one in systems.present()}
    told = overview(row)
    papers = set(
        OnPaper.objects.filter(case=row, second__isnull=True, epoch=current_epoch()).values_list(
            "system__name", flat=True
        )
    )
    behind = [(name, why, names[name], name in papers) for name, why in told.doubts]
    return _page(request, "overview", {"told": told, "behind": behind})


@requires(Operation.SEE_HOLDS)
@require_GET
def numbers(request: HttpRequest, case_id: str) -> HttpResponse:
    """Who is held, by number."""
    row, _ = _of(request)
    rows = Hold.objects.filter(case=row).order_by("number", "-since")
    return _page(request, "numbers", {"page": Paginator(rows, _PAGE).get_page(request.GET.get("page"))})


@requires(Operation.PLACE_HOLDS)
@require_http_methods(["GET", "POST"])
def placing(request: HttpRequest, case_id: str) -> HttpResponse:
    """Hold somebody, or everybody, who is not held."""
    row, user = _of(request)
    form = PlaceForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            count = place(row, user, form.cleaned_data["why"], form.cleaned_data["numbers"])
        except WithholdError as error:
            _refused(form, error)
        else:
            said = f"{count:,} held now." if count else "Nobody was added: they are held, or not in the list."
            messages.success(request, said)
            return redirect("holds:overview", row.pk)
    return _page(request, "placing", {"form": form}, 422 if form.errors else 200)


@requires(Operation.PLACE_HOLDS)
@require_http_methods(["GET", "POST"])
def review(request: HttpRequest, case_id: str) -> HttpResponse:
    """Somebody looked at holds, and they go on."""
    row, user = _of(request)
    form = ReviewForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            count = record_review(row, user, given["until"], given["why"], given["numbers"])
        except WithholdError as error:
            _refused(form, error)
        else:
            messages.success(request, f"Recorded for {count:,}. They stand, and wait for the next review.")
            return redirect("holds:overview", row.pk)
    return _page(request, "review", {"form": form}, 422 if form.errors else 200)


@requires(Operation.SEE_HOLDS)
@require_GET
def hold(request: HttpRequest, case_id: str, number: int) -> HttpResponse:
    """One hold, and what it waits for."""
    row, user = _of(request)
    found = Hold.objects.filter(case=row, number=number).select_related("owner", "proposed_by", "released_by")
    rows = list(found.prefetch_related("waivers").order_by("-since"))
    one = rows[0] if rows else get_object_or_404(found)
    over = period_over(row, number, has_counsel(row, number))
    asked, protected = one.proposed_by, is_protected(row, number)
    context = {
        "one": one,
        "over": over,
        "protected": protected,
        "may_end": one.state == State.STANDING
        and (not protected or (over is not None and over <= timezone.now())),
        "waits": proposed(row, one),
        "others": others_of(row, number),
        "own": asked is not None and asked.pk == user.pk,
        "waivers": [w for w in one.waivers.all() if w.withdrawn_at is None],
        "second": SecondForm(initial={"seen": one.determination_sha256}),
    }
    return _page(request, "hold", context)


@requires(Operation.RELEASE_HOLD)
@require_http_methods(["GET", "POST"])
def release(request: HttpRequest, case_id: str, number: int) -> HttpResponse:
    """The first of two writes the determination."""
    row, user = _of(request)
    form = DeterminationForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            propose(row, number, user, given["determination"], given["why"])
        except (WithholdError, PermissionDenied) as error:
            _refused(form, error)
        else:
            messages.success(request, "Recorded. The hold stands until another person agrees.")
            return redirect("holds:hold", row.pk, number)
    return _page(request, "release", {"form": form, "number": number}, 422 if form.errors else 200)


@requires(Operation.RELEASE_HOLD)
@require_http_methods(["POST"])
def agree(request: HttpRequest, case_id: str, number: int) -> HttpResponse:
    """The second one agrees to what they were shown."""
    row, user = _of(request)
    form = SecondForm(request.POST)
    if form.is_valid():
        try:
            ended = second(row, number, form.cleaned_data["seen"], user, form.cleaned_data["why"])
        except (WithholdError, PermissionDenied) as error:
            messages.error(request, str(error))
        else:
            said = "The hold has ended." if ended else "The hold stands: another person has to agree."
            messages.success(request, said)
    else:
        messages.error(request, "Write why you agree.")
    return redirect("holds:hold", row.pk, number)


@requires(Operation.RELEASE_HOLD)
@require_http_methods(["POST"])
def refusing(request: HttpRequest, case_id: str, number: int) -> HttpResponse:
    """What they were shown is not agreed to, or taken back by who wrote it."""
    row, user = _of(request)
    form = SecondForm(request.POST)
    if form.is_valid():
        try:
            refuse(row, number, form.cleaned_data["seen"], user, form.cleaned_data["why"])
        except (WithholdError, PermissionDenied) as error:
            messages.error(request, str(error))
        else:
            messages.success(request, "Recorded. The hold stands, and the determination ends nothing.")
    else:
        messages.error(request, "Write why you do not agree, or why you take it back.")
    return redirect("holds:hold", row.pk, number)


@requires(Operation.PLACE_HOLDS)
@require_http_methods(["GET", "POST"])
def paper(request: HttpRequest, case_id: str, key: int) -> HttpResponse:
    """A case system that does not answer is settled by two people."""
    row, user = _of(request)
    system = get_object_or_404(CaseSystem, pk=key, removed_at__isnull=True)
    form = PaperForm(request.POST or None)
    first = OnPaper.objects.filter(case=row, system=system, epoch=current_epoch()).first()
    if request.method == "POST" and form.is_valid():
        try:
            done = systems.on_paper(row, system, user, form.cleaned_data["how"])
        except (WithholdError, PermissionDenied) as error:
            _refused(form, error)
        else:
            messages.success(
                request, "Settled by two people." if done else "Recorded; a second person is needed."
            )
            return redirect("holds:overview", row.pk)
    context = {"form": form, "system": system, "first": first}
    return _page(request, "paper", context, 422 if form.errors else 200)


@requires(Operation.MANAGE_CONSUMERS)
@require_http_methods(["GET", "POST"])
def consumers(request: HttpRequest) -> HttpResponse:
    """The case systems that ask, and a form for another one."""
    user = request.user
    assert isinstance(user, User)
    form = SystemForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            systems.add(user, given["name"], given["public_key"], given["webhook"], given["contact"])
        except WithholdError as error:
            _refused(form, error)
        else:
            messages.success(request, "Added. Give its operators the address and the public key below.")
            return redirect("holds:consumers")
    now, epoch = timezone.now(), current_epoch()
    rows = [(one, doubt(consumer_of(one), epoch, now)) for one in systems.present()]
    context = {
        "form": form,
        "rows": [(one, DOUBTS[why] if why else "") for one, why in rows],
        "noticed": Noticed.objects.select_related("system").order_by("-day", "system__name")[:50],
        "key": service_key(),
    }
    return render(request, "holds/consumers.html", context, status=422 if form.errors else 200)


@requires(Operation.MANAGE_CONSUMERS)
@require_GET
def asked(request: HttpRequest) -> HttpResponse:
    """How much each case system asked, by day: counts, and nothing of the people or the answers."""
    rows = Paginator(asked_by_day(timezone.now()), _PAGE)
    answer = render(
        request, "holds/asked.html", {"page": rows.get_page(request.GET.get("page")), "days": DAYS}
    )
    answer["Cache-Control"] = "no-store"
    return answer


@requires(Operation.MANAGE_CONSUMERS)
@require_http_methods(["GET", "POST"])
def remove(request: HttpRequest, key: int) -> HttpResponse:
    """Take one out: its key counts no more. One that is not known to ask is taken out by two."""
    user = request.user
    assert isinstance(user, User)
    system = get_object_or_404(CaseSystem, pk=key, removed_at__isnull=True)
    form = WhyForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            removed = systems.remove(system, user, form.cleaned_data["why"])
        except (WithholdError, PermissionDenied) as error:
            _refused(form, error)
        else:
            said = "Removed. Every question with its key is refused now."
            waits = "Recorded. It stays, and counts as not confirmed, until a second person agrees."
            messages.success(request, said if removed else waits)
            return redirect("holds:consumers")
    context = {
        "form": form,
        "system": system,
        "two": systems.takes_two(system),
        "waits": is_pending(Operation.MANAGE_CONSUMERS, systems.removal_of(system)),
    }
    return render(request, "holds/remove.html", context, status=422 if form.errors else 200)
