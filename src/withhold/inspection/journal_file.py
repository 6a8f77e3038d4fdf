"""Files of what a run has done already: only ever appended to, for their owner alone, one run at a time."""

import fcntl
import os
import stat
import time
from collections.abc import Iterator

from withhold.domain.errors import UsageError

LONGEST_LINE = 64 << 20
_LOCK_TRIES = 20
"""Tenths of a second."""


class JournalError(UsageError):
    """A journal that cannot be used: another file, in use, or open to others."""


def open_journal(path: str, flags: int) -> int:
    """A descriptor of the journal, made if the flags say so. Raises JournalError if it is open to others."""
    try:
        descriptor = os.open(path, flags | os.O_CLOEXEC | os.O_NOCTTY | os.O_NONBLOCK, 0o600)
    except OSError as error:
        reason = os.strerror(error.errno or 0)
        raise JournalError(f"the journal {path} cannot be opened ({reason}); check --resume") from None
    found = os.fstat(descriptor)
    problem = ""
    if not stat.S_ISREG(found.st_mode):
        problem = f"{path} is no file; give --resume the name of one"
    elif found.st_mode & (stat.S_IRWXG | stat.S_IRWXO) or found.st_uid != os.geteuid():
        # Whoever can write it could put a release into it; whoever can read it learns what was found where.
        problem = f"the journal {path} is open to others; run chmod 600 on it, or give another name"
    if problem:
        os.close(descriptor)
        raise JournalError(problem)
    return descriptor


def lock_journal(descriptor: int, path: str) -> None:
    """One run at a time. The workers of a run that was killed hold the lock until they have ended, too."""
    for _ in range(_LOCK_TRIES):
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise JournalError(f"another run uses the journal {path}; wait for it or name another")


def journal_lines(descriptor: int) -> Iterator[tuple[int, bytes]]:
    """Its lines, each with its offset; the position of the descriptor stays."""
    offset = 0
    with open(os.dup(descriptor), "rb", buffering=1 << 20) as stream:
        stream.seek(0)
        while line := stream.readline(LONGEST_LINE):
            yield offset, line
            offset += len(line)
