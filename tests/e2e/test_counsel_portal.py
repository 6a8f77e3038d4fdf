"""A lawyer's way in a real browser: the link, a password, a second factor, the client, the certificate.

Beside it the office's pages and the door's two, each looked at by axe.
"""

import re
import time
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.cache import cache
from django.core.management import call_command
from django.test import Client
from playwright.sync_api import Page

from tests.console.accessors.tracing_case import DESK, a_traced_case
from tests.console.browser import Browse, axe, screenshot
from tests.console.browser import browse as browse
from tests.console.conftest import give_second_factor
from tests.console.counsel.making_counsel import Office, a_client, an_office
from tests.console.door.running import a_door
from withhold.console.accessors.models import Matter
from withhold.console.accessors.tracing import lookup_of
from withhold.console.affected.models import Standing
from withhold.console.counsel import corresponding
from withhold.console.counsel.inviting import add_representative
from withhold.console.counsel.models import Asked, Representation
from withhold.console.outbox.models import Message
from withhold.console.people.models import User
from withhold.text.codes import fresh_code, grouped_code

pytestmark = [pytest.mark.service("chromium"), pytest.mark.django_db(transaction=True)]
_PASSWORD = "seven quiet herons wait"


@pytest.fixture(autouse=True)
def _ready(settings: Any) -> None:
    """Static files, and limits that count from zero."""
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
    Path(settings.STATIC_ROOT).mkdir(parents=True, exist_ok=True)
    call_command("collectstatic", interactive=False, verbosity=0)
    cache.clear()


def _looked(page: Page, name: str) -> None:
    assert axe(page) == [], page.url
    screenshot(page, f"counsel-{name}")


def _as(page: Page, user: User, live_server: Any) -> None:
    """Signed in without the form, as the other walks do."""
    give_second_factor(user)
    client = Client()
    client.force_login(user, backend=settings.AUTHENTICATION_BACKENDS[0])
    session = client.session.session_key
    assert session
    page.context.add_cookies(
        [{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": str(live_server.url)}]
    )


def _code(secret: str) -> str:
    from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value

    return str(format_hotp_value(hotp_value(secret, int(time.time()) // 30)))


def _invited(office: Office) -> tuple[Representation, str]:
    """A lawyer who has not signed in yet, their client, and the address in their mail."""
    made = add_representative(
        office.case, "Ada Lund", "ada@example.org", False, None, office.clerk, "of record"
    )
    own = a_client(office, made, 2)
    corresponding.write(own, True, "About your client", "Please read this.", "a" * 32, office.privacy)
    found = re.search(r"/invitation/\S+", Message.objects.get(kind="invitation").body)
    assert found
    return own, found[0]


def test_a_lawyer_comes_in_by_the_link_and_leaves_with_the_certificate(
    browse: Browse, tmp_path: Path
) -> None:
    own, link = _invited(an_office())
    page = browse()
    page.goto(link)
    _looked(page, "invitation")
    page.get_by_label("Password").fill(_PASSWORD)
    page.get_by_role("button", name="Continue").click()
    page.goto("/portal/")  # without a second factor there is nothing but its setting up
    page.get_by_role("heading", name="Set up your second factor").wait_for()
    page.get_by_label("Authenticator code").fill(_code(page.locator("main code").inner_text()))
    page.get_by_role("button", name="Continue").click()
    page.get_by_role("heading", name="Recovery codes").wait_for()
    page.goto("/portal/")
    page.get_by_text("Confirm a message").wait_for()
    _looked(page, "portal")
    page.get_by_role("link", name="file 2").click()
    _looked(page, "client")
    page.get_by_role("button", name="I have received this").click()
    page.get_by_text("Confirmed. Thank you.").wait_for()
    page.get_by_label("What you ask for").select_option(label="An interview")
    page.get_by_label("What the office should know").fill("She wants to be heard.")
    page.get_by_role("button", name="Send the request").click()
    page.get_by_text("Waiting for the office").wait_for()
    _looked(page, "client-asked")
    page.get_by_role("link", name="Certificate for the court").click()
    page.get_by_text("carries proof that they are on a list").wait_for()
    _looked(page, "certificate")
    page.get_by_label("I have read what carrying it means").check()
    page.get_by_label("Why").fill("For the hearing.")
    with page.expect_download() as got:
        page.get_by_role("button", name="Record and download").click()
    got.value.save_as(tmp_path / "certificate.pdf")
    assert (tmp_path / "certificate.pdf").read_bytes().startswith(b"%PDF")
    assert own.messages.get(from_office=True).confirmed_at is not None


def test_the_offices_pages_are_sound(browse: Browse, live_server: Any) -> None:
    office = an_office()
    own, _ = _invited(office)
    corresponding.ask(
        own,
        corresponding.Wish(Asked.WAIVER, "wants to go home", "b" * 32, "removal"),
        own.representative.user,
    )
    page = browse()
    _as(page, office.privacy, live_server)
    case = f"/cases/{office.case.pk}"
    for place in ("", "invite/", "enter/", f"{own.pk}/"):
        page.goto(f"{case}/representatives/{place}")
        _looked(page, f"representatives-{place.strip('/')}")
    page.goto(f"{case}/remedies/")
    page.get_by_label("Number of the person").fill("2")
    page.get_by_label("Who owns it").fill("Ada Lund")
    page.get_by_label("Reason").fill("was held after the leak")
    page.get_by_role("button", name="Propose").click()
    page.get_by_role("button", name="Decide and record").wait_for()
    _looked(page, "remedy")
    page.goto(f"{case}/remedies/")
    _looked(page, "remedies")
    page.goto("/questions/")
    _looked(page, "questions")


def test_an_accessor_is_classified_and_written_to(browse: Browse, live_server: Any) -> None:
    traced = a_traced_case()
    page = browse()
    _as(page, traced.privacy, live_server)
    page.goto(f"/cases/{traced.case.pk}/accessors/answers/")
    _looked(page, "accessors")
    page.get_by_role("link", name=DESK).click()
    _looked(page, "accessor-new")
    page.get_by_label("What this accessor is").select_option(label="Unknown")
    page.get_by_label("Country of the network's operator").fill("NO")
    page.get_by_label("Why").fill("nothing tells whose it is")
    page.get_by_role("button", name="Keep").click()
    page.get_by_role("link", name="Write: destroy network").click()
    page.get_by_label("To", exact=True).fill("abuse@example.net")
    _looked(page, "accessor-write")
    page.get_by_role("button", name="Send it").click()
    page.get_by_text("It is in the outbox.").wait_for()
    _looked(page, "accessor-asked")
    assert Matter.objects.get(lookup=lookup_of(traced.case, DESK)).standing == "asked"


@pytest.mark.parametrize(("language", "width"), [("en", 1000), ("fa", 320)])
def test_the_doors_pages_are_sound_and_need_no_script(
    tmp_path: Path, browse: Browse, language: str, width: int
) -> None:
    with a_door(tmp_path / "door") as door:
        page = (
            browse()
            .context.browser.new_context(  # type: ignore[union-attr]
                base_url=door.base, java_script_enabled=True, viewport={"width": width, "height": 900}
            )
            .new_page()
        )
        page.goto(f"/am-i-affected/?lang={language}")
        _looked(page, f"affected-{language}")
        page.locator("#reach").fill("by my sister")
        page.locator("main button").click()
        page.locator("#reference").wait_for()
        _looked(page, f"affected-sent-{language}")
        page.goto(f"/certificates/?lang={language}")
        page.locator("#code").fill("nonsense")
        page.locator("main button").click()
        page.locator("#code-error").wait_for()
        _looked(page, f"certificates-{language}")
        page.locator("#code").fill(grouped_code(fresh_code()))
        page.locator("#your_name").fill("Ada Lund")
        page.locator("main button").click()
        page.locator("p.panel").wait_for()
        _looked(page, f"certificate-sent-{language}")
        wide = page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")
        assert not wide


def test_somebody_affected_comes_in_by_their_code_and_writes(browse: Browse, live_server: Any) -> None:
    office = an_office()
    for person in office.case.exposed.all():
        Standing.objects.create(
            case=office.case, person=person, number=person.number, rank=5, cohort="at_liberty", known={}
        )
    desk = browse()
    _as(desk, office.clerk, live_server)
    desk.goto(f"/cases/{office.case.pk}/own-access/")
    _looked(desk, "own-overview")
    desk.get_by_label("Number of the person").fill("1")
    desk.get_by_label("In person, with a document").check()
    desk.get_by_label("What you looked at or asked").fill("Passport and photograph.")
    desk.get_by_role("button", name="Make the code").click()
    code = desk.locator("#code").inner_text()
    _looked(desk, "own-given")
    page = browse()
    page.goto("/mine/start/")
    _looked(page, "own-start")
    page.get_by_label("Your code").fill(code.lower())
    page.get_by_label("A password of your own").fill(_PASSWORD)
    page.get_by_role("button", name="Go on").click()
    page.get_by_label("Authenticator code").fill(_code(page.locator("main code").inner_text()))
    page.get_by_role("button", name="Continue").click()
    page.get_by_role("heading", name="Recovery codes").wait_for()
    page.goto("/mine/")
    _looked(page, "own-mine")
    page.get_by_label("Subject").fill("A question")
    page.get_by_label("Message").fill("May I travel?")
    page.get_by_role("button", name="Send the message").click()
    page.get_by_text("The office has your message.").wait_for()
    page.get_by_role("link", name="A certificate for a court").click()
    _looked(page, "own-certificate")
    desk.get_by_role("link", name="I have handed it over: go on").click()
    desk.get_by_text("May I travel?").wait_for()
    _looked(desk, "own-access")
    page.goto("/mine/")
    word = page.locator("bdi").inner_text()
    second = browse()
    _as(second, office.privacy, live_server)
    second.goto(desk.url)
    second.get_by_label("By telephone, on a number known before the disclosure").check()
    second.get_by_label("What you looked at or asked").fill("Their voice, and their file.")
    second.get_by_label("The word on their page, as they said it to you").fill(word.lower())
    second.get_by_role("button", name="I made sure that it is them").click()
    second.get_by_text("Recorded. What they confirm having read is proof.").wait_for()
    Standing.objects.filter(case=office.case, number=1).update(cohort="in_custody")
    second.goto(desk.url)
    _looked(second, "own-rests")
    second.get_by_label("Why").first.fill("They called: the records are wrong.")
    second.get_by_role("button", name="It goes on").click()
    second.get_by_text("The page goes on.").wait_for()
