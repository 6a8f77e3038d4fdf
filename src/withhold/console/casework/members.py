"""Who works on a case: added and removed with a reason, in the ledger with the change."""

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect

from withhold.console.access.interface import Operation
from withhold.console.cases.acting import actor_in
from withhold.console.cases.models import Case, Membership
from withhold.console.casework.forms import MemberForm, Why
from withhold.console.casework.working import Opened, alone, case_page
from withhold.console.ledgers import office
from withhold.console.people.models import User
from withhold.console.people.roles import Role
from withhold.domain.errors import WithholdError
from withhold.incident.case.interface import CaseError, Event, EventKind
from withhold.ledger.interface import Fact

_LEADS = (Role.CASE_LEAD, Role.PRIVACY_OFFICER)


@case_page(Operation.SEE_CASE)
def members(opened: Opened) -> HttpResponse:
    """Who is in the case."""
    return _page(opened, MemberForm())


@case_page(Operation.MANAGE_MEMBERS, form_on="casework:members")
def add(opened: Opened) -> HttpResponse:
    """Somebody more."""
    form = MemberForm(opened.request.POST or None)
    if form.is_valid():
        given = form.cleaned_data
        try:
            add_member(opened.row, opened.user, given["email"], given["role"], given["on_call"], given["why"])
        except WithholdError as error:
            form.add_error(None, str(error))
        else:
            messages.success(opened.request, "Added to the case.")
            return redirect("casework:members", opened.row.pk)
    return _page(opened, form, 422)


@case_page(Operation.MANAGE_MEMBERS)
def remove(opened: Opened, member_id: int) -> HttpResponse:
    """Somebody less."""
    member = Membership.objects.filter(case=opened.row, pk=member_id).select_related("user").first()
    if member is None:
        return redirect("casework:members", opened.row.pk)
    form = Why(opened.request.POST) if opened.request.method == "POST" else Why()
    if form.is_valid():
        try:
            remove_member(opened.row, opened.user, member_id, form.cleaned_data["why"])
        except WithholdError as error:
            form.add_error(None, str(error))
        else:
            messages.success(opened.request, "Removed from the case.")
            return redirect("casework:members", opened.row.pk)
    return opened.page("remove", {"form": form, "member": member}, 422 if form.is_bound else 200)


def add_member(row: Case, by: User, email: str, role: str, on_call: bool, why: str) -> None:
    """Raises CaseError for an account that there is not, or that the office does not trust with the role."""
    user = User.objects.filter(username__iexact=email, is_active=True).first()
    if user is None or not user.has_role(Role(role)) or Role(role) is Role.ADMINISTRATOR:
        raise CaseError(
            "no active account with this address has that role in the office; ask an administrator"
        )
    with alone(row) as case:
        if Membership.objects.filter(case=row, user=user, role=role).exists():
            raise CaseError("they have that role in this case already")
        Membership.objects.create(case=row, user=user, role=role, on_call=on_call, added_by=by)
        said = f"Added {user.get_full_name()} as {Role(role).label}: {why}"
        case.append([Event(EventKind.NOTED, case.clock.now(), actor_in(by, row), said)])
        _recorded(row, by, "added", role, user, why)


def remove_member(row: Case, by: User, member_id: int, why: str) -> None:
    """Raises CaseError where nobody would be left to lead the case."""
    with alone(row) as case:
        member = Membership.objects.filter(case=row, pk=member_id).select_related("user").first()
        if member is None:
            return
        others = Membership.objects.filter(case=row, role__in=_LEADS).exclude(pk=member_id)
        if member.role in _LEADS and not any(one.user.has_role(Role(one.role)) for one in others):
            raise CaseError("nobody would be left to lead the case; add somebody else before")
        actor = actor_in(by, row)
        member.delete()
        said = f"Removed {member.user.get_full_name()} as {Role(member.role).label}: {why}"
        case.append([Event(EventKind.NOTED, case.clock.now(), actor, said)])
        _recorded(row, by, "removed", member.role, member.user, why)


def _recorded(row: Case, by: User, what: str, role: str, user: User, why: str) -> None:
    private = {"case": row.pk, "who": user.get_full_name(), "why": why}
    facts: dict[str, Fact] = {"what": what, "role": role, "of": user.pk}
    with transaction.atomic():
        office.record(office.OfficeEvent.MEMBER_CHANGED, by, facts, private)


def _page(opened: Opened, form: MemberForm, status: int = 200) -> HttpResponse:
    rows = Membership.objects.filter(case=opened.row).select_related("user", "added_by").order_by("id")
    return opened.page("members", {"members": rows, "form": form}, status)
