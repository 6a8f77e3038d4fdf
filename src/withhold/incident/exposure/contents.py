"""The rows and lines of bytes, read in the sandbox as everything foreign is."""

import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

from withhold.domain.piece import Skipped, SkipReason, Table, Text, TextRole
from withhold.readers.sandbox import Sandbox

_FINE = frozenset({SkipReason.DECODED_AS_STRINGS, SkipReason.PICTURE})
_MOST_ROWS = 2_000_000


class Contents:
    """Reads one document after another; close it at the end."""

    def __init__(self, safe: bool = True) -> None:
        self._sandbox = Sandbox(safe)

    def rows(self, content: bytes, name: str) -> tuple[list[tuple[str, ...]], bool]:
        """The rows of the bytes, and whether all of them could be read."""
        with tempfile.TemporaryFile() as file:
            file.write(content)
            file.flush()
            file.seek(0)
            return self._read(file.fileno(), len(content), name)

    def rows_of_file(self, path: Path) -> tuple[list[tuple[str, ...]], bool]:
        """The rows of a file, and whether all could be read. Raises OSError."""
        with path.open("rb") as file:
            return self._read(file.fileno(), os.fstat(file.fileno()).st_size, path.name)

    def close(self) -> None:
        """End the sandbox."""
        self._sandbox.close()

    def _read(self, descriptor: int, size: int, name: str) -> tuple[list[tuple[str, ...]], bool]:
        found: list[tuple[str, ...]] = []
        whole = True
        for item in self._sandbox.read(descriptor, size, name):
            if isinstance(item, Table):
                found += _of_table(item)
            elif isinstance(item, Text) and item.role not in (TextRole.AUTHOR, TextRole.LABEL):
                found += [(line,) for line in item.text.splitlines() if line.strip()]
            elif isinstance(item, Skipped) and item.reason not in _FINE:
                whole = False
            if len(found) > _MOST_ROWS:
                return found, False
        return found, whole


def _of_table(table: Table) -> Iterator[tuple[str, ...]]:
    for row in zip(*(column.values for column in table.columns), strict=True):
        yield tuple(value or "" for value in row)
