"""Pulls one file, and makes sure that what was moved is what was judged."""

import os
import stat
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path

from withhold.gates.guard import evidence
from withhold.gates.guard.evidence import Sight
from withhold.gates.guard.interface import Alarm, Clock, Teller
from withhold.gates.guard.judging import Judge, Judged
from withhold.gates.guard.quarantine import CONTENT, NotTaken, Taken, put_back, take, write_evidence
from withhold.gates.guard.tree import name_of


class Outcome(StrEnum):
    """What became of a file that was to be pulled."""

    PULLED = "pulled"
    GONE = "gone"
    """Somebody else took it away, or put something in its place that is not (yet) to be pulled."""
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Puller:
    """Moves files to `quarantine`, tells, and leaves complete evidence as far as it is known then."""

    quarantine: Path
    judge: Judge
    teller: Teller
    clock: Clock

    def pull(self, parent: int, sight: Sight) -> tuple[Outcome, Path | str | None]:
        """Pull what stands at the sight's path in the open folder `parent`.

        With PULLED comes its quarantine folder, with FAILED the reason.
        """
        name = name_of(sight.path)
        record = self._record(parent, sight)
        try:
            taken = take(self.quarantine, parent, name, sight.judged.found, record, self.clock())
        except NotTaken as error:
            return Outcome.FAILED, str(error)
        if taken is None:
            return Outcome.GONE, None
        pulled = self.clock()
        if not taken.as_judged:
            other = self._judged_again(taken)
            if other is None or other.cleared:
                if put_back(taken, parent, name):
                    self.teller.tell(
                        Alarm.PUT_BACK, path=sight.path, why="another file took its place meanwhile"
                    )
                    return Outcome.GONE, None
                other = other or replace(sight.judged, why="a folder that took the file's place")
            sight = replace(sight, judged=other)
            record = self._record(parent, sight)
        record = evidence.pulled(record, pulled)
        failure = _write(taken.folder, record)
        self._tell(sight, taken.folder, record, failure)
        return Outcome.PULLED, taken.folder

    def _record(self, parent: int, sight: Sight) -> dict[str, object]:
        target = None
        if stat.S_ISLNK(sight.judged.found.st_mode):
            try:
                target = os.readlink(name_of(sight.path), dir_fd=parent)
            except OSError:
                target = None
        destination = self.judge.shelf.destination
        return evidence.evidence_of(sight, destination, target)

    def _judged_again(self, taken: Taken) -> Judged | None:
        """The judgement on what was moved in place of what was judged; None for a folder."""
        if stat.S_ISDIR(taken.found.st_mode):
            return None
        descriptor = os.open(taken.folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
        try:
            return self.judge.judge(descriptor, CONTENT, taken.found, self.clock())
        finally:
            os.close(descriptor)

    def _tell(self, sight: Sight, folder: Path, record: dict[str, object], failure: str) -> None:
        exposure = record["exposure"]
        assert isinstance(exposure, dict)
        self.teller.tell(
            Alarm.PULLED,
            path=sight.path,
            why=sight.judged.why,
            sha256=sight.judged.sha256,
            quarantine=folder.name,
            at_least_seconds=exposure["at_least_seconds"],
            at_most_seconds=exposure["at_most_seconds"],
        )
        if failure:
            self.teller.tell(
                Alarm.NOT_INSPECTED, path=sight.path, why=f"its evidence cannot be written ({failure})"
            )


def _write(folder: Path, record: dict[str, object]) -> str:
    """Write the evidence durably; says what went wrong, or nothing: the file is gone all the same."""
    try:
        write_evidence(folder, record, durable=True)
    except OSError as error:
        return os.strerror(error.errno or 0)
    return ""
