"""The file of openings: one a line, in the order of their entries, apart from the ledger and erasable."""

import re
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO

from withhold.ledger import disk
from withhold.ledger.commitments import Opening, read_opening
from withhold.ledger.entries import EntryError
from withhold.ledger.interface import LedgerError

_INDEX = re.compile(rb'\{"index":(0|[1-9][0-9]{0,15}),')


class Openings:
    """The openings that are kept, in a file of mode 0600."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def append(self, openings: list[Opening]) -> None:
        """Keep these, whose entries come after all before. Raises OSError."""
        if openings:
            disk.append(self._path, b"".join(bytes(one) + b"\n" for one in openings))

    def read(self, start: int = 0) -> Iterator[Opening]:
        """The openings of entries from `start` on, in order. Raises LedgerError if one is damaged."""
        if not self._path.exists():
            raise self._missing()
        with self._path.open("rb") as stream:
            _seek(stream, start)
            for line in stream:
                if line.endswith(b"\n") and _index(line) >= start:
                    try:
                        yield read_opening(line[:-1])
                    except EntryError as error:
                        raise _damaged(_index(line), str(error)) from None

    def drop_torn(self, size: int) -> bool:
        """Drop openings of entries that are not signed: their append broke off. Raises OSError."""
        with suppress(FileNotFoundError):
            disk.leftover(self._path).unlink()
        if not self._path.exists():
            if size:
                raise self._missing()
            return False
        lines, end = disk.last_lines(self._path, 1)
        if end == disk.size_of(self._path) and not (lines and _index(lines[-1]) >= size):
            return False
        self._rewrite(lambda line: _index(line) < size)
        return True

    def erase(self, index: int, names: list[str] | None) -> None:
        """Forget what this entry's openings hold, all or those of these names. Raises OSError."""

        def keep(line: bytes) -> bool:
            return _index(line) != index or (names is not None and read_opening(line).name not in names)

        if self._path.exists():
            self._rewrite(keep)

    def _missing(self) -> LedgerError:
        """Without the file everything would look erased: erasing leaves one, if need be an empty one."""
        return LedgerError(
            f"the private values are missing: there is no {self._path}; put the file back from a copy, or, "
            "if they were given up, make an empty one"
        )

    def _rewrite(self, keep: Callable[[bytes], bool]) -> None:
        with self._path.open("rb") as stream:
            lines = (line[:-1] for line in stream if line.endswith(b"\n"))
            disk.replace(self._path, (line for line in lines if keep(line)))


def _seek(stream: BinaryIO, start: int) -> None:
    """Go near the first line of an entry from `start` on: before it, and never far."""
    low, high = 0, stream.seek(0, 2)
    while high - low > 4096:
        middle = (low + high) // 2
        stream.seek(middle)
        stream.readline()
        line = stream.readline()
        if line.endswith(b"\n") and _index(line) < start:
            low = middle
        else:
            high = middle
    stream.seek(low)
    if low:
        stream.readline()


def _index(line: bytes) -> int:
    found = _INDEX.match(line)
    if not found:
        raise LedgerError(
            "the openings of the ledger are damaged: a line is no opening; put the file back from a copy"
        )
    return int(found[1])


def _damaged(index: int, why: str) -> LedgerError:
    return LedgerError(
        f"an opening of entry {index} is damaged: {why}; put the file back from a copy, or erase it"
    )
