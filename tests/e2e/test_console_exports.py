"""6,252 people are loaded, counted, exported and looked at in a browser."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from random import Random

import pytest
from playwright.sync_api import Page, sync_playwright

from tests.console.browser import axe
from tests.e2e.served_console import served

pytestmark = [
    pytest.mark.service("chromium"),
    pytest.mark.xdist_group("console-exports"),  # one installation, walked in order
]

_CASE = """
import json, sys
import django
django.setup()
from django.conf import settings
from django.test import Client
from tests.console.conftest import give_second_factor
from tests.console.exports.making_case import a_case_with
from tests.console.making import a_member
from withhold.console.people.roles import Role

row = a_case_with(sys.argv[1])
user = a_member(row, Role.PRIVACY_OFFICER, "Anna Berg")
give_second_factor(user)
client = Client()
client.force_login(user, backend=settings.AUTHENTICATION_BACKENDS[0])
print(json.dumps([row.pk, client.session.session_key, settings.SESSION_COOKIE_NAME]))
"""


@dataclass(frozen=True, slots=True)
class Desk:
    """A browser of the privacy officer, the address of the case, and the leak."""

    page: Page
    case: str
    leak: Path


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    base = tmp_path_factory.mktemp("exports")
    leak = base / "statistics.xlsx"
    leak.write_bytes(_workbook())
    with served(base / "home", "--no-door") as console, sync_playwright() as playwright:
        environment = {**os.environ, "WITHHOLD_HOME": str(base / "home")}
        environment["DJANGO_SETTINGS_MODULE"] = "withhold.console.settings"
        command = [sys.executable, "-c", _CASE, str(leak)]
        root = Path(__file__).parents[2]
        told = subprocess.run(command, env=environment, cwd=root, capture_output=True, text=True, check=True)
        case, session, cookie = json.loads(told.stdout.splitlines()[-1])
        at = f"http://127.0.0.1:{console.port}"
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        context = browser.new_context(base_url=at)
        context.add_cookies([{"name": cookie, "value": session, "url": at}])
        page = context.new_page()
        page.set_default_timeout(70_000)
        page.on("pageerror", lambda error: pytest.fail(str(error)))
        yield Desk(page, f"/cases/{case}", leak)
        browser.close()


def _workbook() -> bytes:
    from corpus.founding.formats import TAB
    from corpus.founding.roster import HEADERS, roster, statistics
    from corpus.ooxml import dialects
    from corpus.ooxml.model import Sheet, Workbook
    from corpus.ooxml.package import package

    rng = Random(5)
    sheets = [Sheet(name, rows) for name, rows in statistics(rng).items()]
    _, rows = roster(rng)
    return package(Workbook([*sheets, Sheet(TAB, [HEADERS, *rows])]), dialects.EXCEL)


def looked_at(page: Page, name: str) -> None:
    """The page has no flaw that axe knows; a picture of it is kept where one is asked for."""
    assert axe(page) == []
    folder = os.environ.get("WITHHOLD_PICTURES")
    if folder:
        page.screenshot(path=f"{folder}/exports-{name}.png", full_page=True)


def test_the_people_are_loaded_and_counted(desk: Desk) -> None:
    page = desk.page
    page.goto(f"{desk.case}/people/load/")
    looked_at(page, "load")
    page.get_by_label("The file that was public").set_input_files(desk.leak)
    page.get_by_label("Why").fill("to know who is exposed")
    page.get_by_role("button", name="Load").click()
    page.get_by_role("link", name="See who is exposed").click()  # the page follows the worker by itself
    page.get_by_text("at most 6,252 people").wait_for()
    page.locator("canvas").first.wait_for()
    looked_at(page, "people")
    page.goto(f"{desk.case}/people/numbers/")
    looked_at(page, "numbers")
    page.goto(f"{desk.case}/people/1/")
    looked_at(page, "person")


@pytest.mark.parametrize(
    "place", ["accessors/", "exports/", "exports/faq/", "exports/statement/", "corrective/", "never-again/"]
)
def test_every_page_is_sound(desk: Desk, place: str) -> None:
    answer = desk.page.goto(f"{desk.case}/{place}")
    assert answer is not None
    assert answer.status == 200
    looked_at(desk.page, place.strip("/").replace("/", "-"))


def test_the_report_is_downloaded(desk: Desk, tmp_path: Path) -> None:
    desk.page.goto(f"{desk.case}/exports/")
    with desk.page.expect_download() as got:
        desk.page.get_by_role("link", name="Download PDF").click()
    got.value.save_as(tmp_path / "report.pdf")
    assert (tmp_path / "report.pdf").read_bytes().startswith(b"%PDF")


def test_the_dashboards_are_sound(desk: Desk) -> None:
    desk.page.goto("/dashboards/")
    desk.page.get_by_text("1 case, 1 open").wait_for()
    looked_at(desk.page, "dashboards")
