"""A list at a real nginx and Varnish is found, confirmed, taken down and closed from a browser."""

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pyrage
import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from benchmarks.takedown_servers import standing
from benchmarks.takedown_site import Place
from tests.console.browser import axe
from tests.e2e.served_console import Served, served

pytestmark = [
    pytest.mark.service("nginx", "varnish", "chromium"),
    pytest.mark.xdist_group("console-case"),  # one installation, walked in order
]

_PEOPLE = """
import json
import django
django.setup()
from django.conf import settings
from tests.console.conftest import give_second_factor
from tests.console.making import a_person
from withhold.console.people.roles import Role
from django.test import Client

made = {}
for name, role in (("Lena Lead", Role.CASE_LEAD), ("Otto Officer", Role.PRIVACY_OFFICER)):
    user = a_person(role, name=name)
    give_second_factor(user)
    client = Client()
    client.force_login(user, backend=settings.AUTHENTICATION_BACKENDS[0])
    made[name] = {"email": user.username, "session": client.session.session_key}
print(json.dumps({"people": made, "cookie": settings.SESSION_COOKIE_NAME}))
"""


@dataclass(frozen=True, slots=True)
class Office:
    """The site, the installation, and who is signed in with which session."""

    place: Place
    console: Served
    people: dict[str, dict[str, str]]
    cookie: str
    browser: Browser

    def page(self, name: str, **options: object) -> Page:
        """A browser of somebody who is signed in; an error on a page fails the test."""
        at = f"http://127.0.0.1:{self.console.port}"
        context = self.browser.new_context(base_url=at, **options)  # type: ignore[arg-type]
        session = {"name": self.cookie, "value": self.people[name]["session"], "url": at}
        context.add_cookies([session])  # type: ignore[list-item]
        page = context.new_page()
        page.on("pageerror", lambda error: pytest.fail(str(error)))
        return page


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    base = tmp_path_factory.mktemp("office")
    (base / "site").mkdir()
    home = base / "home"
    home.mkdir(mode=0o700)
    with standing(base / "site") as place:
        place.upload()
        place.fill_cache()
        (home / "console.toml").write_text(f'sites = ["{place.site_file}"]\n')
        with served(home, "--no-door") as console, sync_playwright() as playwright:
            made = _made(home)
            browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
            yield Office(place, console, made["people"], made["cookie"], browser)
            browser.close()


def _made(home: Path) -> dict:  # type: ignore[type-arg]
    environment = {**os.environ, "WITHHOLD_HOME": str(home)}
    environment["DJANGO_SETTINGS_MODULE"] = "withhold.console.settings"
    root = Path(__file__).parents[2]
    done = subprocess.run(
        [sys.executable, "-c", _PEOPLE], env=environment, cwd=root, capture_output=True, text=True, check=True
    )
    found: dict = json.loads(done.stdout.splitlines()[-1])  # type: ignore[type-arg]
    return found


def test_from_the_report_to_the_closed_case_in_a_browser(office: Office) -> None:
    lead = office.page("Lena Lead")
    lead.set_default_timeout(10_000)
    case = opened(lead, f"{office.place.url}/docs/list.csv")
    picture(lead, "reported")
    lead.get_by_role("link", name="Members").click()
    lead.get_by_label("Their e-mail address").fill(office.people["Otto Officer"]["email"])
    lead.get_by_label("Role in this case").select_option("privacy_officer")
    lead.get_by_label("Why").fill("two people decide")
    lead.get_by_role("button", name="Add to the case").click()
    lead.get_by_role("rowheader", name="Otto Officer").wait_for()

    lead.goto(case)
    lead.get_by_role("link", name="Confirm", exact=True).click()
    lead.get_by_label("Why").fill("it is our list")
    picture(lead, "confirming")
    lead.get_by_role("button", name="Confirm and take it down").click()
    # Nobody loads the page again: it shows by itself that it is gone.
    lead.get_by_text("Was public; verified gone").wait_for(timeout=90_000)
    assert office.place.leaking() == []
    lead.get_by_role("link", name="Close", exact=True).wait_for()
    lead.get_by_text("Load the people of the list").wait_for()  # so closing is not proposed
    assert lead.get_by_role("link", name="Close the case").count() == 0
    picture(lead, "gone")
    lead.goto(f"{case}takedown/")
    assert lead.get_by_role("row").filter(has_text="quarantine").count() >= 1
    assert lead.get_by_text("done", exact=True).count() >= 2
    picture(lead, "takedown")

    for name in ("Lena Lead", "Otto Officer"):
        page = office.page(name)
        page.goto(f"{case}decide/close/")
        page.get_by_text("This is left for the people of the case").wait_for()
        page.get_by_label("Why").fill("nothing is left to do")
        page.get_by_role("button", name="Close the case").click()
        page.wait_for_url(case)
    page.get_by_text("Was public; the case is closed").wait_for()
    picture(page, "closed")


def test_every_page_of_a_case_is_accessible_in_every_look(office: Office) -> None:
    case = opened(office.page("Lena Lead"), f"{office.place.url}/docs/another.csv")
    looks: dict[str, dict[str, object]] = {
        "light": {},
        "dark": {"color_scheme": "dark"},
        "phone": {"viewport": {"width": 320, "height": 640}},
    }
    for look, options in looks.items():
        page = office.page("Lena Lead", **options)
        for name in _PAGES:
            page.goto(case + name)
            assert axe(page) == [], f"{look} {name}"
            assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), f"{look} {name}"
            picture(page, f"{look}-{name.strip('/') or 'case'}")


_PAGES = ("", "takedown/", "timeline/", "places/", "deadlines/", "notes/", "members/", "evidence/", "jobs/")


def opened(page: Page, url: str) -> str:
    """The address of a case that was opened for ``url`` by the form."""
    page.goto("/cases/open/")
    page.get_by_label("Title").fill("A list of people")
    page.get_by_label("Where it is, or was").fill(url)
    page.get_by_label("What happened, as far as you know").fill("A reader told us")
    page.get_by_label("Public keys that evidence").fill(str(pyrage.x25519.Identity.generate().to_public()))
    page.get_by_role("button", name="Open the case").click()
    page.wait_for_url(re.compile(r"/cases/[a-z0-9]{12}/$"))
    return page.url


def picture(page: Page, name: str) -> None:
    """Kept where WITHHOLD_PICTURES says, for people to look at."""
    folder = os.environ.get("WITHHOLD_PICTURES")
    if folder:
        page.screenshot(path=Path(folder) / f"case-{name}.png", full_page=True)
