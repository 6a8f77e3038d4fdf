"""The two main pages of the watch in a real browser, light and dark, wide and on a phone."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.core.management import call_command
from django.test import Client

from tests.console.browser import axe, screenshot
from tests.console.browser import browse as browse
from tests.console.conftest import SignIn
from tests.console.desk.making import CLAIMS, STAFF
from tests.console.watch.making import LIST, START, a_crawler, a_watched_site, another_list
from withhold.console.watch.models import PublicDocument, WatchedSite
from withhold.console.watch.sweeping import sweep_piece

pytestmark = [pytest.mark.service("chromium"), pytest.mark.django_db(transaction=True)]
_LOOKS = [
    {"color_scheme": "light", "viewport": {"width": 1100, "height": 900}},
    {"color_scheme": "dark", "viewport": {"width": 360, "height": 740}},
]


@pytest.fixture(scope="module", autouse=True)
def _static() -> None:
    """Before the server starts: it looks for the folder once."""
    Path(django_settings.STATIC_ROOT).mkdir(parents=True, exist_ok=True)
    call_command("collectstatic", interactive=False, verbosity=0)


@pytest.fixture
def site(tmp_path: Path, settings: Any) -> WatchedSite:
    made = a_watched_site(tmp_path, settings)
    crawler = a_crawler({f"{START}{number}.csv": another_list(number) for number in range(3)})
    crawler.unread[f"{START}locked.zip"] = "the server answered 500"
    assert sweep_piece(made, crawler)
    crawler.pages |= {LIST: CLAIMS, f"{START}imprint.csv": STAFF}
    assert sweep_piece(made, crawler)
    return made


@pytest.mark.parametrize("look", _LOOKS, ids=["light", "dark-phone"])
def test_the_pages_have_no_barrier_and_fit_a_phone(
    browse: Callable[..., Any], signed_in: SignIn, site: WatchedSite, live_server: Any, look: dict[str, Any]
) -> None:
    client = signed_in(Client(), site.added_by)
    page = browse(**look)
    name = django_settings.SESSION_COOKIE_NAME
    page.context.add_cookies([{"name": name, "value": client.cookies[name].value, "url": live_server.url}])
    document = PublicDocument.objects.get(url__isnull=False, decision="review")
    for shown, address in {
        "watch": "/watch/",
        "watch-site": f"/watch/{site.pk}/",
        "watch-document": f"/watch/documents/{document.pk}/",
        "watch-settings": f"/watch/{site.pk}/settings/",
        "watch-choice": f"/watch/{site.pk}/choice/",
    }.items():
        page.goto(address)
        page.wait_for_load_state("networkidle")
        assert page.get_by_role("heading", level=1).count() == 1
        assert axe(page) == []
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), address
        screenshot(page, f"{shown}-{look['color_scheme']}")
