"""The door in a real browser without JavaScript, and all processes together from a tip to the on-call."""

import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from tests.console.browser import axe
from tests.console.conftest import signed_in as signed_in
from tests.console.door.running import Door, a_door
from tests.e2e.served_console import Served, served
from withhold.console.door.languages import CODES, language

pytestmark = pytest.mark.service("chromium")
_MINUTE = 60.0
_PEOPLE = ("Ximena Quispe", "Amparo Villalba", "Tomas Arce", "Lucia Montero", "Jorge Salinas", "Inés Cota")
_ON_CALL = """
import sys, time, django
django.setup()
from django.test import Client
from tests.console.conftest import give_second_factor
from withhold.console.intake import acting
from withhold.console.intake.models import Lead, Report
from withhold.console.people.models import User
user, _ = User.objects.get_or_create(
    username="duty@example.org", defaults={"name": "On Duty", "roles": ["privacy_officer"]}
)
give_second_factor(user)
for _ in range(600):
    report = Report.objects.order_by("pk").last()
    if report and not report.leads.filter(state="looking").exists():
        break
    time.sleep(0.1)
own = report.leads.filter(own=True)
print("SECONDS", max((one.looked_at - report.arrived).total_seconds() for one in own))
client = Client(HTTP_HOST="127.0.0.1")
client.force_login(user)
print(client.get("/reports/").content.decode())
print(client.get(f"/reports/{report.pk}/").content.decode())
acting.see(report.pk, user)
acting.answer(report.pk, "It is ours. We are on it.", user)
from withhold.console.cases.models import Case
print("CASES", Case.objects.count())
"""


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        yield opened
        opened.close()


@pytest.fixture(scope="module")
def door(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Door]:
    with a_door(tmp_path_factory.mktemp("door") / "home") as opened:
        yield opened


@contextmanager
def _page(browser: Browser, base: str, script: bool = False, **options: Any) -> Iterator[Page]:
    """A page that fails the test when it asks anybody but the door."""
    context = browser.new_context(java_script_enabled=script, **options)
    outside: list[str] = []
    context.on("request", lambda asked: outside.append(asked.url) if not asked.url.startswith(base) else None)
    page = context.new_page()
    yield page
    assert context.cookies() == []
    assert outside == []
    context.close()


@contextmanager
def _site(folder: Path) -> Iterator[str]:
    """The organisation's own website, with a list on it."""

    class Quiet(SimpleHTTPRequestHandler):
        def log_message(self, format: str, *args: Any) -> None:
            pass

    lines = ["full_name,date_of_birth,nationality,asylum_claim"]
    lines += [f"{name},1990-02-0{n},Peru,pending" for n, name in enumerate(_PEOPLE, 1)]
    (folder / "list.csv").write_text("\n".join(lines) + "\n")
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(folder))) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


def test_somebody_without_javascript_reports_and_follows_up_in_persian(browser: Browser, door: Door) -> None:
    texts = language("fa").texts
    with _page(browser, door.base, locale="fa-IR", viewport={"width": 320, "height": 700}) as page:
        page.goto(f"{door.base}/report/")
        assert page.get_by_role("heading", level=1).inner_text() == texts["title"]
        page.get_by_role("button", name=texts["send"]).click()
        assert texts["error_nothing"] in page.get_by_role("alert").inner_text()
        page.get_by_label(texts["urls"]).fill("https://files.example.org/list.csv")
        page.get_by_label(texts["seen"]).fill("فهرست نام‌ها")
        page.get_by_label(texts["about_me"]).check()
        page.get_by_label(texts["file"]).set_input_files(
            {"name": "a.csv", "mimeType": "text/csv", "buffer": b"name\n"}
        )
        page.get_by_role("button", name=texts["send"]).click()
        assert page.get_by_role("heading", level=1).inner_text() == texts["received_title"]
        receipt = page.locator("#receipt").inner_text()
        assert receipt not in page.url
        page.get_by_role("link", name=texts["followup_title"]).click()
        page.get_by_label(texts["receipt"]).fill(receipt.replace("-", " "))
        page.get_by_role("button", name=texts["open"]).click()
        assert texts["no_answers"] in page.locator("main").inner_text()
        page.get_by_label(texts["add"]).fill("یک چیز دیگر")
        page.get_by_role("button", name=texts["add_send"]).click()
        assert texts["added"] in page.get_by_role("status").inner_text()


@pytest.mark.parametrize("code", CODES)
def test_no_page_has_a_barrier_or_overflows_a_phone_in_any_language(
    browser: Browser, door: Door, code: str
) -> None:
    scheme = "dark" if CODES.index(code) % 2 else "light"
    options = {"viewport": {"width": 320, "height": 700}, "color_scheme": scheme}
    with _page(browser, door.base, script=True, **options) as page:
        for path in ("/report/", "/report/followup/", "/certificates/"):
            page.goto(f"{door.base}{path}?lang={code}")
            _no_barrier(page)
            assert page.evaluate("document.documentElement.dir") == language(code).direction
        page.goto(f"{door.base}/report/?lang={code}")
        page.locator("#seen").fill("a table")
        page.locator("main form button").click()
        _no_barrier(page)


def _no_barrier(page: Page) -> None:
    assert axe(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")


def test_a_tip_about_our_own_site_is_on_the_on_calls_page_within_a_minute_and_changes_nothing(
    browser: Browser, tmp_path: Path
) -> None:
    public, home = tmp_path / "www", tmp_path / "home"
    public.mkdir()
    home.mkdir(mode=0o700)
    with _site(public) as base:
        (home / "site.toml").write_text(
            f'[site]\nname = "ours"\nurls = ["{base}/"]\n'
            f'[reach]\nnetworks = ["127.0.0.0/8"]\nports = [{base.rpartition(":")[2]}]\n'
            f'[[connector]]\ntype = "web_root"\nfolder = "{public}"\nurls = {{ "{base}/" = "." }}\n'
        )
        on_call = '[on_call]\naddresses = ["duty@example.org"]\n'
        (home / "console.toml").write_text(f'sites = ["site.toml"]\n{on_call}')
        with served(home) as installation:
            installation.until(lambda: installation.get("/healthz", door=True)[0] == 200, "the door")
            door = f"http://127.0.0.1:{installation.door_port}"
            with _page(browser, door, locale="en-GB") as page:
                page.goto(f"{door}/report/")
                page.locator("#urls").fill(f"{base}/list.csv\nhttp://elsewhere.invalid/list.csv")
                page.locator("main form button").click()
                receipt = page.locator("#receipt").inner_text()
                shown = _on_call(installation)
                assert float(shown.split("SECONDS ")[1].split()[0]) < _MINUTE
                assert "withhold" in shown
                assert "It holds" in shown
                assert "Fetch this and inspect it" in shown
                assert "Ximena" not in shown
                assert "CASES 0" in shown
                _read_answer(page, door, receipt)
        assert (public / "list.csv").exists()
        mails = b"".join(path.read_bytes() for path in (home / "outbox").rglob("*.eml"))
        assert b"duty@example.org" in mails
        assert b"list.csv" not in mails


def _on_call(installation: Served) -> str:
    environment = {**installation.environment, "DJANGO_SETTINGS_MODULE": "withhold.console.settings"}
    command = [sys.executable, "-c", _ON_CALL]
    done = subprocess.run(
        command, env=environment, cwd=Path(__file__).parents[2], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def _read_answer(page: Page, door: str, receipt: str) -> None:
    for _ in range(60):
        page.goto(f"{door}/report/followup/")
        page.locator("#receipt").fill(receipt)
        page.locator("main form button").click()
        if "It is ours. We are on it." in page.locator("main").inner_text():
            break
        page.wait_for_timeout(500)
    said = page.locator("main").inner_text()
    assert language("en").texts["auto_seen"] in said
    assert "It is ours. We are on it." in said
