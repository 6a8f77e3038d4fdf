"""Everything of an installation in one file, while people work (docs/backup.md).

The database first, then the files: what it refers to is then in the backup, too. A file that was destroyed
between the two is missing in both, as it has to be.
"""

import os
import secrets
import shutil
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction

from withhold import __version__
from withhold.clearance.durable import sync_folder
from withhold.console.config import Config
from withhold.console.ledgers.office import OfficeEvent, record
from withhold.console.operation.backup_file import KEYS, SCHEMA, Told
from withhold.console.operation.snapshot import copy_sqlite, take
from withhold.domain.errors import UsageError
from withhold.incident.preservation.container import Part, Stream, packed
from withhold.incident.preservation.seal import Digesting, recipients_of
from withhold.ledger.interface import Fact

_PIECE = 1 << 20
_NOT_KEPT = frozenset({"static", "prepare.lock", "processes"})
"""Made anew at each start."""


@dataclass(frozen=True, slots=True)
class FilePart:
    """A file of the backup."""

    name: str
    path: Path
    size: int

    def pieces(self) -> Iterator[bytes]:
        """Its bytes as they were when it was listed: what is appended meanwhile is not of this moment."""
        left = self.size
        with self.path.open("rb") as stream:
            while left and (piece := stream.read(min(_PIECE, left))):
                left -= len(piece)
                yield piece

    def facts(self) -> Mapping[str, Any]:
        return {}


def back_up(target: Path, recipients: Sequence[str], with_keys: bool) -> Told:
    """Write the backup to `target`, sealed to the age keys `recipients`; in clear where there are none.

    Raises UsageError if the file exists or cannot be written; then nothing is left there.
    """
    config: Config = settings.CONFIG
    if target.exists():
        raise UsageError(f"{target} exists; give a new name")
    _left_by_killed(config.home)
    staging = config.home / f".backup-{secrets.token_hex(8)}"
    try:
        staging.mkdir(mode=0o700)
        kind, found = take(staging)
        about = {
            "schema": SCHEMA,
            "version": __version__,
            "made": datetime.now(UTC).isoformat(timespec="seconds"),
            "database": kind,
            "keys": with_keys,
            "ledgers": [asdict(one) for one in found],
        }
        parts = [*_parts(config.home, staging, with_keys)]
        written = _written(target, recipients, packed(parts, about, datetime.now(UTC).timestamp()))
    except OSError as error:
        raise UsageError(
            f"the backup cannot be written ({os.strerror(error.errno or 0)}); make room, and run again"
        ) from None
    finally:
        shutil.rmtree(staging, ignore_errors=True)
    with transaction.atomic():
        facts: dict[str, Fact] = {
            "sha256": written.sha256,
            "bytes": written.size,
            "sealed": bool(recipients),
            "keys": with_keys,
        }
        record(OfficeEvent.BACKED_UP, None, facts)
    return Told(
        f"{target}: {len(parts):,} files, {len(found):,} ledgers, {written.size:,} bytes, {written.sha256}"
    )


def _left_by_killed(home: Path) -> None:
    """Clear copies of a backup that was killed do not stay."""
    for left in home.glob(".backup-*"):
        shutil.rmtree(left, ignore_errors=True)


def _parts(home: Path, staging: Path, with_keys: bool) -> Iterator[Part]:
    """The copies of databases, then every file of the home that is none, no key, and not made anew."""
    copies = staging / "files"
    copies.mkdir(mode=0o700)
    for path in sorted(home.rglob("*")):
        inside = path.relative_to(home)
        if path.is_symlink() or not path.is_file() or _left_out(inside, with_keys):
            continue
        if path.suffix == ".sqlite3":
            if len(inside.parts) == 1:
                continue  # the console's own: taken already
            copy = copies / secrets.token_hex(8)
            copy_sqlite(path, copy)
            path = copy
        yield FilePart(f"home/{inside}", path, path.stat().st_size)
    for path in sorted(staging.rglob("*")):
        if path.is_file() and copies not in path.parents:
            yield FilePart(f"database/{path.relative_to(staging)}", path, path.stat().st_size)


def _left_out(inside: Path, with_keys: bool) -> bool:
    return (
        inside.parts[0] in _NOT_KEPT
        or (inside.parts[0] == KEYS and not with_keys)
        or any(part.startswith(".") for part in inside.parts)
        or inside.name.endswith(("-wal", "-shm", "-journal"))
    )


def _written(target: Path, recipients: Sequence[str], pieces: Iterator[bytes]) -> Digesting:
    """Whole and durable at `target`, or nothing there."""
    fresh = target.with_name(f".{target.name}.{secrets.token_hex(8)}")
    descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
    try:
        try:
            written = Digesting(descriptor)
            _fill(written, recipients, pieces)
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
        os.link(fresh, target)  # never over a file that appeared meanwhile
        sync_folder(target.absolute().parent)
    finally:
        fresh.unlink(missing_ok=True)
    return written


def _fill(written: Digesting, recipients: Sequence[str], pieces: Iterator[bytes]) -> None:
    if not recipients:
        for piece in pieces:
            written.write(piece)
        return
    import pyrage

    source = Stream(pieces)
    try:
        pyrage.encrypt_io(source, written, recipients_of(recipients))
    except pyrage.EncryptError:
        raise (source.error or written.error or UsageError("sealing the backup failed")) from None
