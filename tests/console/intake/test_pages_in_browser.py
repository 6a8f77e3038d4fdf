"""The on-call's pages about reports, in a real browser."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.management import call_command
from django.test import Client
from playwright.sync_api import Browser, sync_playwright

from tests.console.browser import axe
from tests.console.conftest import SignIn
from tests.console.making import a_person
from withhold.console.intake.models import Lead, Report
from withhold.console.people.roles import Role

pytestmark = pytest.mark.service("chromium")
_VERDICT = {"decision": "withhold", "words": "It holds 6 people.", "reasons": [["people/roster", "Why."]]}
_URLS: dict[str, dict[str, Any]] = {
    "https://files.example.org/list.csv": _VERDICT,
    "https://elsewhere.example.net/" + "x" * 90: {},
}


@pytest.fixture(scope="session", autouse=True)
def _static() -> None:
    """Before the server starts: it looks for the folder once."""
    Path(settings.STATIC_ROOT).mkdir(parents=True, exist_ok=True)
    call_command("collectstatic", interactive=False, verbosity=0)


@pytest.fixture
def browser(monkeypatch: pytest.MonkeyPatch) -> Iterator[Browser]:
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")  # the browser's driver runs a loop beside us
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        yield opened
        opened.close()


@pytest.fixture
def report() -> Report:
    made = Report.objects.create(
        door_id="0" * 32, arrived=datetime.now(UTC), language="fa", said={"seen": "فهرست", "about_me": True}
    )
    for number, (url, found) in enumerate(_URLS.items()):
        state = "looked" if found else "waiting"
        same = f"{number}" * 64
        Lead.objects.create(
            report=made, kind="url", url=url, same=same, own=bool(found), state=state, found=found
        )
    return made


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(("scheme", "width"), [("light", 1000), ("dark", 320)])
def test_the_pages_have_no_barrier_and_fit_a_phone(
    browser: Browser, live_server: Any, signed_in: SignIn, report: Report, scheme: Any, width: int
) -> None:
    client = signed_in(Client(), a_person(Role.PRIVACY_OFFICER))
    context = browser.new_context(color_scheme=scheme, viewport={"width": width, "height": 800})
    name = settings.SESSION_COOKIE_NAME
    context.add_cookies([{"name": name, "value": client.cookies[name].value, "url": live_server.url}])
    page = context.new_page()
    for path in ("/reports/", f"/reports/{report.pk}/"):
        page.goto(live_server.url + path)
        assert "Report" in page.get_by_role("heading", level=1).inner_text()
        assert axe(page) == []
        assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
    context.close()
