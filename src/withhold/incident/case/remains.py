"""What still holds a private value after its opening was erased: other entries, and the rooms' own work."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from withhold.ledger.interface import Ledger

_LARGEST = 64 << 20
"""Bytes of a file that is searched; a larger one is named unread: it may hold the value."""


@dataclass(frozen=True, slots=True)
class Remains:
    """Entries that keep one of the values, and files of the case, by their names in its folder."""

    entries: tuple[int, ...]
    files: tuple[str, ...]


def remains_of(folder: Path, ledger: Ledger, values: Iterable[str]) -> Remains:
    """Where in the case one of these values still stands in clear. Raises LedgerError or OSError."""
    wanted = set(values)
    kept = [entry.index for entry in ledger.entries() if wanted & set(entry.private.values())]
    spelt = {text.encode() for value in wanted for text in _spellings(value)}
    files = [path for path in sorted(folder.rglob("*")) if path.is_file() and not path.is_symlink()]
    others = (path for path in files if path.relative_to(folder).parts[0] != "ledger")
    found = [path.relative_to(folder).as_posix() for path in others if _holds(path, spelt)]
    return Remains(tuple(kept), tuple(found))


def _spellings(value: str) -> set[str]:
    """As it is, and as JSON writes it."""
    return {value, json.dumps(value)[1:-1], json.dumps(value, ensure_ascii=False)[1:-1]}


def _holds(path: Path, spelt: set[bytes]) -> bool:
    if path.stat().st_size > _LARGEST:
        return True
    content = path.read_bytes()
    return any(one in content for one in spelt)
