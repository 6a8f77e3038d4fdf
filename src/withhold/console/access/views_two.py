"""Pages of what waits for a second person, and of programs' tokens."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from withhold.console.access import agreement, tokens
from withhold.console.access.agreement import Pending
from withhold.console.access.forms import TokenForm, WhyForm
from withhold.console.access.interface import Operation, requires
from withhold.console.access.models import Token
from withhold.console.people.models import User
from withhold.domain.errors import UsageError


@requires(Operation.OWN_ACCOUNT)
@require_GET
def agreements(request: HttpRequest) -> HttpResponse:
    """What waits for a second person: where one can be that, and what one proposed."""
    return _agreements(request, WhyForm())


@requires(Operation.OWN_ACCOUNT)
@require_POST
def agreement_withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Take back what one proposed."""
    form = WhyForm(request.POST)
    if not form.is_valid():
        return _agreements(request, form, status=422)
    try:
        agreement.withdraw(pk, _me(request), form.cleaned_data["why"])
    except (UsageError, PermissionDenied) as error:
        form.add_error(None, str(error))
        return _agreements(request, form, status=422)
    messages.success(request, "Withdrawn, and recorded.")
    return redirect("agreements")


@requires(Operation.MANAGE_TOKENS)
@require_http_methods(["GET", "POST"])
def token_list(request: HttpRequest) -> HttpResponse:
    """The tokens of programs, and a form for a new one, whose text is shown once."""
    form = TokenForm(request.POST or None)
    made = ""
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        chosen = [Operation(word) for word in given["operations"]]
        try:
            _, made = tokens.make_token(
                given["user"], given["name"], chosen, given["days"], _me(request), given["why"]
            )
            form = TokenForm()
        except UsageError as error:
            form.add_error(None, str(error))
    rows = Token.objects.select_related("user", "made_by").order_by("revoked_at", "-made_at")[:200]
    given = {"form": form, "made": made, "tokens": rows}
    return render(request, "access/tokens.html", given)


@requires(Operation.MANAGE_TOKENS)
@require_POST
def token_revoke(request: HttpRequest, pk: int) -> HttpResponse:
    """It no longer works."""
    try:
        tokens.revoke_token(pk, _me(request), request.POST.get("revoke-why", ""))
    except Token.DoesNotExist:
        raise Http404 from None
    except UsageError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, "The token no longer works.")
    return redirect("tokens")


def _agreements(request: HttpRequest, form: WhyForm, status: int = 200) -> HttpResponse:
    pending = agreement.pending_for(_me(request))
    rows = [(one, _place(one), _what(one)) for one in pending]
    return render(request, "access/agreements.html", {"rows": rows, "form": form}, status=status)


def _what(pending: Pending) -> str:
    """In words."""
    row = pending.agreement
    what = row.operation.replace("_", " ").capitalize()
    if row.operation == Operation.SETTLE_AFFECTED:
        what = "How one of the affected people ends"
    kind, _, rest = row.subject.partition(":")
    if row.operation == Operation.MANAGE_PEOPLE and kind == "roles":
        roles = rest.partition(":")[2].replace("_", " ").replace("+", ", ") or "none"
        what = f"Give an account these roles: {roles}"
    if row.operation == Operation.MANAGE_CONSUMERS:
        what = "Remove a case system that is not known to ask"
    return f"{what}: {row.case.title}" if row.case is not None else what


def _place(pending: Pending) -> str:
    """Where one agrees: on the page of the thing itself, where what it means can be seen."""
    row = pending.agreement
    if row.operation == Operation.DESTROY_CASE:
        return f"/cases/{row.case_id}/destruction/"
    if row.operation == Operation.SETTLE_AFFECTED:
        return f"/cases/{row.case_id}/affected/reconcile/?show=waiting"
    if row.case_id is not None:
        return f"/cases/{row.case_id}/"
    kind, _, rest = row.subject.partition(":")
    if row.operation == Operation.MANAGE_PEOPLE and kind == "roles":
        return f"/people/{rest.partition(':')[0]}/"
    if row.operation == Operation.MANAGE_CONSUMERS:
        return f"/holds/consumers/{rest}/remove/"
    return "/"


def _me(request: HttpRequest) -> User:
    if not isinstance(request.user, User):
        raise PermissionDenied
    return request.user
