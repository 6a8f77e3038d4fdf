"""Whether what was preserved is still there, byte for byte, as the ledger has it."""

import hmac
import os
from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from withhold.incident.case.interface import Event, EventKind
from withhold.incident.preservation.seal import SUFFIX, UNFINISHED

_PIECE = 1 << 20


@dataclass(frozen=True, slots=True)
class Checked:
    """The sealed files of a case, by the SHA-256 that the ledger has of them.

    `unknown` are files in the folder that no event speaks of: sealed by a run that was killed before it
    could record them, or put there by somebody.
    """

    good: tuple[str, ...]
    missing: tuple[str, ...]
    changed: tuple[str, ...]
    unread: tuple[str, ...]
    unknown: tuple[str, ...]


def check(evidence: Path, events: Iterable[Event]) -> Checked:
    """Read every sealed file anew and compare it with the ledger."""
    expected = {
        str(event.facts["sealed_sha256"]): event.facts["sealed_size"]
        for event in events
        if event.kind is EventKind.PRESERVED
    }
    found: dict[str, list[str]] = {"good": [], "missing": [], "changed": [], "unread": []}
    for digest, size in sorted(expected.items()):
        found[_state(evidence / f"{digest}{SUFFIX}", digest, size)].append(digest)
    names = {f"{digest}{SUFFIX}" for digest in expected}
    there = os.listdir(evidence) if evidence.is_dir() else []
    others = (name for name in there if not name.startswith(UNFINISHED))
    unknown = sorted(name for name in others if name not in names)
    return Checked(
        tuple(found["good"]),
        tuple(found["missing"]),
        tuple(found["changed"]),
        tuple(found["unread"]),
        tuple(unknown),
    )


def _state(path: Path, digest: str, size: object) -> str:
    try:
        with path.open("rb") as stream:
            actual = sha256()
            while piece := stream.read(_PIECE):
                actual.update(piece)
            same = stream.tell() == size and hmac.compare_digest(actual.hexdigest(), digest)
    except FileNotFoundError:
        return "missing"
    except OSError:
        return "unread"
    return "good" if same else "changed"
