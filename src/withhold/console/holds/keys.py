"""The service's two keys: one signs its answers, the other one makes the digests. Files of mode 0600."""

import os
import secrets
from pathlib import Path

from django.conf import settings

from withhold.incident.holds.keys import KEY_BYTES
from withhold.signing.ed25519 import SigningKey, write_signing_key
from withhold.signing.keys import KeyUnusable, read_secret_file


def service_key() -> SigningKey:
    """What signs answers: keys/holds, made at its first use. Consumers get its public key by hand."""
    path = _folder() / "holds"
    if not path.exists():
        fresh = path.with_name(f".holds.{os.getpid()}.{secrets.token_hex(4)}")
        write_signing_key(str(fresh))
        _put(fresh, path)
    return SigningKey.load(str(path))


def digest_key() -> bytes:
    """What the digests of held people and of questions are made with: keys/holds-digests, 32 bytes in hex.

    Raises KeyUnusable for a file that holds anything else.
    """
    path = _folder() / "holds-digests"
    if not path.exists():
        fresh = path.with_name(f".holds-digests.{os.getpid()}.{secrets.token_hex(4)}")
        with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as stream:
            stream.write(secrets.token_hex(KEY_BYTES))
            stream.flush()
            os.fsync(stream.fileno())
        _put(fresh, path)
    try:
        key = bytes.fromhex(read_secret_file(str(path), 1024).decode("ascii").strip())
    except ValueError:
        key = b""
    if len(key) != KEY_BYTES:
        raise KeyUnusable(f"{path} does not hold a key; restore it from a backup")
    return key


def _put(fresh: Path, path: Path) -> None:
    """Under its name, unless another process was quicker: then its key counts."""
    try:
        os.link(fresh, path)
    except FileExistsError:
        pass
    finally:
        fresh.unlink()


def _folder() -> Path:
    folder: Path = settings.CONFIG.path("keys")
    folder.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    folder.mkdir(mode=0o700, exist_ok=True)
    return folder
