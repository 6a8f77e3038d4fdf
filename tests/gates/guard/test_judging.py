"""Digests of files that others replace and change at the same time."""

import os
from hashlib import sha256
from pathlib import Path

import pytest

from withhold.gates.guard import judging


def open_folder(path: Path) -> int:
    return os.open(path, os.O_RDONLY | os.O_DIRECTORY)


def test_a_file_replaced_while_it_is_read_is_judged_as_what_stands_there_now(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "page.html").write_bytes(b"old")
    (tmp_path / "next").write_bytes(b"new")
    real = judging.hash_of

    def replaced_meanwhile(descriptor: int) -> str:
        if (tmp_path / "next").exists():
            os.replace(tmp_path / "next", tmp_path / "page.html")
        return real(descriptor)

    monkeypatch.setattr(judging, "hash_of", replaced_meanwhile)
    folder = open_folder(tmp_path)
    found, digest = judging.digest_of(folder, "page.html")
    os.close(folder)
    assert digest == sha256(b"new").hexdigest()
    assert found.st_ino == (tmp_path / "page.html").stat().st_ino


def test_a_file_that_is_replaced_without_end_has_no_digest(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "page.html").write_bytes(b"0")
    real = judging.hash_of

    def replaced_again(descriptor: int) -> str:
        (tmp_path / "next").write_bytes(b"another")
        os.replace(tmp_path / "next", tmp_path / "page.html")
        return real(descriptor)

    monkeypatch.setattr(judging, "hash_of", replaced_again)
    folder = open_folder(tmp_path)
    _, digest = judging.digest_of(folder, "page.html")
    os.close(folder)
    assert digest is None
