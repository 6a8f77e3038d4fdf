"""Backup and restore of whole installations, by the command, on both databases."""

import json
import os
import subprocess
import sys
import tarfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest

from tests.postgres import Server, served


class Installation:
    """A home, and the commands that are run on it."""

    def __init__(self, home: Path, database: str = "") -> None:
        self.home = home
        self.environment = {
            **{name: value for name, value in os.environ.items() if name != "WITHHOLD_TEST_DATABASE"},
            "WITHHOLD_HOME": str(home),
            "DJANGO_SETTINGS_MODULE": "withhold.console.settings",
        }
        home.mkdir(mode=0o700)
        if database:
            (home / "console.toml").touch(0o600)
            (home / "console.toml").write_text(f'[database]\nurl = "{database}"\n')

    def serve(self, *arguments: object) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-c", "import sys; from withhold.cli.main import main; sys.exit(main())"]
        return self._run([*command, "serve", *map(str, arguments)])

    def command(self, *arguments: str) -> list[str]:
        return [sys.executable, "-m", "tests.console.operation.making_installation", *arguments]

    def contents(self, *arguments: str) -> dict[str, Any]:
        done = self._run(self.command(*arguments))
        assert done.returncode == 0, done.stderr
        found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
        return found

    def _run(self, command: list[str]) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            command, env=self.environment, capture_output=True, text=True, check=False, timeout=120
        )


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    with served() as server:
        yield server


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.service("postgresql"))])
def pair(request: pytest.FixtureRequest, tmp_path: Path) -> tuple[Installation, Installation]:
    """An installation, and a new home of the same kind."""
    if request.param == "sqlite":
        return Installation(tmp_path / "old"), Installation(tmp_path / "new")
    server: Server = request.getfixturevalue("server")
    with psycopg.connect(server.address, autocommit=True) as connection:
        for name in ("old", "new"):
            connection.execute(f"DROP DATABASE IF EXISTS {name}")
            connection.execute(f"CREATE DATABASE {name}")
    base = server.address.rpartition("/")[0]
    return Installation(tmp_path / "old", f"{base}/old"), Installation(tmp_path / "new", f"{base}/new")


def a_key(folder: Path) -> tuple[str, Path]:
    import pyrage

    identity = pyrage.x25519.Identity.generate()
    file = folder / "age.key"
    file.write_text(f"# a key\n{identity}\n")
    return str(identity.to_public()), file


def test_every_row_and_every_file_comes_back(pair: tuple[Installation, Installation], tmp_path: Path) -> None:
    old, new = pair
    before = old.contents()
    assert all(count for count, _ in before["rows"].values()), "a table without rows proves nothing"
    evidence = old.home / "cases" / "abc" / "evidence"
    evidence.mkdir(parents=True)
    (evidence / "preserved.age").write_bytes(os.urandom(3 << 20))
    public, identity = a_key(tmp_path)
    done = old.serve("backup", tmp_path / "b", "--recipient", public)
    assert done.returncode == 0, done.stderr
    assert "keys" in done.stderr
    done = new.serve("restore", tmp_path / "b", "--identity", identity, "--keys", old.home / "keys")
    assert done.returncode == 0, done.stderr
    after = new.contents()
    assert after["rows"] == before["rows"]
    assert after["entries"][: len(before["entries"])] == before["entries"]
    assert len(after["entries"]) == len(before["entries"]) + 1, "and the entry that says so"
    copied = new.home / "cases" / "abc" / "evidence" / "preserved.age"
    assert copied.read_bytes() == (evidence / "preserved.age").read_bytes()
    assert not list(old.home.glob(".backup-*"))
    assert {path.stat().st_mode & 0o077 for path in new.home.rglob("*")} == {0}


def test_a_backup_while_people_work_is_of_one_moment(
    pair: tuple[Installation, Installation], tmp_path: Path
) -> None:
    old, new = pair
    old.contents()
    writer = subprocess.Popen(old.command("6"), env=old.environment, stdout=subprocess.DEVNULL)
    try:
        done = old.serve("backup", tmp_path / "b", "--unsafe-plain", "--with-keys")
        assert writer.poll() is None, "nobody worked meanwhile"
    finally:
        assert writer.wait(60) == 0
    assert done.returncode == 0, done.stderr
    done = new.serve("restore", tmp_path / "b")
    assert done.returncode == 0, done.stderr


def test_a_damaged_backup_leaves_the_new_home_as_it_was(tmp_path: Path) -> None:
    old, new = Installation(tmp_path / "old"), Installation(tmp_path / "new")
    old.contents()
    assert old.serve("backup", tmp_path / "b", "--unsafe-plain", "--with-keys").returncode == 0
    content = bytearray((tmp_path / "b").read_bytes())
    with tarfile.open(tmp_path / "b") as archive:
        member = archive.getmember("database/console.sqlite3")
    content[member.offset_data + member.size // 2] ^= 1
    (tmp_path / "damaged").write_bytes(content)
    done = new.serve("restore", tmp_path / "damaged")
    assert (done.returncode, len(done.stderr.splitlines())) == (2, 1), done.stderr
    assert not list(new.home.iterdir())
    assert not list(tmp_path.glob(".new*"))


def test_what_cannot_be_restored_is_told_in_one_line(tmp_path: Path) -> None:
    old, new = Installation(tmp_path / "old"), Installation(tmp_path / "new")
    old.contents()
    public, identity = a_key(tmp_path)
    assert old.serve("backup", tmp_path / "b", "--recipient", public).returncode == 0
    (tmp_path / "rubbish").write_bytes(b"rubbish" * 1000)
    for arguments, told in (
        ([tmp_path / "b"], "--identity"),
        ([tmp_path / "b", "--identity", identity], "--keys"),
        ([tmp_path / "rubbish"], "damaged"),
        ([tmp_path / "missing"], "missing"),
    ):
        done = new.serve("restore", *arguments)
        assert (done.returncode, told in done.stderr, len(done.stderr.splitlines())) == (2, True, 1), done
    done = old.serve("restore", tmp_path / "b")
    assert (done.returncode, "in use" in done.stderr) == (2, True)
    done = old.serve("backup", tmp_path / "b", "--unsafe-plain")
    assert (done.returncode, "exists" in done.stderr) == (2, True)
    assert old.serve("backup", tmp_path / "c").returncode == 2
