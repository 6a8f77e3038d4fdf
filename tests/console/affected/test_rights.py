"""Who may see and do what with the affected people, each role on each page."""

import pytest
from django.test import Client

from tests.console.affected.conftest import Desk, end_by_two
from tests.console.conftest import SignIn
from tests.console.making import a_member, a_person
from withhold.console.affected.models import LinkedPerson, Question
from withhold.console.cases.store import ConsoleCase
from withhold.console.exports.facts import facts_of
from withhold.console.exports.report import report_of
from withhold.console.people.roles import Role
from withhold.incident.affected.interface import Terminal

pytestmark = pytest.mark.django_db

SEE = {Role.CASE_LEAD, Role.PRIVACY_OFFICER, Role.COUNSEL, Role.CLERK, Role.AUDITOR}
WORK = {Role.PRIVACY_OFFICER, Role.COUNSEL, Role.CLERK}
OFFICER = {Role.PRIVACY_OFFICER}
PAGES = {
    "overview": SEE,
    "reconcile": SEE,
    "records": WORK,
    "list": WORK,
    "person": WORK,
    "contact": WORK,
    "questions": WORK,
    "question": WORK,
    "show": WORK,
    "linked": WORK,
    "plan": WORK,
    "show_linked": WORK,
    "amend": OFFICER,
}
IN_CASES = sorted(set(Role) - {Role.ADMINISTRATOR, Role.REPRESENTATIVE})
NAMES = ("Okoro", "Rojas", "Varga", "Haddad", "Tesfaye", "Mbeki", "A2001000")


def arguments(desk: Desk, name: str) -> list[int]:
    if name in ("person", "contact"):
        return [1]
    if name in ("question", "show"):
        return [Question.objects.filter(case=desk.row).first().pk]  # type: ignore[union-attr]
    if name in ("plan", "show_linked"):
        return [LinkedPerson.objects.get(case=desk.row).pk]
    return []


@pytest.fixture
def linked(derived: Desk) -> Desk:
    assert derived.post("linked", number=1, relation="sister", name="Okoro, Ife").status_code == 302
    return derived


@pytest.mark.parametrize("role", IN_CASES)
def test_each_page_for_each_role(linked: Desk, signed_in: SignIn, role: Role) -> None:
    client = signed_in(Client(), a_member(linked.row, role))
    for name, roles in PAGES.items():
        answer = client.get(linked.url(name, *arguments(linked, name)))
        assert answer.status_code == (200 if role in roles else 403), name
        assert not any(value in answer.content.decode() for value in NAMES), name


@pytest.mark.parametrize("name", [*PAGES, "again", "settle", "confirm", "set_aside", "reopen"])
def test_nobody_of_another_case_learns_that_there_is_one(linked: Desk, signed_in: SignIn, name: str) -> None:
    given = [1] if name in ("settle", "confirm", "set_aside", "reopen") else arguments(linked, name)
    stranger = signed_in(Client(), a_person(Role.PRIVACY_OFFICER))
    for method in (stranger.get, stranger.post):
        assert method(linked.url(name, *given)).status_code == 404
    assert Client().get(linked.url(name, *given)).status_code == 302


@pytest.mark.parametrize("role", sorted(set(IN_CASES) - WORK))
def test_who_only_looks_changes_nothing(linked: Desk, signed_in: SignIn, role: Role) -> None:
    client = signed_in(Client(), a_member(linked.row, role))
    for name, given in (
        ("again", []),
        ("settle", [8]),
        ("confirm", [8]),
        ("set_aside", [8]),
        ("reopen", [3]),
        ("reconcile", []),
        ("linked", []),
    ):
        assert client.post(linked.url(name, *given), {"why": "x"}).status_code == 403, name


def test_a_number_of_another_case_is_not_found(linked: Desk) -> None:
    for name in ("person", "contact"):
        assert linked.client.get(linked.url(name, 99)).status_code == 404
    for name in ("question", "show", "plan", "show_linked"):
        assert linked.client.get(linked.url(name, 987654)).status_code == 404


def test_getting_changes_nothing(linked: Desk) -> None:
    assert linked.client.get(linked.url("again")).status_code == 405
    for name in ("settle", "confirm", "set_aside", "reopen"):
        assert linked.client.get(linked.url(name, 1)).status_code == 302


def test_the_pages_of_the_case_tell_nothing_of_one_of_the_people(linked: Desk, signed_in: SignIn) -> None:
    """Everybody in the case sees these; who died, who is who, and how many are left is not for them."""
    linked.post("settle", 8, terminal="deceased", reason="died", document="register 12/2026")
    linked.post("set_aside", 8, why="a neighbour called")
    gone = ("document: register 12/2026",)
    end_by_two(linked.row, 8, Terminal.DECEASED, gone, linked.user)
    linked.post("reopen", 8, why="a cousin called")
    asked = Question.objects.filter(case=linked.row, state="open", other__isnull=False).get()
    linked.post("question", asked.pk, decision="same", why="one birth certificate")
    assert linked.post("reconcile").status_code == 302
    recorded = str([(one.why, one.private) for one in ConsoleCase.open(linked.row).events()])
    client = signed_in(Client(), a_member(linked.row, Role.EDITOR))
    for name in ("timeline", "notes"):
        page = client.get(f"/cases/{linked.row.pk}/{name}/")
        assert page.status_code == 200
        for said in (
            "register 12",
            "cousin",
            "neighbour",
            "birth certificate",
            "deceased",
            "number 1",
            "number 8",
            "accounted 0",
        ):
            assert said not in page.content.decode(), (name, said)
            assert said in recorded or said == "accounted 0"
    report = str(report_of(facts_of(linked.row)))
    assert "How each of the people is accounted for was put into the ledger" in report
    assert "accounted 0" not in report
    told = client.get(f"/api/v1/cases/{linked.row.pk}/timeline").json()["events"]
    assert [one["facts"]["people"] for one in told if one["kind"] == "reconciled"] == [8]
    assert "accounted" not in str(told)
