"""Each case tells once of a case system that is silent or behind, and again only for holds of its own."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from withhold_holds import Action
from withhold_holds.transport import NoAnswer
from withhold_holds.wire import HEARTBEAT_SCHEMA

from tests.console.affected.conftest import a_case
from tests.console.holds.asking import HELD, OTHER, a_system
from tests.console.making import a_member
from withhold.console.cases.models import Case
from withhold.console.holds.models import CaseSystem, Change, Hold, State
from withhold.console.holds.placing import place, place_when_due
from withhold.console.holds.watching import confirm_due
from withhold.console.outbox.models import Message
from withhold.console.people.roles import Role

pytestmark = pytest.mark.django_db


@pytest.fixture
def row(settings: Any) -> Case:
    settings.CONFIG = replace(settings.CONFIG, on_call=("duty@example.org",))
    found = a_case()
    place_when_due(found)
    return found


def a_while_passes() -> None:
    """Longer than anybody waits for a case system."""
    Change.objects.update(at=timezone.now() - timedelta(days=2))
    CaseSystem.objects.update(added_at=timezone.now() - timedelta(days=1))
    confirm_due()


def silent(name: str) -> None:
    CaseSystem.objects.filter(name=name).update(seen=timezone.now() - timedelta(hours=1))


def told_of(row: Case) -> int:
    return Message.objects.filter(kind="holds_unconfirmed", case=row.pk).count()


def test_holds_of_another_case_page_nobody_again(row: Case) -> None:
    a_system()
    a_while_passes()
    other = a_case()
    place_when_due(other)
    a_while_passes()
    assert (told_of(row), told_of(other)) == (1, 1)


def test_new_holds_of_the_case_page_again(row: Case) -> None:
    Hold.objects.filter(case=row, number=1).update(state=State.RELEASED)
    a_system()
    a_while_passes()
    place(row, a_member(row, Role.CASE_LEAD), "new facts", [1])
    a_while_passes()
    a_while_passes()
    assert told_of(row) == 2


def test_a_silence_is_over_when_the_holds_are_known_though_another_case_has_newer_ones(row: Case) -> None:
    system = a_system()
    a_while_passes()
    system.heartbeat()
    place_when_due(a_case())  # nobody has acknowledged these yet
    confirm_due()
    silent("court-east")
    a_while_passes()
    assert told_of(row) == 2, "a second silence"


def test_each_case_system_that_falls_silent_is_told_of(row: Case) -> None:
    a_system()
    a_system("court-west").heartbeat()
    a_while_passes()
    assert told_of(row) == 1
    silent("court-west")
    a_while_passes()
    a_while_passes()
    assert told_of(row) == 2


def test_an_older_client_is_silent_and_is_answered(row: Case) -> None:
    system = a_system()
    old = system._identity().message(HEARTBEAT_SCHEMA, acknowledged=0)
    with pytest.raises(NoAnswer, match="400"):
        system._exchange("heartbeat", old, 30, 1)
    a_while_passes()
    assert CaseSystem.objects.get().seen is None
    assert told_of(row) == 1
    assert [bool(system.may_act(Action.REMOVAL, one)) for one in (HELD, OTHER)] == [False, True]
