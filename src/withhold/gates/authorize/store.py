"""The immutable store that the web server reads: files named by the digest of their bytes."""

import hashlib
import os
import secrets
from pathlib import Path

from withhold.clearance.durable import sync_folder
from withhold.clearance.state import State
from withhold.gates.authorize.files import BLOCK, Identity, NotServable, digest, opened

_PREFIX = "authorize."
_STORED = 0o444
_MOST_KNOWN = 100_000


class Store:
    """Puts bytes into a state's store. What lies there already is hashed once before it is relied upon."""

    def __init__(self, state: State) -> None:
        self._store = state.store
        self._staging = state.staging
        self._checked: dict[str, Identity] = {}

    def holds(self, sha256: str) -> bool:
        """Whether the store has exactly these bytes under their digest. Reads them only once."""
        try:
            with opened(self._store, (sha256.encode(),)) as descriptor:
                identity = Identity.of(descriptor)
                if self._checked.get(sha256) == identity:
                    return True
                if digest(descriptor) != sha256:
                    return False
        except NotServable:
            return False
        if len(self._checked) >= _MOST_KNOWN:
            self._checked.clear()
        self._checked[sha256] = identity
        return True

    def known(self, sha256: str) -> bool:
        """Whether it holds them and they were hashed already; says so without reading them."""
        try:
            with opened(self._store, (sha256.encode(),)) as descriptor:
                return self._checked.get(sha256) == Identity.of(descriptor)
        except NotServable:
            return False

    def put(self, descriptor: int, sha256: str) -> None:
        """Copy an open file's bytes there, if they still are these.

        Raises NotServable if they have changed meanwhile, OSError if they cannot be written.
        """
        fresh = self._staging / f"{_PREFIX}{secrets.token_hex(16)}"
        try:
            if _copied(descriptor, fresh) != sha256:
                raise NotServable("it changed while it was read")
            os.replace(fresh, self._store / sha256)
        finally:
            fresh.unlink(missing_ok=True)
        sync_folder(self._store)

    def clean(self) -> None:
        """Remove what a killed process left in the staging folder. Raises OSError."""
        for path in self._staging.glob(f"{_PREFIX}*"):
            path.unlink(missing_ok=True)


def _copied(descriptor: int, fresh: Path) -> str:
    """Write a copy of an open file, see it to the disk; returns the digest of what was written."""
    written = hashlib.sha256()
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC
    with open(os.open(fresh, flags, 0o600), "wb") as stream:
        offset = 0
        while block := os.pread(descriptor, BLOCK, offset):
            written.update(block)
            stream.write(block)
            offset += len(block)
        stream.flush()
        os.fchmod(stream.fileno(), _STORED)
        os.fsync(stream.fileno())
    return written.hexdigest()
