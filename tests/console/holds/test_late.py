"""What is told late is judged by when it was done, not by when it is told."""

from datetime import timedelta

import pytest
from django.utils import timezone
from withhold_holds import Action, Person

from tests.console.affected.conftest import a_case
from tests.console.holds.asking import a_system
from withhold.console.holds.indexing import ended_since
from withhold.console.holds.models import Hold, Report, State
from withhold.console.holds.placing import place_when_due
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
    assert len(ended_since(acted).matching([asked], Act.REMOVAL)[0]) == incidents
    system.report_action(Action.REMOVAL, _BINTU, at=acted)
    assert system.flush(20) == 0
    assert Report.objects.filter(hold__number=2).count() == incidents
