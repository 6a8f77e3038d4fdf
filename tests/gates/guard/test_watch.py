"""Changes are told at once; a watcher that cannot watch says so, and the guard sweeps instead."""

import contextlib
import threading
from pathlib import Path

import pytest

from tests.gates.guard.rig import Rig
from withhold.gates.guard import guard as guarding
from withhold.gates.guard.interface import Alarm
from withhold.gates.guard.watch import Watcher


def test_a_change_after_the_start_is_told(tmp_path: Path) -> None:
    with Watcher([tmp_path]) as watcher:
        assert watcher.failure is None
        (tmp_path / "~new.swp").write_text("editors' files count too")


def test_a_folder_that_cannot_be_watched_is_a_failure_not_silence(tmp_path: Path) -> None:
    with Watcher([tmp_path / "none"]) as watcher:
        assert watcher.failure is not None


def test_without_a_watcher_the_guard_says_so_and_sweeps(tmp_path: Path) -> None:
    rig = Rig(tmp_path)
    rig.site.state.clearances.rmdir()

    class Ended(Exception):
        pass

    def tell(alarm: Alarm, **facts: str | int | float | None) -> None:
        rig.told.alarms.append((alarm, facts))
        if alarm is Alarm.WATCHER_LOST:
            rig.write("leak.csv", b"uncleared")
            rig.passed += 3
        if alarm is Alarm.PULLED:
            raise Ended

    with rig.guard() as guard:
        guard.teller = guard.looker.teller = type("Ear", (), {"tell": staticmethod(tell)})()
        object.__setattr__(guard.looker.puller, "teller", guard.teller)
        with contextlib.suppress(Ended):
            guard.run()
    assert rig.standing() == set()
    assert [thread for thread in threading.enumerate() if thread.name == "watcher"] == []


def test_watching_begins_anew_soon_after_a_name_that_is_no_text(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rig = Rig(tmp_path)
    starts: list[float] = []

    class Ended(Exception):
        pass

    class Broken(Watcher):
        """Works, and then meets such a name."""

        def start(self) -> None:
            if len(starts) == 2:
                raise Ended
            starts.append(rig.passed)
            self.worked = True

        def wait(self, seconds: float) -> set[str]:
            rig.passed += 0.5
            self.failure = "it failed"
            return set()

    monkeypatch.setattr(guarding, "Watcher", Broken)
    with rig.guard() as guard, contextlib.suppress(Ended):
        guard.run()
    assert starts[1] - starts[0] <= 1.5
