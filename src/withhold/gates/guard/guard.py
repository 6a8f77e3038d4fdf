"""The guard of one public folder: watches, sweeps, stops when it must, and says when it is ready."""

import os
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from withhold.gates.guard.aftermath import Aftermath
from withhold.gates.guard.interface import Alarm, Clock, Settings, Teller
from withhold.gates.guard.looking import Looker, Round, digests_in
from withhold.gates.guard.memory import Role
from withhold.gates.guard.quarantine import reserve
from withhold.gates.guard.rehash import Rehasher
from withhold.gates.guard.stop import Stop
from withhold.gates.guard.tree import parent_of
from withhold.gates.guard.watch import Watcher

_YOUNG_PAUSE = 0.05
"""Seconds between looks at folders that appeared."""
_COST = 10
"""Sweeping takes at most one part in this many of the time: big trees are swept more seldom."""
_REPEAT = 60.0
"""Seconds between two alarms that say the same of the same."""
_SAVE_EVERY = 10.0
_RESTART = 1.0
"""Seconds before watching begins anew after something ended it: a name that is no text does."""


@dataclass(slots=True)
class Guard:
    """`clock` is the time that clearances live by; `monotonic` counts seconds and never goes back."""

    settings: Settings
    looker: Looker
    stop: Stop
    aftermath: Aftermath
    rehasher: Rehasher
    teller: Teller
    clock: Clock
    monotonic: Callable[[], float] = time.monotonic
    ready: bool = False
    _due: dict[str, float] = field(default_factory=dict)
    _said: dict[tuple[Alarm, str], float] = field(default_factory=dict)
    _swept: datetime | None = None
    _log_start: tuple[int, int] | None = None

    def run(self) -> None:
        """Guard until interrupted. Watching begins before the first sweep, so nothing slips between."""
        while True:
            moves, started = self.looker.place.moves, self.monotonic()
            with Watcher(self._watched()) as watcher:
                again = started + (_RESTART if watcher.worked else _REPEAT)
                # A folder that took the guarded one's place is another folder for the kernel: watch anew.
                while self.looker.place.moves == moves:
                    self.round(watcher.wait(self._pause()))
                    if watcher.failure is not None:
                        why = f"changes are found by sweeping only: {watcher.failure}"
                        self.repeat(Alarm.WATCHER_LOST, "", why)
                        if self.monotonic() >= again:
                            # What changed while nobody watched is found at once.
                            self._due["sweep"] = self.monotonic()
                            break

    def round(self, changed: set[str]) -> None:
        """React to changed paths (absolute), and do whatever is due."""
        self.aftermath.background.check()
        self.rehasher.background.check()
        if not self.looker.place.check(self.teller):
            self._unready("the folder is missing")
            self._due["sweep"] = self.monotonic() + self.settings.sweep_every
            return
        if self._swept is None:
            # Nothing is known yet: piece by piece, the brake could not tell how much there is.
            self.sweep()
        if self.stop.resumed():
            self._resume()
        suspects = frozenset(self.rehasher.suspects())
        found = Round(digests_in(changed, self._shelves()), suspects)
        for folder in self._touched(changed, found) | {parent_of(path) for path in suspects}:
            self.looker.look(folder, found)
        self.looker.look_at_young(found)
        self._finish(found)
        now = self.monotonic()
        if self._due.get("sweep", now) <= now:
            self.sweep()
        if self._due.get("rehash", now) <= now and self.rehasher.idle:
            self._due["rehash"] = now + self.settings.rehash_every
            self.rehasher.order(self.looker.place.descriptor, list(self.looker.memory.digests()))
        if self._due.get("save", now) <= now:
            self._due["save"] = now + _SAVE_EVERY
            self._save()
        if self.stop.active:
            self._tell_stopped()

    def sweep(self) -> Round:
        """Look at everything once, and read what is new or changed."""
        started, begun = self.clock(), self.monotonic()
        log_start = self.aftermath.log_position()
        found = Round()
        self.looker.look("", found, below=True)
        self._finish(found)
        memory = self.looker.memory
        memory.first, memory.earlier, memory.earlier_look = False, {}, started
        if self._swept is None:
            # The first sweep has read everything.
            self._due["rehash"] = self.monotonic() + self.settings.rehash_every
        self._swept, self._log_start = started, log_start
        now = self.monotonic()
        pause = max(self.settings.sweep_every, _COST * (now - begun))
        # Whoever drops files while they are pulled gets no pause before the guard is ready.
        self._due["sweep"] = now if found.pulled and not self.ready else now + pause
        self._judge_readiness(found)
        return found

    def close(self) -> None:
        """Keep what is known for the next start, and stop reporting ready."""
        self._save()
        if self.settings.ready_file is not None:
            self.settings.ready_file.unlink(missing_ok=True)
        self.teller.tell(Alarm.ENDED, why="nothing is guarded from now on")

    def pulled(self, folder: Path, path: str, inspect: bool) -> None:
        """Hand what was pulled on to be completed, and inspected if `inspect`."""
        self.aftermath.add(folder, path, inspect, self._log_start)

    def repeat(self, alarm: Alarm, path: str, why: str, **facts: int) -> None:
        """Tell, but the same of the same path only once a minute."""
        now = self.monotonic()
        if now - self._said.get((alarm, path), -_REPEAT) < _REPEAT:
            return
        self._said[alarm, path] = now
        if path:
            self.teller.tell(alarm, path=path, why=why, **facts)
        else:
            self.teller.tell(alarm, why=why, **facts)

    def _finish(self, found: Round) -> None:
        stopped = self.stop.active
        if self.looker.end(found, self.monotonic(), stopped) and not stopped:
            self.stop.begin(self.clock(), len(found.ending))
            self._unready("pulling is stopped")
            self._tell_stopped()

    def _resume(self) -> None:
        """A person looked at it: what was spared is pulled now, however much it is."""
        spared = len(self.looker.memory.of_role(Role.SPARED))
        self.stop.end()
        self._said.pop((Alarm.MASS_PULL, ""), None)
        self.teller.tell(Alarm.RESUMED, why="a person asked for it", files=spared)
        self.looker.unstoppable = True
        try:
            self.sweep()
        finally:
            self.looker.unstoppable = False

    def _judge_readiness(self, found: Round) -> None:
        if self.stop.active:
            self._unready("pulling is stopped")
        elif found.failed:
            self._unready(f"{found.failed} files or folders could not be dealt with")
        elif not found.pulled and not self.ready:
            try:
                if self.settings.ready_file is not None:
                    self.settings.ready_file.write_text("ready\n", encoding="ascii")
            except OSError as error:
                # It guards on: a full disk is no reason to leave the folder alone.
                self._unready(f"the ready file cannot be written ({os.strerror(error.errno or 0)})")
                return
            self.ready = True
            roles = self.looker.memory
            cleared, observed = len(roles.of_role(Role.CLEARED)), len(roles.of_role(Role.OBSERVED))
            why = "nothing uncleared stands" + (" but what is only observed" if observed else "")
            self.teller.tell(Alarm.READY, why=why, cleared=cleared, observed=observed)

    def _unready(self, why: str) -> None:
        if self.ready:
            self.ready = False
            if self.settings.ready_file is not None:
                self.settings.ready_file.unlink(missing_ok=True)
        self.repeat(Alarm.NOT_READY, "", why)

    def _tell_stopped(self) -> None:
        spared = len(self.looker.memory.of_role(Role.SPARED))
        why = (
            f"pulling is stopped: {spared} files that stood here are not cleared and still public; "
            "check clearances, --trust and the clock, then withhold guard FOLDER --resume, or --adopt them"
        )
        self.repeat(Alarm.MASS_PULL, "", why, files=spared)

    def _save(self) -> None:
        if self._swept is None:
            return
        reserve(self.settings.state.quarantine)
        try:
            self.looker.memory.save(self._swept)
        except OSError as error:
            reason = os.strerror(error.errno or 0)
            self.repeat(Alarm.NOT_READY, "", f"the guard's memory cannot be written ({reason})")

    def _touched(self, changed: set[str], found: Round) -> set[str]:
        """The known folders that changed paths lie in, and those of files whose clearances changed."""
        memory = self.looker.memory
        folders = {
            parent_of(path)
            for path, known in (memory.all() if found.asked else ())
            if known.sha256 in found.asked
        }
        root = f"{os.path.abspath(self.settings.root)}/"
        for path in changed:
            below = path.removeprefix(root) if path.startswith(root) else ""
            if any(path.startswith(f"{shelf}/") for shelf in self._shelves()):
                continue
            folders |= {below} & memory.looked.keys()
            while below not in memory.looked and below:
                below = parent_of(below)
            folders |= {below, parent_of(below)} if below in memory.looked else set()
        return folders

    def _shelves(self) -> tuple[Path, Path]:
        return self.settings.state.clearances, self.settings.state.revocations

    def _watched(self) -> Sequence[Path]:
        return (Path(os.path.abspath(self.settings.root)), *self._shelves())

    def _pause(self) -> float:
        """Seconds until something is due."""
        now = self.monotonic()
        if self.looker.young:
            return _YOUNG_PAUSE
        return min(max(self._due.get("sweep", now) - now, 0.0), self.settings.sweep_every)
