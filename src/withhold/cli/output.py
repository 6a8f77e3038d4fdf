"""Where a command's data goes: standard output, or a file that appears whole or not at all."""

import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

from withhold.domain.errors import UsageError


@contextmanager
def output(path: Path | None) -> Iterator[TextIO]:
    """Standard output in UTF-8, or a file at `path` that takes its place when the block ends well.

    Raises UsageError, before any work, if the file cannot be written.
    """
    if path is None:
        reconfigure = getattr(sys.stdout, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(encoding="utf-8", errors="replace")
        yield sys.stdout
        return
    target = Path(os.path.realpath(path))
    if target.is_dir():
        raise UsageError(f"{path} is a folder; give the name of a file to write")
    if target.exists() and not target.is_file():
        # A device or a pipe cannot be replaced, only written to.
        with _opened(target, path) as stream:
            yield stream
        return
    yield from _replacing(target, path)


def put(line: str) -> None:
    """A line of data for standard output."""
    sys.stdout.write(line + "\n")


def tell(message: str) -> None:
    """A line about the work for people, on standard error."""
    sys.stderr.write(f"withhold: {message}\n")


def wants_colour(target: TextIO) -> bool:
    """Colours are for terminals whose user did not decline them (no-color.org)."""
    return target.isatty() and not os.environ.get("NO_COLOR")


def _opened(target: Path, path: Path) -> TextIO:
    try:
        return target.open("w", encoding="utf-8", errors="replace")
    except OSError as error:
        raise _unwritable(path, error) from None


def _replacing(target: Path, path: Path) -> Iterator[TextIO]:
    """A new file beside the target, with the permissions that any new file gets, renamed at the end."""
    try:
        descriptor, name = tempfile.mkstemp(prefix=f".{target.name}.", dir=target.parent)
    except OSError as error:
        raise _unwritable(path, error) from None
    try:
        with open(descriptor, "w", encoding="utf-8", errors="replace") as stream:
            os.fchmod(descriptor, 0o666 & ~_umask())
            yield stream
        os.replace(name, target)
    except BaseException:
        os.unlink(name)
        raise


def _umask() -> int:
    mask = os.umask(0o077)
    os.umask(mask)
    return mask


def _unwritable(path: Path, error: OSError) -> UsageError:
    reason = os.strerror(error.errno or 0)
    return UsageError(f"{path} cannot be written ({reason}); check the folder given with -o")
