"""What a register says of itself to who has the key."""

from collections.abc import Iterator
from datetime import UTC, datetime

from withhold.register.file import RegisterInFile
from withhold.register.payload import PROTECTIONS


def lines_of(register: RegisterInFile) -> Iterator[str]:
    """Counts and versions, one a line, after every byte was verified. Raises RegisterError."""
    snapshot = register.snapshot
    snapshot.verify()
    header, stats = snapshot.header, snapshot.header.stats
    yield f"people      {stats.people:,}"
    for protection, count in zip(PROTECTIONS, stats.protections, strict=True):
        if count:
            yield f"  {protection:<24} {count:,}"
    yield f"keys        {stats.keys:,}"
    yield f"removed     {stats.removed:,}"
    yield f"version     {header.version}"
    yield f"forms       {header.forms.hex()[:16]} (of names and numbers; as in this program)"
    yield f"generation  {header.generation}"
    yield f"segments    {len(header.segments)}"
    yield f"built       {_when(stats.built)}"
    yield f"changed     {_when(stats.changed)}"


def _when(seconds: int) -> str:
    return datetime.fromtimestamp(seconds, UTC).isoformat(timespec="seconds")
