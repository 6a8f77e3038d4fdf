"""`python -m withhold_holds`: exit 0 means act, and nothing else does."""

import json
import os
import stat
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from tests.integrations.python_holds.service import CONSUMER, Service, serve

PACKAGE = Path(__file__).parents[3] / "integrations" / "python-holds"
HELD = {"kind": "alien_number", "value": "A219876543"}
NOT_HELD = {"kind": "alien_number", "value": "A200000017"}


def person(number: dict[str, str]) -> str:
    name, birth = ("Marisela Quintanilla", "1987-03-04") if number is HELD else ("Ana Duarte", "1990-05-17")
    return json.dumps({"name": name, "date_of_birth": birth, "identifiers": [number]})


def run(settings: dict[str, str], *arguments: str, told: str = "") -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "withhold_holds", *arguments],
        input=told,
        capture_output=True,
        text=True,
        timeout=60,
        cwd=PACKAGE,
        env={"PATH": os.environ["PATH"], **settings},
    )


@pytest.fixture
def settings(tmp_path: Path) -> Iterator[dict[str, str]]:
    made = Service()
    made.hold("held", "Marisela Quintanilla", "1987-03-04", HELD["value"])
    server, url = serve(made)
    key = tmp_path / "holds.pem"
    key.write_bytes(made.consumer_key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    yield {
        "WITHHOLD_HOLDS_URL": f"{url}/t",
        "WITHHOLD_HOLDS_CONSUMER": CONSUMER,
        "WITHHOLD_HOLDS_KEY": str(key),
        "WITHHOLD_HOLDS_SERVICE_KEY": made.key.public_key,
    }
    server.shutdown()
    server.server_close()


def test_asking(settings: dict[str, str]) -> None:
    assert run(settings, "ask", "removal", told=person(NOT_HELD)).returncode == 0
    held = run(settings, "ask", "removal", told=person(HELD))
    assert (held.returncode, held.stdout) == (10, "do not act\n")
    assert run(settings, "report", "release", told=person(HELD)).returncode == 0
    assert run(settings, "heartbeat").returncode == 0


def test_favourable_needs_nothing() -> None:
    done = run({}, "ask", "medical_care")
    assert (done.returncode, done.stdout) == (0, "act\n")


@pytest.mark.parametrize("told", ["", "[]", "{", '{"name": "Marisela"}', json.dumps({"name": HELD})])
def test_what_is_no_person_is_not_acted_on_nor_shown(settings: dict[str, str], told: str) -> None:
    done = run(settings, "ask", "removal", told=told)
    assert done.returncode == 2
    assert "Marisela" not in done.stderr
    assert "Traceback" not in done.stderr


def test_no_settings_and_no_such_action(settings: dict[str, str]) -> None:
    assert run({}, "ask", "removal", told=person(NOT_HELD)).returncode == 2
    assert run(settings, "ask", "deportation", told=person(NOT_HELD)).returncode == 2
    stopped = settings | {"WITHHOLD_HOLDS_URL": "http://127.0.0.1:1"}
    done = run(stopped, "ask", "removal", told=person(NOT_HELD))
    assert (done.returncode, done.stdout) == (10, "do not act\n")
    assert "no connection" in done.stderr


def test_a_key_is_made_once(tmp_path: Path) -> None:
    file = tmp_path / "key.pem"
    assert run({}, "key", str(file)).returncode == 0
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    before = file.read_bytes()
    assert run({}, "key", str(file)).returncode == 2
    assert file.read_bytes() == before
