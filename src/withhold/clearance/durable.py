"""Files that are there whole after a crash, or not at all."""

import os
import secrets
from pathlib import Path

from withhold.clearance.interface import ClearanceError


def write_durably(path: Path, content: bytes, mode: int = 0o600) -> None:
    """Put a file at `path`, replacing what stands there in one step, and see it to the disk.

    Raises ClearanceError if it cannot be written; then nothing is changed.
    """
    fresh = path.parent / f".{path.name}.{secrets.token_hex(8)}"
    try:
        descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, mode)
        try:
            with open(descriptor, "wb") as stream:
                stream.write(content)
                stream.flush()
                os.fsync(stream.fileno())
            os.replace(fresh, path)
        except BaseException:
            fresh.unlink(missing_ok=True)
            raise
        sync_folder(path.parent)
    except OSError as error:
        raise ClearanceError(f"{path} cannot be written ({os.strerror(error.errno or 0)})") from None


def make_folder(path: Path, mode: int = 0o700) -> None:
    """A folder that survives a crash; its parent exists. Raises ClearanceError."""
    try:
        path.mkdir(mode=mode, exist_ok=True)
        sync_folder(path.parent)
    except OSError as error:
        raise ClearanceError(f"{path} cannot be made ({os.strerror(error.errno or 0)})") from None


def sync_folder(path: Path) -> None:
    """The names in this folder are on the disk when this returns. Raises OSError."""
    descriptor = os.open(path, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
