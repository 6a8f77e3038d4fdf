"""Copies of rows that stand: a page that was divided keeps the bytes of rows that moved to another one."""

from collections.abc import Iterator

_SIGN = 16
"""Bytes at either end of a row by which its copy is looked for; shorter rows are not."""
_MOST_KEPT = 64 << 20
"""Bytes of rows that are kept to compare with; copies of later rows are told as earlier versions."""


class Copies:
    """The rows that were read, to tell their copies from rows that were deleted."""

    def __init__(self) -> None:
        self._by_end: dict[bytes, list[bytes]] = {}
        self._by_start: dict[bytes, list[bytes]] = {}
        self._room = _MOST_KEPT

    def keep(self, row: bytes) -> None:
        """A row that stands in its table, as it is stored."""
        if _SIGN <= len(row) <= self._room:
            self._room -= len(row)
            self._by_end.setdefault(row[-_SIGN:], []).append(row)
            self._by_start.setdefault(row[:_SIGN], []).append(row)

    def without(self, data: bytes) -> Iterator[bytes]:
        """What of some unused bytes is no copy.

        A copy is whole, or cut off where the unused bytes begin or end, by what was written there since: a
        row that was changed begins or ends as the one that stands, too, and is not one.
        """
        last = 0
        at = _SIGN
        while self._by_end and at <= len(data):
            length = self._length(data, last, at)
            if length:
                yield data[last : at - length]
                last = at
                at += _SIGN
            else:
                at += 1
        yield data[last : self._cut(data, last)]

    def _length(self, data: bytes, first: int, end: int) -> int:
        for row in self._by_end.get(data[end - _SIGN : end], ()):
            room = end - first
            if len(row) <= room and data[end - len(row) : end] == row:
                return len(row)
            if first == 0 and room < len(row) and row.endswith(data[:end]):
                return room
        return 0

    def _cut(self, data: bytes, first: int) -> int:
        """Where the copy begins that the end of the bytes cuts off, else their end."""
        for at in range(first, len(data) - _SIGN + 1):
            for row in self._by_start.get(data[at : at + _SIGN], ()):
                if row.startswith(data[at:]):
                    return at
        return len(data)
