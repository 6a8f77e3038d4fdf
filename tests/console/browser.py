"""A real browser for tests of pages: what it refuses, asks elsewhere or finds inaccessible fails the test.

A room's conftest.py takes the fixture with `from tests.console.browser import browse as browse`.
"""

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import ConsoleMessage, Page, Request, sync_playwright

CHROMIUM = "/usr/bin/chromium"
_WCAG = {"runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}}

Browse = Callable[..., Page]


def axe(page: Page) -> list[str]:
    """What WCAG 2.2 AA finds wrong with the page as it stands: the rule and the elements, a line each."""
    from axe_playwright_python.sync_playwright import Axe

    page.wait_for_load_state()  # a click returns when the next page is begun: it may have no element yet
    answer: Any = Axe().run(page, options=_WCAG).response
    assert answer["passes"], f"axe looked at nothing on {page.url}"
    found = answer["violations"]
    return [f"{one['id']}: {node['html'][:300]}" for one in found for node in one["nodes"]]


def watch(page: Page, base: str) -> list[str]:
    """Keeps what goes wrong from now on: errors, refusals of the content security policy (which browsers
    write to the console), and requests to anywhere but `base`."""
    wrong: list[str] = []

    def said(message: ConsoleMessage) -> None:
        if message.type == "error":
            wrong.append(message.text)

    def asked(request: Request) -> None:
        if not request.url.startswith(base):
            wrong.append(f"asked for {request.url}")

    page.on("console", said)
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.on("request", asked)
    return wrong


def screenshot(page: Page, name: str) -> None:
    """Keeps a picture in the folder that WITHHOLD_PICTURES names, for people to look at; else nothing."""
    folder = os.environ.get("WITHHOLD_PICTURES")
    if folder:
        page.screenshot(path=Path(folder) / f"{name}.png", full_page=True)


@pytest.fixture
def browse(
    request: pytest.FixtureRequest, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Browse]:
    """`browse(**context options)`: a new page on the server under test. What went wrong on any of them fails
    the test when it ends. The test is marked `django_db(transaction=True)`: the server is another thread."""
    Path(settings.STATIC_ROOT).mkdir(parents=True, exist_ok=True)  # before the server's first look
    live_server = request.getfixturevalue("live_server")
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")  # playwright runs a loop in this thread
    wrong: list[list[str]] = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])

        def opened(**options: Any) -> Page:
            page = browser.new_context(base_url=live_server.url, **options).new_page()
            wrong.append(watch(page, live_server.url))
            return page

        yield opened
        browser.close()
    assert [one for kept in wrong for one in kept] == []
