"""Looks at folders: what stands there, whether it is cleared, and what is done about it."""

import os
import stat
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from withhold.gates.guard.brake import Brake
from withhold.gates.guard.evidence import Sight
from withhold.gates.guard.interface import Alarm, Clock, Mode, Teller
from withhold.gates.guard.judging import Judge, Judged
from withhold.gates.guard.memory import Known, Memory, Role
from withhold.gates.guard.place import Place
from withhold.gates.guard.puller import Outcome, Puller
from withhold.gates.guard.tree import Mark, entries, joined, mark_of, name_of, opened, parent_of

_GONE = (FileNotFoundError, NotADirectoryError)
_YOUNG_LOOKS = 6
"""Looks at a folder that appeared, or where something was pulled, before events are relied on there again."""


@dataclass(slots=True)
class Round:
    """What one round of looking came to: files that stood there before, and how many were (not) pulled.

    `asked` are digests whose clearances changed, `suspects` paths whose bytes did: both are judged anew.
    """

    asked: frozenset[str] = frozenset()
    suspects: frozenset[str] = frozenset()
    ending: list[Sight] = field(default_factory=list)
    pulled: int = 0
    failed: int = 0


@dataclass(slots=True)
class Looker:
    """`revoked` tells whether somebody took these bytes back. `after` gets each folder with its path."""

    place: Place
    memory: Memory
    judge: Judge
    puller: Puller
    brake: Brake
    teller: Teller
    mode_of: Callable[[str], Mode]
    revoked: Callable[[str], bool]
    after: Callable[[Path, str, bool], None]
    failed: Callable[[Alarm, str, str], None]
    clock: Clock
    young: dict[str, int] = field(default_factory=dict)
    unstoppable: bool = False

    def look(self, folder: str, found: Round, below: bool = False) -> None:
        """Look at a folder and at every new folder in it; with `below`, at all folders below it."""
        waiting, looked = [folder], {}
        while waiting:
            one = waiting.pop()
            started = self.clock()
            try:
                with opened(self.place.descriptor, one) as descriptor:
                    folders = self._entries(descriptor, one, started, found)
            except _GONE:
                self.memory.forget(one)
                continue
            except OSError as error:
                found.failed += 1
                self.failed(Alarm.UNREADABLE_FOLDER, one, os.strerror(error.errno or 0))
                continue
            looked[one] = started
            fresh = [other for other in folders if other not in self.memory.looked]
            self.young.update(dict.fromkeys(fresh, _YOUNG_LOOKS))
            waiting.extend(folders if below else fresh)
        # Only now: for what appeared with its folder, the last look is the one before this round.
        self.memory.looked.update(looked)

    def look_at_young(self, found: Round) -> None:
        """Look again where events may be missed."""
        for folder in list(self.young):
            self.young[folder] -= 1
            if self.young[folder] <= 0:
                del self.young[folder]
            self.look(folder, found)

    def end(self, found: Round, now: float, stopped: bool) -> bool:
        """Pull what stood there before and is cleared no more, unless that is too much at once.

        Returns whether pulling has to stop (now, or still); then these files are spared.
        """
        if not found.ending:
            return stopped
        ending = {sight.path for sight in found.ending}
        standing = sum(path not in ending for path in self.memory.of_role(Role.CLEARED))
        held = stopped or self.brake.holds(now, len(ending), standing)
        if held and not self.unstoppable:
            for sight in found.ending:
                self.memory.put(sight.path, _known(Role.SPARED, sight.judged))
            return True
        for sight in found.ending:
            try:
                with opened(self.place.descriptor, parent_of(sight.path)) as descriptor:
                    self._pull(descriptor, sight, found)
            except OSError:
                # Its folder is gone or changed: the next sweep looks at what is there then.
                found.failed += 1
        return False

    def _entries(self, descriptor: int, folder: str, started: datetime, found: Round) -> list[str]:
        """Look at everything in an open folder; returns the folders in it."""
        files, folders = set(), []
        for name, status in entries(descriptor):
            path = joined(folder, name)
            if stat.S_ISDIR(status.st_mode):
                folders.append(path)
            else:
                files.add(path)
                self._file(descriptor, path, status, started, found)
        self.memory.keep_only(folder, files, set(folders))
        return folders

    def _file(
        self, descriptor: int, path: str, status: os.stat_result, started: datetime, found: Round
    ) -> None:
        known, mark = self.memory.get(path), mark_of(status)
        if known is not None and path not in found.suspects and self._unchanged(known, mark, found):
            return
        try:
            judged = self.judge.judge(descriptor, name_of(path), status, self.clock())
        except FileNotFoundError:
            self.memory.drop(path)
            return
        if judged.cleared:
            self.memory.put(path, _known(Role.CLEARED, judged))
            return
        mode = self.mode_of(path)
        if mode is Mode.OBSERVE:
            if known is None or known.role is not Role.OBSERVED or known.mark != mark_of(judged.found):
                self.teller.tell(Alarm.OBSERVED, path=path, why=judged.why, sha256=judged.sha256)
            self.memory.put(path, _known(Role.OBSERVED, judged))
            return
        sight = Sight(path, judged, started, self.memory.last_absent(path), mode is Mode.INSPECT)
        if self._stood(sight, known):
            found.ending.append(sight)
        else:
            self._pull(descriptor, sight, found)

    def _unchanged(self, known: Known, mark: Mark, found: Round) -> bool:
        if known.mark != mark or (self.unstoppable and known.role is Role.SPARED):
            return False
        if known.not_after is not None and self.clock() >= known.not_after:
            return False
        if known.sha256 is None:
            return True
        return known.sha256 not in found.asked and self.judge.mark(known.sha256) == known.shelf

    def _stood(self, sight: Sight, known: Known | None) -> bool:
        """Whether this was there before and allowed: to take away many such files may be a mistake.

        A signed revocation is no mistake: it is somebody's decision about these very bytes.
        """
        digest = sight.judged.sha256
        if digest is not None and self.revoked(digest):
            return False
        if self.memory.first:
            return True
        if digest is not None:
            return self.memory.stood(sight.path, digest)
        # Not read, since it got another name or nobody may read it: the same bytes by all that can be seen.
        return (
            known is not None
            and known.role is not Role.OBSERVED
            and _same_bytes(known.mark, sight.judged.found)
        )

    def _pull(self, descriptor: int, sight: Sight, found: Round) -> None:
        outcome, what = self.puller.pull(descriptor, sight)
        self.memory.drop(sight.path)
        self.young[parent_of(sight.path)] = _YOUNG_LOOKS
        if outcome is Outcome.FAILED:
            found.failed += 1
            self.failed(Alarm.PULL_FAILED, sight.path, f"it is still public: {what}")
            return
        found.pulled += 1
        if isinstance(what, Path):
            self.after(what, sight.path, sight.inspect)


def digests_in(paths: Iterable[str], folders: Iterable[Path]) -> frozenset[str]:
    """The digests whose records changed, by the changed paths below the shelf's folders."""
    roots = [f"{folder}/" for folder in folders]
    return frozenset(
        path.removeprefix(root).split("/")[0] for path in paths for root in roots if path.startswith(root)
    )


def _known(role: Role, judged: Judged) -> Known:
    return Known(role, mark_of(judged.found), judged.sha256, judged.not_after, judged.shelf)


def _same_bytes(mark: Mark, found: os.stat_result) -> bool:
    now = mark_of(found)
    return (mark[0], mark[1], mark[4], mark[5]) == (now[0], now[1], now[4], now[5])
