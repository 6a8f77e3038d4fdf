"""A register of a query to a real PostgreSQL server that this test starts and stops."""

import os
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from withhold.cli.main import main

pytestmark = [pytest.mark.service("postgresql"), pytest.mark.xdist_group("postgresql")]
_FOLDERS = ("/usr/lib/postgresql/15/bin", "/usr/lib/postgresql/16/bin")
_PEOPLE = 20_000
_PASSWORD = "not-for-anybody"


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    """The address of a database with a table of people."""
    # A folder of its own: the one of the tests is not open to the account that the server runs under.
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        yield from _served(Path(folder))


def _served(folder: Path) -> Iterator[str]:
    programs = Path(next(name for name in _FOLDERS if os.path.exists(f"{name}/initdb")))
    account: dict[str, object] = {}
    password = folder / "password"
    password.write_text(_PASSWORD)
    if os.geteuid() == 0:
        # The server refuses to run as root.
        account = {"user": "postgres", "group": "postgres", "extra_groups": []}
        shutil.chown(folder, "postgres", "postgres")
        shutil.chown(password, "postgres", "postgres")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    data = folder / "data"
    made = [
        programs / "initdb",
        "-D",
        data,
        "-U",
        "owner",
        "-A",
        "scram-sha-256",
        "--pwfile",
        password,
        "-E",
        "UTF8",
    ]
    subprocess.run(made, check=True, capture_output=True, cwd=folder, **account)  # type: ignore[call-overload]
    settings = [
        "-c",
        "listen_addresses=127.0.0.1",
        "-c",
        f"unix_socket_directories={folder}",
        "-c",
        "fsync=off",
    ]
    server = subprocess.Popen(  # type: ignore[call-overload]
        [programs / "postgres", "-D", data, "-p", str(port), *settings],
        cwd=folder,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        **account,
    )
    try:
        where = f"postgresql://owner:{_PASSWORD}@127.0.0.1:{port}/postgres"
        _fill(where)
        yield where
    finally:
        server.terminate()
        server.wait(timeout=30)


def _fill(address: str) -> None:
    psycopg = pytest.importorskip("psycopg")
    for _ in range(100):
        try:
            connection = psycopg.connect(address)
            break
        except psycopg.OperationalError:
            time.sleep(0.1)
    else:
        pytest.fail("the database server did not start")
    with connection:
        connection.execute("CREATE TABLE person (id int, name text, born date, a_number text, reason text)")
        connection.execute(
            "INSERT INTO person SELECT n, 'Person' || chr(97 + n %% 26) || ' Family' || chr(97 + n %% 25), "
            "date '1950-01-01' + n, 'A' || (200000000 + n), 'asylum' FROM generate_series(1, %s) n",
            (_PEOPLE,),
        )
        connection.execute("INSERT INTO person VALUES (0, 'Amina Warsame', '1987-03-04', NULL, 'victim')")
    connection.close()


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    assert main(["register", "key", "key"]) == 0
    return tmp_path


_QUERY = 'SELECT id AS person_id, name, born, a_number AS "A-Number", reason AS protection FROM person'


def test_a_query_makes_a_register(address: str, place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    keys = ["--key-file", "key"]
    assert main(["register", "build", address, "--query", _QUERY, *keys, "-o", "r", "--jobs", "2"]) == 0
    capsys.readouterr()
    assert main(["register", "info", "r", *keys]) == 0
    assert f"people      {_PEOPLE + 1:,}" in capsys.readouterr().out
    (place / "list.csv").write_text('name,born\n"WARSAME, Amina",4.3.1987\n')
    assert main(["register", "match", "list.csv", "--register", "r", *keys, "--jobs", "1"]) == 10
    assert main(["register", "match", address, "--query", _QUERY, "--register", "r", *keys]) == 10


@pytest.mark.parametrize(
    "query",
    [
        "DELETE FROM person RETURNING name",
        "SELECT nothing FROM person",
        "DROP TABLE person",
        "SELECT name::int FROM person",
    ],
)
def test_a_query_can_change_nothing_and_its_error_shows_nothing(
    address: str, place: Path, capsys: pytest.CaptureFixture[str], query: str
) -> None:
    capsys.readouterr()
    assert main(["register", "build", address, "--query", query, "--key-file", "key", "-o", "r"]) == 2
    told = capsys.readouterr().err
    assert told.count("\n") == 1
    assert _PASSWORD not in told
    assert "Person" not in told
    assert not (place / "r").exists()
    counting = "SELECT name, count(*) OVER () AS case_number FROM person LIMIT 1"
    assert main(["register", "build", address, "--query", counting, "--key-file", "key", "-o", "r"]) == 0


def test_a_wrong_password_is_one_line(address: str, place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    capsys.readouterr()
    wrong = address.replace(_PASSWORD, "hunter2")
    assert main(["register", "build", wrong, "--query", _QUERY, "--key-file", "key", "-o", "r"]) == 2
    told = capsys.readouterr().err
    assert told.count("\n") == 1
    assert "hunter2" not in told
