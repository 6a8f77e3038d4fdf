"""Copies elsewhere in a real browser: each state is said in words, and settled without a barrier."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.management import call_command
from django.test import Client
from playwright.sync_api import Page, expect

from tests.console.browser import Browse, axe, screenshot
from tests.console.browser import browse as browse
from tests.console.casework.made import Made, a_case
from tests.console.conftest import SignIn
from withhold.incident.case.events import CopyHeld
from withhold.incident.case.interface import Actor, Event, EventKind
from withhold.incident.case.interface import Role as CaseRole
from withhold.incident.watch.copies.interface import Copied
from withhold.incident.watch.sightings import ANSWERS, looked, settle, sighted

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.service("chromium")]
_SIZES: tuple[dict[str, Any], ...] = (
    {"viewport": {"width": 1100, "height": 900}},
    {"viewport": {"width": 320, "height": 800}, "color_scheme": "dark"},
)
_LEAD = Actor("Lena Lead", CaseRole.CASE_LEAD)


@pytest.fixture(scope="session", autouse=True)
def _static() -> None:
    """Before the server starts: it looks for the folder once."""
    Path(settings.STATIC_ROOT).mkdir(parents=True, exist_ok=True)
    call_command("collectstatic", interactive=False, verbosity=0)


def _with_copies() -> Made:
    """One sighting in each state: not settled, none, still there, changed, gone, not looked at."""
    made = a_case()
    case, now = made.case, datetime.now(UTC)
    case.append([Event(EventKind.CONFIRMED, now, _LEAD, "I looked")])
    pages = [
        Copied("crawl", f"https://paste.example.net/{'long/' * 12}{number}", number, 0.5)
        for number in range(1, 7)
    ]
    case.append(sighted(pages, case.state(), _LEAD, "a scan", now))
    names = sorted(case.state().sightings, key=lambda name: case.state().sightings[name].rows)
    for name, answer in zip(names[1:], ("no_copy", "copy", "copy", "copy", "copy"), strict=True):
        case.append([settle(case.state(), name, ANSWERS[answer], _LEAD, "I looked", datetime.now(UTC))])
    for name, held in zip(names[3:], (CopyHeld.CHANGED, CopyHeld.GONE, CopyHeld.NOT_LOOKED), strict=True):
        case.append([looked(name, held, datetime.now(UTC))])
    return made


def _look(page: Page, name: str) -> None:
    assert axe(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
    screenshot(page, name)


@pytest.mark.parametrize("size", _SIZES)
def test_each_copy_says_how_it_stands_and_what_a_person_does(
    browse: Browse, live_server: Any, signed_in: SignIn, size: dict[str, Any]
) -> None:
    made = _with_copies()
    client = signed_in(Client(), made.lead)
    page, name = browse(**size), settings.SESSION_COOKIE_NAME
    page.context.add_cookies([{"name": name, "value": client.cookies[name].value, "url": live_server.url}])
    page.goto(f"{made.at}sightings/")
    for words in ("not settled", "no copy", "still there", "changed", "gone", "could not look"):
        expect(page.get_by_role("cell", name=words, exact=True)).to_be_visible()
    _look(page, f"sightings-{size['viewport']['width']}")
    row = page.get_by_role("row").filter(has_text="changed")
    row.get_by_text("Say how it stands").click()
    row.get_by_label("The copy is gone").check()
    row.get_by_label("What you saw").fill("the host answers with its own page that it was removed")
    _look(page, f"sightings-settling-{size['viewport']['width']}")
    row.get_by_role("button", name="Record it").click()
    expect(page.get_by_text("Recorded.")).to_be_visible()
    expect(page.get_by_role("cell", name="changed", exact=True)).to_have_count(0)
