"""Secrets are in files of mode 0600, never in a setting; the one that signs sessions is made here."""

import os
import secrets
import stat
from pathlib import Path

from withhold.console.config import Config, ConfigUnusable

_OTHERS = stat.S_IRWXG | stat.S_IRWXO


def secret_key(config: Config) -> str:
    """The installation's secret, made where there is none yet. Raises ConfigUnusable."""
    path = config.path("keys") / "session"
    if not path.exists():
        _make(path)
    return secret_from(path, "the key of sessions")


def secret_from(path: Path, what: str) -> str:
    """The text of a secret's file. Raises ConfigUnusable: it has to be there, and its owner's alone."""
    try:
        if path.stat().st_mode & _OTHERS:
            raise ConfigUnusable(f"{path} ({what}) is readable by others; run chmod 600 on it")
        text = path.read_text("utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigUnusable(
            f"{path} ({what}) cannot be read ({type(error).__name__}); put it there"
        ) from None
    if not text:
        raise ConfigUnusable(f"{path} ({what}) is empty; write the secret into it")
    return text


def _make(path: Path) -> None:
    """Whole or not at all: another process that starts now reads all of it."""
    path.parent.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    path.parent.mkdir(mode=0o700, exist_ok=True)
    fresh = path.with_name(f".session.{secrets.token_hex(8)}")
    descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "w") as stream:
            stream.write(secrets.token_hex(32))
        os.link(fresh, path)
    except FileExistsError:
        pass  # another process of the installation was quicker: its key counts
    finally:
        fresh.unlink()
