"""What is told late is judged by when it was done, not by when it is told."""

from datetime import timedelta

import pytest
from django.utils import timezone
from withhold_holds import Action, Person

from tests.console.affected.conftest import a_case
from tests.console.holds.asking import a_system
from tests.console.making import a_person
from withhold.console.holds.indexing import eased_since
from withhold.console.holds.models import Hold, Report, State, Waiver
from withhold.console.holds.placing import place_when_due
from withhold.console.holds.waiving import done_under, waive
from withhold.console.people.roles import Role
from withhold.incident.holds.interface import Action as Act
from withhold.incident.holds.interface import Asked

_BINTU = Person("Bintu Varga", "1985-07-19", (("alien_number", "A200100002"),))


@pytest.mark.django_db(transaction=True)  # the report is sent by a thread of its own
@pytest.mark.parametrize(("hours", "incidents"), [(2, 1), (0.5, 0), (300, 0)])
def test_an_action_while_the_hold_stood_is_an_incident_also_after_its_release(
    hours: float, incidents: int
) -> None:
    row, system, now = a_case(), a_system(), timezone.now()
    place_when_due(row)
    Hold.objects.filter(case=row, number=2).update(
        state=State.RELEASED, since=now - timedelta(days=9), released_at=now - timedelta(hours=1)
    )
    acted = now - timedelta(hours=hours)
    asked = Asked("1", _BINTU.identifiers, _BINTU.name, _BINTU.date_of_birth)
    assert len(eased_since(acted).matching([asked], Act.REMOVAL)[0]) == incidents
    system.report_action(Action.REMOVAL, _BINTU, at=acted)
    assert system.flush(20) == 0
    assert Report.objects.filter(hold__number=2).count() == incidents


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(("hours", "incidents"), [(2, 1), (0.5, 0)])
def test_a_waiver_makes_nothing_right_that_was_done_before_it(hours: float, incidents: int) -> None:
    row, system, now = a_case(), a_system(), timezone.now()
    place_when_due(row)
    Hold.objects.filter(case=row).update(since=now - timedelta(days=9))
    counsel = a_person(Role.REPRESENTATIVE, name="Rita Representative")
    waive(row, 2, Act.REMOVAL, counsel, "wants to go home", "Pia Officer")
    Waiver.objects.update(at=now - timedelta(hours=1))
    system.report_action(Action.REMOVAL, _BINTU, at=now - timedelta(hours=hours))
    assert system.flush(20) == 0
    assert Report.objects.filter(hold__number=2).count() == incidents
    assert len(done_under(list(Waiver.objects.all()))) == 1 - incidents
