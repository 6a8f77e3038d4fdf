"""From the first start to a second person, in a real browser: accounts, second factors, security keys."""

import os
import re
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, ConsoleMessage, Page, Request, sync_playwright

from tests.console.browser import axe
from tests.e2e.served_console import Served, served

pytestmark = [
    pytest.mark.service("chromium"),
    pytest.mark.xdist_group("console-people"),  # one installation, walked in order
]

PASSWORD = "seven quiet herons wait"


@pytest.fixture
def console(tmp_path: Path) -> Iterator[Served]:
    with served(tmp_path / "home", "--no-door") as installation:
        yield installation


@pytest.fixture
def context() -> Iterator[BrowserContext]:
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        yield browser.new_context()
        browser.close()


class Watched:
    """A page whose errors, refused styles and scripts, and requests to elsewhere are kept."""

    def __init__(self, context: BrowserContext, base: str) -> None:
        self.page: Page = context.new_page()
        self.base = base
        self.wrong: list[str] = []
        self.page.on("console", self._said)
        self.page.on("pageerror", lambda error: self.wrong.append(str(error)))
        self.page.on("request", self._asked)

    def _said(self, said: ConsoleMessage) -> None:
        if said.type == "error":
            self.wrong.append(said.text)

    def _asked(self, asked: Request) -> None:
        if not asked.url.startswith(self.base):
            self.wrong.append(asked.url)

    def check(self) -> None:
        """Accessible, and nothing went wrong so far."""
        assert axe(self.page) == [], self.page.url
        assert self.wrong == [], self.page.url


def _code(secret: str, ahead: int = 0) -> str:
    from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value

    return str(format_hotp_value(hotp_value(secret, int(time.time()) // 30 + ahead)))


def _second_factor(watched: Watched) -> str:
    page = watched.page
    page.get_by_role("heading", name="Set up your second factor").wait_for()
    watched.check()
    secret = page.locator("main code").inner_text()
    page.get_by_label("Authenticator code").fill(_code(secret))
    page.get_by_role("button", name="Continue").click()
    page.get_by_role("heading", name="Recovery codes").wait_for()
    watched.check()
    return secret


def test_the_first_start_a_second_person_and_signing_in(console: Served, context: BrowserContext) -> None:
    base = f"http://127.0.0.1:{console.port}"
    watched = Watched(context, base)
    page = watched.page
    page.goto(re.sub(r"http://[^/]+", base, console.setup_link()))
    watched.check()
    page.get_by_label("Your name").fill("Ada Lund")
    page.get_by_label("Your e-mail address").fill("ada@example.org")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Continue").click()
    secret = _second_factor(watched)
    page.get_by_role("navigation").get_by_role("link", name="People").click()
    watched.check()
    page.get_by_role("link", name="Add somebody").click()
    watched.check()
    page.get_by_label("Name", exact=True).fill("Bo Falk")
    page.get_by_label("E-mail address").fill("bo@example.org")
    page.get_by_label("Privacy officer").check()
    page.get_by_label("Why").fill("Answers for personal data.")
    page.get_by_role("button", name="Add").click()
    link = page.locator("main code").inner_text()
    watched.check()
    page.get_by_role("link", name="Go to the account").click()
    watched.check()
    for address in ("/agreements/", "/tokens/", "/accounts/2fa/"):
        page.goto(base + address)
        watched.check()
    page.get_by_role("button", name="Sign out").click()
    page.get_by_role("heading", name="Sign in").wait_for()
    watched.check()
    page.goto(re.sub(r"http://[^/]+", base, link))
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Continue").click()
    _second_factor(watched)
    page.get_by_role("button", name="Sign out").click()
    _sign_in(page, "ada@example.org")
    watched.check()
    page.get_by_label("Code").fill(_code(secret, 1))
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.get_by_text("Ada Lund").wait_for()
    assert page.goto(base + "/people/").status == 200  # type: ignore[union-attr]


def test_a_security_key_signs_in(console: Served, context: BrowserContext) -> None:
    base = f"http://localhost:{console.port}"  # browsers know no security keys for bare addresses
    watched = Watched(context, base)
    page = watched.page
    tools = context.new_cdp_session(page)
    tools.send("WebAuthn.enable")
    key = {
        "protocol": "ctap2",
        "transport": "usb",
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    tools.send("WebAuthn.addVirtualAuthenticator", {"options": key})
    page.goto(re.sub(r"http://[^/]+", base, console.setup_link()))
    page.get_by_label("Your name").fill("Ada Lund")
    page.get_by_label("Your e-mail address").fill("ada@example.org")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Continue").click()
    page.get_by_role("link", name="Add a security key").click()
    watched.check()
    page.get_by_label("Name").fill("The one on my ring")
    page.get_by_role("button", name="Add").click()
    page.get_by_role("heading", name="Recovery codes").wait_for()
    page.get_by_role("button", name="Sign out").click()
    _sign_in(page, "ada@example.org")
    watched.check()
    page.get_by_role("button", name="Use a security key").click()
    page.get_by_text("Ada Lund").wait_for()
    page.goto(base + "/accounts/2fa/keys/")
    page.get_by_text("The one on my ring").first.wait_for()
    watched.check()


def _sign_in(page: Page, address: str) -> None:
    page.get_by_label("Email").fill(address)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.get_by_role("heading", name="Your second factor").wait_for()
