"""A full disk keeps nothing public, and ends no guard: whoever uploads much could shelter a leak with it."""

import errno
import os
import shutil
from pathlib import Path
from typing import Any

import pytest

from tests.gates.guard.rig import Rig
from withhold.gates.guard import puller, quarantine, recovery
from withhold.gates.guard.interface import Alarm, utc_now
from withhold.gates.guard.quarantine import NotTaken, take


@pytest.fixture
def rig(tmp_path: Path) -> Rig:
    return Rig(tmp_path)


@pytest.fixture
def full(monkeypatch: pytest.MonkeyPatch) -> None:
    """Names can be made and moved, as where blocks are wanting; no byte can be written."""

    def none_left(*_: object, **__: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    for module in (quarantine, puller, recovery):
        monkeypatch.setattr(module, "write_evidence", none_left)
    write_text = Path.write_text
    monkeypatch.setattr(
        Path,
        "write_text",
        lambda path, *a, **k: none_left() if path.name == "ready" else write_text(path, *a, **k),
    )


def test_what_is_not_cleared_is_pulled_and_the_wanting_record_told(rig: Rig, full: None) -> None:
    with rig.guard() as guard:
        guard.round(set())
        rig.write("leak.csv", b"uncleared")
        rig.pass_time(guard)
        assert rig.standing() == set()
        assert rig.quarantined() == [b"uncleared"]
        assert rig.told.paths(Alarm.PULLED) == {"leak.csv"}
        assert rig.told.paths(Alarm.NOT_INSPECTED) == {"leak.csv"}
        assert not guard.ready


def test_where_no_folder_can_be_made_there_are_some_in_reserve(
    rig: Rig, full: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    with rig.guard() as guard:
        guard.round(set())
        rig.write("leak.csv", b"uncleared")
        rig.write("more.csv", b"uncleared, too")

        def no_block(*_: object, **__: object) -> None:
            raise OSError(errno.ENOSPC, "No space left on device")

        monkeypatch.setattr(Path, "mkdir", no_block)
        rig.pass_time(guard)
        assert rig.standing() == set()
        assert rig.told.paths(Alarm.PULLED) == {"leak.csv", "more.csv"}


def test_a_guard_starts_after_one_that_was_killed(rig: Rig, full: None) -> None:
    with rig.guard() as guard:
        guard.round(set())
    cut = rig.site.state.quarantine / "cut"
    cut.mkdir()
    (cut / "content").write_bytes(b"pulled")
    rig.write("leak.csv", b"uncleared")
    with rig.guard() as guard:
        guard.round(set())
        assert rig.standing() == set()


def test_a_copy_that_does_not_fit_is_not_left_half_done(rig: Rig, monkeypatch: pytest.MonkeyPatch) -> None:
    rig.write("leak.csv", b"uncleared")

    def elsewhere(*_: Any, **__: Any) -> None:
        raise OSError(errno.EXDEV, "Invalid cross-device link")

    def cut(reading: Any, writing: Any) -> None:
        writing.write(reading.read(3))
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "rename", elsewhere)
    monkeypatch.setattr(shutil, "copyfileobj", cut)
    public = os.open(rig.public, os.O_RDONLY)
    try:
        with pytest.raises(NotTaken, match="No space left"):
            take(
                rig.site.state.quarantine,
                public,
                "leak.csv",
                os.stat("leak.csv", dir_fd=public),
                {},
                utc_now(),
            )
    finally:
        os.close(public)
    assert rig.standing() == {"leak.csv"}
    assert list(rig.site.state.quarantine.iterdir()) == []
