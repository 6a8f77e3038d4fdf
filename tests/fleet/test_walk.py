"""Paths stand for every document below them, once, in a stable order, and nothing is passed over silently."""

import os
import socket
from pathlib import Path

import pytest

from withhold.domain.errors import NothingToInspect, UsageError
from withhold.fleet.walk import Found, check, walk


def make(root: Path, *names: str) -> None:
    for name in names:
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(name)


def paths(found: list[Found], root: Path) -> list[str]:
    return [os.path.relpath(one.path, root) for one in found]


def test_a_folder_is_walked_in_the_order_of_names_hidden_files_too(tmp_path: Path) -> None:
    make(tmp_path, "b.csv", "a/z.csv", "a/c/d.csv", ".git/config", "a.csv")
    found = list(walk([str(tmp_path)]))
    assert paths(found, tmp_path) == [".git/config", "a/c/d.csv", "a/z.csv", "a.csv", "b.csv"]
    assert all(one.unread is None for one in found)


def test_a_document_named_twice_is_found_once(tmp_path: Path) -> None:
    make(tmp_path, "a.csv", "b.csv")
    found = list(walk([str(tmp_path / "a.csv"), str(tmp_path), str(tmp_path / "." / "a.csv")]))
    assert paths(found, tmp_path) == ["a.csv", "b.csv"]


def test_links_are_looked_at_where_they_lead_or_told(tmp_path: Path) -> None:
    make(tmp_path, "outside/secret.csv", "site/a.csv")
    site = tmp_path / "site"
    (site / "inside").symlink_to("a.csv")
    (site / "nothing").symlink_to("gone")
    (site / "out").symlink_to("../outside/secret.csv")
    (site / "round").symlink_to(".")
    unread = {Path(one.path).name: one.unread for one in walk([str(site)])}
    assert unread.keys() == {"a.csv", "nothing", "out"}
    assert unread["a.csv"] is None
    assert "nothing" in str(unread["nothing"])
    assert "outside" in str(unread["out"])


def test_a_link_given_as_path_is_followed(tmp_path: Path) -> None:
    make(tmp_path, "a.csv")
    (tmp_path / "link").symlink_to("a.csv")
    assert list(walk([str(tmp_path / "link")])) == [Found(str(tmp_path / "link"))]


def test_what_is_no_file_is_told(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "fifo")
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(str(tmp_path / "socket"))
        found = list(walk([str(tmp_path)]))
    assert [one.unread for one in found] == ["not a regular file"] * 2


def test_a_folder_that_cannot_be_listed_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    make(tmp_path, "a/b.csv", "c.csv")
    listing = os.scandir

    def refuse(folder: str) -> object:
        if folder.endswith("/a"):
            raise PermissionError(13, "Permission denied")
        return listing(folder)

    monkeypatch.setattr(os, "scandir", refuse)
    found = list(walk([str(tmp_path)]))
    assert paths(found, tmp_path) == ["a", "c.csv"]
    assert "cannot be listed" in str(found[0].unread)


def test_no_file_at_all_is_an_error_not_a_pass(tmp_path: Path) -> None:
    (tmp_path / "a" / "b").mkdir(parents=True)
    with pytest.raises(NothingToInspect):
        list(walk([str(tmp_path)]))


def test_a_missing_path_is_an_error_before_any_work(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no file or folder"):
        check([str(tmp_path), str(tmp_path / "missing")])


def test_folders_may_be_deep(tmp_path: Path) -> None:
    here = os.open(tmp_path, os.O_RDONLY)
    try:
        for _ in range(300):
            os.mkdir("d", dir_fd=here)
            deeper = os.open("d", os.O_RDONLY, dir_fd=here)
            os.close(here)
            here = deeper
        os.close(os.open("x", os.O_CREAT | os.O_WRONLY, dir_fd=here))
    finally:
        os.close(here)
    assert len(list(walk([str(tmp_path)]))) == 1
