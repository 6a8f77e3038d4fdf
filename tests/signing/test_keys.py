"""Files of secrets: made whole and private, or not at all."""

import errno
import os
from pathlib import Path

import pytest

from withhold.signing.keys import KeyUnusable, load_key, write_key, write_secret_file


def test_a_new_key_file_is_private_and_read_again(tmp_path: Path) -> None:
    path = tmp_path / "key"
    write_key(str(path))
    assert path.stat().st_mode & 0o777 == 0o600
    assert len(path.read_bytes()) == 65
    load_key(str(path))


def test_no_file_is_overwritten_or_made_nowhere(tmp_path: Path) -> None:
    path = tmp_path / "key"
    path.write_bytes(b"something else")
    with pytest.raises(KeyUnusable, match="exists already"):
        write_secret_file(str(path), b"new")
    assert path.read_bytes() == b"something else"
    with pytest.raises(KeyUnusable, match="cannot be written"):
        write_secret_file(str(tmp_path / "no" / "key"), b"new")


def test_half_a_key_does_not_stay(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_descriptor: int) -> None:
        raise OSError(errno.ENOSPC, "full")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(KeyUnusable, match="No space left"):
        write_secret_file(str(tmp_path / "key"), b"new")
    assert not (tmp_path / "key").exists()


def test_a_folder_is_no_key(tmp_path: Path) -> None:
    with pytest.raises(KeyUnusable, match="is a folder"):
        load_key(str(tmp_path))
