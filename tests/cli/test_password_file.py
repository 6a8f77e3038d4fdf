"""`--password-file`: from the file to the sandboxed reader, and nowhere else."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.readers.test_passwords import locked_zip

_RIGHT = "Grünspan 7"


def check(*arguments: object) -> "subprocess.CompletedProcess[bytes]":
    command = [sys.executable, "-m", "withhold", "check", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, timeout=120)


@pytest.fixture
def files(tmp_path: Path) -> Path:
    (tmp_path / "locked.zip").write_bytes(locked_zip("aes256"))
    (tmp_path / "words").write_text(f"wrong\n\n{_RIGHT}\n")
    (tmp_path / "words").chmod(0o600)
    return tmp_path


def test_a_locked_archive_is_read(files: Path) -> None:
    arguments = (files / "locked.zip", "--format", "json")
    (told,) = json.loads(check(*arguments).stdout)["documents"]
    assert [part["reason"] for part in told["skipped"]] == ["encrypted"]
    opened = check(*arguments, "--password-file", files / "words")
    (document,) = json.loads(opened.stdout)["documents"]
    assert document["skipped"] == []
    assert _RIGHT.encode() not in opened.stdout + opened.stderr


def test_a_journal_holds_no_password_and_forgets_when_the_file_changes(files: Path) -> None:
    journal = files.parent / f"{files.name}.journal"
    archive, words = files / "locked.zip", files / "words"
    arguments = (archive, "--resume", journal, "--password-file", words, "--format", "json")
    words.write_text("wrong\n")
    assert check(*arguments).returncode == 11
    words.write_text(f"{_RIGHT}\n")
    (document,) = json.loads(check(*arguments).stdout)["documents"]
    assert document["skipped"] == []
    assert _RIGHT not in journal.read_text()


@pytest.mark.parametrize(
    ("content", "mode"),
    [(b"geheim\n", 0o644), (b"\n\n", 0o600), (b"\xff\xfe\n", 0o600), (b"x" * 70_000, 0o600)],
    ids=["readable by others", "empty", "no text", "too long"],
)
def test_an_unusable_file_is_an_error_of_use(files: Path, content: bytes, mode: int) -> None:
    (files / "words").write_bytes(content)
    (files / "words").chmod(mode)
    done = check(files / "locked.zip", "--password-file", files / "words")
    assert done.returncode == 2
    assert done.stdout == b""
    assert done.stderr.startswith(b"withhold: ")
    assert done.stderr.count(b"\n") == 1
    assert b"geheim" not in done.stderr
