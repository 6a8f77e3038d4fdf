"""The pieces of the look, as a real browser and axe see them."""

import re
from typing import Any

import pytest

from tests.console.browser import Browse, axe, screenshot

pytestmark = [pytest.mark.service("chromium"), pytest.mark.django_db(transaction=True)]

_LOOKS: dict[str, dict[str, Any]] = {
    "light": {},
    "dark": {"color_scheme": "dark"},
    "phone": {"viewport": {"width": 320, "height": 640}},
    "dark-phone": {"color_scheme": "dark", "viewport": {"width": 320, "height": 640}},
    "contrast": {"forced_colors": "active"},
    "dark-contrast": {"forced_colors": "active", "color_scheme": "dark"},
}


@pytest.fixture(autouse=True)
def _only_the_gallery(settings: Any) -> None:
    settings.ROOT_URLCONF = "tests.console.look.gallery"


@pytest.mark.parametrize("look", _LOOKS)
def test_every_piece_is_accessible(browse: Browse, look: str) -> None:
    page = browse(**_LOOKS[look])
    for query in ("", "?wrong"):
        page.goto(f"/{query}")
        assert axe(page) == [], query
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), query
        screenshot(page, f"look-{look}{'-wrong' if query else ''}")


def test_from_right_to_left(browse: Browse, settings: Any) -> None:
    settings.LANGUAGE_CODE = "ar"
    page = browse(locale="ar", viewport={"width": 900, "height": 900})
    page.goto("/")
    assert page.locator("html").get_attribute("dir") == "rtl"
    window = page.evaluate("innerWidth")
    assert page.evaluate("getComputedStyle(document.querySelector('h1')).textAlign") in ("start", "right")
    name = page.locator(".wh-header__name").bounding_box()
    assert name is not None
    assert name["x"] > window / 2
    assert axe(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    screenshot(page, "look-rtl")


def test_without_javascript_the_numbers_are_there(browse: Browse) -> None:
    page = browse(java_script_enabled=False)
    page.goto("/")
    assert not page.locator("canvas").first.is_visible()
    page.get_by_text("The numbers as a table").first.click()
    assert page.get_by_role("table", name="Hours until found").is_visible()
    screenshot(page, "look-no-script")


def test_a_printed_page_has_what_it_says_and_nothing_to_press(browse: Browse) -> None:
    page = browse()
    page.goto("/")
    page.emulate_media(media="print")
    assert page.get_by_text("This must not be published").is_visible()
    assert not page.get_by_role("navigation", name="Main").is_visible()
    assert page.get_by_role("button").filter(visible=True).count() == 0
    assert page.get_by_text("From the first moment it could be fetched.").is_visible()
    screenshot(page, "look-print")


def test_the_reader_chooses_light_or_dark_and_it_stays(browse: Browse) -> None:
    page = browse()
    page.goto("/")
    light = page.evaluate("getComputedStyle(document.body).backgroundColor")
    page.get_by_role("button", name="Light or dark").click()
    dark = page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert dark != light
    page.reload()
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == dark
    assert axe(page) == []
    page.emulate_media(media="print")
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == light


def test_an_error_leads_to_its_field(browse: Browse) -> None:
    page = browse()
    page.goto("/?wrong")
    summary = page.get_by_role("alert").filter(has_text="There is a problem")
    links = summary.get_by_role("link").all()
    assert len(links) == 8
    for link in links:
        link.click()
        focused = page.evaluate("document.activeElement.tagName")
        assert focused in ("INPUT", "SELECT", "TEXTAREA"), link.text_content()


def test_a_part_is_replaced_without_errors(browse: Browse) -> None:
    page = browse()
    page.goto("/")
    page.get_by_role("button", name="Look again").click()
    page.get_by_text("Done at last").wait_for()
    assert page.locator("canvas").count() == 3
    started = page.locator("#more[data-govuk-checkboxes-init]")
    started.wait_for(state="attached")  # the design system's behaviour begins in new parts too


def test_a_part_that_asks_again_does_so_without_errors(browse: Browse) -> None:
    page = browse()
    page.goto("/")
    page.get_by_text(re.compile(r"Asked (?!0|1 )\d+ times")).wait_for()


@pytest.mark.parametrize("language", ["en", "ar"])
@pytest.mark.parametrize("width", [1280, 360])
def test_header_navigation_page_and_footer_begin_on_one_line(
    browse: Browse, settings: Any, language: str, width: int
) -> None:
    settings.LANGUAGE_CODE = language
    page = browse(locale=language, viewport={"width": width, "height": 800})
    page.goto("/")
    edges = page.evaluate(
        """[".wh-header__inside", ".wh-navigation ul", "main", ".wh-footer__inside"].map(one => {
             const box = document.querySelector(one).getBoundingClientRect();
             return [Math.round(box.left), Math.round(box.right)];
           })"""
    )
    assert len(edges) == 4
    assert all(edge == edges[0] for edge in edges), edges
    entries = page.evaluate(
        """["header .wh-header__name", "nav.wh-navigation a", "h1", "footer span"].map(one => {
             const box = document.querySelector(one).getBoundingClientRect();
             return Math.round(document.dir === "rtl" ? box.right : box.left);
           })"""
    )
    assert set(entries) == {edges[0][1] if language == "ar" else edges[0][0]}


def test_a_chart_of_many_bars_has_room_for_all_their_names(browse: Browse) -> None:
    page = browse(viewport={"width": 360, "height": 800})
    page.goto("/")
    canvas = page.locator("canvas").nth(2)
    height = canvas.bounding_box()
    assert height is not None
    assert height["height"] / 22 >= 16
    shown = canvas.evaluate("one => Chart.getChart(one).scales.y.ticks.map(tick => tick.label)")
    assert shown == [f"Kind {number} of file" for number in range(1, 23)]
