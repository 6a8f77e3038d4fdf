"""`withhold serve` as people run it: one command, nothing configured, everything ends with it."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.e2e.served_console import Served, served
from withhold.cli.main import main


def _alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def test_one_command_and_it_works_and_ends(tmp_path: Path) -> None:
    with served(tmp_path / "home") as installation:
        assert installation.get("/accounts/login/")[0] == 200
        installation.until(lambda: installation.get("/healthz", door=True)[0] == 200, "the door")
        assert installation.get(installation.setup_link().partition(f":{installation.port}")[2])[0] == 200
        pids = installation.pids()
        assert {"console", "door", "worker 1"} <= set(pids)
        _no_way_from_the_door(installation, pids["door"])
        assert installation.end() == 0
        assert not [pid for pid in pids.values() if _alive(pid)]
    assert {path.stat().st_mode & 0o077 for path in [tmp_path / "home", *(tmp_path / "home").rglob("*")]} == {
        0
    }
    assert "Traceback" not in installation.told()


def _no_way_from_the_door(installation: Served, pid: int) -> None:
    """Its environment names nothing of the console's."""
    environment = Path(f"/proc/{pid}/environ").read_bytes().decode().split("\0")
    names = {line.partition("=")[0] for line in environment}
    assert "WITHHOLD_HOME" not in names
    assert "DJANGO_SETTINGS_MODULE=withhold.console.door.settings" in environment
    assert f"WITHHOLD_DOOR_HOME={installation.home}/door" in environment


def test_a_process_that_dies_is_started_again_and_told(tmp_path: Path) -> None:
    with served(tmp_path / "home", "--no-door") as installation:
        before = installation.pids()
        os.kill(before["worker 1"], signal.SIGKILL)
        installation.until(lambda: "the worker 1 ended by itself" in installation.told(), "it was not told")
        installation.until(
            lambda: installation.pids()["worker 1"] not in (None, before["worker 1"]), "it was not started"
        )
        installation.until(lambda: not installation.unwell(), "it did not become well")
        after = installation.pids()
        assert after["console"] == before["console"]


def test_children_end_with_a_command_that_was_killed(tmp_path: Path) -> None:
    with served(tmp_path / "home", "--no-door") as installation:
        pids = installation.pids()
        installation.process.kill()
        installation.process.wait(30)
        deadline = time.monotonic() + 30
        while any(_alive(pid) for pid in pids.values()):
            assert time.monotonic() < deadline
            time.sleep(0.1)


def test_two_that_start_at_once_make_one_installation(tmp_path: Path) -> None:
    second = Served(tmp_path / "home", "--worker-only")
    try:
        with served(tmp_path / "home", "--no-door") as first:
            second.until(second.pids, "the second did not start")
            assert not set(first.pids().values()) & set(second.pids().values())
    finally:
        assert second.end() == 0
    assert "crashed" not in first.told()
    assert not list((tmp_path / "home" / "processes").iterdir())


def test_the_checks_of_a_new_home_say_that_nothing_is_set_up_yet(tmp_path: Path) -> None:
    (tmp_path / "home").mkdir(mode=0o700)
    environment = {**os.environ, "WITHHOLD_HOME": str(tmp_path / "home")}
    environment.pop("WITHHOLD_TEST_DATABASE", None)
    command = [sys.executable, "-m", "withhold", "serve", "check"]
    told = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=60)
    assert told.returncode == 2
    assert "nothing is set up here yet" in told.stdout
    assert "1 error, 2 warnings" in told.stderr


@pytest.mark.parametrize(
    ("settings", "named"),
    [
        ("colour = 1", "colour"),
        ("[mail]\nhost = 'mail.example.org'", "from"),
        ("[database]\nurl = 'postgresql://user:secret-word@db.example.org/name'", "password_file"),
        ("hosts = 'console.example.org'", "hosts"),
        ("base_url = 'http://console.example.org'\nhosts = ['console.example.org']", "https://"),
    ],
)
def test_what_is_wrong_in_the_settings_is_told_by_name(tmp_path: Path, settings: str, named: str) -> None:
    (tmp_path / "home").mkdir(mode=0o700)
    (tmp_path / "home" / "console.toml").write_text(settings)
    installation = Served(tmp_path / "home", "--no-door")
    assert installation.process.wait(60) == 2
    assert named in installation.told()
    assert "secret-word" not in installation.told()
    assert "Traceback" not in installation.told()


@pytest.mark.parametrize(
    "arguments",
    [
        ["--port", "0"],
        ["--port", "70000"],
        ["--door-only", "--worker-only"],
        ["--port", "81", "--door-port", "81"],
    ],
)
def test_wrong_options_are_refused(
    tmp_path: Path, arguments: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("WITHHOLD_HOME", str(tmp_path / "home"))
    with pytest.raises((SystemExit, _Refused)) as error:
        _refused(arguments)
    assert error.value.args == (2,)
    assert not (tmp_path / "home").exists()


class _Refused(Exception):
    """An exit code that the command returned, where argparse would have ended the process."""


def _refused(arguments: list[str]) -> None:
    raise _Refused(main(["serve", *arguments]))
