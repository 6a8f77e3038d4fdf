"""How files come into a public folder: whole, as inodes of their own, through real folders only."""

import os
import stat
from hashlib import sha256
from pathlib import Path

import pytest

from withhold.clearance.state import State
from withhold.gates.interface import PutFailed, Source, Staged
from withhold.gates.publish.folder import Folder
from withhold.gates.publish.interface import PublishError

CONTENT = b"Month,Arrivals\n2022-01,31\n"


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    (tmp_path / "public").mkdir()
    state = State(tmp_path / "state")
    state.make(tmp_path / "public")
    return Folder(tmp_path / "public", state)


def staged(folder: Folder, target: str, content: bytes = CONTENT) -> Staged:
    file = folder.state.staging / sha256(content + target.encode()).hexdigest()
    file.write_bytes(content)
    file.chmod(0o600)
    return Staged(Source("source", target), file, sha256(content).hexdigest(), len(content))


def test_the_bytes_are_public_and_in_the_store_as_two_inodes(folder: Folder) -> None:
    folder.put(staged(folder, "a/b/figures.csv"), "text/csv", "id")
    public = folder.root / "a" / "b" / "figures.csv"
    stored = folder.state.store / sha256(CONTENT).hexdigest()
    assert public.read_bytes() == stored.read_bytes() == CONTENT
    assert public.stat().st_nlink == stored.stat().st_nlink == 1
    assert public.stat().st_ino != stored.stat().st_ino
    assert stat.S_IMODE(stored.stat().st_mode) == 0o444
    assert list(folder.state.staging.iterdir()) == []


@pytest.mark.parametrize(("mask", "mode"), [(0o022, 0o644), (0o027, 0o640), (0o077, 0o600)])
def test_the_mode_follows_the_mask(folder: Folder, mask: int, mode: int) -> None:
    before = os.umask(mask)
    try:
        folder.put(staged(folder, "figures.csv"), "text/csv", "id")
    finally:
        os.umask(before)
    assert stat.S_IMODE((folder.root / "figures.csv").stat().st_mode) == mode


def test_an_old_version_stays_whole_for_whoever_is_reading_it(folder: Folder) -> None:
    folder.put(staged(folder, "figures.csv"), "text/csv", "id")
    with (folder.root / "figures.csv").open("rb") as reader:
        folder.put(staged(folder, "figures.csv", b"newer"), "text/csv", "id")
        assert reader.read() == CONTENT
    assert (folder.root / "figures.csv").read_bytes() == b"newer"


def test_a_hard_link_elsewhere_is_not_written_through(folder: Folder, tmp_path: Path) -> None:
    (tmp_path / "other").write_bytes(b"old")
    os.link(tmp_path / "other", folder.root / "figures.csv")
    folder.put(staged(folder, "figures.csv"), "text/csv", "id")
    assert (tmp_path / "other").read_bytes() == b"old"
    assert (folder.root / "figures.csv").stat().st_nlink == 1


def test_no_link_on_the_way_is_followed(folder: Folder, tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    os.symlink(tmp_path / "elsewhere", folder.root / "data")
    with pytest.raises(PublishError, match="link"):
        folder.check(["data/figures.csv"])
    with pytest.raises(PutFailed, match="link"):
        folder.put(staged(folder, "data/figures.csv"), "text/csv", "id")
    assert list((tmp_path / "elsewhere").iterdir()) == []


def test_a_link_in_the_place_is_refused_and_its_target_untouched(folder: Folder, tmp_path: Path) -> None:
    (tmp_path / "other").write_bytes(b"old")
    os.symlink(tmp_path / "other", folder.root / "figures.csv")
    with pytest.raises(PublishError, match="link"):
        folder.check(["figures.csv"])
    with pytest.raises(PutFailed):
        folder.put(staged(folder, "figures.csv"), "text/csv", "id")
    assert (tmp_path / "other").read_bytes() == b"old"


def test_a_folder_in_the_place_and_a_file_on_the_way_are_refused(folder: Folder) -> None:
    (folder.root / "figures.csv").mkdir()
    (folder.root / "file").write_bytes(b"x")
    for target in ("figures.csv", "file/figures.csv"):
        with pytest.raises(PublishError):
            folder.check([target])


def test_a_store_that_was_altered_is_mended(folder: Folder) -> None:
    stored = folder.state.store / sha256(CONTENT).hexdigest()
    stored.write_bytes(b"other bytes of somebody")
    folder.put(staged(folder, "figures.csv"), "text/csv", "id")
    assert stored.read_bytes() == CONTENT


def test_a_private_copy_that_changed_after_clearing_is_not_published(folder: Folder) -> None:
    document = staged(folder, "figures.csv")
    document.file.write_bytes(CONTENT[::-1])
    with pytest.raises(PutFailed, match="changed"):
        folder.put(document, "text/csv", "id")
    assert list(folder.root.iterdir()) == []
    assert list(folder.state.store.iterdir()) == []


def test_a_private_copy_with_a_second_name_is_not_published(folder: Folder, tmp_path: Path) -> None:
    document = staged(folder, "figures.csv")
    os.link(document.file, tmp_path / "second")
    with pytest.raises(PutFailed, match="second name"):
        folder.put(document, "text/csv", "id")
    assert list(folder.root.iterdir()) == []
