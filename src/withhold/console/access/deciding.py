"""Whether somebody may, asked at every request anew."""

from functools import wraps
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponseBase

from withhold.console.access.interface import Operation, Scope, View
from withhold.console.access.table import RULES
from withhold.console.cases.models import Case
from withhold.console.people.roles import Role

OPERATION = "withhold_operation"
"""The attribute of a view that names what it does."""


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
    return bool(user.has_role(*rule.roles))


def roles_in(user: Any, case: Case) -> frozenset[Role]:
    """The roles that somebody has in a case: those of the membership that the office still gives them."""
    given = case.members.filter(user=user).values_list("role", flat=True)
    return frozenset(Role(role) for role in given if role in user.roles)


def guarded(view: View, operation: Operation) -> View:
    """The view behind the question whether one may."""
    scope = RULES[operation].scope

    @wraps(view)
    def asked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if scope is Scope.PUBLIC:
            return view(request, *args, **kwargs)
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        case = None
        if scope is Scope.CASE:
            case = Case.objects.filter(id=kwargs["case_id"]).first()
            if case is None or not roles_in(request.user, case):
                raise Http404
            request.case = case  # type: ignore[attr-defined]
        if not permitted(request.user, operation, case):
            raise PermissionDenied
        return view(request, *args, **kwargs)

    setattr(asked, OPERATION, operation)
    return asked
