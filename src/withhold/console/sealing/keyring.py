"""The keys that personal data is sealed under: a file beside the database, never in it."""

import json
import os
import secrets
import stat
from dataclasses import dataclass, field
from hashlib import blake2b
from pathlib import Path

from withhold.domain.errors import UsageError

KEY_BYTES = 32
_OTHERS = stat.S_IRWXG | stat.S_IRWXO


class KeyringUnusable(UsageError):
    """The keys are missing, malformed, readable by others, or not those that sealed this."""


@dataclass(frozen=True, slots=True)
class Keyring:
    """Keys by number; `current` seals, all of them open."""

    current: int
    keys: dict[int, bytes] = field(repr=False)

    def subkey(self, number: int, label: str) -> bytes:
        """The key of one column. Raises KeyringUnusable where the number is not known."""
        key = self.keys.get(number)
        if key is None:
            raise KeyringUnusable(
                f"data is sealed under key {number}, which the key file does not hold; "
                "put back the file that had it"
            )
        return blake2b(label.encode(), key=key, digest_size=KEY_BYTES, person=b"withhold-field").digest()


def load_keyring(path: Path) -> Keyring:
    """The keys in this file of mode 0600. Raises KeyringUnusable."""
    try:
        if path.stat().st_mode & _OTHERS:
            raise KeyringUnusable(f"{path} is readable by others; run chmod 600 on it")
        value = json.loads(path.read_text("ascii"))
        keys = {int(number): bytes.fromhex(key) for number, key in value["keys"].items()}
        ring = Keyring(int(value["current"]), keys)
    except OSError as error:
        raise KeyringUnusable(
            f"{path} cannot be read ({os.strerror(error.errno or 0)}): "
            "without it nothing that is sealed opens"
        ) from None
    except (ValueError, KeyError, TypeError, AttributeError):
        raise KeyringUnusable(f"{path} is no file of keys; put back the one that was there") from None
    if ring.current not in keys or any(len(key) != KEY_BYTES for key in keys.values()):
        raise KeyringUnusable(f"{path} is no file of keys; put back the one that was there")
    return ring


def fresh_key() -> bytes:
    """A new key."""
    return secrets.token_bytes(KEY_BYTES)
