"""Zip archives taken apart and put together again."""

import zipfile
from collections.abc import Iterator
from io import BytesIO


def members(archive: bytes) -> Iterator[tuple[str, bytes]]:
    """(name, content) of every member."""
    with zipfile.ZipFile(BytesIO(archive)) as opened:
        for name in opened.namelist():
            yield name, opened.read(name)


def with_member(archive: bytes, name: str, content: bytes) -> Iterator[tuple[str, bytes]]:
    """The members with the content of one replaced."""
    for found, old in members(archive):
        yield found, content if found == name else old
