"""The end of a case's data in a real browser: proposed by one, done by another, without a barrier."""

from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.management import call_command
from django.test import Client
from django.utils import timezone
from playwright.sync_api import Page

from tests.console.browser import Browse, axe, screenshot
from tests.console.browser import browse as browse
from tests.console.casework.made import Made, a_case
from tests.console.conftest import SignIn
from tests.console.making import a_member
from withhold.console.cases.models import Case
from withhold.console.people.models import User
from withhold.console.people.roles import Role
from withhold.incident.case.interface import Actor, Event, EventKind
from withhold.incident.case.interface import Role as CaseRole

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.service("chromium")]
_SIZES: tuple[dict[str, Any], ...] = (
    {"viewport": {"width": 1000, "height": 800}},
    {"viewport": {"width": 320, "height": 800}, "color_scheme": "dark"},
)


@pytest.fixture(scope="session", autouse=True)
def _static() -> None:
    """Before the server starts: it looks for the folder once."""
    Path(settings.STATIC_ROOT).mkdir(parents=True, exist_ok=True)
    call_command("collectstatic", interactive=False, verbosity=0)


def _look(page: Page, name: str) -> None:
    assert axe(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
    screenshot(page, name)


def _as(page: Page, user: User, signed_in: SignIn, live_server: Any) -> None:
    client = signed_in(Client(), user)
    name = settings.SESSION_COOKIE_NAME
    page.context.add_cookies([{"name": name, "value": client.cookies[name].value, "url": live_server.url}])


def _propose(page: Page, made: Made, button: str) -> None:
    page.goto(made.at)
    page.get_by_role("link", name="End of its data").click()
    page.get_by_label("The case’s id, typed again").fill(made.case.row.pk)
    page.get_by_label("Why its data are destroyed").fill("its time is over")
    page.get_by_role("button", name=button).click()


@pytest.mark.parametrize("size", _SIZES)
def test_two_people_destroy_it_and_see_what_is_left(
    browse: Browse, live_server: Any, signed_in: SignIn, size: dict[str, Any]
) -> None:
    made = a_case()
    by = Actor("Otto Officer", CaseRole.PRIVACY_OFFICER)
    made.case.append([Event(EventKind.DISMISSED, timezone.now(), by, "no incident after all")])
    counsel = a_member(made.case.row, Role.COUNSEL, "Cara Counsel")
    first, second = browse(**size), browse(**size)
    _as(first, made.officer, signed_in, live_server)
    _as(second, counsel, signed_in, live_server)

    _propose(first, made, "Propose to destroy")
    assert "Proposed, and recorded" in first.locator("main").inner_text()
    _look(first, "case-destruction-proposed")
    _propose(second, made, "Destroy the data of this case")
    assert "were destroyed" in second.get_by_role("heading", level=1).inner_text()
    _look(second, "case-destroyed")
    assert Case.objects.get(pk=made.case.row.pk).destroyed_at is not None
    first.goto(made.at)
    assert first.url.endswith("/destroyed/")
