"""State folders and the names of destinations."""

import os
from pathlib import Path

import pytest

from withhold.clearance.durable import make_folder, write_durably
from withhold.clearance.interface import ClearanceError
from withhold.clearance.state import State, destination_named, destination_of


def test_it_lies_beside_the_public_folder_and_is_private(tmp_path: Path) -> None:
    public = tmp_path / "site"
    public.mkdir()
    state = State.beside(public)
    state.make(public)
    assert state.root == tmp_path / ".site.withhold"
    assert state.clearances.stat().st_mode & 0o777 == 0o700
    assert state.store.stat().st_mode & 0o777 == 0o755
    state.make(public)


def test_it_is_never_inside_the_public_folder(tmp_path: Path) -> None:
    public = tmp_path / "site"
    public.mkdir()
    (tmp_path / "link").symlink_to(public)
    for inside in (public / "state", tmp_path / "link" / "state", public):
        with pytest.raises(ClearanceError, match="inside the public folder"):
            State(inside).make(public)


def test_one_folder_has_one_name(tmp_path: Path) -> None:
    (tmp_path / "ä site").mkdir()
    (tmp_path / "link").symlink_to("ä site")
    name = destination_of(str(tmp_path / "ä site"))
    assert name.startswith("file:///")
    assert name.endswith("/%C3%A4%20site")
    assert destination_of(str(tmp_path / "link/")) == destination_named(str(tmp_path / "link")) == name


def test_other_names_stay(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "site").mkdir()
    assert destination_named("https://www.example.org") == "https://www.example.org"
    assert destination_named("intranet") == "intranet"
    assert destination_named("s3://bucket/prefix/") == "s3://bucket/prefix"
    assert destination_named("site") == destination_of("site") == (tmp_path / "site").resolve().as_uri()


def test_writing_replaces_in_one_step_or_not_at_all(tmp_path: Path) -> None:
    path = tmp_path / "record"
    write_durably(path, b"one")
    write_durably(path, b"two")
    assert path.read_bytes() == b"two"
    assert os.listdir(tmp_path) == ["record"]
    with pytest.raises(ClearanceError, match="cannot be written"):
        write_durably(tmp_path / "no" / "record", b"one")
    with pytest.raises(ClearanceError, match="cannot be made"):
        make_folder(path)
    with pytest.raises(ClearanceError, match="cannot be written"):
        write_durably(tmp_path, b"one")
    assert os.listdir(tmp_path) == ["record"]
