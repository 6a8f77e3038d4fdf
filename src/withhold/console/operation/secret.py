"""The key that signs sessions: made at the first start, mode 0600, never in a setting."""

import os
import secrets
from pathlib import Path

from withhold.console.config import Config


def secret_key(config: Config) -> str:
    """The installation's secret, made where there is none yet."""
    path = config.path("keys") / "session"
    if not path.exists():
        _make(path)
    return path.read_text("ascii").strip()


def _make(path: Path) -> None:
    path.parent.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    path.parent.mkdir(mode=0o700, exist_ok=True)
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return  # another process of the installation was quicker
    with os.fdopen(descriptor, "w") as stream:
        stream.write(secrets.token_hex(32))
