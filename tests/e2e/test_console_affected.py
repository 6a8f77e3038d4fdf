"""The affected people in a real browser: from own records to everybody accounted for, accessibly."""

from collections.abc import Callable
from pathlib import Path

import pytest
from django.conf import settings as django_settings
from django.test import Client
from playwright.sync_api import Page, expect

from tests.console.affected.conftest import a_case, as_csv, own_records, work_off
from tests.console.browser import Browse, axe, screenshot
from tests.console.browser import browse as browse
from tests.console.conftest import give_second_factor, mark_reauthenticated
from tests.console.making import a_member
from withhold.console.affected.settling import prove
from withhold.console.cases.models import Case
from withhold.console.people.models import User
from withhold.console.people.roles import Role

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.service("chromium")]

Enter = Callable[[User], Page]


@pytest.fixture
def enter(browse: Browse, live_server: object) -> Enter:
    """`enter(user)`: a page in which they are signed in."""

    def entered(user: User) -> Page:
        client = Client()
        give_second_factor(user)
        client.force_login(user)
        mark_reauthenticated(client, user)
        page = browse(viewport={"width": 1200, "height": 900})
        address = str(live_server.url)  # type: ignore[attr-defined]
        name = django_settings.SESSION_COOKIE_NAME
        page.context.add_cookies([{"name": name, "value": str(client.session.session_key), "url": address}])
        return page

    return entered


def sound(page: Page, name: str = "") -> None:
    """Nothing on it that WCAG 2.2 AA finds wrong, and it does not scroll sideways."""
    assert axe(page) == [], page.url
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth + 1")
    if name:
        screenshot(page, f"affected-{name}")


def test_from_own_records_to_everybody_accounted_for(enter: Enter, tmp_path: Path) -> None:
    row = a_case()
    page = enter(a_member(row, Role.PRIVACY_OFFICER, "Anna Berg"))
    page.goto(f"/cases/{row.pk}/affected/")
    sound(page)
    page.get_by_role("link", name="Match with own records").click()
    sound(page, "records")
    book = tmp_path / "records.csv"
    book.write_bytes(as_csv(own_records()))
    page.get_by_label("A file with own records").set_input_files(book)
    page.get_by_label("Why").fill("To tell them.")
    page.get_by_role("button", name="Read and match").click()
    page.get_by_text("Waiting for the worker").wait_for()
    sound(page)
    work_off(row)
    page.get_by_role("link", name="Show the page as it is now").click(timeout=20_000)
    expect(page.get_by_text("N is 8")).to_be_visible()
    sound(page, "overview")
    _decide(page)
    _look_at_people(page, row)
    _confirm(enter(a_member(row, Role.COUNSEL, "Otto Brandt")), row)
    _link(page, row)
    _reconcile(page, row)


def _decide(page: Page) -> None:
    page.get_by_role("link", name="Decide 2 open questions").click()
    sound(page, "questions")
    page.get_by_role("link", name="4 and 5").click()
    sound(page)
    page.get_by_role("link", name="Show both, with a reason").click()
    sound(page)
    page.get_by_label("Why").fill("To compare them.")
    page.get_by_role("button", name="Record and show").click()
    expect(page.get_by_text("Rojas, Carla").first).to_be_visible()
    sound(page, "question")
    page.get_by_label("Yes, the same person").check()
    page.get_by_label("What tells you so").fill("The same certificate of birth.")
    page.get_by_role("button", name="Decide").click()
    page.get_by_text("Nothing waits for a decision").wait_for()
    sound(page)
    page.get_by_role("link", name="Those that were decided").click()
    sound(page)


def _look_at_people(page: Page, row: Case) -> None:
    page.goto(f"/cases/{row.pk}/affected/list/")
    sound(page, "list")
    page.get_by_role("link", name="8", exact=True).click()
    sound(page, "person")
    page.get_by_role("link", name="show language, contact and evidence").click()
    sound(page)
    page.get_by_role("link", name="Back to number 8").click()
    page.get_by_label("The person has died", exact=False).check()
    page.get_by_label("Reason").fill("The register says so.")
    page.get_by_label("Document").fill("Register 12/2026")
    page.get_by_role("button", name="Settle").click()
    page.get_by_text("It is recorded, and waits for a second person.").wait_for()
    sound(page, "waits")


def _confirm(page: Page, row: Case) -> None:
    """The second person reads what it rests on, and agrees."""
    page.goto(f"/cases/{row.pk}/affected/reconcile/")
    page.get_by_role("link", name="1 waits for a second person").click()
    sound(page, "waiting")
    page.get_by_role("link", name="8", exact=True).click()
    page.get_by_role("button", name="Read what it rests on, then confirm it").click()
    page.get_by_label("Why").fill("To be the second.")
    page.get_by_role("button", name="Record and show").click()
    expect(page.get_by_text("document: Register 12/2026")).to_be_visible()
    sound(page, "to-confirm")
    page.get_by_label("What you checked, and why you agree").fill("I called the registry.")
    page.get_by_role("button", name="Confirm this end").click()
    page.get_by_text("It is confirmed, and settled.").wait_for()
    expect(page.get_by_text("confirmed by Otto Brandt")).to_be_visible()
    sound(page)


def _link(page: Page, row: Case) -> None:
    page.goto(f"/cases/{row.pk}/affected/linked/?number=1")
    sound(page)
    page.get_by_label("Relation").fill("sister")
    page.get_by_label("Name").fill("Okoro, Ife")
    page.get_by_role("button", name="Add").click()
    sound(page, "plan")
    page.get_by_label("Agreed with the person or counsel").check()
    page.get_by_label("The plan, or why none is needed").fill("Call on Mondays only.")
    page.get_by_role("button", name="Keep the plan").click()
    page.get_by_text("Nobody waits").wait_for()
    sound(page)
    page.goto(f"/cases/{row.pk}/affected/amend/")
    sound(page, "amend")


def _reconcile(page: Page, row: Case) -> None:
    page.goto(f"/cases/{row.pk}/affected/reconcile/")
    expect(page.get_by_text("7 of 8 people are not accounted for")).to_be_visible()
    sound(page, "missing")
    for number in (1, 2, 4, 6, 7):
        prove(row, number, False, [f"receipt: R-{number}"])
    page.reload()
    expect(page.get_by_text("2 of 8 people are not accounted for")).to_be_visible()
    page.goto(f"/cases/{row.pk}/affected/1/")  # who has counsel of record; 3 is the same
    expect(page.get_by_text("their counsel of record is not proven to be told")).to_be_visible()
    sound(page, "counsel-untold")
    prove(row, 1, True, ["counsel receipt: C-1"])
    page.goto(f"/cases/{row.pk}/affected/reconcile/")
    expect(page.get_by_text("All accounted for")).to_be_visible()
    page.get_by_role("button", name="Put this into the ledger").click()
    page.get_by_text("everybody is accounted for").first.wait_for()
    page.get_by_label("Show", exact=True).select_option("all")
    page.get_by_role("button", name="Show", exact=True).click()
    sound(page, "reconciled")


def test_a_case_lead_sees_counts_and_nothing_small(enter: Enter) -> None:
    row = a_case()
    page = enter(a_member(row, Role.CASE_LEAD, "Carla Example"))
    for name in ("affected/", "affected/reconcile/"):
        page.goto(f"/cases/{row.pk}/{name}")
        sound(page)
    assert page.get_by_role("button", name="Put this into the ledger").count() == 0
