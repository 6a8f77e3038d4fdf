"""People who are no rows but are named or implied by one, and what is done for their safety."""

from django.db import transaction
from django.utils import timezone

from withhold.console.affected.digesting import linked_digest, roster_of
from withhold.console.affected.interface import SettlingRefused
from withhold.console.affected.models import LinkedPerson, PlanState
from withhold.console.affected.noting import note_of_people
from withhold.console.cases.models import Case
from withhold.console.people.models import User

_CHANGED = "what is done for the safety of somebody's family was changed"


def add_linked(case: Case, number: int, relation: str, name: str | None, by: User) -> LinkedPerson:
    """Somebody whom row `number` names or implies. Added twice it is one.

    Raises SettlingRefused for a number that is nobody's, CaseError, LedgerError.
    """
    with transaction.atomic():
        Case.objects.select_for_update().get(pk=case.pk)
        if not case.exposed.filter(number=number).exists():
            raise SettlingRefused("there is nobody of that number in this case; give another one")
        made, is_new = LinkedPerson.objects.get_or_create(
            case=case,
            digest=linked_digest(roster_of(case), number, relation, name),
            defaults={
                "by_number": number,
                "values": {"relation": relation, "name": name},
                "changed_by": by,
                "changed_at": timezone.now(),
            },
        )
        if is_new:
            note_of_people(case, by, _CHANGED, f"somebody who is linked to number {number} was added")
    return made


def set_plan(linked: LinkedPerson, state: PlanState, plan: str, by: User) -> None:
    """What is done for their safety. Raises SettlingRefused, CaseError, LedgerError."""
    if not plan.strip():
        raise SettlingRefused("write the plan, or why none is needed")
    with transaction.atomic():
        case = Case.objects.select_for_update().get(pk=linked.case_id)
        row = LinkedPerson.objects.select_for_update(of=("self",)).get(pk=linked.pk)
        if (row.plan_state, row.plan) == (state, plan):
            return
        row.plan_state, row.plan, row.changed_by, row.changed_at = state, plan, by, timezone.now()
        row.save(update_fields=["plan_state", "plan", "changed_by", "changed_at"])
        note = f"safety plan of somebody linked to number {row.by_number}: {state}"
        note_of_people(case, by, _CHANGED, note)
