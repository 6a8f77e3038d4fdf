"""Questions that come while the held people change, and reports that refer to what was no question."""

import pytest
from withhold_holds import Action

from tests.console.affected.conftest import ROWS, a_case
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

pytestmark = pytest.mark.django_db


def test_a_hold_that_changes_again_while_it_is_read_is_not_missed(monkeypatch: pytest.MonkeyPatch) -> None:
    row, system = a_case(), a_system()
    assert system.may_act(Action.REMOVAL, HELD), system.trouble
    place_when_due(row)
    placed = current_epoch()
    # Rows 1 and 3 are the same person. Another process waives one action after the epoch was read here.
    for number in (1, 3):
        waive(row, number, Act.TRANSFER, a_person(Role.REPRESENTATIVE), "nearer to the family", "Pia Officer")
    monkeypatch.setattr(indexing, "current_epoch", lambda: placed)
    assert not system.may_act(Action.REMOVAL, HELD)
    monkeypatch.undo()
    assert not system.may_act(Action.REMOVAL, HELD)
    assert system.may_act(Action.TRANSFER, HELD)


def test_who_cannot_be_found_is_told_only_while_held() -> None:
    row = a_case([*ROWS, {"fields": {"alien_number": ["?"]}, "others": {}, "known": {}}])
    place_when_due(row)
    assert len(known().unfindable) == 1
    epoch = current_epoch() + 1
    Hold.objects.filter(case=row).update(state=State.RELEASED, changed=epoch)
    Epoch.objects.update(number=epoch)
    assert known().unfindable == set()


@pytest.mark.django_db(transaction=True)  # the report is sent by a thread of its own
def test_a_report_that_refers_to_a_heartbeat_is_an_incident_all_the_same() -> None:
    row, system = a_case(), a_system()
    place_when_due(row)
    nonce = "ab" * 16
    Question.objects.create(
        system=CaseSystem.objects.get(), nonce=nonce, at=Hold.objects.all()[0].since, what="heartbeat"
    )
    system.report_action(Action.REMOVAL, HELD, asked=nonce)
    assert system.flush(20) == 0
    assert Report.objects.count() == 2
