"""The clearances and revocations of one destination, as files in its state folder."""

import os
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from withhold.clearance.durable import make_folder, write_durably
from withhold.clearance.interface import Clearance, ClearanceError, Revocation, Standing
from withhold.clearance.issue import ANYWHERE
from withhold.clearance.record import (
    clearance_id,
    clearance_json,
    read_clearance,
    read_revocation,
    revocation_id,
    revocation_json,
)
from withhold.clearance.rules import CLOCK_SKEW, revokes, untrusted_revocation, validity
from withhold.clearance.shapes import MAX_BYTES, is_sha256
from withhold.clearance.state import State
from withhold.clearance.trust import Trust

_SUFFIX = ".json"


def _now() -> datetime:
    return datetime.now(UTC)


class FolderShelf:
    """A Shelf (see interface) whose records are `<sha256>/<id>.json` in a state folder.

    Nothing is remembered between answers. What cannot be read clears nothing, and a revocation that cannot
    be checked takes back everything before and after it, until somebody looks.
    """

    def __init__(
        self, state: State, trust: Trust, destination: str, clock: Callable[[], datetime] = _now
    ) -> None:
        self.destination = destination
        self._state = state
        self._trust = trust
        self._clock = clock

    def standing(self, sha256: str, now: datetime) -> Standing:
        """Whether exactly these bytes may be at the destination at this time, and why."""
        if not is_sha256(sha256):
            return Standing(False, "not a SHA-256")
        try:
            clearances, damaged = self._clearances(sha256)
            # Read last: a revocation that came while the clearances were read is seen.
            revocations = self._revocations(sha256)
        except OSError as error:
            return Standing(False, f"the shelf cannot be read ({os.strerror(error.errno or 0)})")
        except ClearanceError as error:
            return Standing(False, str(error))
        answers = [self._one(clearance, revocations, now) for clearance in clearances]
        return _best(answers) or Standing(False, _joined([answer.why for answer in answers], damaged))

    def keep(self, clearance: Clearance) -> None:
        """Store durably before returning. Raises ClearanceError for one that is not valid here and now."""
        statement = clearance.statement
        if statement.destination != self.destination:
            raise ClearanceError(f"the clearance is for {statement.destination}, not for {self.destination}")
        try:
            standing = self._one(clearance, self._revocations(statement.sha256), self._clock())
        except OSError as error:
            raise ClearanceError(f"the shelf cannot be read ({os.strerror(error.errno or 0)})") from None
        if not standing.cleared:
            raise ClearanceError(f"the clearance is not valid: {standing.why}")
        self._write(
            self._state.clearances, statement.sha256, clearance_id(clearance), clearance_json(clearance)
        )

    def revoke(self, revocation: Revocation) -> None:
        """Store durably before returning. Raises ClearanceError if it is not trusted or not for here."""
        if revocation.destination not in (ANYWHERE, self.destination):
            raise ClearanceError(
                f"the revocation is for {revocation.destination}, not for {self.destination}"
            )
        problem = untrusted_revocation(revocation, self._trust)
        if problem:
            raise ClearanceError(f"the revocation is not valid: {problem}")
        self._write(
            self._state.revocations, revocation.sha256, revocation_id(revocation), revocation_json(revocation)
        )

    def time_to_revoke(self, sha256: str) -> datetime:
        """When to date a revocation that takes back all that counts now: now, or by a clock that is ahead.

        Dated before its clearance, it would take back nothing.
        """
        now = self._clock()
        try:
            issued = [clearance.statement.issued for clearance in self.clearances(sha256)]
        except OSError:
            return now  # what cannot be read clears nothing
        return max([now, *(moment for moment in issued if moment <= now + CLOCK_SKEW)])

    def clearances(self, sha256: str) -> list[Clearance]:
        """The readable clearances of these bytes for this destination, valid or not. Raises OSError."""
        return self._clearances(sha256)[0]

    def digests(self) -> list[str]:
        """The SHA-256 of everything that has a record here, sorted. Raises OSError."""
        found = {
            entry.name
            for folder in (self._state.clearances, self._state.revocations)
            if folder.is_dir()
            for entry in os.scandir(folder)
            if is_sha256(entry.name)
        }
        return sorted(found)

    def _one(self, clearance: Clearance, revocations: list[Revocation], now: datetime) -> Standing:
        for revocation in revocations:
            if revokes(revocation, clearance.statement):
                return Standing(False, "it is revoked")
        return validity(clearance, self._trust, now)

    def _clearances(self, sha256: str) -> tuple[list[Clearance], list[str]]:
        """Those for this destination, and what could not be read."""
        found, damaged = [], []
        for path, content in _files(self._state.clearances / sha256):
            try:
                clearance = read_clearance(content, f"the clearance {path.name}")
            except ClearanceError as error:
                damaged.append(str(error))
                continue
            # A record that was copied to another name clears nothing there.
            if clearance.statement.sha256 != sha256:
                damaged.append(f"the clearance {path.name} is for other bytes")
            elif clearance.statement.destination == self.destination:
                found.append(clearance)
        return found, damaged

    def _revocations(self, sha256: str) -> list[Revocation]:
        """Those for this destination. Raises ClearanceError if one cannot be checked."""
        found = []
        for path, content in _files(self._state.revocations / sha256):
            what = f"the revocation {path.name}"
            revocation = read_revocation(content, what)
            if revocation.destination not in (ANYWHERE, self.destination):
                continue
            problem = untrusted_revocation(revocation, self._trust)
            if problem or revocation.sha256 != sha256:
                raise ClearanceError(f"{what} cannot be checked ({problem or 'it is for other bytes'})")
            found.append(revocation)
        return found

    def _write(self, folder: Path, sha256: str, name: str, content: bytes) -> None:
        make_folder(folder / sha256)
        write_durably(folder / sha256 / f"{name}{_SUFFIX}", content)


def _best(answers: list[Standing]) -> Standing | None:
    """The one that is cleared for longest, None if none is."""
    lasting = [(answer.not_after, answer) for answer in answers if answer.cleared and answer.not_after]
    return max(lasting, key=lambda pair: pair[0])[1] if lasting else None


def _joined(refused: list[str], damaged: list[str]) -> str:
    """Why nothing clears, each reason once."""
    return "; ".join(dict.fromkeys([*refused, *damaged])) or "no clearance"


def _files(folder: Path) -> list[tuple[Path, bytes]]:
    """Every record of a folder with its bytes; none where there is no folder. Raises OSError."""
    try:
        names = sorted(os.listdir(folder))
    except FileNotFoundError:
        return []
    found = []
    for name in names:
        # Names that begin with a dot are being written.
        if name.endswith(_SUFFIX) and not name.startswith("."):
            path = folder / name
            with path.open("rb") as stream:
                found.append((path, stream.read(MAX_BYTES + 1)))
    return found
