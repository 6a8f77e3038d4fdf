"""What is moved is what was judged, whatever happens to the name meanwhile."""

import os
import stat
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.gates.guard.rig import Rig, Told, everything_is_open
from withhold.gates.guard import quarantine
from withhold.gates.guard.assembly import mark_in
from withhold.gates.guard.evidence import Sight, evidence_of
from withhold.gates.guard.interface import Alarm, utc_now
from withhold.gates.guard.judging import Judge, Judged, digest_of
from withhold.gates.guard.puller import Outcome, Puller
from withhold.gates.guard.quarantine import NotTaken, take

NOW = datetime(2026, 6, 12, 10, 0, 0, tzinfo=UTC)


@pytest.fixture
def rig(tmp_path: Path) -> Rig:
    return Rig(tmp_path)


@pytest.fixture
def public(rig: Rig) -> Iterator[int]:
    descriptor = os.open(rig.public, os.O_RDONLY)
    yield descriptor
    os.close(descriptor)


def pull(rig: Rig, public: int, name: str, between: Callable[[], None]) -> Outcome:
    """Judge, let something happen, pull."""
    judge = Judge(rig.site.shelf, mark_in(rig.site.state))
    found = os.stat(name, dir_fd=public, follow_symlinks=False)
    judged = judge.judge(public, name, found, utc_now())
    assert not judged.cleared
    between()
    puller = Puller(rig.site.state.quarantine, judge, rig.told, utc_now)
    return puller.pull(public, Sight(name, judged, utc_now(), None))[0]


def test_a_cleared_file_that_took_the_name_meanwhile_is_put_back(rig: Rig, public: int) -> None:
    rig.write("page.html", b"uncleared")
    outcome = pull(rig, public, "page.html", lambda: rig.site.publish("page.html", b"cleared"))
    assert outcome is Outcome.GONE
    assert (rig.public / "page.html").read_bytes() == b"cleared"
    assert os.stat(rig.public / "page.html").st_nlink == 1
    assert rig.quarantined() == []
    assert rig.told.of(Alarm.PUT_BACK)


def test_another_uncleared_file_that_took_the_name_is_pulled_as_itself(rig: Rig, public: int) -> None:
    rig.write("page.html", b"uncleared")

    def replace() -> None:
        rig.write("other", b"uncleared too")
        (rig.public / "other").rename(rig.public / "page.html")

    assert pull(rig, public, "page.html", replace) is Outcome.PULLED
    assert rig.quarantined() == [b"uncleared too"]
    assert rig.evidence()[0]["size"] == len(b"uncleared too")


def test_a_folder_that_took_the_name_is_put_back_with_all_in_it(rig: Rig, public: int) -> None:
    rig.write("name", b"uncleared")

    def replace() -> None:
        (rig.public / "name").unlink()
        rig.write("name/inside", b"x")

    assert pull(rig, public, "name", replace) is Outcome.GONE
    assert (rig.public / "name/inside").read_bytes() == b"x"


def test_a_file_that_is_gone_leaves_nothing_behind(rig: Rig, public: int) -> None:
    rig.write("page.html", b"uncleared")
    assert pull(rig, public, "page.html", (rig.public / "page.html").unlink) is Outcome.GONE
    assert os.listdir(rig.site.state.quarantine) == []


def test_two_files_at_one_moment_get_two_folders(rig: Rig, public: int) -> None:
    for name in ("one", "two"):
        rig.write(name, b"same")
        found = os.stat(name, dir_fd=public)
        taken = take(rig.site.state.quarantine, public, name, found, {"sha256": "ab" * 32}, NOW)
        assert taken is not None
        assert stat.S_IMODE(os.stat(taken.folder).st_mode) == 0o700
    assert rig.quarantined() == [b"same", b"same"]


def test_a_quarantine_that_cannot_be_written_is_said_and_the_file_is_not_lost(rig: Rig, public: int) -> None:
    rig.write("page.html", b"uncleared")
    found = os.stat("page.html", dir_fd=public)
    with pytest.raises(NotTaken, match="quarantine cannot be written"):
        take(rig.site.base / "none", public, "page.html", found, {}, NOW)
    assert (rig.public / "page.html").exists()


@pytest.mark.skipif(not os.path.isdir("/dev/shm"), reason="there is no second file system")
@pytest.mark.parametrize("kind", ["file", "link", "pipe"])
def test_a_file_on_another_file_system_is_copied_away(rig: Rig, public: int, kind: str) -> None:
    import tempfile

    path = rig.public / "name"
    if kind == "file":
        path.write_bytes(b"uncleared")
    elif kind == "link":
        path.symlink_to("elsewhere")
    else:
        os.mkfifo(path)
    with tempfile.TemporaryDirectory(dir="/dev/shm") as elsewhere:
        if os.stat(elsewhere).st_dev == os.stat(rig.public).st_dev:
            pytest.skip("it is the same file system")
        found = os.stat("name", dir_fd=public, follow_symlinks=False)
        taken = take(Path(elsewhere), public, "name", found, {}, NOW)
        assert taken is not None
        content = taken.folder / quarantine.CONTENT
        assert kind != "file" or content.read_bytes() == b"uncleared"
        assert kind != "link" or os.readlink(content) == "elsewhere"
    assert not os.path.lexists(path)


@pytest.mark.skipif(everything_is_open(), reason="no folder is closed to root")
def test_a_folder_of_ours_that_is_not_writable_is_no_shelter(rig: Rig) -> None:
    rig.write("closed/leak.csv", b"uncleared")
    (rig.public / "closed").chmod(0o555)
    descriptor = os.open(rig.public / "closed", os.O_RDONLY)
    try:
        assert pull(rig, descriptor, "leak.csv", lambda: None) is Outcome.PULLED
    finally:
        os.close(descriptor)
    assert stat.S_IMODE(os.stat(rig.public / "closed").st_mode) == 0o555


def test_the_digest_of_a_file_that_keeps_changing_is_none(rig: Rig, public: int) -> None:
    rig.write("log", b"x")
    os.link(rig.public / "log", rig.site.base / "other name")
    assert digest_of(public, "log")[1] is None


def test_evidence_bounds_the_exposure_by_what_the_guard_saw(rig: Rig) -> None:
    told = Told()
    rig.told = told
    with rig.guard() as guard:
        guard.round(set())
        rig.write("leak.csv", b"uncleared")
        rig.pass_time(guard)
    (record,) = rig.evidence()
    first, absent = record["first_seen"], record["last_absent"]
    assert absent < first <= record["pulled"]
    assert record["exposure"]["at_least_seconds"] <= record["exposure"]["at_most_seconds"]
    assert told.paths(Alarm.PULLED) == {"leak.csv"}


@pytest.mark.parametrize("moment", [10**30, -(10**30), 253_402_300_800 * 10**9])
def test_times_beyond_the_calendar_keep_nothing_public(moment: int) -> None:
    """Some file systems keep any time that the owner of a file sets."""
    seconds = (0.0, 0.0, 0.0)
    times = (moment, moment, moment)
    found = os.stat_result((stat.S_IFREG | 0o644, 1, 1, 1, 0, 0, 5, 0, 0, 0, *seconds, *times))
    record = evidence_of(Sight("a.csv", Judged(False, "no clearance", found), NOW, None), "file:///x", None)
    assert record["modified"] is None
