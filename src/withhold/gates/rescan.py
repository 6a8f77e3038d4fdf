"""Judges again what is public, when engine, policy, profile or register changed since it was cleared."""

import json
import os
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from enum import StrEnum
from hashlib import sha256
from pathlib import Path

from withhold.clearance.interface import Basis, Clearance, ClearanceError
from withhold.clearance.issue import revocation
from withhold.clearance.record import clearance_id, revocation_id
from withhold.clearance.shapes import is_sha256
from withhold.domain.errors import NothingToInspect
from withhold.domain.piece import SkipReason
from withhold.domain.verdict import Decision, DocumentVerdict, Engine, worst
from withhold.fleet.walk import walk
from withhold.gates.authority import Authority, covers
from withhold.gates.engine import is_current
from withhold.gates.interface import Source, Staged
from withhold.gates.journal import Action, Journal
from withhold.gates.judging import Judged, inspected
from withhold.inspection.opening import Unreadable, open_path
from withhold.inspection.run import Run

Watch = Callable[[Iterator[Judged]], Iterable[Judged]]
"""Wraps what is judged, to show progress."""


class Fate(StrEnum):
    """What became of a document that was judged again, in words for people."""

    KEPT = "kept"
    """No worse than its clearance covers; that was people's, and stays."""
    RENEWED = "renewed"
    REVOKED = "revoked"
    UNCLEARED = "not cleared"
    """It lies in the public folder without a valid clearance."""
    UNREAD = "not judged"


@dataclass(frozen=True, slots=True)
class Result:
    """One document: its path, the decision that counts, and its fate."""

    path: str
    sha256: str
    decision: Decision
    fate: Fate


@dataclass(slots=True)
class Rescan:
    """Judges again what stands in the public folder `root` and in the store.

    `everything`: also what the same engine cleared. `dry`: nothing is written, the fates are what would be.
    """

    run: Run
    authority: Authority
    root: Path
    everything: bool = False
    dry: bool = False
    current: int = 0
    """How many documents were skipped, since nothing changed that could change their verdict."""
    _results: list[Result] = field(default_factory=list)

    def results(self, watch: Watch = iter) -> list[Result]:
        """Judge; what becomes of a document stands on the disk before the next is judged.

        Raises what judging raises, ClearanceError and PutFailed.
        """
        for judged in watch(inspected(self.run, self._tasks())):
            self._results.append(self._settled(judged))
        return self._results

    def _tasks(self) -> Iterator[Staged | Source]:
        confirmed, names = self._remembered()
        seen: set[str] = set()
        for source, digest, size in self._public():
            if digest is None:
                yield source
            elif self._is_settled(digest, confirmed):
                self.current += 1
            else:
                yield Staged(source, Path(source.path), digest, size)
            seen.add(digest or "")
        for digest, size in self._stored():
            if digest in seen or not self.authority.in_force(digest):
                continue  # what no clearance holds is not served from the store
            if self._is_settled(digest, confirmed):
                self.current += 1
                continue
            file = self.authority.state.store / digest
            name = names.get(digest, digest)
            yield Staged(Source(str(self.root / name), name), file, digest, size)

    def _public(self) -> Iterator[tuple[Source, str | None, int]]:
        """What lies in the folder, with its digest and size; no digest for what cannot be read."""
        with suppress(NothingToInspect):
            for found in walk([str(self.root)]):
                target = os.path.relpath(found.path, self.root)
                if found.unread is not None:
                    yield Source(found.path, target, found.unread), None, 0
                    continue
                try:
                    with open_path(found.path) as opened:
                        digest, size = opened.sha256(), opened.size
                except Unreadable as error:
                    yield Source(found.path, target, str(error)), None, 0
                    continue
                yield Source(found.path, target), digest, size

    def _stored(self) -> Iterator[tuple[str, int]]:
        if not self.authority.state.store.is_dir():
            return  # a dry run where nothing was ever published
        for entry in sorted(os.scandir(self.authority.state.store), key=lambda entry: entry.name):
            if is_sha256(entry.name):
                yield entry.name, entry.stat(follow_symlinks=False).st_size

    def _is_settled(self, digest: str, confirmed: set[str]) -> bool:
        """Whether this very engine gave a verdict that a clearance in force covers, and nothing ends soon."""
        if self.everything:
            return False
        in_force = self.authority.in_force(digest)
        if in_force and digest in confirmed:
            return True
        return any(
            self.authority.is_fresh(one)
            if one.statement.basis is Basis.AUTOMATIC
            else is_current(one.statement, self.authority.engine)
            for one in in_force
        )

    def _settled(self, judged: Judged) -> Result:
        verdict = judged.verdict
        decision = self._decision(judged)
        fate = Fate.UNREAD
        if judged.staged is not None and decision is not None:
            fate = self._fate(judged.staged, verdict, decision)
        if fate is Fate.KEPT:
            decision = Decision.RELEASE  # people have seen as much, and it is cleared
        if decision is None or fate is Fate.UNCLEARED:
            decision = worst([verdict.decision, Decision.REVIEW])
        return Result(verdict.path, verdict.sha256, decision, fate)

    def _decision(self, judged: Judged) -> Decision | None:
        """The decision that counts; None if the bytes or the records about them could not be looked at."""
        if judged.staged is None or _failed(judged.verdict):
            return None
        try:
            return self.authority.decision(judged.verdict)
        except ClearanceError:
            return None  # a damaged revocation: the shelf holds these bytes for not cleared

    def _fate(self, staged: Staged, verdict: DocumentVerdict, decision: Decision) -> Fate:
        in_force = self.authority.in_force(verdict.sha256)
        covering = [one for one in in_force if covers(one.statement, decision)]
        if in_force and not covering:
            self._revoke(staged, verdict)
            return Fate.REVOKED
        automatic = covering or self.authority.shelf.clearances(verdict.sha256)
        if decision is Decision.RELEASE and any(_is_automatic(one) for one in automatic):
            return self._renewed(staged, verdict)
        if not covering:
            return Fate.UNCLEARED
        self._journal(Action.CONFIRMED, staged, engine=_short(self.authority.engine))
        return Fate.KEPT

    def _revoke(self, staged: Staged, verdict: DocumentVerdict) -> None:
        authority = self.authority
        # Not which rule spoke: who reads revocations need not know that somebody is registered.
        policy = ", ".join(authority.engine.policy)
        reason = f"judged again as {verdict.decision} (withhold {authority.engine.version}, policy {policy})"
        if self.dry:
            return
        moment = authority.shelf.time_to_revoke(verdict.sha256)
        made = revocation(verdict.sha256, authority.shelf.destination, reason, authority.key, moment)
        authority.shelf.revoke(made)
        self._journal(Action.REVOKED, staged, revocation=revocation_id(made), decision=str(verdict.decision))

    def _renewed(self, staged: Staged, verdict: DocumentVerdict) -> Fate:
        clearance = self.authority.clearance(verdict)
        if clearance is None:
            return Fate.UNCLEARED  # it was revoked at this very moment
        if clearance in self.authority.shelf.clearances(verdict.sha256):
            return Fate.KEPT
        if not self.dry:
            self.authority.shelf.keep(clearance)
            self._journal(Action.CLEARED, staged, clearance=clearance_id(clearance), decision="release")
        return Fate.RENEWED

    def _journal(self, action: Action, staged: Staged, **facts: str | None) -> None:
        if not self.dry:
            journal = Journal(self.authority.state.journal)
            destination = self.authority.shelf.destination
            journal.write(action, staged.sha256, staged.source.target, destination=destination, **facts)

    def _remembered(self) -> tuple[set[str], dict[str, str]]:
        """From the journal: what this very engine confirmed, and the last public name of each digest.

        People's clearances name the engine that they saw; a name says something of the people in a file.
        """
        engine = _short(self.authority.engine)
        confirmed: set[str] = set()
        names: dict[str, str] = {}
        for line in self._lines():
            digest = str(line.get("sha256"))
            if line.get("destination") != self.authority.shelf.destination:
                continue
            if line.get("action") == Action.PUBLISHED:
                names[digest] = str(line.get("path"))
            elif line.get("action") == Action.CONFIRMED and line.get("engine") == engine:
                confirmed.add(digest)
        return confirmed, names

    def _lines(self) -> Iterator[dict[str, object]]:
        with suppress(FileNotFoundError), self.authority.state.journal.open("rb") as stream:
            for line in stream:
                try:
                    told = json.loads(line)
                except ValueError:
                    continue  # cut by a full disk; it confirms nothing
                if isinstance(told, dict):
                    yield told


def _failed(verdict: DocumentVerdict) -> bool:
    """Whether looking went wrong, of which nothing new is known: a machine too busy takes no site down."""
    failures = (SkipReason.CRASHED, SkipReason.TIMED_OUT, SkipReason.OVER_LIMIT)
    return verdict.decision is Decision.REVIEW and any(one.reason in failures for one in verdict.skipped)


def _is_automatic(clearance: Clearance) -> bool:
    return clearance.statement.basis is Basis.AUTOMATIC


def _short(engine: Engine) -> str:
    """A name of exactly this engine, policy, profile and register."""
    told = json.dumps([engine.version, list(engine.policy), engine.profile, engine.register])
    return sha256(told.encode()).hexdigest()[:16]
