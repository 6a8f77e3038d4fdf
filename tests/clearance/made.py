"""Invented people with signing keys, and what they sign, for the tests of clearances and gates."""

import hashlib
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from withhold.clearance.interface import Basis, Clearance, Statement
from withhold.clearance.issue import issue
from withhold.clearance.shelf import FolderShelf
from withhold.clearance.state import State, destination_of
from withhold.clearance.trust import Trust
from withhold.domain.verdict import Decision
from withhold.signing.ed25519 import SigningKey, write_signing_key

PEOPLE = {
    "anna": ("Anna Berg", "person", ["review", "withhold", "emergency", "revoke", "adopt"]),
    "ben": ("Ben Okafor", "person", ["review", "withhold"]),
    "gate": ("Publishing gate", "gate", ["release", "revoke", "adopt"]),
}


@dataclass(slots=True)
class Office:
    """A folder with the keys of everybody, their trust file, a public folder and its state."""

    root: Path
    keys: dict[str, SigningKey] = field(default_factory=dict)

    def __post_init__(self) -> None:
        lines = []
        for name, (owner, kind, may) in PEOPLE.items():
            key = self.keys[name] = write_signing_key(str(self.root / f"{name}.pem"))
            rights = ", ".join(f'"{right}"' for right in may)
            lines.append(
                f'[[key]]\nowner = "{owner}"\nkind = "{kind}"\nmay = [{rights}]\n'
                f'public_key = "{key.public_key}"\n'
            )
        self.trust_file.write_text("\n".join(lines), encoding="utf-8")
        self.public.mkdir()
        self.state.make(self.public)

    @property
    def trust_file(self) -> Path:
        return self.root / "trust.toml"

    @property
    def trust(self) -> Trust:
        return Trust.load(self.trust_file)

    @property
    def public(self) -> Path:
        return self.root / "site"

    @property
    def state(self) -> State:
        return State.beside(self.public)

    @property
    def destination(self) -> str:
        return destination_of(str(self.public))

    def shelf(self) -> FolderShelf:
        return FolderShelf(self.state, self.trust, self.destination)

    def clear(self, content: bytes) -> Clearance:
        """An automatic clearance of these bytes, kept."""
        clearance = issue(self.statement(content), self.keys["gate"])
        self.shelf().keep(clearance)
        return clearance

    def statement(
        self,
        content: bytes = b"content",
        decision: Decision = Decision.RELEASE,
        basis: Basis = Basis.AUTOMATIC,
        issued: datetime | None = None,
        lifetime: timedelta = timedelta(days=30),
        uploader: str = "",
        reason: str = "",
    ) -> Statement:
        moment = issued or datetime.now(UTC)
        return Statement(
            sha256=hashlib.sha256(content).hexdigest(),
            size=len(content),
            destination=self.destination,
            decision=decision,
            basis=basis,
            engine="0.1.0",
            policy=("default@1",),
            profile=None,
            register=None,
            issued=moment,
            not_after=moment + lifetime,
            uploader=uploader,
            reason=reason,
        )
