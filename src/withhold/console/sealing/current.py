"""The keyring of this installation, made at the first start and read again when its file changes."""

import json
import os
import threading
from pathlib import Path

from withhold.console.sealing.keyring import Keyring, fresh_key, load_keyring

_lock = threading.Lock()


class CurrentKeyring:
    """Call it for the keys: a rotation by another process is seen at the next call."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._stamp: tuple[int, int] | None = None
        self._ring: Keyring | None = None

    def __call__(self) -> Keyring:
        with _lock:
            if not self.path.exists():
                _make(self.path)
            found = self.path.stat()
            stamp = (found.st_ino, found.st_mtime_ns)
            if self._ring is None or stamp != self._stamp:
                self._ring, self._stamp = load_keyring(self.path), stamp
            return self._ring


def write_keyring(path: Path, ring: Keyring) -> None:
    """Durably, in one step: a crash leaves the old file or the new one."""
    from withhold.clearance.durable import write_durably

    keys = {str(number): key.hex() for number, key in ring.keys.items()}
    write_durably(path, json.dumps({"current": ring.current, "keys": keys}).encode())


def _make(path: Path) -> None:
    path.parent.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    path.parent.mkdir(mode=0o700, exist_ok=True)
    fresh = path.with_name(f".{path.name}.{os.getpid()}")
    write_keyring(fresh, Keyring(1, {1: fresh_key()}))
    try:
        os.link(fresh, path)  # fails where another process was quicker: its keys count
    except FileExistsError:
        pass
    finally:
        fresh.unlink()
