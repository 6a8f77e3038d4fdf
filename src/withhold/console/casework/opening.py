"""Opening a case: its settings, its first report, and who opens it as its first member."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from withhold.console.access.interface import Operation, requires
from withhold.console.cases.models import Case, Membership
from withhold.console.cases.store import ConsoleCase
from withhold.console.casework.forms import Opening
from withhold.console.ledgers import office
from withhold.console.people.models import User
from withhold.console.people.roles import Role
from withhold.domain.errors import WithholdError
from withhold.incident.case.events import Source
from withhold.incident.case.interface import Actor, CaseError, Event, EventKind
from withhold.incident.case.interface import Role as CaseRole

_AS = {Role.CASE_LEAD: CaseRole.CASE_LEAD, Role.PRIVACY_OFFICER: CaseRole.PRIVACY_OFFICER}


def open_new(
    user: User,
    role: str,
    title: str,
    settings: dict[str, Any],
    why: str,
    told_at: datetime,
    source: str,
    private: dict[str, str],
) -> Case:
    """The new case, with whoever opens it in it. Raises a WithholdError, and nothing is left then."""
    if role not in user.roles or Role(role) not in _AS:
        raise CaseError("a case is opened by a case lead or a privacy officer")
    first = Event(
        EventKind.REPORTED,
        told_at,
        Actor(user.get_full_name(), _AS[Role(role)]),
        why,
        {"source": str(Source(source))},
        {name: text for name, text in private.items() if text},
    )
    with transaction.atomic():
        case = ConsoleCase.create(title, {name: one for name, one in settings.items() if one}, [first])
        Membership.objects.create(case=case.row, user=user, role=role, on_call=True, added_by=user)
        office.record(office.OfficeEvent.CASE_OPENED, user, {}, {"case": case.row.pk})
    return case.row


@requires(Operation.OPEN_CASE)
def open_case(request: HttpRequest) -> HttpResponse:
    """The form, and the case that is made of it."""
    user = request.user
    assert isinstance(user, User)
    form = Opening(request.POST or None, user=user)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        names = ("time_zone", "recipients", "jurisdictions", "sectors", "site")
        try:
            case = open_new(
                user,
                given["role"],
                given["title"],
                {name: given[name] for name in names},
                given["what"],
                given["told_at"],
                given["source"],
                {"url": given["url"], "told_by": given["told_by"]},
            )
        except WithholdError as error:
            form.add_error(None, str(error))
        else:
            return redirect("casework:case", case.pk)
    status = 422 if form.is_bound else 200
    return render(request, "casework/open.html", {"form": form}, status=status)
