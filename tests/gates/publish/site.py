"""A small site with keys and people, for tests of what becomes public there."""

import json
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from withhold.clearance.interface import Clearance
from withhold.clearance.issue import revocation
from withhold.clearance.request import load_request, sign_request
from withhold.clearance.shelf import FolderShelf
from withhold.clearance.state import State, destination_of
from withhold.clearance.trust import Trust
from withhold.cli.main import main
from withhold.signing.ed25519 import SigningKey, write_signing_key

FIGURES = b"Month,Arrivals\n" + b"".join(b"2022-%02d,%d\n" % (month, month * 31) for month in range(1, 13))
MORE_FIGURES = FIGURES.replace(b"2022", b"2023")
ROSTER = (
    b"Name,Date of birth,Nationality,Alien number,Facility\n"
    b'"HERNANDEZ, Maria Elena",1987-03-04,Honduras,A123456789,Northfield\n'
    b'"GARCIA LOPEZ, Juan",1990-07-14,Guatemala,A223456789,Northfield\n'
    b'"SINGH, Gurpreet",1979-01-23,India,A323456789,Northfield\n'
)
CUT = b"PK\x03\x04 cut short"
"""Nothing can be read of it: review."""
_PEOPLE = ("Gate", "Ana Roe", "Bo Lund")


@dataclass(frozen=True, slots=True)
class Site:
    """Sources, a public folder, and the keys of a gate and of two people."""

    root: Path

    @classmethod
    def at(cls, root: Path) -> "Site":
        site = cls(root)
        site.source.mkdir()
        site.public.mkdir()
        entries = []
        for owner in _PEOPLE:
            key = write_signing_key(str(site.key_file(owner)))
            gate = owner == "Gate"
            may = ["release", "revoke"] if gate else ["review", "withhold", "emergency", "revoke", "adopt"]
            entries.append(
                f'[[key]]\nowner = "{owner}"\nkind = "{"gate" if gate else "person"}"\n'
                f'may = {json.dumps(may)}\npublic_key = "{key.public_key}"\n'
            )
        site.trust_file.write_text("".join(entries))
        return site

    @property
    def source(self) -> Path:
        return self.root / "source"

    @property
    def public(self) -> Path:
        return self.root / "public"

    @property
    def trust_file(self) -> Path:
        return self.root / "trust.toml"

    @property
    def state(self) -> State:
        return State.beside(self.public)

    @property
    def shelf(self) -> FolderShelf:
        return FolderShelf(self.state, Trust.load(self.trust_file), destination_of(str(self.public)))

    def key_file(self, owner: str) -> Path:
        return self.root / f"{owner.split()[0].lower()}.pem"

    def key(self, owner: str) -> SigningKey:
        return SigningKey.load(str(self.key_file(owner)))

    def put(self, name: str, content: bytes) -> Path:
        """A file among the sources."""
        path = self.source / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
        return path

    def keys(self) -> list[str]:
        return ["--signing-key", str(self.key_file("Gate")), "--trust", str(self.trust_file), "--jobs", "1"]

    def publish(self, *arguments: str, to: str | None = None) -> int:
        return main(
            ["publish", *(arguments or [str(self.source)]), "--to", to or str(self.public), *self.keys()]
        )

    def rescan(self, *arguments: str) -> int:
        return main(["rescan", str(self.public), *arguments, *self.keys()])

    def cleared(self, sha256: str) -> bool:
        return self.shelf.standing(sha256, datetime.now(UTC)).cleared

    def signed(self, sha256: str, *owners: str, reason: str = "a court ordered it") -> Clearance:
        """The request for these bytes, signed by these people; not on the shelf yet."""
        request = load_request(self.state.requests / f"{sha256}.json")
        clearance = None
        for owner in owners:
            request, clearance = sign_request(
                request, self.key(owner), reason, timedelta(days=9), False, datetime.now(UTC)
            )
            reason = ""
        assert clearance is not None
        return clearance

    def revoke(self, sha256: str) -> None:
        self.shelf.revoke(revocation(sha256, self.shelf.destination, "it was wrong", self.key("Ana Roe")))

    def journal(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.state.journal.read_text().splitlines()]

    def tree(self) -> dict[str, bytes]:
        """What is public."""
        return {
            str(path.relative_to(self.public)): path.read_bytes()
            for path in self.public.rglob("*")
            if path.is_file()
        }
