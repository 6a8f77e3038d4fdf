"""The page of a trace in a real browser: nothing fetched, usable by everybody, on paper without waste."""

import itertools
import re
import shutil
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.e2e.test_html_report import CONTRAST, FLAGS
from tests.incident.trace.made import BROWSER, PATH, QUESTION, SPAN, START, request, scanned
from tests.incident.trace.tell.hostile import TEXTS, hostile
from withhold.cli.main import main
from withhold.incident.trace.judge import judge
from withhold.incident.trace.tell.html import MOST_OPEN, render_html

pytestmark = [pytest.mark.service("chromium"), pytest.mark.xdist_group("browser")]

WHEN = datetime(2026, 3, 2, tzinfo=UTC)
AGENTS = (BROWSER, "curl/8.5.0", "=cmd|' /C calc'!A0", "<script>document.title='owned'</script>")
ANSWERS = ((200, 1000), (200, 400), (304, 0), (404, 12), (200, 0))


def _log(networks: int) -> str:
    lines = []
    for number in range(networks):
        at = START + timedelta(seconds=number * 30)
        status, sent = ANSWERS[number % len(ANSWERS)]
        peer = f"2001:db8:{number:x}:ffff::1" if number % 3 == 0 else f"198.18.{number // 256}.{number % 256}"
        lines.append(
            f'{peer} - - [{at:%d/%b/%Y:%H:%M:%S} +0000] "GET {PATH} HTTP/1.1" {status} {sent} "-" '
            f'"{AGENTS[number % len(AGENTS)]}"\n'
        )
    return "".join(lines)


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Pages about nobody, one network, many (by the command), and one full of hostile and Arabic texts."""
    folder = tmp_path_factory.mktemp("trace")
    made = {}
    for name, networks in (("nobody", 0), ("one", 1), ("many", 900)):
        log, page = folder / f"{name}.log", folder / f"{name}.html"
        other = f'192.0.2.1 - - [01/Mar/2026:00:00:00 +0000] "GET / HTTP/1.1" 200 9 "-" "{BROWSER}"\n'
        log.write_text(other + _log(networks), encoding="utf-8")
        asked = ["--url-path", PATH, "--from", "2026-03-01", "--until", "2026-03-02", "--size", "1000"]
        assert main(["trace", str(log), *asked, "--format", "html", "-o", str(page)]) == 0
        made[name] = page
    for number, text in enumerate(TEXTS):
        made[f"hostile {number}"] = folder / f"hostile {number}.html"
        made[f"hostile {number}"].write_text(render_html(hostile(text), WHEN), encoding="utf-8")
    made["unread"] = folder / "unread.html"
    unread = judge(scanned([request(sent=5)], SPAN), QUESTION)
    made["unread"].write_text(render_html(unread, WHEN), encoding="utf-8")
    return made


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    """The Chromium of the operating system."""
    from playwright.sync_api import sync_playwright

    program = shutil.which("chromium") or shutil.which("chromium-browser")
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=program, args=FLAGS)
        yield started
        started.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1280])
@pytest.mark.parametrize("name", ["nobody", "one", "many", "unread"])
def test_it_fits_can_be_read_and_fetches_nothing(
    browser: Any, pages: dict[str, Path], name: str, width: int, scheme: str
) -> None:
    context = browser.new_context(viewport={"width": width, "height": 844}, color_scheme=scheme)
    page = context.new_page()
    told: list[str] = []
    asked: list[str] = []
    page.on("console", lambda message: told.append(message.text))
    page.on("pageerror", lambda error: told.append(str(error)))
    page.on("request", lambda request: asked.append(request.url))
    page.goto(pages[name].as_uri())
    for fold in page.locator("summary").all()[:60]:
        fold.evaluate("e => e.parentElement.open = true")
    assert told == []
    assert asked == [pages[name].as_uri()]
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.evaluate(CONTRAST) == []
    context.close()


@pytest.mark.parametrize("number", range(len(TEXTS)))
@pytest.mark.parametrize("width", [390, 1280])
def test_hostile_texts_neither_act_nor_burst_the_page(
    browser: Any, pages: dict[str, Path], number: int, width: int
) -> None:
    context = browser.new_context(viewport={"width": width, "height": 844})
    page = context.new_page()
    told: list[str] = []
    asked: list[str] = []
    page.on("console", lambda message: told.append(message.text))
    page.on("dialog", lambda dialog: told.append(dialog.message))
    page.on("request", lambda request: asked.append(request.url))
    page.goto(pages[f"hostile {number}"].as_uri())
    assert told == []
    assert len(asked) == 1
    assert page.title() == "2 networks received the whole file – withhold trace"
    assert page.locator("h1").count() == 1
    assert page.locator("h1").is_visible()
    assert page.locator("script, img, iframe, object, form, a:not(.skip)").count() == 0
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    # The page itself stays left to right, whatever a name in it is written in.
    assert page.evaluate("getComputedStyle(document.querySelector('.warnings bdi')).direction") == "ltr"
    context.close()


def test_without_script_everything_is_there(browser: Any, pages: dict[str, Path]) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(pages["many"].as_uri())
    fold = page.locator("details.fold").first
    hidden = fold.get_by_role("row").nth(5)
    assert not hidden.is_visible()
    fold.locator("> summary").click()
    assert hidden.is_visible()
    context.close()


@pytest.mark.parametrize("width", [390, 1280])
def test_landmarks_headings_and_tables_have_their_meaning(
    browser: Any, pages: dict[str, Path], width: int
) -> None:
    context = browser.new_context(viewport={"width": width, "height": 844})
    page = context.new_page()
    page.goto(pages["many"].as_uri())
    assert page.evaluate("document.documentElement.lang") == "en"
    assert page.locator("h1").count() == 1
    for role in ("banner", "main", "contentinfo"):
        assert page.get_by_role(role).count() == 1, role
    levels = page.evaluate("[...document.querySelectorAll('h1,h2,h3')].map(h => Number(h.tagName[1]))")
    assert all(after - before <= 1 for before, after in itertools.pairwise(levels))
    assert page.evaluate("[...document.querySelectorAll('table')].every(t => t.caption && t.tHead)")
    table = page.get_by_role("table", name=re.compile("^Networks that asked for the file"))
    assert table.get_by_role("row").count() == 1 + MOST_OPEN
    assert table.get_by_role("columnheader").count() == 6
    assert table.get_by_role("rowheader").count() == MOST_OPEN
    chart = page.get_by_role("img")
    assert chart.count() == 1
    assert "Requests over time: 180 for the whole file" in page.locator("svg title").text_content()
    ids = page.evaluate("[...document.querySelectorAll('[id]')].map(e => e.id)")
    assert len(ids) == len(set(ids))
    named = page.evaluate(
        "[...document.querySelectorAll('[aria-labelledby]')].map(e => e.getAttribute('aria-labelledby'))"
    )
    assert set(named) <= set(ids)
    context.close()


def test_it_is_used_with_the_keyboard(browser: Any, pages: dict[str, Path]) -> None:
    context = browser.new_context(viewport={"width": 390, "height": 844})
    page = context.new_page()
    page.goto(pages["many"].as_uri())
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"
    reached = []
    for _ in range(200):
        page.keyboard.press("Tab")
        reached.append(page.evaluate("document.activeElement.parentElement.className"))
        if reached[-1] == "fold":
            break
    assert reached[-1] == "fold"
    outline = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
    assert outline == "solid"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.parentElement.open")
    # What a finger aims at is large enough: WCAG 2.2, 2.5.8.
    page.goto(pages["hostile 0"].as_uri())
    heights = page.evaluate("[...document.querySelectorAll('summary')].map(e => e.offsetHeight)")
    assert len(heights) == 2
    assert min(heights) >= 24
    context.close()


def test_an_address_stays_in_one_piece(browser: Any, pages: dict[str, Path]) -> None:
    for width in (390, 700, 1000, 1280):
        context = browser.new_context(viewport={"width": width, "height": 844})
        page = context.new_page()
        page.goto(pages["many"].as_uri())
        lines = page.evaluate(
            "[...document.querySelectorAll('th.address bdi')].map(e => e.getClientRects().length)"
        )
        assert set(lines) == {1}, width
        context.close()


def test_it_reads_from_right_to_left(browser: Any, pages: dict[str, Path]) -> None:
    for width in (390, 1280):
        context = browser.new_context(viewport={"width": width, "height": 844})
        page = context.new_page()
        page.goto(pages["many"].as_uri())
        page.evaluate("document.documentElement.dir = 'rtl'")
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        finding = page.locator(".finding").bounding_box()
        border = page.evaluate("getComputedStyle(document.querySelector('.finding')).borderRightWidth")
        assert border != "0px"
        assert finding["x"] >= 0
        context.close()


def test_it_prints_without_waste(browser: Any, pages: dict[str, Path]) -> None:
    context = browser.new_context(color_scheme="dark")
    page = context.new_page()
    for name, most in (("nobody", 2), ("one", 3), ("many", 9)):
        page.goto(pages[name].as_uri())
        for paper in ("A4", "Letter"):
            printed = page.pdf(format=paper, landscape=True, print_background=True)
            assert 1 <= len(re.findall(rb"/Type\s*/Page\b", printed)) <= most, (name, paper)
    page.emulate_media(media="print")
    assert page.evaluate("getComputedStyle(document.body).color") == "rgb(0, 0, 0)"
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    assert page.get_by_text("unfold them before printing").is_visible()
    page.evaluate("document.querySelector('details.fold').open = true")
    assert not page.get_by_text("unfold them before printing").is_visible()
    assert page.locator("details.fold tbody tr").nth(3).is_visible()
    context.close()
