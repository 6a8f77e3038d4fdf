"""The process that reads foreign bytes never holds the key: neither its environment nor its memory."""

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from withhold.inspection.keys import key_at
from withhold.inspection.run import Run
from withhold.inspection.with_register import RegisterFile
from withhold.policy.load import load_policy
from withhold.signing.keys import KeyUnusable, write_key

NAME = "WITHHOLD_TEST_KEY"
ROW = re.compile(r"([0-9a-f]+)-([0-9a-f]+) (r\S+)")


def children() -> set[int]:
    """The processes that this one started and that still run."""
    found = set()
    for task in Path("/proc/self/task").iterdir():
        found |= {int(number) for number in (task / "children").read_text().split()}
    return found


def memory_of(pid: int) -> Iterator[bytes]:
    """What is in the readable memory of a process."""
    with open(f"/proc/{pid}/mem", "rb", buffering=0) as memory:
        for row in Path(f"/proc/{pid}/maps").read_text().splitlines():
            match = ROW.match(row)
            if match is None or row.endswith(("[vvar]", "[vsyscall]", "[vvar_vclock]")):
                continue
            start, end = int(match[1], 16), int(match[2], 16)
            try:
                memory.seek(start)
                yield memory.read(end - start)
            except OSError:
                # Reserved without being backed by anything: there is nothing to read.
                continue


def holds(pid: int, *secrets: bytes) -> bool:
    return any(secret in region for region in memory_of(pid) for secret in secrets)


@pytest.mark.parametrize("source", ["file", "variable"])
def test_the_readers_process_never_has_the_key(
    source: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, register_path: Path
) -> None:
    digits = (register_path.parent / "key").read_text().strip()
    where = str(register_path.parent / "key")
    if source == "variable":
        monkeypatch.setenv(NAME, digits)
        where = f"env:{NAME}"
    run = Run(load_policy(["default"], None), register=RegisterFile(str(register_path), where))
    run.engine()
    before = children()
    with closing(run.inspector()) as inspector:
        readers = children() - before
        assert readers
        assert inspector.register is not None
        (tmp_path / "a.txt").write_text("Muhammad Karimi, born 16 May 1990")
        assert inspector.inspect_path(str(tmp_path / "a.txt")).people.registered == 1
        secrets = (digits.encode(), bytes.fromhex(digits))
        assert holds(os.getpid(), digits.encode()) or holds(os.getpid(), bytes.fromhex(digits))
        for pid in readers:
            assert digits.encode() not in Path(f"/proc/{pid}/environ").read_bytes()
            try:
                assert not holds(pid, *secrets)
            except PermissionError:
                pytest.skip("this user may not look into the memory of the isolated process")


@pytest.fixture
def register_path(tmp_path: Path) -> Path:
    """A register of one person, its key beside it."""
    (tmp_path / "people.csv").write_text(
        "person_id,full_name,date_of_birth,protection\n1,Mohammed Karimi,1990-05-16,asylum\n"
    )
    write_key(str(tmp_path / "key"))
    command = [sys.executable, "-m", "withhold", "register", "build", str(tmp_path / "people.csv")]
    options = ["--key-file", str(tmp_path / "key"), "-o", str(tmp_path / "register")]
    subprocess.run([*command, *options], check=True, capture_output=True)
    return tmp_path / "register"


def test_a_pipe_is_read_once_and_a_file_each_time(tmp_path: Path) -> None:
    write_key(str(tmp_path / "key"))
    reading, writing = os.pipe()
    os.write(writing, (tmp_path / "key").read_bytes())
    os.close(writing)
    first = key_at(f"/dev/fd/{reading}")
    assert key_at(f"/dev/fd/{reading}") is first
    os.close(reading)
    assert key_at(str(tmp_path / "key")) is not key_at(str(tmp_path / "key"))
    with pytest.raises(KeyUnusable):
        key_at(str(tmp_path / "none"))
