"""From the code to the certificate in one's own language, in a real browser: right to left, on a phone."""

import time
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import Page, Route

from tests.console.browser import Browse, axe, screenshot
from tests.console.conftest import give_second_factor, mark_reauthenticated
from tests.console.counsel.making_counsel import Office
from tests.console.own.conftest import office as office
from tests.console.own.making_own import a_code, queued
from tests.console.own.test_speaking import keeps, words
from withhold.console.notices.models import Notice
from withhold.console.notices.sending import text_for
from withhold.console.notices.texts import sign
from withhold.console.own import noticing
from withhold.console.own.models import Access
from withhold.console.people.models import User

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.service("chromium")]
PASSWORD = "a lamp beside the river stones"
SIZES: dict[str, Any] = {"wide": {"width": 1200, "height": 900}, "phone": {"width": 320, "height": 640}}


def looked(page: Page, name: str, code: str) -> None:
    """In the language and its direction, nothing that WCAG 2.2 AA finds wrong, nothing sideways."""
    html = page.locator("html")
    assert html.get_attribute("lang") == code
    assert html.get_attribute("dir") == ("rtl" if code in ("ar", "fa") else "ltr")
    screenshot(page, f"own-{name}-{code}-{page.viewport_size['width']}")  # type: ignore[index]
    assert axe(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth + 1")


def _notified(office: Office, language: str) -> None:
    queued(office)
    Notice.objects.filter(number=1).update(language=language)
    access = Access.objects.get()
    sign(text_for(Notice.objects.get(number=1)).sha256, office.privacy)
    noticing.notify(office.case, access.pk, "they came", office.privacy)


def _as_found(route: Route) -> None:
    """A form's errors come with 422, which browsers write to the console as an error."""
    route.fulfill(response=route.fetch(), status=200)


def _digits(secret: str) -> str:
    from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value

    return str(format_hotp_value(hotp_value(secret, int(time.time()) // 30)))


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("code", ["en", "ar", "fa", "pa"])
def test_from_the_code_to_the_certificate(office: Office, browse: Browse, code: str, size: str) -> None:
    keeps(office, code)
    _, secret = a_code(office)
    page = browse(viewport=SIZES[size], locale="en-GB", java_script_enabled=True)
    own, look = words(code), words(code, "look")
    page.goto("/mine/start/")
    page.locator(f"a[hreflang={code}]").first.click()
    looked(page, "start", code)
    page.route("**/mine/start/**", _as_found)
    page.get_by_label(own["start"]["code"], exact=True).fill("0" * 28)
    page.get_by_label(own["start"]["password"], exact=True).fill(PASSWORD)
    page.get_by_role("button", name=own["start"]["button"]).click()
    page.get_by_role("heading", name=look["problem"]).wait_for()
    looked(page, "start-wrong", code)
    page.unroute("**/mine/start/**")
    page.get_by_label(own["start"]["code"], exact=True).fill(secret)
    page.get_by_label(own["start"]["password"], exact=True).fill(PASSWORD)
    page.get_by_role("button", name=own["start"]["button"]).click()
    page.get_by_role("heading", name=look["set_up"]["title"]).wait_for()
    looked(page, "set-up", code)
    page.get_by_label(look["set_up"]["code"]).fill(_digits(page.locator("main code").inner_text()))
    page.get_by_role("button", name=look["go_on"]).click()
    page.get_by_role("heading", name=look["codes"]["title"]).wait_for()
    looked(page, "codes", code)
    assert not page.locator("a[hreflang]").count(), "asked for again they would not be shown"
    _notified(office, code)
    page.get_by_role("link", name=look["codes"]["go_on"], exact=True).click()
    page.get_by_role("heading", name=own["mine"]["title"], level=1).wait_for()
    page.locator(".wh-header__name").click()
    looked(page, "mine", code)
    page.get_by_role("button", name=own["mine"]["read"]).click()
    looked(page, "read", code)
    page.get_by_role("link", name=own["mine"]["certificate"]).click()
    looked(page, "certificate", code)
    page.goto("/accounts/2fa/")
    looked(page, "account", code)
    page.get_by_role("button", name=look["sign_out"]).click()
    page.get_by_role("heading", name=look["sign_in"]["title"]).wait_for()
    looked(page, "sign-in", code)


@pytest.mark.parametrize("code", ["ar", "fa"])
def test_it_is_read_and_answered_without_javascript(
    office: Office, browse: Browse, live_server: Any, code: str
) -> None:
    keeps(office, code)
    _, secret = a_code(office)
    page = browse(viewport=SIZES["phone"], java_script_enabled=False)
    page.goto(f"/mine/start/?lang={code}")
    own = words(code)
    page.get_by_label(own["start"]["code"], exact=True).fill(secret)
    page.get_by_label(own["start"]["password"], exact=True).fill(PASSWORD)
    page.get_by_role("button", name=own["start"]["button"]).click()
    user = User.objects.get(own_access__isnull=False)
    client = Client()
    give_second_factor(user)
    client.force_login(user)
    mark_reauthenticated(client, user)
    name, key = settings.SESSION_COOKIE_NAME, str(client.session.session_key)
    page.context.add_cookies([{"name": name, "value": key, "url": str(live_server.url)}])
    page.goto("/mine/")
    page.get_by_label(own["mine"]["subject"], exact=True).fill("سؤال")
    page.get_by_label(own["mine"]["body"], exact=True).fill("نعم")
    page.get_by_role("button", name=own["mine"]["send"]).click()
    assert page.get_by_text(own["said"]["The office has your message."]).is_visible()
    page.locator("a[hreflang=es]").click()
    assert page.locator("html").get_attribute("lang") == "es"
