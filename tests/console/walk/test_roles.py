"""Every role's main path in a real browser, on the database that the tests run on."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pyrage
import pytest
from django.conf import settings as django_settings
from django.test import Client
from playwright.sync_api import Page, expect

from tests.console.browser import Browse, axe, screenshot
from tests.console.conftest import give_second_factor, mark_reauthenticated
from tests.console.desk.making import CLAIMS, PLAIN, a_place, founding, inspected
from tests.console.making import a_person
from withhold.console.cases.models import Case, Membership
from withhold.console.cases.store import ConsoleCase
from withhold.console.desk.clearing import ask
from withhold.console.desk.inspecting import run
from withhold.console.desk.models import Inspection
from withhold.console.people.models import User
from withhold.console.people.roles import Role
from withhold.incident.case.events import Source
from withhold.incident.case.interface import Actor, Event, EventKind
from withhold.incident.case.interface import Role as CaseRole

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.service("chromium")]

Enter = Callable[..., Page]
_WIDE = {"width": 1200, "height": 900}


@pytest.fixture
def enter(browse: Browse, live_server: object) -> Enter:
    """`enter(user)`: a page in which they are signed in."""

    def entered(user: User, **options: object) -> Page:
        client = Client()
        give_second_factor(user)
        client.force_login(user)
        mark_reauthenticated(client, user)
        page = browse(viewport=_WIDE, **options)
        address = str(live_server.url)  # type: ignore[attr-defined]
        name = django_settings.SESSION_COOKIE_NAME
        page.context.add_cookies([{"name": name, "value": str(client.session.session_key), "url": address}])
        return page

    return entered


def a_case(**members: User) -> Case:
    recipient = str(pyrage.x25519.Identity.generate().to_public())
    by = Actor("Anna Berg", CaseRole.PRIVACY_OFFICER)
    told = Event(
        EventKind.REPORTED, datetime.now(UTC), by, "A reader wrote to us.", {"source": str(Source.TIP)}
    )
    settings = {"recipients": [recipient], "time_zone": "Europe/Berlin", "jurisdictions": ["eu"]}
    row = ConsoleCase.create("List on the statistics page", settings, [told]).row
    for role, user in members.items():
        Membership.objects.create(case=row, user=user, role=role)
    return row


def sound(page: Page) -> None:
    """Nothing on it that WCAG 2.2 AA finds wrong, and it does not scroll sideways."""
    assert axe(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth + 1")


def test_an_editor_brings_a_file_sees_what_is_in_it_and_takes_the_clean_copy(
    enter: Enter, tmp_path: Path
) -> None:
    place = a_place()
    editor = a_person(Role.EDITOR, name="Ben Example")
    page = enter(editor)
    page.goto("/")
    sound(page)
    screenshot(page, "console-desk")
    book = tmp_path / "statistics.xlsx"
    book.write_bytes(founding())
    page.get_by_label("A file", exact=False).first.set_input_files(book)
    page.get_by_role("button", name="Inspect").click()
    page.get_by_text("waits for its turn").wait_for()
    run(Inspection.objects.get().pk)
    page.get_by_text("Must not be published as it is").wait_for(timeout=20_000)
    expect(page.get_by_text("6,252 different people")).to_be_visible()
    sound(page)
    screenshot(page, "console-verdict")
    with page.expect_download() as downloading:
        page.get_by_role("button", name="Get the clean copy").click()
    copy = tmp_path / "clean.xlsx"
    downloading.value.save_as(copy)
    page.goto("/")
    page.get_by_label("A file", exact=False).first.set_input_files(copy)
    page.get_by_label("Where it is to be public", exact=False).select_option(label=place.name)
    page.get_by_role("button", name="Inspect").click()
    page.get_by_text("waits for its turn").wait_for()
    run(Inspection.objects.filter(state="queued").get().pk)
    page.get_by_text("May be published").wait_for(timeout=20_000)
    assert Inspection.objects.get(decision="release").clearance.state == "cleared"


def test_two_reviewers_decide_and_the_first_alone_cannot(enter: Enter) -> None:
    editor = a_person(Role.EDITOR)
    found = inspected(CLAIMS, editor, a_place(), name="answer.csv")
    asked = ask(found, editor, "The court ordered it")
    for number in (1, 2):
        page = enter(a_person(Role.REVIEWER))
        page.goto("/")
        page.get_by_role("link", name="Decide about answer.csv").click()
        sound(page)
        page.get_by_label("Why").first.fill(f"I read the order, {number}")
        page.get_by_role("button", name="Sign: it may be public there").click()
        page.get_by_text("Signed.").wait_for()
        asked.refresh_from_db()
        assert asked.state == ("open" if number == 1 else "cleared")
        if number == 1:
            expect(page.get_by_text("a second person has to")).to_be_visible()


def test_a_privacy_officer_adds_a_place_and_says_what_it_may_hold(enter: Enter) -> None:
    page = enter(a_person(Role.PRIVACY_OFFICER))
    page.goto("/desk/destinations/")
    page.get_by_role("link", name="Add a place").click()
    sound(page)
    page.get_by_label("Its address or folder").fill("https://www.example.org")
    page.get_by_label("A short name for it").fill("website")
    page.get_by_role("button", name="Add").click()
    page.get_by_label("Profile").fill(
        'destination = "Website"\npurpose = "Statistics"\nauthority = "Press law"\nowner = "Press office"\n'
        'expiry = "2099-01-01"\npeople = "none"\n'
    )
    page.get_by_label("Why").fill("No people on the statistics pages")
    sound(page)
    page.get_by_role("button", name="Save").click()
    page.get_by_text("It counts from the next inspection on").wait_for()
    sound(page)


def test_a_case_lead_reads_the_clock_and_confirms(enter: Enter) -> None:
    lead = a_person(Role.CASE_LEAD, name="Carla Example")
    row = a_case(case_lead=lead)
    page = enter(lead)
    page.goto("/cases/")
    sound(page)
    page.get_by_role("link", name="List on the statistics page").first.click()
    sound(page)
    screenshot(page, "console-case")
    assert ConsoleCase.open(Case.objects.get(pk=row.pk)).state().phase == "reported"
    page.goto(f"/cases/{row.pk}/decide/confirm/")
    sound(page)
    page.get_by_label("Why").first.fill("I looked: it is a list of people")
    page.get_by_role("button", name="Confirm").first.click()
    page.wait_for_url(lambda url: "decide" not in url)
    assert ConsoleCase.open(Case.objects.get(pk=row.pk)).state().phase == "confirmed"


def test_counsel_reads_deadlines_exports_and_the_statement(enter: Enter) -> None:
    counsel = a_person(Role.COUNSEL)
    row = a_case(counsel=counsel)
    page = enter(counsel)
    for part in ("", "deadlines/", "timeline/", "exports/", "exports/statement/", "accessors/"):
        page.goto(f"/cases/{row.pk}/{part}")
        expect(page.locator("h1")).to_be_visible()
        sound(page)


def test_a_clerk_takes_a_task_and_notes(enter: Enter) -> None:
    clerk = a_person(Role.CLERK)
    row = a_case(clerk=clerk)
    page = enter(clerk)
    page.goto(f"/cases/{row.pk}/notes/")
    sound(page)
    page.get_by_label("A new note").fill("Called the host of the mirror")
    page.get_by_role("button", name="Keep the note").click()
    page.get_by_text("Noted.").wait_for()
    events = ConsoleCase.open(Case.objects.get(pk=row.pk)).events()
    assert [event.kind for event in events] == [EventKind.REPORTED, EventKind.NOTED]


def test_an_auditor_reads_and_is_calmly_refused(enter: Enter) -> None:
    auditor = a_person(Role.AUDITOR)
    row = a_case(auditor=auditor)
    page = enter(auditor)
    for place in (f"/cases/{row.pk}/timeline/", "/audit/", "/dashboards/"):
        page.goto(place)
        sound(page)
    screenshot(page, "console-dashboard")
    page.request.get("/")
    refused = page.request.get(f"/cases/{row.pk}/decide/confirm/")
    assert refused.status == 403
    assert "<h1" in refused.text()


def test_an_administrator_manages_people_and_sees_no_case(enter: Enter) -> None:
    row = a_case()
    page = enter(a_person(Role.ADMINISTRATOR))
    page.goto("/people/")
    sound(page)
    assert page.request.get(f"/cases/{row.pk}/").status == 404
    assert page.request.get("/cases/").status == 403


@pytest.mark.parametrize("options", [{"color_scheme": "dark"}, {"viewport": {"width": 360, "height": 800}}])
def test_the_main_pages_in_the_dark_and_on_a_phone(
    browse: Browse, live_server: object, options: dict[str, object]
) -> None:
    user = a_person(Role.EDITOR, Role.REVIEWER, Role.CASE_LEAD, Role.PRIVACY_OFFICER, name="Dana Example")
    row = a_case(case_lead=user, privacy_officer=user)
    found = inspected(PLAIN, user, a_place())
    client = Client()
    give_second_factor(user)
    client.force_login(user)
    page = browse(**options)
    session = str(client.session.session_key)
    address = str(live_server.url)  # type: ignore[attr-defined]
    page.context.add_cookies(
        [{"name": django_settings.SESSION_COOKIE_NAME, "value": session, "url": address}]
    )
    for place in ("/", f"/desk/inspections/{found.pk}/", "/cases/", f"/cases/{row.pk}/", "/dashboards/"):
        page.goto(place)
        sound(page)
    if "viewport" in options:
        page.goto(f"/cases/{row.pk}/")
        screenshot(page, "console-phone")
