"""The office sees how much each case system asks, by day, and nothing of whom about or what it was told."""

from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client as Browser
from django.urls import reverse
from django.utils import timezone
from withhold_holds import Action

from tests.console.affected.conftest import a_case
from tests.console.conftest import SignIn
from tests.console.holds.asking import HELD, OTHER, a_system
from tests.console.making import a_member, a_person
from withhold.console.holds.counting import DAYS, asked_by_day
from withhold.console.holds.models import CaseSystem, Question
from withhold.console.holds.placing import place_when_due
from withhold.console.people.roles import Role

pytestmark = pytest.mark.django_db
NOON = datetime(2030, 2, 20, 12, tzinfo=UTC)


def asked(system: CaseSystem, what: str, people: int, at: datetime) -> None:
    nonce = f"{Question.objects.count():032x}"
    Question.objects.create(system=system, nonce=nonce, at=at, what=what, people=people)


@pytest.fixture
def systems() -> list[CaseSystem]:
    for name in ("court-east", "court-west"):
        a_system(name)
    return list(CaseSystem.objects.order_by("name"))


def test_questions_are_counted_by_day_and_case_system(systems: list[CaseSystem]) -> None:
    east, west = systems
    for people in (1, 4):
        asked(east, "question", people, NOON)
    asked(east, "plan", 900, NOON)
    asked(west, "plan", 30, NOON)
    asked(east, "question", 2, NOON - timedelta(hours=13))
    for what in ("heartbeat", "report"):
        asked(west, what, 1, NOON)
    today, before = NOON.date(), NOON.date() - timedelta(days=1)
    told = [(a.day, a.system, a.questions, a.people, a.plans, a.planned) for a in asked_by_day(NOON)]
    assert told == [
        (today, "court-east", 2, 5, 1, 900),
        (today, "court-west", 0, 0, 1, 30),
        (before, "court-east", 1, 2, 0, 0),
    ]


def test_days_are_whole_and_of_utc(systems: list[CaseSystem]) -> None:
    first = datetime(2030, 2, 20, tzinfo=UTC) - timedelta(days=DAYS - 1)
    for at in (first - timedelta(seconds=1), first, first + timedelta(hours=23, minutes=59)):
        asked(systems[0], "question", 1, at)
    assert [(one.day, one.questions) for one in asked_by_day(NOON)] == [(first.date(), 2)]


def test_one_that_was_removed_is_still_told_of(systems: list[CaseSystem]) -> None:
    asked(systems[0], "question", 1, NOON)
    CaseSystem.objects.update(removed_at=timezone.now())
    assert [one.system for one in asked_by_day(NOON)] == ["court-east"]


def test_the_page_is_the_same_whoever_was_asked_about(client: Browser, signed_in: SignIn) -> None:
    row, system = a_case(), a_system()
    place_when_due(row)
    signed_in(client, a_person(Role.ADMINISTRATOR))
    pages = []
    for person, clear in ((HELD, False), (OTHER, True)):
        Question.objects.all().delete()
        assert bool(system.may_act(Action.REMOVAL, person)) is clear
        pages.append(client.get(reverse("holds:asked")).content.decode())
    bodies = [page[page.index("<tbody") : page.index("</tbody>")] for page in pages]
    assert bodies[0] == bodies[1]
    assert "court-east" in bodies[0]
    assert "Okoro" not in pages[0]
    assert "200100001" not in pages[0]


def test_nothing_asked_is_said_so(client: Browser, signed_in: SignIn) -> None:
    signed_in(client, a_person(Role.PRIVACY_OFFICER))
    assert "No case system asked" in client.get(reverse("holds:asked")).content.decode()


@pytest.mark.parametrize("role", [Role.CASE_LEAD, Role.COUNSEL, Role.CLERK, Role.EDITOR, Role.AUDITOR])
def test_who_does_not_answer_for_the_case_systems_does_not_see_it(
    role: Role, client: Browser, signed_in: SignIn
) -> None:
    signed_in(client, a_person(role))
    assert client.get(reverse("holds:asked")).status_code == 403


@pytest.mark.parametrize(("role", "linked"), [(Role.PRIVACY_OFFICER, True), (Role.CASE_LEAD, False)])
def test_the_holds_of_a_case_lead_there(role: Role, linked: bool, client: Browser, signed_in: SignIn) -> None:
    row = a_case()
    signed_in(client, a_member(row, role))
    shown = client.get(reverse("holds:overview", args=[row.pk])).content.decode()
    assert (reverse("holds:asked") in shown) is linked


def test_the_page_of_case_systems_leads_there(client: Browser, signed_in: SignIn) -> None:
    signed_in(client, a_person(Role.ADMINISTRATOR))
    assert reverse("holds:asked") in client.get(reverse("holds:consumers")).content.decode()
