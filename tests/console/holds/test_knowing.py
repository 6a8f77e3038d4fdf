"""Held people are found by what own records know of them too; case systems are told of it as a change."""

import pytest
from django.test import Client
from withhold_holds import Action, Person

from tests.console.affected.conftest import Desk, a_case, as_csv
from tests.console.affected.conftest import desk as desk
from tests.console.affected.rows import a_value
from tests.console.conftest import SignIn
from tests.console.holds.asking import a_system
from tests.console.making import a_member
from withhold.console.affected.deciding import decide
from withhold.console.affected.models import Question
from withhold.console.holds.epochs import current_epoch
from withhold.console.holds.knowing import learn_due
from withhold.console.holds.models import Hold
from withhold.console.holds.placing import place_when_due
from withhold.console.people.roles import Role

pytestmark = pytest.mark.django_db
_BY_NUMBER = Person("Name Misheard", "1950-01-01", (("alien_number", "A200100009"),))


@pytest.fixture
def without_number(desk: Desk, client: Client, signed_in: SignIn) -> Desk:
    """One person, of whom the leak has name and birth."""
    desk.row = a_case([a_value("Varga, Bintu", "1985-07-19", "")])
    desk.user = a_member(desk.row, Role.PRIVACY_OFFICER, "Anna Berg")
    desk.client = signed_in(client, desk.user)
    place_when_due(desk.row)
    return desk


def test_a_number_that_only_own_records_have_is_a_key(without_number: Desk) -> None:
    system = a_system()
    assert system.may_act(Action.REMOVAL, _BY_NUMBER)
    row = ["r2", "Bintu Varga", "1985-07-19", "A200100009", "es", "", "", "", "", ""]
    without_number.give(as_csv([row]))
    for one in Question.objects.filter(case=without_number.row):
        decide(one, True, "the same photograph", without_number.user)
    epoch = current_epoch()
    assert [learn_due() for _ in range(2)] == [1, 0]
    assert current_epoch() == epoch + 1
    assert not system.may_act(Action.REMOVAL, _BY_NUMBER)
    assert not system.may_act(Action.REMOVAL, Person("Bintu Varga", "1985-07-19"))
    assert Hold.objects.get().rows["births"] == ["1985-07-19"]


def test_what_tells_nothing_new_is_no_change(without_number: Desk) -> None:
    epoch = current_epoch()
    without_number.give(as_csv([["r9", "Somebody Else", "1950-01-02", "A300000009", *[""] * 6]]))
    assert learn_due() == 0
    assert current_epoch() == epoch
