"""The guard of API operations: who asks (a session, or a program's token), and whether they may.

A NinjaAPI is made with `auth=AUTHENTICATION`; each operation stands behind `@guard(Operation.X)`, right
under the router's decorator. A session needs its CSRF token as forms do; a token needs none.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest
from ninja.errors import HttpError
from ninja.security import HttpBearer
from ninja.security.session import SessionAuth

from withhold.console.access.deciding import OPERATION, admit
from withhold.console.access.interface import Operation, Scope
from withhold.console.access.models import Token
from withhold.console.access.table import RULES
from withhold.console.access.tokens import find_token
from withhold.console.people.models import User


class TokenAuthentication(HttpBearer):
    """`Authorization: Bearer wh_…`"""

    def authenticate(self, request: HttpRequest, token: str) -> Token | None:
        found = find_token(token)
        if found is not None:
            request.user = found.user
        return found


class SessionAuthentication(SessionAuth):
    """Somebody who is signed in."""

    def authenticate(self, request: HttpRequest, key: str | None) -> Any:
        user = request.user
        return user if user.is_authenticated and user.is_active else None


AUTHENTICATION = [TokenAuthentication(), SessionAuthentication()]


def guard(operation: Operation) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Lets an operation of the API be done by those who may: 401 without, 404 for a case that is not theirs,
    403 for what their role or token may not. A case's operation takes `case_id` and gets `request.case`.
    """

    def mark(view: Callable[..., Any]) -> Callable[..., Any]:
        @wraps(view)
        def asked(request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
            if RULES[operation].scope is not Scope.PUBLIC:
                _admit(request, operation, kwargs.get("case_id"))
            return view(request, *args, **kwargs)

        setattr(asked, OPERATION, operation)
        return asked

    return mark


def _admit(request: HttpRequest, operation: Operation, case_id: Any) -> None:
    who = getattr(request, "auth", None)
    if isinstance(who, Token):
        if operation not in who.operations:
            raise HttpError(403, "this token does not allow it")
    elif not isinstance(who, User):
        raise HttpError(401, "sign in, or send a token")
    try:
        admit(request, operation, case_id)
    except PermissionDenied:
        raise HttpError(403, "your role does not allow it") from None
    except Http404:
        raise HttpError(404, "there is no such case") from None
