"""The case page says what is next for the people, from the confirmation until each of them has an end."""

import pytest
from django.test import Client
from django.utils import timezone

from tests.console.affected.conftest import Desk, as_csv, own_records
from tests.console.affected.conftest import desk as desk
from tests.console.casework.made import a_case, gone, with_exposure
from tests.console.conftest import SignIn
from tests.console.making import a_member, a_person
from tests.console.notices.test_notices import queued, sign_all
from withhold.console.affected.models import Standing
from withhold.console.cases.models import Case
from withhold.console.cases.store import ConsoleCase
from withhold.console.casework.people_steps import people_steps
from withhold.console.casework.steps import next_steps
from withhold.console.holds.models import CaseSystem, Hold, Report, State
from withhold.console.holds.placing import place_when_due
from withhold.console.notices.models import Notice
from withhold.console.notices.sending import refresh
from withhold.console.people.roles import Role

pytestmark = pytest.mark.django_db


def pages(row: Case) -> list[str]:
    """The pages that the steps lead to, in their order."""
    return [one.page for one in people_steps(row, ConsoleCase.open(row).state())]


def test_nothing_before_the_confirmation_then_the_list_is_loaded_first() -> None:
    made = a_case()
    assert pages(made.case.row) == []
    gone(with_exposure(made))
    assert pages(made.case.row) == ["persons:load"]


def test_each_step_is_told_until_it_is_done(desk: Desk) -> None:
    row = desk.row
    assert pages(row) == ["holds:overview", "affected:overview"]
    system = CaseSystem.objects.create(name="removals", public_key="x", contact="", added_by=a_person())
    assert pages(row) == ["holds:overview", "affected:overview"], "it never asked"
    CaseSystem.objects.filter(pk=system.pk).update(seen=timezone.now(), acknowledged=99)
    assert pages(row) == ["affected:overview"]
    desk.give(as_csv(own_records()))
    assert pages(row) == ["affected:questions", "notices:queue", "affected:reconcile"]
    queued(desk)
    place_when_due(row)
    refresh(row)
    told = ["affected:questions", "notices:overview", "notices:without", "affected:reconcile"]
    assert pages(row) == told
    sign_all(desk)
    refresh(row)
    Notice.objects.filter(case=row, waiting=["translation"]).delete()
    assert "notices:overview" not in pages(row)
    Standing.objects.filter(case=row, terminal=None).update(terminal="proven_person")
    assert people_steps(row, ConsoleCase.open(row).state())[-1].words.endswith("closed on it")


def test_an_action_against_somebody_held_comes_first_as_long_as_the_hold_stands(desk: Desk) -> None:
    place_when_due(desk.row)
    now = timezone.now()
    facts = {"public_key": "x", "contact": "", "seen": now, "acknowledged": 99}
    system = CaseSystem.objects.create(name="removals", added_by=a_person(), **facts)
    hold = Hold.objects.get(case=desk.row, number=2)
    kept = {"at": now, "received": now, "after_clear": False, "before_hold": False}
    Report.objects.create(system=system, hold=hold, action="removal", **kept)
    assert "acted against somebody" in people_steps(desk.row, ConsoleCase.open(desk.row).state())[0].words
    Hold.objects.update(state=State.RELEASED)
    assert "holds:overview" not in pages(desk.row)


def test_the_urgent_ones_stand_first_and_who_may_not_is_told_so(
    desk: Desk, client: Client, signed_in: SignIn
) -> None:
    address = f"/cases/{desk.row.pk}/"
    page = signed_in(client, a_member(desk.row, Role.CASE_LEAD)).get(address)
    urgent = [step.urgent for step, _ in page.context["steps"]]
    assert urgent == sorted(urgent, reverse=True)
    assert [may for step, may in page.context["steps"] if step.page == "affected:overview"] == [False]
    officer = signed_in(Client(), a_member(desk.row, Role.PRIVACY_OFFICER)).get(address)
    assert f"{address}affected/" in officer.content.decode()


def test_closing_is_not_proposed_while_somebody_has_no_end_and_its_page_says_what_is_left(
    desk: Desk, client: Client, signed_in: SignIn
) -> None:
    made = gone(a_case())
    state = made.case.state()
    left = people_steps(made.case.row, state)
    assert "close" in [one.what for one in next_steps(state, (), frozenset(), ())]
    assert "close" not in [one.what for one in next_steps(state, (), frozenset(), left)]
    client = signed_in(client, made.officer)
    page = client.get(f"{made.at}decide/close/").content.decode()
    assert "Load the people of the list" in page
    assert "Load the people of the list" not in client.get(f"{made.at}decide/dismiss/").content.decode()
