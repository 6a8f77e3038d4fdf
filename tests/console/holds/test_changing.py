"""Questions that come while the held people change, and reports that refer to what was no question."""

import pytest
from django.utils import timezone
from withhold_holds import Action
from withhold_holds.wire import Report as Reported

from tests.console.affected.conftest import a_case
from tests.console.affected.rows import ROWS
from tests.console.holds.asking import HELD, a_system
from tests.console.making import a_person
from withhold.console.holds import indexing
from withhold.console.holds.epochs import current_epoch
from withhold.console.holds.indexing import known
from withhold.console.holds.models import CaseSystem, Epoch, Hold, Question, Report, State
from withhold.console.holds.placing import place_when_due
from withhold.console.holds.waiving import waive
from withhold.console.people.roles import Role
from withhold.incident.holds.interface import Action as Act
from withhold.incident.holds.interface import Asked

pytestmark = pytest.mark.django_db


def held(action: Act) -> bool:
    """Whether the person is held, as the service knows it now; no time limit of a client has a say."""
    asked = Asked("q1", tuple(HELD.identifiers), HELD.name, HELD.date_of_birth)
    return known().index.held([asked], action)[0]


def test_a_hold_that_changes_again_while_it_is_read_is_not_missed(monkeypatch: pytest.MonkeyPatch) -> None:
    row = a_case()
    assert not held(Act.REMOVAL)
    place_when_due(row)
    placed = current_epoch()
    # Rows 1 and 3 are the same person. Another process waives one action after the epoch was read here.
    for number in (1, 3):
        waive(row, number, Act.TRANSFER, a_person(Role.REPRESENTATIVE), "nearer to the family", "Pia Officer")
    with monkeypatch.context() as reading:
        reading.setattr(indexing, "current_epoch", lambda: placed)
        assert held(Act.REMOVAL)
    assert held(Act.REMOVAL)
    assert not held(Act.TRANSFER)


def test_who_cannot_be_found_is_told_only_while_held() -> None:
    row = a_case([*ROWS, {"fields": {"alien_number": ["?"]}, "others": {}, "known": {}}])
    place_when_due(row)
    assert len(known().unfindable) == 1
    epoch = current_epoch() + 1
    Hold.objects.filter(case=row).update(state=State.RELEASED, changed=epoch)
    Epoch.objects.update(number=epoch)
    assert known().unfindable == set()


def test_a_report_that_refers_to_a_heartbeat_is_an_incident_all_the_same() -> None:
    row, system = a_case(), a_system()
    place_when_due(row)
    nonce = "ab" * 16
    Question.objects.create(system=CaseSystem.objects.get(), nonce=nonce, at=timezone.now(), what="heartbeat")
    report = Reported(Action.REMOVAL, HELD, timezone.now(), nonce, "q1")
    system._report_now(report)
    assert Report.objects.count() == 2, "rows 1 and 3 are the same person"
