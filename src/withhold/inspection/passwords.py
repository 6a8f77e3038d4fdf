"""Passwords that are tried on encrypted documents: from a file that only its owner can read."""

import json
import os

from withhold.domain.errors import UsageError
from withhold.signing.keys import read_secret_file

_LONGEST = 1 << 15
"""Bytes of all passwords as they reach the reading process: they have to fit into one message."""


class PasswordsUnusable(UsageError):
    """A password file that is empty, too long or no text; the message never holds any of it."""


def load_passwords(path: str | None) -> tuple[str, ...]:
    """The lines of the file, blank ones left out; nothing where there is none.

    Raises KeyUnusable for a file that is missing or readable by others, PasswordsUnusable for its content.
    """
    if path is None:
        return ()
    content = read_secret_file(path, 2 * _LONGEST, "password file")
    try:
        lines = content.decode("utf-8-sig").splitlines()
    except UnicodeDecodeError:
        raise PasswordsUnusable(f"the password file {path} is no UTF-8 text; save it as such") from None
    passwords = tuple(dict.fromkeys(line for line in lines if line))
    if not passwords:
        raise PasswordsUnusable(f"the password file {path} holds no password; write one a line")
    if len(json.dumps(passwords)) > _LONGEST:
        raise PasswordsUnusable(f"the password file {path} is too long; keep it below {_LONGEST >> 10} KiB")
    return passwords


def state_of(path: str | None) -> list[int] | None:
    """What changes when the file does, without anything of what is in it."""
    if path is None:
        return None
    try:
        found = os.stat(path)
    except OSError:
        return [0]  # reading it says what is wrong
    return [found.st_ino, found.st_size, found.st_mtime_ns]
