"""The plugin in a real WordPress against a real console: nothing is stored that is not cleared."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.e2e.served_console import Served, served
from tests.e2e.wordpress_site import Site, _php, wordpress

pytestmark = [pytest.mark.service("wordpress", "mariadb")]

ROOT = Path(__file__).parents[2]
PLUGIN = ROOT / "integrations" / "wordpress" / "withhold"
PLAIN = b"Team,Visits\nNorth,12\nSouth,7\n"
PEOPLE = (
    "Full name,Date of birth,Nationality,Claim\n"
    "Juan Quispe Huamán,1987-03-04,Peru,asylum\nAleksei Vorontsov,1979-11-30,Russia,asylum\n"
).encode()
_PREPARE = """
import django
django.setup()
from tests.console.making import a_person
from withhold.console.access.interface import Operation
from withhold.console.access.tokens import make_token
from withhold.console.desk.models import Destination
from withhold.console.people.models import User
from withhold.console.people.roles import Role

admin, program = a_person(Role.ADMINISTRATOR), a_person(Role.EDITOR, name="Website")
User.objects.filter(pk=program.pk).update(is_program=True)
program.refresh_from_db()
Destination.objects.create(name="www.example.org", slug="www")
_, text = make_token(program, "site", [Operation.INSPECT, Operation.SEE_DESK], 30, admin, "for the site")
print(text)
"""
_CLEAR = """
import itertools
import django
django.setup()
from tests.console import making
from tests.console.making import a_person
from withhold.console.desk.clearing import ask, sign
from withhold.console.desk.models import Inspection
from withhold.console.people.roles import Role

making._numbers = itertools.count(100)  # beside those of the preparation
found = Inspection.objects.get(decision="withhold")
asked = ask(found, a_person(Role.EDITOR, name="Ben Example"), "The court ordered it")
for name in ("Carla Example", "Dana Example"):
    state = sign(asked.pk, a_person(Role.REVIEWER, name=name), "I read the order").state
print(state)
"""


@dataclass(frozen=True, slots=True)
class Stage:
    """A website with the plugin, the console behind it, and where held files wait."""

    site: Site
    console: Served
    token: Path
    held: Path

    def upload(self, name: str, content: bytes) -> tuple[int, dict[str, str]]:
        """Into the media library through the REST interface, as the block editor does."""
        status, _, reply = self.site.ask(
            "/wp/v2/media",
            "POST",
            content,
            Content_Type="text/csv",
            Content_Disposition=f'attachment; filename="{name}"',
        )
        return status, json.loads(reply)

    def stored(self, content: bytes) -> bool:
        """Whether these bytes lie anywhere below the site."""
        files = (
            path for path in (self.site.root / "site").rglob("*") if path.is_file() and not path.is_symlink()
        )
        return any(path.read_bytes() == content for path in files)


def told(home: Path, code: str) -> str:
    """What the console's own code prints."""
    environment = {
        **os.environ,
        "WITHHOLD_HOME": str(home),
        "DJANGO_SETTINGS_MODULE": "withhold.console.settings",
    }
    done = subprocess.run(
        [sys.executable, "-c", code], env=environment, cwd=ROOT, capture_output=True, text=True, check=True
    )
    return done.stdout.split("\n")[-2]


@pytest.fixture
def stage(tmp_path: Path) -> Iterator[Stage]:
    home, token, held = tmp_path / "home", tmp_path / "token", tmp_path / "held"
    held.mkdir(mode=0o700)
    with served(home, "--no-door") as console:
        token.write_text(told(home, _PREPARE))
        token.chmod(0o600)
        more = (
            f"define('WITHHOLD_URL', 'http://127.0.0.1:{console.port}');"
            f"define('WITHHOLD_TOKEN_FILE', '{token}'); define('WITHHOLD_DESTINATION', 'www.example.org');"
            f"define('WITHHOLD_HOLD_FOLDER', '{held}'); define('WP_ACCESSIBLE_HOSTS', '127.0.0.1');"
        )
        folder = tmp_path / "wordpress"
        folder.mkdir()
        with wordpress(folder, more, PLUGIN) as site:
            yield Stage(site, console, token, held)


def test_uploads_are_held_until_exactly_these_bytes_are_cleared(stage: Stage) -> None:
    status, entry = stage.upload("visits.csv", PLAIN)
    assert status == 201, entry
    assert stage.stored(PLAIN)

    status, entry = stage.upload("answer.csv", PEOPLE)
    assert status == 500
    assert "must not be public as it is" in entry["message"]
    assert f"http://127.0.0.1:{stage.console.port}/desk/inspections/" in entry["message"]
    assert not stage.stored(PEOPLE)
    [kept] = stage.held.iterdir()
    assert kept.read_bytes() == PEOPLE
    assert kept.stat().st_mode & 0o077 == 0

    release = "require ABSPATH . 'wp-load.php'; echo \\Withhold\\Held::release();"
    host = "$_SERVER['HTTP_HOST'] = '127.0.0.1'; $_SERVER['REQUEST_URI'] = '/';"
    assert _php(stage.site.root, "-r", host + release) == "0"
    assert not stage.stored(PEOPLE)
    assert told(stage.console.home, _CLEAR) == "cleared"
    assert _php(stage.site.root, "-r", host + release) == "1"
    assert stage.stored(PEOPLE)
    assert list(stage.held.iterdir()) == []

    other = PEOPLE.decode().replace("Juan", "Jorge")
    text = json.dumps(other, ensure_ascii=False)  # the same as PHP writes a text in double quotes
    bits = f"require ABSPATH . 'wp-load.php'; $done = wp_upload_bits('b.csv', null, {text});"
    assert (
        _php(stage.site.root, "-r", f"{host}{bits} echo $done['error'] ? 'stopped' : 'stored';") == "stopped"
    )

    stage.token.chmod(0o644)
    status, entry = stage.upload("more.csv", PLAIN + b"West,3\n")
    assert status == 500
    assert "chmod 600" in entry["message"]
    stage.token.chmod(0o600)
    stage.console.end()
    status, entry = stage.upload("more.csv", PLAIN + b"West,3\n")
    assert status == 500
    assert "does not answer" in entry["message"]
    assert not stage.stored(PLAIN + b"West,3\n")
