"""What stands uncleared is pulled, what is cleared stays, and too much at once stops for a person."""

import os
import shutil
import socket
from datetime import timedelta
from hashlib import sha256
from pathlib import Path

import pytest

from tests.gates.guard.rig import Rig, everything_is_open
from withhold.clearance.issue import revocation
from withhold.gates.guard.interface import Alarm, GuardError, Mode


@pytest.fixture
def rig(tmp_path: Path) -> Rig:
    return Rig(tmp_path)


def many(rig: Rig, count: int = 30) -> set[str]:
    """Cleared pages."""
    paths = {f"page{number}.html" for number in range(count)}
    for path in paths:
        rig.clear(path, path.encode())
    return paths


def test_uncleared_is_pulled_before_it_is_ready_and_cleared_stays(rig: Rig) -> None:
    rig.clear("index.html", b"cleared")
    rig.write("new/folder/leak.csv", b"uncleared")
    with rig.guard() as guard:
        assert not guard.sweep().failed
        assert not guard.ready
        guard.round(set())
        assert guard.ready
        assert (rig.site.base / "ready").exists()
        assert rig.standing() == {"index.html"}
    assert rig.quarantined() == [b"uncleared"]
    assert not (rig.site.base / "ready").exists()


def test_changes_are_found_by_events_and_without_them(rig: Rig) -> None:
    rig.clear("index.html", b"cleared")
    with rig.guard() as guard:
        guard.round(set())
        rig.write("event.csv", b"one")
        guard.round({str(rig.public / "event.csv")})
        assert rig.standing() == {"index.html"}
        rig.write("unseen.csv", b"two")
        rig.pass_time(guard)
        assert rig.standing() == {"index.html"}
        rig.write("index.html", b"written over")
        rig.pass_time(guard)
        assert rig.standing() == set()


def test_new_nested_folders_are_looked_at_again_until_they_are_quiet(rig: Rig) -> None:
    with rig.guard() as guard:
        guard.round(set())
        (rig.public / "a/b/c").mkdir(parents=True)
        guard.round({str(rig.public / "a")})
        rig.write("a/b/c/late.csv", b"no event tells of this")
        guard.round(set())
        assert rig.standing() == set()


def test_what_is_no_lone_regular_file_is_never_cleared(rig: Rig, tmp_path: Path) -> None:
    rig.clear("page.html", b"cleared")
    outside = tmp_path / "outside"
    outside.write_bytes(b"cleared")
    with rig.guard() as guard:
        guard.round(set())
        os.link(outside, rig.public / "hard")
        os.link(outside, rig.public / "harder")
        os.symlink("page.html", rig.public / "soft")
        os.symlink(tmp_path, rig.public / "folder")
        os.mkfifo(rig.public / "pipe")
        with socket.socket(socket.AF_UNIX) as server:
            server.bind(os.path.relpath(rig.public / "socket"))
        rig.pass_time(guard)
        assert rig.standing() == {"page.html"}
    links = {one["path"]: one["link_target"] for one in rig.evidence()}
    assert links["soft"] == "page.html"
    assert {one["names"] for one in rig.evidence() if one["path"].startswith("hard")} == {3}
    assert outside.read_bytes() == b"cleared"


def test_names_that_are_no_text_or_no_line_and_very_deep_paths(rig: Rig) -> None:
    names = [b"\xff\xfe.csv", b"two\nlines.csv", b"-rf", "личное.csv".encode(), b"a" * 255]
    with rig.guard() as guard:
        guard.round(set())
        for name in names:
            Path(os.fsdecode(os.fsencode(rig.public) + b"/" + name)).write_bytes(b"leak " + name[:9])
        descriptor = os.open(rig.public, os.O_RDONLY)
        for _ in range(60):
            os.mkdir("d" * 100, dir_fd=descriptor)
            deeper = os.open("d" * 100, os.O_RDONLY, dir_fd=descriptor)
            os.close(descriptor)
            descriptor = deeper
        leak = os.open("leak", os.O_WRONLY | os.O_CREAT, dir_fd=descriptor)
        os.write(leak, b"deeper than any path may be long")
        os.close(leak)
        rig.pass_time(guard)
        assert os.listdir(descriptor) == []
        os.close(descriptor)
        assert [name for name in os.listdir(rig.public) if not name.startswith("dd")] == []
    assert len(rig.quarantined()) == len(names) + 1
    assert "%FF%FE.csv" in {one["path_bytes"] for one in rig.evidence()}
    shutil.rmtree(rig.public / ("d" * 100))


def test_a_revocation_and_an_expiry_end_what_stands(rig: Rig) -> None:
    rig.clear("revoked.html", b"revoked")
    rig.clear("expiring.html", b"expiring", timedelta(minutes=1))
    with rig.guard() as guard:
        guard.round(set())
        shelf = rig.site.shelf
        shelf.revoke(revocation(sha256(b"revoked").hexdigest(), shelf.destination, "people", rig.site.key))
        rig.pass_time(guard)
        assert rig.standing() == {"expiring.html"}
        rig.pass_time(guard, 61)
        assert rig.standing() == set()


def test_bytes_changed_without_a_trace_are_found_by_reading_all_again(rig: Rig) -> None:
    rig.clear("page.html", b"cleared")
    with rig.guard() as guard:
        guard.round(set())
        known = guard.looker.memory.get("page.html")
        assert known is not None
        rig.write("page.html", b"changed")
        # As if the metadata had not changed with the bytes.
        status = os.stat(rig.public / "page.html")
        from dataclasses import replace

        from withhold.gates.guard.tree import mark_of

        guard.looker.memory.put("page.html", replace(known, mark=mark_of(status)))
        rig.pass_time(guard)
        assert rig.standing() == {"page.html"}
        rig.pass_time(guard, guard.settings.rehash_every)
        while not guard.rehasher.idle:
            pass
        rig.pass_time(guard, 0)
        assert rig.standing() == set()


def test_observed_paths_are_told_once_and_stay(rig: Rig) -> None:
    with rig.guard(modes={"old.csv": Mode.OBSERVE}) as guard:
        rig.write("old.csv", b"uncleared, known")
        for _ in range(4):
            rig.pass_time(guard)
        assert guard.ready
        assert rig.standing() == {"old.csv"}
        assert len(rig.told.of(Alarm.OBSERVED)) == 1
        rig.write("old.csv", b"changed")
        rig.pass_time(guard)
        assert len(rig.told.of(Alarm.OBSERVED)) == 2


def test_lost_clearances_do_not_empty_the_site(rig: Rig) -> None:
    pages = many(rig)
    with rig.guard() as guard:
        guard.round(set())
        shutil.rmtree(rig.site.state.clearances)
        rig.site.state.clearances.mkdir()
        rig.pass_time(guard)
        assert rig.standing() == pages
        assert not guard.ready
        assert not (rig.site.base / "ready").exists()
        rig.write("leak.csv", b"new, and pulled all the same")
        rig.pass_time(guard)
        assert rig.standing() == pages
        rig.write("page1.html", b"never cleared")
        rig.pass_time(guard)
        assert rig.standing() == pages - {"page1.html"}
        told = len(rig.told.of(Alarm.MASS_PULL))
        rig.pass_time(guard, 61)
        assert len(rig.told.of(Alarm.MASS_PULL)) == told + 1


def test_a_stop_outlasts_a_restart_and_ends_by_a_person(rig: Rig) -> None:
    pages = many(rig)
    with rig.guard() as guard:
        guard.round(set())
        shutil.rmtree(rig.site.state.clearances)
        rig.site.state.clearances.mkdir()
        rig.pass_time(guard)
    with rig.guard() as guard:
        for _ in range(3):
            rig.pass_time(guard)
        assert rig.standing() == pages
        assert not guard.ready
        guard.stop.ask()
        rig.pass_time(guard)
        assert rig.standing() == set()
        rig.pass_time(guard)
        assert guard.ready
    assert len(rig.quarantined()) == len(pages)


def test_a_folder_that_nobody_adopted_is_not_emptied(rig: Rig) -> None:
    for number in range(6):
        rig.write(f"page{number}.html", b"%d" % number)
    with rig.guard() as guard:
        rig.pass_time(guard)
        assert len(rig.standing()) == 6
        assert rig.told.of(Alarm.MASS_PULL)


def test_more_than_half_is_too_much_but_a_few_are_not(rig: Rig) -> None:
    pages = many(rig, 10)
    with rig.guard() as guard:
        guard.round(set())
        for number in range(5):
            shutil.rmtree(rig.site.state.clearances / sha256(f"page{number}.html".encode()).hexdigest())
        rig.pass_time(guard)
        assert len(rig.standing()) == len(pages) - 5
        shutil.rmtree(rig.site.state.clearances / sha256(b"page5.html").hexdigest())
        rig.pass_time(guard)
        assert len(rig.standing()) == len(pages) - 5


def test_signed_revocations_are_honoured_however_many(rig: Rig) -> None:
    pages = many(rig)
    with rig.guard() as guard:
        guard.round(set())
        shelf = rig.site.shelf
        for page in pages:
            digest = sha256(page.encode()).hexdigest()
            shelf.revoke(revocation(digest, shelf.destination, "judged anew", rig.site.key))
        rig.pass_time(guard)
        assert rig.standing() == set()
        assert not rig.told.of(Alarm.MASS_PULL)


def test_many_new_files_are_all_pulled(rig: Rig) -> None:
    rig.clear("page.html", b"cleared")
    with rig.guard() as guard:
        guard.round(set())
        for number in range(100):
            rig.write(f"leak{number}.csv", b"%d" % number)
        rig.pass_time(guard)
        assert rig.standing() == {"page.html"}


def test_what_appeared_while_it_was_down_is_pulled_however_much(rig: Rig) -> None:
    pages = many(rig, 3)
    with rig.guard() as guard:
        guard.round(set())
    for number in range(50):
        rig.write(f"leak{number}.csv", b"%d" % number)
    with rig.guard() as guard:
        guard.round(set())
        assert rig.standing() == pages
    absent = [one["last_absent"] for one in rig.evidence()]
    assert all(absent)


def test_a_second_guard_of_the_folder_is_refused(rig: Rig) -> None:
    with rig.guard(), pytest.raises(GuardError, match="another guard"), rig.guard():
        pass


def test_a_folder_that_takes_the_place_of_the_public_one_is_guarded(rig: Rig) -> None:
    rig.clear("page.html", b"cleared")
    with rig.guard() as guard:
        guard.round(set())
        rig.public.rename(rig.site.base / "old")
        rig.pass_time(guard)
        assert not guard.ready
        rig.write("page.html", b"cleared")
        rig.write("leak.csv", b"uncleared")
        rig.pass_time(guard)
        assert rig.standing() == {"page.html"}
        assert rig.told.of(Alarm.ROOT_REPLACED)
        rig.pass_time(guard)
        assert guard.ready


def test_what_cannot_be_pulled_is_told_again_and_again_and_it_is_not_ready(rig: Rig) -> None:
    with rig.guard() as guard:
        guard.round(set())
        shutil.rmtree(rig.site.state.quarantine)
        rig.site.state.quarantine.write_text("in the way")
        rig.write("leak.csv", b"uncleared")
        rig.pass_time(guard)
        assert not guard.ready
        rig.pass_time(guard, 61)
        assert len(rig.told.of(Alarm.PULL_FAILED)) == 2
        rig.site.state.quarantine.unlink()
        rig.site.state.quarantine.mkdir(mode=0o700)
        rig.pass_time(guard)
        rig.pass_time(guard)
        assert rig.standing() == set()
        assert guard.ready


@pytest.mark.skipif(everything_is_open(), reason="no folder is closed to root")
def test_a_folder_that_cannot_be_listed_is_told(rig: Rig) -> None:
    (rig.public / "closed").mkdir(mode=0)
    with rig.guard() as guard:
        rig.pass_time(guard)
        assert not guard.ready
        assert rig.told.paths(Alarm.UNREADABLE_FOLDER) == {"closed"}
    (rig.public / "closed").chmod(0o700)


def test_a_shelf_that_cannot_be_read_clears_nothing(rig: Rig) -> None:
    rig.clear("page.html", b"cleared")
    for record in rig.site.state.clearances.glob("*/*.json"):
        record.write_bytes(b"{damaged")
    with rig.guard() as guard:
        rig.pass_time(guard)
        assert rig.standing() == set()


def test_a_big_file_is_pulled_without_reading_it_if_nothing_of_its_size_is_cleared(rig: Rig) -> None:
    content = b"x" * (17 << 20)
    with rig.guard() as guard:
        guard.round(set())
        rig.clear("big.bin", content)
        rig.pass_time(guard)
        assert rig.standing() == {"big.bin"}
        rig.write("same size.bin", b"y" * len(content))
        rig.write("bigger.bin", content + b"x")
        rig.pass_time(guard)
        assert rig.standing() == {"big.bin"}
    why = {one["path"]: (one["why"], one["sha256"] is None) for one in rig.evidence()}
    assert why["bigger.bin"] == ("no clearance is for a file of its size", True)
    assert why["same size.bin"] == ("no clearance", False)


def test_a_clearance_damaged_in_its_place_is_found_when_all_is_read_again(rig: Rig) -> None:
    rig.clear("page.html", b"cleared")
    with rig.guard() as guard:
        guard.round(set())
        (record,) = rig.site.state.clearances.glob("*/*.json")
        with record.open("r+b") as stream:
            stream.write(b"?")
        rig.pass_time(guard, guard.settings.rehash_every)
        while not guard.rehasher.idle:
            pass
        rig.pass_time(guard, 0)
        assert rig.standing() == set()
