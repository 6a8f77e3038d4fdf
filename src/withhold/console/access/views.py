"""Pages of accounts, for administrators."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from withhold.console.access import managing
from withhold.console.access.forms import PersonForm, RolesForm, WhyForm
from withhold.console.access.interface import Operation, requires
from withhold.console.people.backend import has_second_factor
from withhold.console.people.models import User
from withhold.console.people.roles import Role
from withhold.domain.errors import UsageError

_PAGE = 50
_ACTIONS = ("close", "open", "sessions", "factor", "invite")


@requires(Operation.MANAGE_PEOPLE)
@require_GET
def people(request: HttpRequest) -> HttpResponse:
    """Everybody with an account."""
    rows = User.objects.select_related("created_by").order_by("-is_active", "name", "pk")
    page = Paginator(rows, _PAGE).get_page(request.GET.get("page"))
    return render(request, "access/people.html", {"page_obj": page})


@requires(Operation.MANAGE_PEOPLE)
@require_http_methods(["GET", "POST"])
def person_new(request: HttpRequest) -> HttpResponse:
    """A new account; the link of the invitation is shown once."""
    form = PersonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            user, link = managing.add_person(
                given["name"],
                given["email"],
                _roles(given["roles"]),
                _me(request),
                given["why"],
                is_program=given["is_program"],
            )
        except UsageError as error:
            form.add_error(None, str(error))
        else:
            return render(request, "access/invited.html", {"person": user, "link": link})
    return render(request, "access/person_new.html", {"form": form})


@requires(Operation.MANAGE_PEOPLE)
@require_GET
def person(request: HttpRequest, pk: int) -> HttpResponse:
    """One account, and what can be done with it."""
    return _person(request, get_object_or_404(User, pk=pk))


@requires(Operation.MANAGE_PEOPLE)
@require_POST
def person_roles(request: HttpRequest, pk: int) -> HttpResponse:
    """Other roles."""
    user = get_object_or_404(User, pk=pk)
    form = RolesForm(request.POST, prefix="roles")
    if form.is_valid():
        try:
            done = managing.set_roles(
                user, _roles(form.cleaned_data["roles"]), _me(request), form.cleaned_data["why"]
            )
        except (UsageError, PermissionDenied) as error:
            form.add_error(None, str(error) or "you may not do this")
        else:
            if done:
                messages.success(request, "The roles are changed. Their sessions have ended.")
            else:
                messages.info(request, "Proposed. Another administrator has to make the same change.")
            return redirect("person", pk=pk)
    return _person(request, user, roles=form)


@requires(Operation.MANAGE_PEOPLE)
@require_POST
def person_do(request: HttpRequest, pk: int, action: str) -> HttpResponse:
    """Close or open an account, end its sessions, take its second factor away, or invite again."""
    if action not in _ACTIONS:
        raise Http404
    user = get_object_or_404(User, pk=pk)
    form = WhyForm(request.POST, prefix="do")
    if not form.is_valid():
        return _person(request, user, do=form)
    me, why = _me(request), form.cleaned_data["why"]
    try:
        if action == "invite":
            return render(
                request, "access/invited.html", {"person": user, "link": managing.invite_again(user, me, why)}
            )
        if action == "close":
            managing.set_active(user, False, me, why)
        elif action == "open":
            managing.set_active(user, True, me, why)
        elif action == "factor":
            managing.reset_second_factor(user, me, why)
        else:
            managing.end_sessions(user, me, why)
    except UsageError as error:
        form.add_error(None, str(error))
        return _person(request, user, do=form)
    messages.success(request, "Done, and recorded.")
    return redirect("person", pk=pk)


def _person(
    request: HttpRequest, user: User, roles: Form | None = None, do: Form | None = None
) -> HttpResponse:
    given: dict[str, Any] = {
        "person": user,
        "roles_form": roles or RolesForm(initial={"roles": user.roles}, prefix="roles"),
        "do_form": do or WhyForm(prefix="do"),
        "own": user.pk == _me(request).pk,
        "joined": user.has_usable_password(),
        "second_factor": has_second_factor(user),
        "role_names": [Role(role).label for role in user.roles],
    }
    status = 422 if roles or do else 200
    return render(request, "access/person.html", given, status=status)


def _roles(words: list[str]) -> list[Role]:
    return [Role(word) for word in words]


def _me(request: HttpRequest) -> User:
    if not isinstance(request.user, User):
        raise PermissionDenied
    return request.user
