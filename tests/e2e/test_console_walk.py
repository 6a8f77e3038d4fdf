"""Every role's first steps in a real browser, against a whole running installation."""

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, sync_playwright

from tests.console.browser import CHROMIUM, axe, watch
from tests.e2e.served_console import Served, served

pytestmark = [
    pytest.mark.service("chromium"),
    pytest.mark.xdist_group("console-walk"),  # one installation, walked in order
]

_PEOPLE = """
import json
import django
django.setup()
from django.conf import settings
from django.test import Client
from tests.console.conftest import give_second_factor
from tests.console.making import a_person
from withhold.console.people.roles import Role

made = {}
for role in Role:
    user = a_person(role, name=str(role.label))
    give_second_factor(user)
    client = Client()
    client.force_login(user, backend=settings.AUTHENTICATION_BACKENDS[0])
    made[role.value] = client.session.session_key
print(json.dumps({"sessions": made, "cookie": settings.SESSION_COOKIE_NAME}))
"""
_ALLOWED = (
    ("editor", "/"),
    ("reviewer", "/desk/clearances/"),
    ("privacy_officer", "/reports/"),
    ("case_lead", "/watch/"),
    ("case_lead", "/cases/open/"),
    ("counsel", "/cases/"),
    ("clerk", "/cases/"),
    ("auditor", "/cases/"),
    ("administrator", "/people/"),
)


@dataclass(frozen=True, slots=True)
class Office:
    """The installation, and the session of somebody of each role."""

    console: Served
    sessions: dict[str, str]
    cookie: str
    browser: Browser

    @contextmanager
    def page(self, role: str, **options: Any) -> Iterator[Page]:
        """Signed in; errors, refusals and requests to elsewhere fail the test at the end of the block."""
        at = f"http://127.0.0.1:{self.console.port}"
        context = self.browser.new_context(base_url=at, **options)
        context.add_cookies([{"name": self.cookie, "value": self.sessions[role], "url": at}])
        page = context.new_page()
        wrong = watch(page, at)
        yield page
        assert wrong == []
        context.close()


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    home = tmp_path_factory.mktemp("walk") / "home"
    with served(home) as console, sync_playwright() as playwright:
        environment = {**console.environment, "DJANGO_SETTINGS_MODULE": "withhold.console.settings"}
        command = [sys.executable, "-c", _PEOPLE]
        root = Path(__file__).parents[2]
        told = subprocess.run(command, env=environment, cwd=root, capture_output=True, text=True, check=True)
        made = json.loads(told.stdout.splitlines()[-1])
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield Office(console, made["sessions"], made["cookie"], browser)
        browser.close()


def _watched(page: Page, door: str) -> list[str]:
    """As `watch`, with addresses of errors; the door has no icon, which browsers ask for by themselves."""
    wrong: list[str] = []

    def said(message: ConsoleMessage) -> None:
        at = message.location["url"]
        if message.type == "error" and at != f"{door}/favicon.ico":
            wrong.append(f"{at}: {message.text}")

    page.on("console", said)
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.on("request", lambda asked: None if asked.url.startswith(door) else wrong.append(asked.url))
    return wrong


@pytest.mark.parametrize(("role", "path"), _ALLOWED)
@pytest.mark.parametrize(
    "look", [{}, {"color_scheme": "dark"}, {"viewport": {"width": 360, "height": 740}}], ids=str
)
def test_everybody_has_a_sound_first_page(office: Office, role: str, path: str, look: dict[str, Any]) -> None:
    with office.page(role, **look) as page:
        answer = page.goto(path)
        assert answer is not None
        assert answer.status == 200
        assert axe(page) == []
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_somebody_outside_reports_without_javascript(office: Office) -> None:
    door = f"http://127.0.0.1:{office.console.door_port}"
    office.console.until(lambda: office.console.get("/healthz", door=True)[0] == 200, "the door")
    context = office.browser.new_context(java_script_enabled=False, locale="en-GB")
    page = context.new_page()
    wrong = _watched(page, door)
    page.goto(f"{door}/report/")
    page.locator("#urls").fill("https://files.example.org/list.csv")
    page.locator("main form button").click()
    assert page.locator("#receipt").inner_text()
    assert wrong == []
    context.close()
    with office.page("privacy_officer") as page:
        page.goto("/reports/")
        assert axe(page) == []


def test_the_door_is_sound_in_arabic(office: Office) -> None:
    door = f"http://127.0.0.1:{office.console.door_port}"
    office.console.until(lambda: office.console.get("/healthz", door=True)[0] == 200, "the door")
    page = office.browser.new_page()
    wrong = _watched(page, door)
    page.goto(f"{door}/report/?lang=ar")
    assert page.evaluate("document.documentElement.dir") == "rtl"
    assert axe(page) == []
    assert wrong == []
    page.close()
