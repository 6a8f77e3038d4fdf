"""The HTML report in a real browser: nothing fetched, readable on a telephone and by everybody."""

import itertools
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from withhold.cli.main import main

pytestmark = [pytest.mark.service("chromium"), pytest.mark.xdist_group("browser")]

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
NAMES = [
    "Farid Rahimi",
    "Leila Haddad",
    "Omar Nasser",
    "Maryam Karimi",
    "Hassan Jafari",
    "Amina Yusuf",
    "Samuel Okafor",
    "Zahra Ahmadi",
]
CONTRAST = """
() => {
  const channel = v => { v /= 255; return v <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4; };
  const light = ([r, g, b]) => 0.2126 * channel(r) + 0.7152 * channel(g) + 0.0722 * channel(b);
  const parts = c => c.match(/[\\d.]+/g).map(Number);
  const ground = e => {
    for (; e; e = e.parentElement) {
      const c = parts(getComputedStyle(e).backgroundColor);
      if (c.length < 4 || c[3] > 0) return c;
    }
    return [255, 255, 255];
  };
  const poor = [];
  for (const e of document.querySelectorAll("body *")) {
    const own = [...e.childNodes].some(n => n.nodeType === 3 && n.textContent.trim());
    if (!own || e.closest("svg") || e.classList.contains("skip")) continue;
    const [a, b] = [light(parts(getComputedStyle(e).color)), light(ground(e))];
    const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
    if (ratio < 4.5) poor.push(e.tagName + "." + e.className + " " + ratio.toFixed(2));
  }
  return poor;
}
"""


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A page about five documents: two with people, one hidden among them, a damaged one, two released."""
    folder = tmp_path_factory.mktemp("report")
    tree = folder / "tree"
    tree.mkdir()
    rows = "".join(f"{name},19{50 + n}-03-0{n},asylum claim pending\n" for n, name in enumerate(NAMES, 1))
    table = f"full name,date of birth,protection claim\n{rows}"
    (tree / "asylum applicants.csv").write_text(table, encoding="utf-8")
    (tree / f"{'الإحصاءات ' * 6}.csv").write_text(table, encoding="utf-8")
    (tree / ("long" * 40 + ".csv")).write_text("region,total\nNorth,4\n", encoding="utf-8")
    (tree / "figures.csv").write_text("region,total\nNorth,4\n", encoding="utf-8")
    (tree / "damaged.zip").write_bytes(b"PK\x03\x04 damaged")
    page = folder / "report.html"
    assert main(["check", str(tree), "--format", "html", "--examples", "-o", str(page)]) == 10
    return page


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
def test_the_page_in_a_browser(browser: Any, report: Path, width: int, scheme: str) -> None:
    context = browser.new_context(viewport={"width": width, "height": 844}, color_scheme=scheme)
    page = context.new_page()
    told: list[str] = []
    requests: list[str] = []
    page.on("console", lambda message: told.append(message.text))
    page.on("pageerror", lambda error: told.append(str(error)))
    page.on("request", lambda request: requests.append(request.url))
    page.goto(report.as_uri())
    assert told == []
    assert requests == [report.as_uri()]
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.evaluate(CONTRAST) == []
    context.close()


def test_keyboard_and_screen_reader(browser: Any, report: Path) -> None:
    context = browser.new_context()
    page = context.new_page()
    page.goto(report.as_uri())
    assert page.evaluate("document.documentElement.lang") == "en"
    assert page.title().startswith("Do not publish")
    assert page.locator("h1").count() == 1
    for role in ("banner", "main", "contentinfo"):
        assert page.get_by_role(role).count() == 1, role
    levels = page.evaluate("[...document.querySelectorAll('h1,h2,h3')].map(h => Number(h.tagName[1]))")
    assert all(after - before <= 1 for before, after in itertools.pairwise(levels))
    assert page.evaluate("[...document.querySelectorAll('table')].every(t => t.caption && t.tHead)")
    pictures = page.get_by_role("img")
    assert pictures.count() == 2
    assert "8 people, seen by every reader" in page.locator("svg title").first.text_content()
    ids = page.evaluate("[...document.querySelectorAll('[id]')].map(e => e.id)")
    assert len(ids) == len(set(ids))
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    focused = page.evaluate("document.activeElement.getAttribute('href')")
    assert page.locator(focused).count() == 1
    context.close()


def test_it_prints(browser: Any, report: Path) -> None:
    context = browser.new_context(color_scheme="dark")
    page = context.new_page()
    page.goto(report.as_uri())
    for paper in ("A4", "Letter"):
        assert page.pdf(format=paper, print_background=True).startswith(b"%PDF")
    page.emulate_media(media="print")
    assert page.evaluate("getComputedStyle(document.body).color") == "rgb(0, 0, 0)"
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    context.close()


def test_no_value_of_a_person_is_in_the_page(report: Path) -> None:
    html = report.read_text(encoding="utf-8")
    for number, name in enumerate(NAMES, 1):
        assert name not in html
        assert f"19{50 + number}-03-0{number}" not in html
    assert "████████" in html
