"""Files as pages: those of folders, and single ones."""

import os
import stat
import sys
from collections.abc import Iterator

from withhold.fleet.walk import STANDARD_INPUT, shown
from withhold.incident.watch.sources.interface import Page, Shard, Unread

MOST_BYTES = 512 << 20
"""Bytes of a file that is looked at."""


def read_files(shard: Shard) -> Iterator[Page | Unread]:
    """Each file as a page; its path is its address."""
    for path in shard.paths:
        yield _file(shard.source, path)


def _file(source: str, path: str) -> Page | Unread:
    name = shown(path)
    try:
        if path == STANDARD_INPUT:
            content = sys.stdin.buffer.read(MOST_BYTES + 1)
        else:
            with open(path, "rb") as stream:
                if not stat.S_ISREG(os.fstat(stream.fileno()).st_mode):
                    return Unread(source, name, "not a regular file")
                content = stream.read(MOST_BYTES + 1)
    except OSError as error:
        return Unread(source, name, f"it cannot be read ({os.strerror(error.errno or 0)})")
    if len(content) > MOST_BYTES:
        return Unread(source, name, f"bigger than {MOST_BYTES >> 20} MiB: scan it in parts")
    return Page(source, name, content)
