"""Which documents are published, and under which name each."""

import os
from pathlib import Path

import pytest

from withhold.domain.errors import NothingToInspect, UsageError
from withhold.gates.publish.interface import PublishError
from withhold.gates.publish.sources import links_below, sources


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "site" / "deep").mkdir(parents=True)
    for name in ("index.html", "deep/a.csv", ".hidden"):
        (tmp_path / "site" / name).write_text("x")
    return tmp_path / "site"


def test_a_folder_keeps_its_tree_and_a_file_its_name(folder: Path) -> None:
    found = sources([str(folder), str(folder / "deep" / "a.csv")], None)
    assert {source.target for source in found} == {"index.html", "deep/a.csv", ".hidden", "a.csv"}


def test_two_sources_with_one_place_are_refused(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "index.html").write_text("another")
    with pytest.raises(PublishError, match="same place"):
        sources([str(folder), str(tmp_path / "index.html")], None)


def test_a_file_and_a_folder_of_one_name_are_refused(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "deep").write_text("a file")
    with pytest.raises(PublishError, match="folder of"):
        sources([str(folder), str(tmp_path / "deep")], None)


def test_nothing_at_all_is_an_error_and_an_empty_folder_among_others_is_not(
    folder: Path, tmp_path: Path
) -> None:
    (tmp_path / "empty").mkdir()
    with pytest.raises(NothingToInspect):
        sources([str(tmp_path / "empty")], None)
    assert len(sources([str(tmp_path / "empty"), str(folder)], None)) == 3


def test_a_missing_path_is_an_error_before_any_work(folder: Path) -> None:
    with pytest.raises(UsageError, match="there is no file"):
        sources([str(folder), str(folder / "gone")], None)


def test_links_in_a_folder_are_no_documents_but_counted(folder: Path) -> None:
    os.symlink(folder / "index.html", folder / "home.html")
    os.symlink("/etc", folder / "etc")
    found = {source.target: source.unread for source in sources([str(folder)], None)}
    assert "home.html" not in found
    assert found["etc"] is not None
    assert links_below([str(folder)]) == 2


@pytest.mark.parametrize("name", ["", ".", "..", "a/b", "/a", "a\0b"])
def test_a_new_name_is_a_name_alone(folder: Path, name: str) -> None:
    with pytest.raises(PublishError, match="--name"):
        sources([str(folder / "index.html")], name)


def test_standard_input_needs_a_name(folder: Path) -> None:
    with pytest.raises(PublishError, match="--name"):
        sources(["-"], None)
    assert [source.target for source in sources(["-"], "a.csv")] == ["a.csv"]


def test_a_name_is_for_one_file_only(folder: Path) -> None:
    for paths in ([str(folder)], [str(folder / "index.html"), "-"]):
        with pytest.raises(PublishError, match="one file"):
            sources(paths, "a.csv")
