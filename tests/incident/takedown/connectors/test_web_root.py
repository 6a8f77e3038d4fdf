"""The web root: every copy of the bytes leaves it, nothing else does, and what was taken can be put back."""

import gzip
import hashlib
import os
import stat
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest
import zstandard

from tests.contract.connector import OriginContract
from withhold.fetching.interface import Answer, Request
from withhold.incident.case.exposed import ExposedDocument
from withhold.incident.takedown.connectors.web_root import WebRoot, from_site
from withhold.incident.takedown.interface import Context, Result, SiteUnusable, Step, TakedownError, Target

LEAK = b"name,birth date\nInvented Person,1980-01-01\n" * 500
OTHER = b"name,birth date\nNobody at all,1999-09-09\n" * 500
DOCUMENT = ExposedDocument(hashlib.sha256(LEAK).hexdigest(), len(LEAK))
SITE = "https://www.example.org/"


class NoFetcher:
    """A web root asks nobody."""

    def fetch(self, request: Request) -> Answer:
        raise AssertionError(request.method)


class StoppedClock:
    def now(self) -> datetime:
        return datetime(2026, 3, 1, tzinfo=UTC)


@dataclass
class Root:
    """A public folder, a case folder and a quarantine; `path` is where the document is uploaded."""

    base: Path
    path: str = "docs/list of 2026.csv"

    def __post_init__(self) -> None:
        self.public.mkdir()
        (self.base / "case").mkdir(mode=0o700)
        self.put("index.html", b"<p>hello</p>")

    @property
    def public(self) -> Path:
        return self.base / "public"

    @property
    def target(self) -> Target:
        return Target((DOCUMENT,), (SITE + "docs/list%20of%202026.csv?download=1",))

    @property
    def secrets(self) -> Sequence[str]:
        return ()

    def put(self, path: str, content: bytes) -> Path:
        """Make this file, as an upload does."""
        whole = self.public / path
        whole.parent.mkdir(parents=True, exist_ok=True)
        whole.write_bytes(content)
        return whole

    def upload(self) -> None:
        self.put(self.path, LEAK)

    def connector(self) -> WebRoot:
        return self.made()

    def made(self, **keys: object) -> WebRoot:
        """The connector with more keys in its table."""
        table = {"type": "web_root", "folder": str(self.public), "urls": {SITE: "."}, **keys}
        return from_site(table, self.context)

    @property
    def context(self) -> Context:
        return Context(NoFetcher(), self.base / "case", StoppedClock())

    def broken(self) -> WebRoot:
        # The mount is gone, and there is no room for a quarantine.
        blocked = self.base / "blocked"
        blocked.touch()
        return Broken(self.public, {SITE: "."}, blocked / "quarantine", None)

    def picture(self) -> object:
        return {
            str(path): (path.lstat().st_mtime_ns, path.read_bytes() if path.is_file() else None)
            for path in sorted(self.base.rglob("*"))
        }

    def served(self) -> bool:
        return any(LEAK in path.read_bytes() for path in self.public.rglob("*") if path.is_file())

    def occupy(self) -> Callable[[], bool]:
        place = self.put(self.path, OTHER)
        return lambda: place.read_bytes() == OTHER

    def kept(self) -> bool:
        return self.quarantined() == [LEAK]

    def quarantined(self) -> list[bytes]:
        """What the quarantine holds beside its records."""
        files = (self.base / "case").rglob("*")
        return [path.read_bytes() for path in files if path.is_file() and path.suffix != ".json"]


class Broken(WebRoot):
    """A root whose listing fails, as that of a mount does that is gone."""

    def plan(self, target: Target) -> Sequence[Step]:
        return WebRoot(Path("/nonexistent"), self.urls, self.quarantine, None).plan(target)


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


def test_what_was_taken_in_error_is_put_back_as_it_was(root: Root) -> None:
    root.upload()
    path = root.public / root.path
    os.chmod(path, 0o640)
    os.utime(path, ns=(10**18, 10**18))
    gone = root.base / "gone"
    connector = root.made(tombstones=str(gone))
    (step,) = connector.plan(root.target)
    connector.take(step)
    assert connector.restore(step).result is Result.DONE
    assert path.read_bytes() == LEAK
    assert stat.S_IMODE(path.stat().st_mode) == 0o640
    assert path.stat().st_mtime_ns == 10**18
    assert not (gone / root.path).exists()
    assert connector.restore(step).result is Result.ALREADY
    assert left(root) == {"index.html", root.path}


def test_nothing_is_put_back_over_something_else(root: Root) -> None:
    root.upload()
    connector = root.connector()
    (step,) = connector.plan(root.target)
    connector.take(step)
    stands = root.occupy()
    assert connector.restore(step).result is Result.FAILED
    assert stands()


def test_nothing_is_put_back_that_was_never_taken(root: Root) -> None:
    root.upload()
    connector = root.connector()
    (step,) = connector.plan(root.target)
    (root.public / root.path).unlink()
    assert connector.restore(step).result is Result.FAILED


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
