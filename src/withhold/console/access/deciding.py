"""Whether somebody may, asked at every request anew."""

from functools import wraps
from typing import Any
from urllib.parse import urlencode, urlsplit

from allauth.account.internal.flows.reauthentication import did_recently_reauthenticate
from allauth.core.exceptions import ReauthenticationRequired
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.urls import reverse

from withhold.console.access.interface import Operation, Scope, View
from withhold.console.access.table import RULES
from withhold.console.cases.models import Case
from withhold.console.people.backend import has_second_factor
from withhold.console.people.roles import Role

OPERATION = "withhold_operation"
"""The attribute of a view that names what it does."""

ASKED_AGAIN = frozenset(
    {
        Operation.REVEAL_PERSON,
        Operation.EXPORT_BULK,
        Operation.DESTROY_CASE,
        Operation.MANAGE_PEOPLE,
        Operation.MANAGE_TOKENS,
        Operation.GIVE_CLEARANCE,
        Operation.REVOKE_CLEARANCE,
        Operation.ACCEPT_PUBLIC,
        Operation.CHOOSE_TAKEDOWN,
    }
)
"""Before doing these (or fetching, for a bulk export), people give their password or second factor again, if
they have not for ACCOUNT_REAUTHENTICATION_TIMEOUT seconds: a screen left open must not do them."""


class SecondFactorMissing(PermissionDenied):
    """They have to set up a second factor before anything else."""


def permitted(user: Any, operation: Operation, case: Case | None = None) -> bool:
    """Whether this user may do this, in this case where it is a case's. Default: no."""
    rule = RULES.get(operation)
    if rule is None:
        return False
    if rule.scope is Scope.PUBLIC:
        return True
    if not user.is_authenticated or not user.is_active:
        return False
    if rule.scope is Scope.CASE:
        return case is not None and bool(roles_in(user, case) & rule.roles)
    if rule.scope is Scope.ACCOUNT:
        return True
    return bool(user.has_role(*rule.roles))


def roles_in(user: Any, case: Case) -> frozenset[Role]:
    """The roles that somebody has in a case: those of the membership that the office still gives them."""
    if not user.is_active:
        return frozenset()
    given = case.members.filter(user=user).values_list("role", flat=True)
    return frozenset(Role(role) for role in given if role in user.roles)


def admit(request: HttpRequest, operation: Operation, case_id: Any) -> None:
    """Lets a signed-in request through to an operation; a case's row then stands in `request.case`.

    Raises SecondFactorMissing, Http404 for a case that is not theirs (whether there is one is not told),
    PermissionDenied.
    """
    user: Any = request.user
    if not user.is_program and not has_second_factor(user):
        raise SecondFactorMissing
    rule = RULES.get(operation)
    if rule is None:
        raise PermissionDenied
    if rule.scope is not Scope.CASE:
        if not permitted(user, operation):
            raise PermissionDenied
        return
    # A character that a database refuses is in no id.
    case = None if "\x00" in str(case_id) else Case.objects.filter(pk=str(case_id)).first()
    roles = roles_in(user, case) if case is not None else frozenset()
    if not roles:
        raise Http404
    if not roles & rule.roles:
        raise PermissionDenied
    request.case = case  # type: ignore[attr-defined]


def guarded(view: View, operation: Operation) -> View:
    """The view behind the question whether one may."""
    scope = RULES[operation].scope

    @wraps(view)
    def asked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if scope is Scope.PUBLIC:
            return view(request, *args, **kwargs)
        if not request.user.is_authenticated or not request.user.is_active:
            return _to_sign_in(request)
        admit(request, operation, kwargs.get("case_id"))
        if _to_ask_again(request, operation):
            return _ask_again(request)
        return view(request, *args, **kwargs)

    setattr(asked, OPERATION, operation)
    return asked


def _to_ask_again(request: HttpRequest, operation: Operation) -> bool:
    does = request.method not in ("GET", "HEAD", "OPTIONS") or operation is Operation.EXPORT_BULK
    return does and operation in ASKED_AGAIN and not did_recently_reauthenticate(request)


def _ask_again(request: HttpRequest) -> HttpResponseBase:
    """allauth keeps what was sent and goes on with it afterwards; htmx is sent there with its whole page."""
    if "HX-Request" not in request.headers:
        raise ReauthenticationRequired
    page = urlsplit(request.headers.get("HX-Current-URL", "")).path or "/"
    address = f"{reverse('account_reauthenticate')}?{urlencode({'next': page})}"
    return HttpResponse(status=200, headers={"HX-Redirect": address})


def _to_sign_in(request: HttpRequest) -> HttpResponseBase:
    if "HX-Request" in request.headers:
        return HttpResponse(status=401)
    return redirect_to_login(request.get_full_path())
