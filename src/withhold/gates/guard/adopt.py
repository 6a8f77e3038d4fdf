"""Blesses what stands in a folder: every file is inspected, and only what is released is cleared."""

import os
import stat
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from withhold.clearance.interface import Basis
from withhold.domain.discretion import rules_told
from withhold.domain.errors import NothingToInspect
from withhold.domain.verdict import Decision, DocumentVerdict
from withhold.gates.guard.clearing import Signer
from withhold.gates.guard.interface import GuardError
from withhold.gates.guard.judging import Judge
from withhold.gates.guard.tree import entries, joined, opened, shown
from withhold.inspection.run import Run

Progress = Callable[[Iterator[DocumentVerdict]], Iterator[DocumentVerdict]]


@dataclass(frozen=True, slots=True)
class Adopted:
    """What became of one file: `decision` is RELEASE if it is cleared; `why` in words without values."""

    path: str
    decision: Decision
    why: str


def adopt(
    root: Path, judge: Judge, signer: Signer, run: Run, revoked: Callable[[str], bool], progress: Progress
) -> Iterator[Adopted]:
    """Every file below `root` with what became of it.

    What is not released is left as it is, for people to clear or remove. Raises NothingToInspect where there
    is no file, GuardError where the folder cannot be read.
    """
    waiting: list[str] = []
    anything = False
    for path, standing in _standing(root, judge, signer):
        anything = True
        if standing is None:
            waiting.append(path)
        else:
            yield standing
    if not anything:
        raise NothingToInspect(f"no file was found in {root}; nothing is adopted")
    if not waiting:
        return
    full = [os.path.join(root, path) for path in waiting]
    for path, verdict in zip(waiting, progress(run.documents(full)), strict=True):
        yield _judged(path, verdict, signer, revoked)


def _judged(path: str, verdict: DocumentVerdict, signer: Signer, revoked: Callable[[str], bool]) -> Adopted:
    if verdict.decision is not Decision.RELEASE:
        return Adopted(shown(path), verdict.decision, ", ".join(sorted(rules_told(verdict))))
    if revoked(verdict.sha256):
        return Adopted(shown(path), Decision.REVIEW, "its clearance was revoked once: people must clear it")
    signer.clear(verdict, Basis.ADOPTED)
    return Adopted(shown(path), Decision.RELEASE, "adopted")


def _standing(root: Path, judge: Judge, signer: Signer) -> Iterator[tuple[str, Adopted | None]]:
    """Every file with its answer, or None where it has to be inspected."""
    try:
        descriptor = os.open(root, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    except OSError as error:
        reason = os.strerror(error.errno or 0)
        raise GuardError(f"the folder {root} cannot be opened ({reason}); check the path") from None
    try:
        waiting = [""]
        while waiting:
            folder = waiting.pop()
            found = sorted(_listed(descriptor, folder), key=lambda entry: entry[0])
            waiting.extend(path for path, status in found if stat.S_ISDIR(status.st_mode))
            files = [path for path, status in found if not stat.S_ISDIR(status.st_mode)]
            yield from _answers(descriptor, folder, files, judge, signer)
    finally:
        os.close(descriptor)


def _listed(root: int, folder: str) -> list[tuple[str, os.stat_result]]:
    try:
        with opened(root, folder) as descriptor:
            return [(joined(folder, name), status) for name, status in entries(descriptor)]
    except OSError as error:
        reason = os.strerror(error.errno or 0)
        raise GuardError(
            f"the folder {shown(folder)} cannot be read ({reason}); nothing is left out"
        ) from None


def _answers(
    root: int, folder: str, files: Iterable[str], judge: Judge, signer: Signer
) -> Iterator[tuple[str, Adopted | None]]:
    with opened(root, folder) as descriptor:
        for path in files:
            name = path.rpartition("/")[2]
            try:
                status = os.stat(name, dir_fd=descriptor, follow_symlinks=False)
                judged = judge.judge(descriptor, name, status, signer.clock())
            except FileNotFoundError:
                continue
            if judged.cleared:
                yield path, Adopted(shown(path), Decision.RELEASE, "cleared already")
            elif judged.sha256 is None:
                yield path, Adopted(shown(path), Decision.REVIEW, judged.why)
            else:
                yield path, None
