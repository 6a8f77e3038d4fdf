"""With the database or the disk away: pages say so, nothing is marked done, work goes on when it is back."""

import http.cookiejar
import re
import resource
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.console.outbox.mail_server import Behaviour, mail_server
from tests.e2e.served_console import Served, served
from tests.postgres import Server
from tests.postgres import served as postgresql

_ACCOUNT = {"name": "Ada Example", "email": "ada@example.org", "password": "seven quiet herons sleeping"}


class Browser:
    """Cookies, and forms that are sent back with what the page put into them."""

    def __init__(self) -> None:
        cookies = urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar())
        self._opener = urllib.request.build_opener(cookies)

    def ask(self, url: str, data: dict[str, str] | None = None) -> tuple[int, str, str]:
        """Status, where it ended, and the page."""
        body = urllib.parse.urlencode(data).encode() if data else None
        headers = {"Referer": url}
        try:
            with self._opener.open(urllib.request.Request(url, body, headers), timeout=60) as answer:
                return answer.status, answer.url, answer.read().decode()
        except urllib.error.HTTPError as error:
            with error:
                return error.code, error.url or "", error.read().decode()


def token(page: str) -> str:
    found = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)
    assert found
    return found.group(1)


@pytest.fixture
def server() -> Iterator[Server]:
    with postgresql() as server:
        yield server


@pytest.mark.service("postgresql")
def test_a_database_that_stops_is_told_and_work_goes_on_when_it_is_back(
    server: Server, tmp_path: Path
) -> None:
    home = tmp_path / "home"
    home.mkdir(mode=0o700)
    (home / "console.toml").write_text(f'[database]\nurl = "{server.address}"\n')
    with served(home, "--no-door") as installation:
        link, browser = installation.setup_link(), Browser()
        status, _, page = browser.ask(link)
        assert status == 200
        server.stop()
        filled = {**_ACCOUNT, "csrfmiddlewaretoken": token(page)}
        status, _, told = browser.ask(link, filled)
        assert (status, "Nothing that you just asked for was done" in told) == (503, True)
        assert installation.get("/outbox/")[0] in (302, 503)
        status, _, headers = installation.get(urllib.parse.urlsplit(link).path)
        assert (status, headers["Retry-After"]) == (503, "10")
        installation.until(lambda: "database" in installation.unwell(), "health did not see it")
        server.start()
        installation.until(lambda: not installation.unwell(), "it did not become well again")
        status, where, _ = browser.ask(link, filled)
        assert (status, "2fa" in where) == (200, True), "what was refused can be done now"
        assert Browser().ask(link)[0] == 404, "and once only"
    assert "seven quiet herons" not in installation.told()
    assert "Traceback" not in installation.told()


def test_a_full_disk_is_told_and_nothing_is_half_done(tmp_path: Path) -> None:
    with served(tmp_path / "home", "--no-door") as installation:
        link, browser = installation.setup_link(), Browser()
        filled = {**_ACCOUNT, "csrfmiddlewaretoken": token(browser.ask(link)[2])}
        _, hard = _limit(installation, 4096)
        status, _, told = browser.ask(link, filled)
        assert (status, "Nothing that you just asked for was done" in told) == (503, True)
        installation.until(lambda: "database" in installation.unwell(), "health did not see it")
        _limit(installation, hard)
        installation.until(lambda: not installation.unwell(), "it did not become well again")
        assert browser.ask(link)[0] == 200, "the link was not used up"
        status, where, _ = browser.ask(link, filled)
        assert (status, "2fa" in where) == (200, True)


def _limit(installation: Served, size: int) -> tuple[int, int]:
    """No file of the console's process may grow beyond it: what a full disk looks like to it."""
    pid = installation.pids()["console"]
    before = resource.prlimit(pid, resource.RLIMIT_FSIZE)
    resource.prlimit(pid, resource.RLIMIT_FSIZE, (size, before[1]))
    return before


def test_a_mail_server_that_is_down_loses_nothing(tmp_path: Path) -> None:
    behaviour = Behaviour()
    with mail_server(behaviour) as port:
        pass
    home = tmp_path / "home"
    home.mkdir(mode=0o700)
    (home / "console.toml").write_text(
        f'[mail]\nhost = "127.0.0.1"\nport = {port}\nsecurity = "none"\nfrom = "office@example.org"\n'
    )
    with served(home, "--no-door") as installation:
        link, browser = installation.setup_link(), Browser()
        filled = {**_ACCOUNT, "csrfmiddlewaretoken": token(browser.ask(link)[2])}
        assert browser.ask(link, filled)[0] == 200
        reset = f"http://127.0.0.1:{installation.port}/accounts/password/reset/"
        other = Browser()
        asked = {"email": _ACCOUNT["email"], "csrfmiddlewaretoken": token(other.ask(reset)[2])}
        assert other.ask(reset, asked)[0] == 200
        assert not installation.unwell()
        with mail_server(behaviour, port):
            installation.until(lambda: behaviour.taken, "the mail did not come")
            installation.until(lambda: not installation.unwell(), "well")
    assert len(behaviour.taken) == 1
