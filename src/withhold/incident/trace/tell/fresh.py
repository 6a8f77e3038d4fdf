"""Results for other programs: made beside their place, and put there when they are whole."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from withhold.incident.trace.interface import TraceError


def unwritable(path: Path, option: str) -> TraceError | None:
    """Why nothing may be written at `path`, if so: what stands there is never replaced, it may hold more."""
    if path.exists() or path.is_symlink():
        return TraceError(f"{path} is there already; give {option} a name that is free")
    if not path.absolute().parent.is_dir():
        return TraceError(f"{path} is in no folder that exists; make it, or give {option} another")
    return None


@contextmanager
def fresh(path: Path, option: str) -> Iterator[Path]:
    """Where to make the file or folder that stands at `path` when the block ends well; else nothing stays.

    What is made is for its owner alone (0600, 0700): it tells who read what. Raises TraceError.
    """
    refused = unwritable(path, option)
    if refused is not None:
        raise refused
    try:
        workshop = Path(tempfile.mkdtemp(prefix=".withhold.", dir=path.absolute().parent))
    except OSError as error:
        raise _failed(path, error) from None
    made = workshop / "made"  # not the name that it will have: libraries read patterns and more in names
    try:
        yield made
        _owners_only(made)
        os.rename(made, path)
    except OSError as error:
        raise _failed(path, error) from None
    finally:
        shutil.rmtree(workshop, ignore_errors=True)


def _owners_only(made: Path) -> None:
    for one in (made, *made.iterdir()) if made.is_dir() else (made,):
        one.chmod(0o700 if one.is_dir() else 0o600)
        descriptor = os.open(one, os.O_RDONLY | os.O_CLOEXEC)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def _failed(path: Path, error: OSError) -> TraceError:
    return TraceError(f"{path} cannot be written ({os.strerror(error.errno or 0)}); check its folder")
