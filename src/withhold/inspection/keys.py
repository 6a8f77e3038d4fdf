"""Keys for a whole run. What can be read only once is read once, and workers inherit it by forking."""

import os
import stat

from withhold.signing.keys import SecretKey, load_key

_read_once: dict[tuple[str, int, int], SecretKey] = {}


def key_at(source: str) -> SecretKey:
    """The key at `source` (`withhold.signing.keys.load_key`); a pipe such as `/dev/fd/3` gives it once only.

    Raises KeyUnusable.
    """
    pipe = _pipe_at(source)
    if pipe is None:
        return load_key(source)
    if pipe not in _read_once:
        _read_once[pipe] = load_key(source)
    return _read_once[pipe]


def _pipe_at(source: str) -> tuple[str, int, int] | None:
    """Which pipe it is, as long as it is open: descriptors are used again for other ones."""
    if source.startswith("env:"):
        return None
    try:
        found = os.stat(source)
    except OSError:
        return None  # loading it says what is wrong
    if stat.S_ISFIFO(found.st_mode) or stat.S_ISSOCK(found.st_mode):
        return source, found.st_dev, found.st_ino
    return None
