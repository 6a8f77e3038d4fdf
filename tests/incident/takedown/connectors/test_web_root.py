"""The web root: every copy of the bytes leaves it, nothing else does, and what was taken can be put back."""

import gzip
import os
import stat
import subprocess
from pathlib import Path

import pytest
import zstandard

from tests.contract.connector import OriginContract
from tests.incident.takedown.connectors.web_root_stage import LEAK, OTHER, SITE, Root
from withhold.incident.takedown.connectors.web_root import WebRoot
from withhold.incident.takedown.interface import Result, SiteUnusable, TakedownError


class TestContract(OriginContract):
    kills = 60

    @pytest.fixture
    def stage(self, tmp_path: Path) -> Root:
        return Root(tmp_path)


@pytest.fixture
def root(tmp_path: Path) -> Root:
    return Root(tmp_path)


def taken(root: Root, connector: WebRoot | None = None) -> dict[str, Result]:
    """Plan and do; the results by path."""
    connector = connector or root.connector()
    return {str(step.data["path"]): connector.take(step).result for step in connector.plan(root.target)}


def left(root: Root) -> set[str]:
    return {str(path.relative_to(root.public)) for path in root.public.rglob("*") if not path.is_dir()}


def test_every_copy_goes_and_nothing_else(root: Root) -> None:
    root.upload()
    root.put("elsewhere/other name.bin", LEAK)
    root.put("docs/list of 2026.csv.gz", gzip.compress(LEAK))
    root.put("docs/list of 2026.csv.zst", zstandard.compress(LEAK))
    root.put("docs/list of 2026.csv.br", b"only its name tells")
    root.put("docs/list of 2026.csv~", LEAK[:-1])
    root.put("docs/.list of 2026.csv.swp", b"an editor's")
    os.link(root.public / root.path, root.public / "hard.csv")
    (root.public / "soft.csv").symlink_to("docs/list of 2026.csv")
    innocent = {
        "same length.csv": OTHER + b" " * (len(LEAK) - len(OTHER)),
        "other.csv.gz": gzip.compress(OTHER),
        "not really.gz": b"no gzip" + len(LEAK).to_bytes(4, "little"),
        "other.csv.zst": zstandard.compress(OTHER),
        "not really.zst": b"no zstd",
        "other.csv~": b"a backup of something else",
    }
    for path, content in innocent.items():
        root.put(path, content)
    results = taken(root)
    assert len(results) == 9
    assert set(results.values()) == {Result.DONE}
    assert left(root) == {"index.html", *innocent}
    assert sorted(root.quarantined(), key=len, reverse=True)[0] == LEAK
    assert root.quarantined().count(LEAK) == 1


def test_a_link_to_a_folder_outside_is_followed_and_its_other_names_are_known(root: Root) -> None:
    outside = root.base / "media"
    outside.mkdir()
    (outside / "list.csv").write_bytes(LEAK)
    (root.public / "media").symlink_to(outside)
    (root.public / "again").symlink_to(root.public)
    root.put("a/b/list.csv", LEAK)
    (root.public / "short").symlink_to("a/b")
    steps = {str(step.data["path"]): step.urls for step in root.connector().plan(root.target)}
    assert steps["media/list.csv"] == (SITE + "media/list.csv",)
    assert SITE + "short/list.csv" in steps["a/b/list.csv"]
    assert set(taken(root).values()) == {Result.DONE}
    assert not (outside / "list.csv").exists()


def test_the_quarantine_is_for_its_owner_alone(root: Root) -> None:
    root.upload()
    taken(root)
    for path in (root.base / "case").rglob("*"):
        allowed = 0o700 if path.is_dir() else 0o600
        assert stat.S_IMODE(path.stat().st_mode) == allowed, path


def test_tombstones_stand_before_the_file_is_gone_under_each_of_its_addresses(root: Root) -> None:
    root.upload()
    gone = root.base / "gone"
    connector = root.made(tombstones=str(gone), urls={SITE: ".", SITE + "alt/": "docs"})
    taken(root, connector)
    assert (gone / "docs/list of 2026.csv").is_file()
    assert (gone / "alt/list of 2026.csv").is_file()


def test_tombstones_can_be_read_by_the_server_whatever_the_umask_is(root: Root) -> None:
    root.upload()
    gone = root.base / "gone"
    before = os.umask(0o077)
    try:
        taken(root, root.made(tombstones=str(gone)))
    finally:
        os.umask(before)
    assert stat.S_IMODE((gone / root.path).stat().st_mode) == 0o644
    assert {stat.S_IMODE(path.stat().st_mode) for path in (gone, gone / "docs")} == {0o755}


def test_a_tombstone_that_cannot_be_put_there_keeps_nothing_public(root: Root) -> None:
    root.upload()
    gone = root.base / "gone"
    gone.mkdir()
    (gone / "docs").touch()
    connector = root.made(tombstones=str(gone))
    (step,) = connector.plan(root.target)
    outcome = connector.take(step)
    assert outcome.result is Result.DONE
    assert "answers 404" in outcome.detail
    assert outcome.proof["tombstones"] == 0
    assert not root.served()


def test_a_folder_that_cannot_be_read_fails_and_the_rest_is_taken(
    root: Root, monkeypatch: pytest.MonkeyPatch
) -> None:
    root.upload()
    (root.public / "closed").mkdir()
    real = os.scandir

    def scandir(path: Path) -> object:
        if path.name == "closed":
            raise PermissionError(13, "")
        return real(path)

    monkeypatch.setattr(os, "scandir", scandir)
    assert taken(root) == {root.path: Result.DONE, "closed": Result.FAILED}


def test_what_can_be_read_later_is_looked_into_before_it_counts(
    root: Root, monkeypatch: pytest.MonkeyPatch
) -> None:
    root.put("closed/deep/list.csv", LEAK)
    real = os.scandir

    def scandir(path: Path) -> object:
        if path.name == "closed":
            raise PermissionError(13, "")
        return real(path)

    connector = root.connector()
    with monkeypatch.context() as patch:
        patch.setattr(os, "scandir", scandir)
        (look,) = connector.plan(root.target)
    assert connector.take(look).result is Result.FAILED
    assert taken(root) == {"closed/deep/list.csv": Result.DONE}
    assert connector.take(look).result is Result.DONE


@pytest.mark.parametrize(
    ("number", "advice"), [(1, "chattr -i"), (13, "owner"), (30, "read-only"), (16, "mount")]
)
def test_what_the_system_does_not_allow_fails_with_advice(
    root: Root, monkeypatch: pytest.MonkeyPatch, number: int, advice: str
) -> None:
    root.upload()
    connector = root.connector()
    (step,) = connector.plan(root.target)

    def refuse(_old: object, _new: object) -> None:
        raise OSError(number, "refused")

    with monkeypatch.context() as patch:
        patch.setattr(os, "rename", refuse)
        outcome = connector.take(step)
    assert outcome.result is Result.FAILED
    assert advice in outcome.detail
    assert root.served()
    assert connector.take(step).result is Result.DONE


def test_a_file_of_another_file_system_is_copied_checked_and_then_removed(root: Root) -> None:
    other = Path("/dev/shm")
    if not other.is_dir() or other.stat().st_dev == root.base.stat().st_dev:
        pytest.skip("there is no second file system here")
    (mount := other / f"withhold-{os.getpid()}").mkdir()
    try:
        (mount / "list.csv").write_bytes(LEAK)
        (root.public / "mount").symlink_to(mount)
        assert taken(root) == {"mount/list.csv": Result.DONE}
        assert not list(mount.iterdir())
        assert root.kept()
    finally:
        for path in mount.iterdir():
            path.unlink()
        mount.rmdir()


def test_what_is_replaced_in_the_moment_of_moving_is_put_back(
    root: Root, monkeypatch: pytest.MonkeyPatch
) -> None:
    root.upload()
    connector = root.connector()
    (step,) = connector.plan(root.target)
    real = os.rename

    def swapped(old: Path, new: Path) -> None:
        old.unlink()
        old.write_bytes(OTHER)
        real(old, new)

    monkeypatch.setattr(os, "rename", swapped)
    assert connector.take(step).result is Result.ALREADY
    assert (root.public / root.path).read_bytes() == OTHER
    assert root.quarantined() == []


@pytest.mark.parametrize("kind", ["pipe", "link", "link that leads nowhere"])
def test_no_pipe_or_link_that_takes_the_place_is_waited_for_or_taken(
    root: Root, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    root.upload()
    innocent = root.put("innocent.csv", OTHER)
    connector = root.connector()
    (step,) = connector.plan(root.target)
    real = os.rename

    def swapped(old: Path, new: Path) -> None:
        old.unlink()
        if kind == "pipe":
            os.mkfifo(old)
        else:
            old.symlink_to(innocent if kind == "link" else root.base / "nothing")
        real(old, new)

    monkeypatch.setattr(os, "rename", swapped)
    outcome = connector.take(step)
    assert outcome.result is Result.ALREADY, outcome
    place = root.public / root.path
    assert place.is_fifo() if kind == "pipe" else place.is_symlink()
    assert innocent.read_bytes() == OTHER
    assert root.quarantined() == []


def test_names_that_are_no_text_are_taken_and_shown_in_one_line(root: Root) -> None:
    raw = os.fsdecode(b"\xff\x1b[31m\nlist.csv")
    root.put(raw, LEAK)
    (step,) = root.connector().plan(root.target)
    assert step.describe.isprintable()
    assert step.urls == (SITE + "%FF%1B%5B31m%0Alist.csv",)
    assert root.connector().take(step).result is Result.DONE


@pytest.mark.parametrize(
    ("keys", "told"),
    [
        ({"folder": "www"}, "absolute"),
        ({"folder": "/srv/\0www"}, "absolute"),
        ({"urls": {}}, "at least one"),
        ({"urls": {"www.example.org": "."}}, "begin with http"),
        ({"urls": {SITE: "../etc"}}, "below the root"),
        ({"quarantine": "PUBLIC/kept"}, "inside the public folder"),
        ({"tombstones": "PUBLIC"}, "inside the public folder"),
        ({"tombstone": "/x"}, "'tombstone' is not known"),
    ],
)
def test_a_table_that_cannot_be_meant_is_an_error(root: Root, keys: dict[str, object], told: str) -> None:
    keys = {
        key: value.replace("PUBLIC", str(root.public)) if isinstance(value, str) else value
        for key, value in keys.items()
    }
    with pytest.raises(SiteUnusable, match=told):
        root.made(**keys)


def test_a_root_that_is_not_there_is_told(root: Root) -> None:
    with pytest.raises(TakedownError, match="cannot be read"):
        root.made(folder=str(root.base / "away")).plan(root.target)


def test_an_immutable_file_fails_with_advice_until_it_is_not(root: Root) -> None:
    root.upload()
    path = root.public / root.path
    if os.geteuid() != 0 or subprocess.run(["chattr", "+i", path], capture_output=True).returncode != 0:
        pytest.skip("files cannot be made immutable here")
    connector = root.connector()
    (step,) = connector.plan(root.target)
    try:
        outcome = connector.take(step)
    finally:
        subprocess.run(["chattr", "-i", path], check=True)
    assert outcome.result is Result.FAILED
    assert "chattr -i" in outcome.detail
    assert connector.take(step).result is Result.DONE
    assert root.kept()
