"""Sealing with age to the case's recipients, as a stream: what is preserved is never on the disk in clear."""

import fcntl
import io
import os
import secrets
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

from withhold.clearance.durable import sync_folder
from withhold.incident.preservation.container import Stream
from withhold.incident.preservation.interface import PreservationError

if TYPE_CHECKING:
    from pyrage import ssh, x25519

UNFINISHED = ".sealing-"
"""Begins the name of a file that is being written."""
SUFFIX = ".age"


class Digesting(io.RawIOBase):
    """Writes to a descriptor; counts and digests what is written."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor
        self._digest = sha256()
        self.size = 0
        self.error: OSError | None = None

    @property
    def sha256(self) -> str:
        return self._digest.hexdigest()

    def write(self, data: "bytes | bytearray | memoryview") -> int:  # type: ignore[override]
        """All of it. The error of a full disk is kept: the sealing library turns it into one of its own."""
        view = memoryview(data)
        try:
            while view:
                written = os.write(self._descriptor, view)
                self._digest.update(view[:written])
                self.size += written
                view = view[written:]
        except OSError as error:
            self.error = error
            raise
        return len(data)

    def flush(self) -> None:
        """Nothing is held back."""


def recipients_of(keys: Sequence[str]) -> list["x25519.Recipient | ssh.Recipient"]:
    """The public keys, `age1…` or `ssh-ed25519 …`. Raises PreservationError for none, or a wrong one."""
    import pyrage

    if not keys:
        raise PreservationError("the case has no recipient to seal evidence to; see recipients in case.toml")
    found: list[x25519.Recipient | ssh.Recipient] = []
    for number, key in enumerate(keys, 1):
        kind = pyrage.ssh if key.startswith("ssh-") else pyrage.x25519
        try:
            found.append(kind.Recipient.from_str(key))
        except pyrage.RecipientError:
            raise PreservationError(
                f"recipient number {number} in case.toml is no public key for age; write age1… or ssh-ed25519"
            ) from None
    return found


def seal(evidence: Path, keys: Sequence[str], pieces: Iterator[bytes]) -> tuple[Path, Stream, Digesting]:
    """Seal `pieces` into `evidence`/<SHA-256 of the sealed file>.age, mode 0600, durably, all or nothing.

    Raises PreservationError if it cannot be written.
    """
    import pyrage

    recipients = recipients_of(keys)
    source = Stream(pieces)
    try:
        with _unfinished(evidence) as (fresh, descriptor):
            target = Digesting(descriptor)
            try:
                pyrage.encrypt_io(source, target, recipients)
            except pyrage.EncryptError:
                # Its message may hold what was read.
                raise (source.error or target.error or PreservationError("sealing failed")) from None
            os.fsync(descriptor)
            path = evidence / f"{target.sha256}{SUFFIX}"
            os.rename(fresh, path)
            sync_folder(evidence)
    except OSError as error:
        raise PreservationError(
            f"evidence cannot be sealed into {evidence} ({os.strerror(error.errno or 0)}); "
            "make room there, and run again"
        ) from None
    return path, source, target


@contextmanager
def _unfinished(evidence: Path) -> Iterator[tuple[Path, int]]:
    """A new file under a name that says it is not whole; one that a killed process left is removed."""
    for left in evidence.glob(f"{UNFINISHED}*"):
        _remove_if_left(left)
    fresh = evidence / f"{UNFINISHED}{secrets.token_hex(8)}"
    descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield fresh, descriptor
    except BaseException:
        fresh.unlink(missing_ok=True)
        raise
    finally:
        os.close(descriptor)


def _remove_if_left(path: Path) -> None:
    """Whoever still writes holds its lock; a file that was just made is not locked yet, but empty."""
    with suppress(OSError):
        descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC | os.O_NOFOLLOW)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            if os.fstat(descriptor).st_size:
                path.unlink()
        finally:
            os.close(descriptor)
