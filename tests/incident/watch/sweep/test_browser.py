"""Chromium is run with an argument list, reaches own hosts only, and never hides that it failed."""

import stat
from pathlib import Path

import pytest

from withhold.domain.errors import UsageError
from withhold.incident.watch.sweep import browser
from withhold.incident.watch.sweep.browser import Chromium, is_rendered

HOSTS = frozenset({"www.example.org", "files.example.org:8080"})


def program(folder: Path, script: str) -> None:
    """Stands in for Chromium."""
    file = folder / "chromium"
    file.write_text(f"#!/bin/sh\n{script}\n")
    file.chmod(file.stat().st_mode | stat.S_IXUSR)


@pytest.fixture
def path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")
    return tmp_path


def test_without_chromium_one_line_says_what_to_do(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(UsageError, match="install the package chromium"):
        Chromium(HOSTS)


def test_only_own_hosts_are_resolved(path: Path) -> None:
    program(path, 'for one in "$@"; do echo "$one"; done')
    addresses = {"www.example.org": "10.1.0.5:8080", "elsewhere.example.net": "10.1.0.6"}
    page = Chromium(HOSTS, addresses).render("http://www.example.org/a;b?c='d'&e#rendered")
    given = page.content.decode().splitlines()
    (rules,) = [one for one in given if one.startswith("--host-resolver-rules=")]
    assert rules.partition("=")[2].split(", ") == [
        "MAP www.example.org 10.1.0.5:8080", "MAP * ~NOTFOUND", "EXCLUDE files.example.org"
    ]  # fmt: skip
    assert given[-1] == "http://www.example.org/a;b?c='d'&e"


@pytest.mark.parametrize(
    ("script", "trouble"),
    [("exit 3", "failed"), ("exit 0", "made no page"), ("sleep 60", "did not come to an end")],
)
def test_what_fails_is_told(path: Path, monkeypatch: pytest.MonkeyPatch, script: str, trouble: str) -> None:
    monkeypatch.setattr(browser, "_SECONDS", 0.5)
    program(path, script)
    page = Chromium(HOSTS).render("http://www.example.org/")
    assert trouble in page.trouble
    assert page.content == b""


def test_what_scripts_asked_for_is_read_from_the_log(path: Path) -> None:
    program(
        path,
        'for one in "$@"; do case $one in --log-net-log=*) cat > "${one#--log-net-log=}" <<"END"\n'
        '{"constants": {}, "events": [\n'
        '{"params":{"method":"GET","url":"http://www.example.org/api?page=1"},"type":1},\n'
        '{"params":{"method":"POST","url":"http://www.example.org/save"},"type":1},\n'
        '{"params":{"method":"GET","url":"http://www.example.org/cut of\n'
        "END\n;; esac; done; echo '<html></html>'",
    )
    assert Chromium(HOSTS).render("http://www.example.org/").requested == (
        "http://www.example.org/api?page=1",
    )


def test_nothing_of_the_profile_stays(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    temporary = path / "temporary"
    temporary.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(temporary))
    program(path, 'mkdir -p "$HOME/profile"; echo personal > "$HOME/profile/x"; echo "<html></html>"')
    assert Chromium(HOSTS).render("http://www.example.org/").trouble == ""
    assert list(temporary.iterdir()) == []


def test_the_mark_of_a_rendered_page_is_no_address_of_its_own() -> None:
    assert is_rendered("http://www.example.org/#rendered")
    assert not is_rendered("http://www.example.org/")
