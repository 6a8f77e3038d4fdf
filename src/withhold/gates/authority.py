"""Who may clear what here: clearances of the engine's own, and those that people signed."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from withhold.clearance.interface import Basis, Clearance, ClearanceError, Revocation, Statement
from withhold.clearance.issue import ANYWHERE, issue
from withhold.clearance.record import read_revocation
from withhold.clearance.rules import revokes, validity
from withhold.clearance.shapes import MAX_BYTES
from withhold.clearance.shelf import FolderShelf
from withhold.clearance.state import State
from withhold.clearance.trust import May, Trust
from withhold.domain.verdict import Decision, DocumentVerdict, Engine, worst
from withhold.gates.engine import is_current
from withhold.signing.ed25519 import SigningKey


@dataclass(frozen=True, slots=True)
class Authority:
    """The shelf of one destination, and the key that signs what the engine releases.

    `engine` as `signed_engine` gives it; `lifetime` of the clearances that are issued here.
    """

    state: State
    trust: Trust
    shelf: FolderShelf
    key: SigningKey
    engine: Engine
    lifetime: timedelta
    uploader: str = ""
    reason: str = ""

    def at(self, state: State, destination: str) -> "Authority":
        """The same key and trust for another destination."""
        return replace(self, state=state, shelf=FolderShelf(state, self.trust, destination))

    def must(self, *rights: May) -> None:
        """Raises ClearanceError unless the trust file gives the signing key these rights now."""
        trusted = self.trust.keys.get(self.key.key_id)
        if trusted is None:
            raise ClearanceError(
                f"the signing key {self.key.key_id} is not in the trust file; add it, or give another key"
            )
        if not trusted.stands(datetime.now(UTC)):
            raise ClearanceError(f"the signing key {self.key.key_id} has expired in the trust file; renew it")
        for right in rights:
            if right not in trusted.may:
                raise ClearanceError(
                    f"the signing key {self.key.key_id} may not {right}; the trust file must say so, "
                    "or give another key"
                )

    def in_force(self, sha256: str) -> list[Clearance]:
        """The clearances of these bytes that count now, that which lasts longest first."""
        now = datetime.now(UTC)
        if not self.shelf.standing(sha256, now).cleared:
            return []
        revocations = self.revocations(sha256)
        found = [
            clearance
            for clearance in self.shelf.clearances(sha256)
            if validity(clearance, self.trust, now).cleared
            and not any(revokes(revocation, clearance.statement) for revocation in revocations)
        ]
        return sorted(found, key=lambda clearance: clearance.statement.not_after, reverse=True)

    def revocations(self, sha256: str) -> list[Revocation]:
        """What was ever revoked of these bytes here. Raises ClearanceError for a record that is damaged."""
        folder = self.state.revocations / sha256
        found = []
        for path in sorted(folder.glob("[!.]*.json")):
            with path.open("rb") as stream:
                found.append(read_revocation(stream.read(MAX_BYTES + 1), f"the revocation {path.name}"))
        return [one for one in found if one.destination in (ANYWHERE, self.shelf.destination)]

    def decision(self, verdict: DocumentVerdict) -> Decision:
        """The verdict's decision; review at least for what was revoked once: a person must look again."""
        if self.revocations(verdict.sha256):
            return worst([verdict.decision, Decision.REVIEW])
        return verdict.decision

    def clearance(self, verdict: DocumentVerdict) -> Clearance | None:
        """A clearance that covers this verdict: one in force, or a new automatic one, not kept yet.

        None if people have to sign first.
        """
        decision = self.decision(verdict)
        standing = [one for one in self.in_force(verdict.sha256) if covers(one.statement, decision)]
        if decision is Decision.RELEASE:
            fresh = [one for one in standing if self.is_fresh(one)]
            return fresh[0] if fresh else issue(self._statement(verdict), self.key)
        return standing[0] if standing else None

    def is_fresh(self, clearance: Clearance) -> bool:
        """Whether no new automatic one is needed: it is this engine's and key's, with half its life left."""
        left = clearance.statement.not_after - datetime.now(UTC)
        ours = any(signature.key_id == self.key.key_id for signature in clearance.signatures)
        return ours and is_current(clearance.statement, self.engine) and left > self.lifetime / 2

    def _statement(self, verdict: DocumentVerdict) -> Statement:
        now = datetime.now(UTC)
        return Statement(
            verdict.sha256,
            verdict.size,
            self.shelf.destination,
            verdict.decision,
            Basis.AUTOMATIC,
            self.engine.version,
            self.engine.policy,
            self.engine.profile,
            self.engine.register,
            now,
            now + self.lifetime,
            self.uploader,
            self.reason,
        )


def covers(statement: Statement, decision: Decision) -> bool:
    """Whether whoever signed saw a verdict at least as grave: nothing worse is covered by it."""
    return worst([statement.decision, decision]) is worst([statement.decision])
