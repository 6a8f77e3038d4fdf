"""Holds and notices in a real browser: from nobody held to a proven notice and a released hold."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.conf import settings as django_settings
from django.test import Client
from django.utils import timezone
from playwright.sync_api import Page, expect

from tests.console.affected.conftest import a_case, as_csv, own_records
from tests.console.affected.conftest import work_off as derive
from tests.console.browser import Browse, axe, screenshot
from tests.console.browser import browse as browse
from tests.console.conftest import give_second_factor, mark_reauthenticated
from tests.console.holds.asking import a_system
from tests.console.making import a_member
from withhold.console.affected.models import What
from withhold.console.affected.queueing import ask
from withhold.console.cases.models import Case
from withhold.console.holds.models import Proof
from withhold.console.holds.placing import place_when_due
from withhold.console.holds.watching import confirm_due
from withhold.console.notices.models import Notice
from withhold.console.notices.texts import every_text, sign
from withhold.console.people.models import User
from withhold.console.people.roles import Role
from withhold.incident.notices.interface import Audience
from withhold.text.codes import grouped_code

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.service("chromium")]

Enter = Callable[..., Page]


@pytest.fixture
def enter(browse: Browse, live_server: object) -> Enter:
    """`enter(user, **options of the browser)`: a page in which they are signed in."""

    def entered(user: User, **options: object) -> Page:
        client = Client()
        give_second_factor(user)
        client.force_login(user)
        mark_reauthenticated(client, user)
        page = browse(**{"viewport": {"width": 1200, "height": 900}, **options})
        address = str(live_server.url)  # type: ignore[attr-defined]
        name = django_settings.SESSION_COOKIE_NAME
        page.context.add_cookies([{"name": name, "value": str(client.session.session_key), "url": address}])
        return page

    return entered


def sound(page: Page, name: str = "") -> None:
    """Nothing on it that WCAG 2.2 AA finds wrong, and it does not scroll sideways."""
    assert axe(page) == [], page.url
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth + 1"), page.url
    if name:
        screenshot(page, f"answering-{name}")


def known(row: Case, officer: User) -> None:
    """The affected people of the case are worked out."""
    ask(row, officer, What.RECORDS, "to tell them", [as_csv(own_records())])
    derive(row)


def test_holds_are_pessimistic_until_every_case_system_knows(enter: Enter) -> None:
    row = a_case()
    page = enter(a_member(row, Role.PRIVACY_OFFICER, "Anna Berg"))
    page.goto(f"/cases/{row.pk}/holds/")
    expect(page.get_by_text("It is not known that nobody is acted on.")).to_be_visible()
    sound(page, "holds-unknown")
    page.get_by_role("link", name="Hold more people").click()
    sound(page)
    page.get_by_label("Why").fill("their hearings are this week")
    page.get_by_role("button", name="Hold them").click()
    expect(page.get_by_text("8 held now.")).to_be_visible()
    page.get_by_role("link", name="Case systems", exact=True).click()
    sound(page, "systems")
    system = a_system()
    page.goto(f"/cases/{row.pk}/holds/")
    expect(page.get_by_role("cell", name="never asked")).to_be_visible()
    page.get_by_role("link", name="Call them, and settle it on paper").click()
    sound(page, "paper")
    system.heartbeat()
    confirm_due()
    page.goto(f"/cases/{row.pk}/holds/")
    expect(page.get_by_text("Every case system knows")).to_be_visible()
    sound(page, "holds-confirmed")


def test_a_hold_is_released_by_two(enter: Enter) -> None:
    row = a_case()
    place_when_due(row)
    Proof.objects.create(case=row, number=2, counsel=False, at=timezone.now() - timedelta(days=31))
    first = enter(a_member(row, Role.PRIVACY_OFFICER, "Anna Berg"))
    first.goto(f"/cases/{row.pk}/holds/2/")
    first.get_by_role("link", name="Write a determination").click()
    sound(first, "determination")
    first.get_by_label("Determination").fill("No effect on the claim was found.")
    first.get_by_label("Why").fill("reviewed with the file")
    first.get_by_role("button", name="Propose the release").click()
    expect(first.get_by_text("The hold stands until another person agrees to exactly this.")).to_be_visible()
    assert first.get_by_role("button", name="Agree, and end the hold").count() == 0
    second = enter(a_member(row, Role.COUNSEL, "Carl Counsel"))
    second.goto(f"/cases/{row.pk}/holds/2/")
    sound(second, "second")
    second.get_by_label("Why").fill("I read it")
    second.get_by_role("button", name="Agree, and end the hold").click()
    expect(second.get_by_text("The hold has ended.")).to_be_visible()
    sound(second, "released")


def test_from_the_texts_to_the_receipt(enter: Enter) -> None:
    row = a_case()
    officer = a_member(row, Role.PRIVACY_OFFICER, "Anna Berg")
    known(row, officer)
    place_when_due(row)
    page = enter(officer)
    page.goto(f"/cases/{row.pk}/notices/")
    sound(page)
    page.get_by_role("link", name="Queue notices").click()
    sound(page)
    page.get_by_label("Name of the organisation").fill("Example Agency")
    page.get_by_label("Public since").fill("28 November 2022, 09:45 (UTC-5)")
    page.get_by_label("Public until").fill("28 November 2022, 14:04 (UTC-5)")
    page.get_by_label("How people reach you safely").fill("https://example.org/safe")
    page.get_by_label("Why").fill("they are to be told")
    page.get_by_role("button", name="Queue them").click()
    expect(page.get_by_text("nobody has signed the text in this language yet").first).to_be_visible()
    sound(page, "notices")
    page.get_by_role("link", name="Texts to be signed").click()
    sound(page, "texts")
    page.get_by_role("link", name=re.compile("Arabic.*person, any law")).click()
    sound(page, "text-ar")
    for text in every_text():
        if text.version.key.audience in (Audience.PERSON, Audience.MAILBOX):
            sign(text.version.sha256, officer)
    page.goto(f"/cases/{row.pk}/notices/sheets/")
    sound(page, "sheets")
    page.get_by_role("button", name="Make the sheet for Harbour Centre").click()
    notice = Notice.objects.get(case=row, number=1)
    expect(page.get_by_text(grouped_code(notice.code))).to_be_visible()
    assert page.get_by_text("Okoro").count() == 0
    sound(page, "sheet")
    page.get_by_role("link", name="Hand out an envelope").click()
    page.get_by_label("Code on the envelope").fill(grouped_code(notice.code))
    page.get_by_label("Why").fill("to hand it over")
    page.get_by_role("button", name="Show whose it is").click()
    expect(page.get_by_text("Okoro")).to_be_visible()
    sound(page, "handover")
    page.goto(f"/cases/{row.pk}/notices/receipts/")
    page.get_by_label("Code on the receipt").fill(grouped_code(notice.code).lower())
    page.get_by_label("How it was").fill("signed by them today, seen by Kim")
    sound(page, "receipt")
    page.get_by_role("button", name="Record it").click()
    expect(page.get_by_text("Proven. The protected period")).to_be_visible()
    page.goto(f"/cases/{row.pk}/notices/1/")
    sound(page, "proven")
    page.goto(f"/cases/{row.pk}/notices/late/")
    sound(page, "late")


def test_a_regulator_is_told_before_any_hold_stands(enter: Enter) -> None:
    row = a_case()
    officer = a_member(row, Role.PRIVACY_OFFICER, "Anna Berg")
    page = enter(officer)
    page.goto(f"/cases/{row.pk}/notices/letters/")
    sound(page, "letters")
    page.get_by_role("link", name=re.compile("Regulator.*European Union.*in en")).click()
    expect(page.get_by_text("Nobody has signed this text")).to_be_visible()
    sound(page, "letter-waits")
    for text in every_text():
        if text.version.key.audience is Audience.REGULATOR:
            sign(text.version.sha256, officer)
    page.reload()
    for box in page.get_by_role("textbox").all():
        if not box.input_value():
            box.fill("as told")
    page.get_by_label("Where it goes").fill("https://example.org/form")
    page.get_by_role("button", name="See the text").click()
    expect(page.get_by_text("As it would leave")).to_be_visible()
    sound(page, "letter-seen")
    page.get_by_role("button", name="Let it leave").click()
    expect(page.get_by_text("Given by hand")).to_be_visible()
    sound(page, "letter-sent")


def test_pages_fit_a_phone_in_the_dark(enter: Enter) -> None:
    row = a_case()
    officer = a_member(row, Role.PRIVACY_OFFICER, "Anna Berg")
    known(row, officer)
    place_when_due(row)
    a_system()
    page = enter(officer, viewport={"width": 320, "height": 640}, color_scheme="dark")
    for name in ("holds/", "holds/numbers/", "holds/2/", "notices/", "notices/receipts/", "notices/sheets/"):
        page.goto(f"/cases/{row.pk}/{name}")
        sound(page, f"phone-{name.strip('/').replace('/', '-')}")
    for address in ("/holds/consumers/", "/holds/consumers/questions/", "/notices/texts/"):
        page.goto(address)
        sound(page, f"phone{address.replace('/', '-').rstrip('-')}")
