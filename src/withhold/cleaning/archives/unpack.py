"""Takes an archive apart in the sandbox: the members' names and sizes on one line, then all their bytes."""

import json
from collections.abc import Iterator

from withhold.domain.location import DOCUMENT
from withhold.domain.piece import ReadItem, Skipped, SkipReason
from withhold.readers.container import Container
from withhold.readers.interface import Budget, Limits, OverLimit, ReaderError, Source
from withhold.readers.wire import Made, MediaType

_LIMITS = Limits(expanded_bytes=256 << 20, members=1000)
"""All of it is kept in memory on both sides."""


def unpack(source: Source) -> Iterator[ReadItem | MediaType | Made]:
    """The entry: everything in a zip archive, or why it cannot be taken apart."""
    try:
        members = list(_members(source))
    except OverLimit:
        yield Skipped(DOCUMENT, SkipReason.OVER_LIMIT, detail="the archive is too large")
    except ReaderError:
        yield Skipped(DOCUMENT, SkipReason.CORRUPT, detail="the archive is damaged")
    else:
        names = json.dumps([[name, len(content)] for name, content in members])
        yield Made(f"{names}\n".encode("ascii"))
        for _, content in members:
            yield Made(content)


def _members(source: Source) -> Iterator[tuple[str, bytes]]:
    budget = Budget(_LIMITS)
    container = Container(source, budget, source.passwords)
    for name in container.names():
        budget.member()
        if not container.is_directory(name):
            yield container.original(name), b"".join(container.open(name))
