"""The register of remedies: each step decided by a named owner with a reason, in the case's ledger."""

from django.db import transaction
from django.utils import timezone

from withhold.console.access.deciding import permitted
from withhold.console.access.interface import Operation
from withhold.console.cases.acting import actor_in
from withhold.console.cases.models import Case
from withhold.console.cases.store import ConsoleCase
from withhold.console.counsel.models import Remedy
from withhold.console.people.models import User
from withhold.console.persons.models import ExposedPerson
from withhold.incident.case.interface import Event, EventKind
from withhold.incident.counsel import interface
from withhold.incident.counsel.interface import CounselError, RemedyKind, RemedyState
from withhold.incident.counsel.remedies import decide, propose


def propose_remedy(case: Case, number: int, kind: RemedyKind, owner: str, reason: str, by: User) -> Remedy:
    """A new one; one of the kind that stands already is returned as it is. Raises CounselError, CaseError."""
    _check(case, by)
    with transaction.atomic():
        Case.objects.select_for_update().get(pk=case.pk)
        person = ExposedPerson.objects.filter(case=case, number=number).first()
        if person is None:
            raise CounselError("this case has no person of that number; look at the list of numbers")
        found = Remedy.objects.filter(person=person, kind=str(kind)).first()
        if found is not None:
            return found
        ruled = propose(str(person.pk), kind, owner, reason, timezone.now())
        row = Remedy(case=case, person=person, kind=str(kind))
        return _kept(row, ruled, by)


def decide_remedy(case: Case, pk: int, state: RemedyState, owner: str, reason: str, by: User) -> Remedy:
    """The next step. The same again changes nothing. Raises CounselError, CaseError or LedgerError."""
    _check(case, by)
    with transaction.atomic():
        Case.objects.select_for_update().get(pk=case.pk)
        row = Remedy.objects.filter(case=case, pk=pk).select_related("person").first()
        if row is None:
            raise CounselError("there is no such remedy in this case; look at the list again")
        if row.state == str(state) and row.owner == owner and row.reason == reason:
            return row
        return _kept(row, decide(row.as_ruled(), state, owner, reason, timezone.now()), by)


def _kept(row: Remedy, ruled: interface.Remedy, by: User) -> Remedy:
    row.state, row.owner, row.reason = str(ruled.state), ruled.owner, ruled.reason
    row.decided_by, row.decided_at = by, timezone.now()
    row.save()
    event = Event(
        EventKind.REMEDY_DECIDED,
        row.decided_at,
        actor_in(by, row.case),
        ruled.reason,
        {"person": row.person.commitment, "kind": row.kind, "state": row.state},
        {"detail": f"owner: {ruled.owner}"},
    )
    ConsoleCase.open(row.case).append([event])
    return row


def _check(case: Case, by: User) -> None:
    if not permitted(by, Operation.DECIDE_REMEDIES, case):
        raise CounselError("remedies are decided by case leads, privacy officers and counsel")
