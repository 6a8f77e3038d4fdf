"""Translations in a real browser: a file that came back is read, is a draft, and is found among the texts."""

import pytest
from playwright.sync_api import FilePayload, expect

from tests.console.browser import browse as browse
from tests.console.making import a_person
from tests.console.notices.test_importing import came_back
from tests.e2e.test_console_answering import Enter, sound
from tests.e2e.test_console_answering import enter as enter
from withhold.console.people.roles import Role

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.service("chromium")]


@pytest.mark.parametrize("width", [1000, 320])
def test_a_translation_comes_back_and_is_read_from_right_to_left(enter: Enter, width: int) -> None:
    page = enter(a_person(Role.REVIEWER, name="Rita Reader"), viewport={"width": width, "height": 900})
    page.goto("/notices/texts/")
    sound(page)
    page.get_by_role("link", name="Translations out and in").click()
    sound(page)
    file = FilePayload(name="person-any-ur.xlf", mimeType="application/xliff+xml", buffer=came_back("ur"))
    page.get_by_label("The translated file").set_input_files(file)
    page.get_by_role("button", name="Check it, and keep it as a draft").click()
    expect(page.get_by_role("heading", name="Person: Urdu")).to_be_visible()
    assert page.locator("[lang=ur]").first.evaluate("one => getComputedStyle(one).direction") == "rtl"
    sound(page)
    page.get_by_role("button", name="I read this language").click()
    page.get_by_role("link", name="All texts").click()
    page.get_by_label("Language").select_option("ur")
    page.get_by_role("button", name="Show these").click()
    expect(page.get_by_text("1 of 7 versions signed")).to_be_visible()
