"""Where a command's data goes: standard output, or a file that appears whole or not at all."""

import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

from withhold.domain.errors import UsageError, WithholdError


class OutputFailed(WithholdError):
    """What was judged could not be written to its end."""

    exit_code = 1


def prepare() -> None:
    """Make the standard files safe to use: none closed, and any text writable in any locale.

    A closed one would give its number to the next file or socket that is opened, and be mistaken for it.
    """
    for number in range(3):
        try:
            os.fstat(number)
        except OSError:
            # The lowest number that is free, and so this one; `sys.stdin` and the like stay None.
            os.open(os.devnull, os.O_RDWR)
    reconfigure = getattr(sys.stdout, "reconfigure", None)
    if reconfigure is not None:
        reconfigure(encoding="utf-8", errors="replace")


@contextmanager
def output(path: Path | None) -> Iterator[TextIO]:
    """Standard output, or a file at `path` that takes its place when the block ends well.

    Raises UsageError, before any work, if it cannot be written.
    """
    if path is None:
        yield _standard_output()
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


@contextmanager
def private_output(path: Path | None) -> Iterator[TextIO]:
    """`output`, but a new file is for its owner alone: names and reasons stand in it."""
    before = os.umask(0o077) if path else None
    try:
        with output(path) as target:
            yield target
    finally:
        if before is not None:
            os.umask(before)


@contextmanager
def writing(target: TextIO) -> Iterator[None]:
    """What is written to `target` in this block has left the process when the block ends.

    Raises OutputFailed if it cannot, BrokenPipeError if whoever read it has left.
    """
    try:
        yield
        target.flush()
    except OSError as error:
        # What is still buffered would fail once more when the file is closed.
        _lead_nowhere(target)
        if isinstance(error, BrokenPipeError):
            raise
        raise _failed(error) from None


def put(line: str) -> None:
    """A line of data for standard output."""
    target = _standard_output()
    with writing(target):
        target.write(line + "\n")


def tell(message: str) -> None:
    """A line about the work for people, on standard error; where that is closed or full, for nobody.

    The verdict and the exit code do not depend on it. Names of files in it cannot steer the terminal.
    """
    from withhold.report.places import one_line

    if sys.stderr is None:
        return
    try:
        sys.stderr.write(f"withhold: {one_line(message)}\n")
        sys.stderr.flush()
    except OSError:
        _lead_nowhere(sys.stderr)


def wants_colour(target: TextIO) -> bool:
    """Colours are for terminals whose user did not decline them (no-color.org)."""
    return target.isatty() and not os.environ.get("NO_COLOR")


def _standard_output() -> TextIO:
    if sys.stdout is None:
        raise UsageError(
            "cannot write the verdict: standard output is closed; open it, or give a file with -o"
        )
    return sys.stdout


def _lead_nowhere(target: TextIO) -> None:
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, target.fileno())
    os.close(nowhere)


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
        try:
            os.replace(name, target)
        except OSError as error:
            raise _failed(error) from None
    except BaseException:
        os.unlink(name)
        raise


def _umask() -> int:
    mask = os.umask(0o077)
    os.umask(mask)
    return mask


def _failed(error: OSError) -> OutputFailed:
    return OutputFailed(f"cannot write the verdict: {os.strerror(error.errno or 0)}")


def _unwritable(path: Path, error: OSError) -> UsageError:
    reason = os.strerror(error.errno or 0)
    return UsageError(f"{path} cannot be written ({reason}); check the folder given with -o")
