"""Clears by inspecting: what was taken away and is found releasable is put back under a new clearance."""

import os
import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path

from withhold.clearance.interface import Basis, ClearanceError, Shelf, Statement
from withhold.clearance.issue import issue
from withhold.clearance.state import State
from withhold.domain.discretion import rules_told
from withhold.domain.verdict import Decision, DocumentVerdict, Engine
from withhold.gates.guard.interface import Alarm, Clock, Teller
from withhold.gates.guard.judging import hash_of
from withhold.gates.guard.place import Place
from withhold.gates.guard.quarantine import CONTENT, read_evidence, remove, sync_folder, write_evidence
from withhold.gates.guard.recovery import STAGED
from withhold.gates.guard.rename import rename_new
from withhold.gates.guard.tree import name_of, opened, parent_of
from withhold.inspection.inspector import Inspector
from withhold.inspection.opening import Opened, open_path
from withhold.signing.ed25519 import SigningKey


@dataclass(frozen=True, slots=True)
class Signer:
    """Signs what the engine released. `engine` names the profile with its digest."""

    shelf: Shelf
    key: SigningKey
    engine: Engine
    lifetime: timedelta
    clock: Clock

    def clear(self, verdict: DocumentVerdict, basis: Basis) -> None:
        """Keep a clearance for the bytes of a verdict of release. Raises ClearanceError."""
        now = self.clock()
        statement = Statement(
            verdict.sha256,
            verdict.size,
            self.shelf.destination,
            verdict.decision,
            basis,
            self.engine.version,
            self.engine.policy,
            self.engine.profile,
            self.engine.register,
            now,
            now + self.lifetime,
        )
        self.shelf.keep(issue(statement, self.key))


@dataclass(frozen=True, slots=True)
class Clearing:
    """Inspects what lies in quarantine; see interface.Released."""

    place: Place
    state: State
    signer: Signer
    inspector: Inspector
    teller: Teller

    def __call__(self, path: str, folder: Path) -> bool:
        """Inspect `folder`/content, whose public path was `path`; True if it was cleared and put back."""
        content = folder / CONTENT
        # What a name says of the people in a file is said by the name that is public.
        verdict = self.inspector.inspect(_named(content, path), path)
        rules = sorted(rules_told(verdict))
        told = {"decision": str(verdict.decision), "rules": rules, "verdict_sha256": verdict.sha256}
        write_evidence(folder, read_evidence(folder) | told, durable=True)
        why = self._objection(verdict, rules) or self._put_back(path, content, verdict)
        if why:
            self.teller.tell(Alarm.HELD, path=path, why=why, sha256=verdict.sha256, quarantine=folder.name)
            return False
        content.unlink()
        remove(folder)
        self.teller.tell(Alarm.CLEARED, path=path, sha256=verdict.sha256, why="the verdict is release")
        return True

    def _objection(self, verdict: DocumentVerdict, rules: list[str]) -> str:
        if verdict.decision is not Decision.RELEASE:
            return f"the verdict is {verdict.decision} ({', '.join(rules)})"
        if (self.state.revocations / verdict.sha256).exists():
            # People saw in these bytes what no engine does: only people clear them again.
            return "a clearance of these bytes was revoked; people must clear them"
        return ""

    def _put_back(self, path: str, content: Path, verdict: DocumentVerdict) -> str:
        """Clear and publish a fresh copy, since a writer may hold the old one open; or say why not."""
        staged = self.state.staging / f"{STAGED}{secrets.token_hex(8)}"
        try:
            if _copy(content, staged) != verdict.sha256:
                return "it changed while it was inspected"
            self.signer.clear(verdict, Basis.AUTOMATIC)
            with opened(self.place.descriptor, parent_of(path)) as parent:
                rename_new(staged, parent, name_of(path))
                os.fsync(parent)
        except FileExistsError:
            return "the verdict is release, but another file took its name meanwhile"
        except ClearanceError as error:
            return f"it could not be cleared: {error}"
        except OSError as error:
            return f"it could not be put back ({os.strerror(error.errno or 0)})"
        finally:
            staged.unlink(missing_ok=True)
        return ""


@contextmanager
def _named(content: Path, name: str) -> Iterator[Opened]:
    with open_path(str(content)) as found:
        yield replace(found, path=name)


def _copy(content: Path, staged: Path) -> str:
    """A copy of its own, on the disk, with the same mode; returns the copy's SHA-256. Raises OSError."""
    with content.open("rb") as reading, staged.open("xb+") as writing:
        shutil.copyfileobj(reading, writing)
        found = os.fstat(reading.fileno())
        os.fchmod(writing.fileno(), found.st_mode & 0o777)
        if os.geteuid() == 0:
            os.fchown(writing.fileno(), found.st_uid, found.st_gid)
        writing.flush()
        os.fsync(writing.fileno())
        digest = hash_of(writing.fileno())
    sync_folder(staged.parent)
    return digest
