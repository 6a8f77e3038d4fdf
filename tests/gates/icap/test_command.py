"""`withhold icap` as a process: what it says at its start, what it leaves behind at its end."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.gates.icap.client import Answer, reqmod, request, taken_apart
from withhold.cli.main import main

PEOPLE = "person_id,full_name,date_of_birth,protection\n1,Amina Warsame,1987-03-04,asylum\n"
REGISTERED = b"visitor,born\r\nWARSAME Amina,04.03.1987\r\n"
OTHER = b"visitor,born\r\nWARSAME Amina,09.08.1971\r\n"


@contextmanager
def gate(*arguments: str, inherited: int = 0) -> Iterator[tuple["subprocess.Popen[str]", int]]:
    """The server on a port that it chose."""
    command = [sys.executable, "-m", "withhold", "icap", "--listen", "127.0.0.1:0", "--jobs", "2", *arguments]
    process = subprocess.Popen(command, stderr=subprocess.PIPE, text=True, pass_fds=(inherited,))
    assert process.stderr is not None
    try:
        line = process.stderr.readline()
        assert "listening on icap://127.0.0.1:" in line, line
        yield process, int(line.split("127.0.0.1:")[1].split("/")[0])
    finally:
        process.terminate()
        process.wait(20)
        process.stderr.close()


def ask(port: int, body: bytes) -> Answer:
    with socket.create_connection(("127.0.0.1", port), timeout=60) as client:
        client.sendall(reqmod(request("PUT"), body, "Allow: 204"))
        client.shutdown(socket.SHUT_WR)
        wire = b""
        while block := client.recv(1 << 16):
            wire += block
    (answer,) = taken_apart(wire)
    return answer


def children(process: int) -> list[int]:
    """Every process below one."""
    found = []
    for task in Path(f"/proc/{process}/task").iterdir():
        for child in (task / "children").read_text().split():
            found += [int(child), *children(int(child))]
    return found


def gone(processes: list[int]) -> bool:
    for _ in range(200):
        if not any(_alive(process) for process in processes):
            return True
        time.sleep(0.05)
    return False


def _alive(process: int) -> bool:
    try:
        state = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0]
    except (FileNotFoundError, ProcessLookupError):
        return False
    return state != "Z"


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGKILL])
def test_nothing_is_left_behind(number: signal.Signals) -> None:
    with gate() as (process, port):
        assert ask(port, b"region,count\r\nNorth,4\r\n").status == 204
        below = children(process.pid)
        assert len(below) >= 5  # the nursery, two judges, a sandbox each
        process.send_signal(number)
        assert process.wait(20) == (-9 if number == signal.SIGKILL else 130)
        assert gone(below)


@pytest.mark.parametrize("source", ["file", "descriptor"])
def test_a_registered_person_does_not_pass(
    source: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "people.csv").write_text(PEOPLE)
    assert main(["register", "key", "key"]) == 0
    assert main(["register", "build", "people.csv", "--key-file", "key", "-o", "r", "--jobs", "1"]) == 0
    # A pipe gives the key once; every process that judges needs it.
    reading, writing = os.pipe()
    os.write(writing, (tmp_path / "key").read_bytes())
    os.close(writing)
    key = "key" if source == "file" else f"/dev/fd/{reading}"
    with gate("--register", "r", "--key-file", key, inherited=reading) as (process, port):
        os.close(reading)
        assert ask(port, OTHER).status == 204
        answer = ask(port, REGISTERED)
        assert answer.http.startswith(b"HTTP/1.1 403 ")
        assert answer.body is not None
        assert b"regist" not in answer.body.lower()
        process.terminate()
        assert process.stderr is not None
        log = process.stderr.read()
    assert "regist" not in log.lower()
    assert "Amina" not in log
    assert "stopped REQMOD" in log


@pytest.mark.parametrize(
    "arguments",
    [
        ["--listen", "nowhere"],
        ["--listen", "127.0.0.1:99999"],
        ["--listen", "127.0.0.1:0", "--jobs", "0"],
        ["--listen", "127.0.0.1:0", "--policy", "none-such"],
        ["--listen", "127.0.0.1:0", "--register", "none-such", "--key-file", "none-such"],
        ["--listen", "256.0.0.1:1344", "--jobs", "1"],
    ],
)
def test_what_cannot_be_used_is_told_in_one_line(arguments: list[str], tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "withhold", "icap", *arguments],
        capture_output=True,
        text=True,
        timeout=60,
        cwd=tmp_path,
        check=False,
    )
    assert (done.returncode, done.stdout) == (2, "")
    assert len(done.stderr.splitlines()) == 1, done.stderr


def test_a_port_in_use_is_told(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        command = ["icap", "--listen", f"127.0.0.1:{port}", "--jobs", "1"]
        done = subprocess.run(
            [sys.executable, "-m", "withhold", *command],
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
    assert done.returncode == 2
    assert str(port) in done.stderr
    assert os.linesep not in done.stderr.strip()
