"""Compound files (OLE): the streams inside, and what is left between them. Layout: [MS-CFB]."""

import struct
from array import array
from collections.abc import Iterator

from withhold.readers.interface import Corrupt

SIGNATURE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_END = 0xFFFFFFFA
"""Sector numbers from here on are marks: no sector, end of chain, allocation table."""
_ENTRY = 128
_MINI = 64
_MOST_ENTRIES = 400_000
"""Each receiver of an Outlook message takes about a dozen."""


class CompoundFile:
    """Streams by path (`VBA/dir`). Raises Corrupt for a broken structure; chains are bounded by the file."""

    def __init__(self, data: bytes) -> None:
        if len(data) < 512 or not data.startswith(SIGNATURE):
            raise Corrupt("not a compound file")
        self._data = data
        shift, mini_shift = struct.unpack_from("<HH", data, 30)
        directory, self._cutoff, mini_fat = (struct.unpack_from("<I", data, at)[0] for at in (48, 56, 60))
        if shift not in (9, 12) or mini_shift != 6:
            raise Corrupt("the compound file has impossible sector sizes")
        self._sector = 1 << shift
        self._used: set[int] = set()
        self._used_minis: set[int] = set()
        self._slack: list[bytes] = []
        self._fat = self._allocation_table()
        entries = self._chain(directory)
        self.streams: dict[str, tuple[int, int]] = {}
        self._root = b""
        self._mini_fat = array("I", self._whole_words(self._chain(mini_fat)))
        self.has_more = len(entries) > _ENTRY * _MOST_ENTRIES
        """Whether entries beyond the limit were left out."""
        self._read_directory(entries[: _ENTRY * _MOST_ENTRIES])

    def _whole_words(self, data: bytes) -> bytes:
        return data[: len(data) // 4 * 4]

    def _at(self, sector: int) -> bytes:
        self._used.add(sector)
        start = (sector + 1) * self._sector
        return self._data[start : start + self._sector]

    def _allocation_table(self) -> "array[int]":
        sectors = list(struct.unpack_from("<109I", self._data, 76))
        (following,) = struct.unpack_from("<I", self._data, 68)
        seen = 0
        while following < _END and seen <= len(self._data) // self._sector:
            more = self._whole_words(self._at(following))
            if len(more) < self._sector:
                break
            numbers = struct.unpack(f"<{len(more) // 4}I", more)
            sectors += numbers[:-1]
            following = numbers[-1]
            seen += 1
        table = array("I")
        for sector in sectors:
            if sector < _END and len(table) * 4 <= len(self._data):
                table.frombytes(self._whole_words(self._at(sector)))
        return table

    def _chain(self, sector: int) -> bytes:
        parts: list[bytes] = []
        while sector < len(self._fat):
            parts.append(self._at(sector))
            if len(parts) > len(self._fat):
                raise Corrupt("the compound file runs in circles")
            sector = self._fat[sector]
        return b"".join(parts)

    def _read_directory(self, entries: bytes) -> None:
        records = [entries[at : at + _ENTRY] for at in range(0, len(entries) - _ENTRY + 1, _ENTRY)]
        if not records:
            raise Corrupt("the compound file has no directory")
        self._root = self._chain(struct.unpack_from("<I", records[0], 116)[0])
        todo = [(struct.unpack_from("<I", records[0], 76)[0], "")]
        seen: set[int] = set()
        while todo:
            index, path = todo.pop()
            if index >= len(records) or index in seen:
                continue
            seen.add(index)
            record = records[index]
            (length,) = struct.unpack_from("<H", record, 64)
            name = path + record[: max(0, min(length, 64) - 2)].decode("utf-16-le", "replace")
            left, right, child = struct.unpack_from("<3I", record, 68)
            start, size = struct.unpack_from("<2I", record, 116)
            todo += [(left, path), (right, path)]
            if record[66] == 1:
                todo.append((child, f"{name}/"))
            elif record[66] == 2:
                self.streams[name] = (start, size)

    def read(self, name: str) -> bytes:
        """The bytes of a stream. Raises Corrupt for a broken chain, KeyError for an unknown name."""
        start, size = self.streams[name]
        if size >= self._cutoff:
            whole = self._chain(start)
        else:
            parts: list[bytes] = []
            while start < len(self._mini_fat):
                self._used_minis.add(start)
                parts.append(self._root[start * _MINI : start * _MINI + _MINI])
                if len(parts) > len(self._mini_fat):
                    raise Corrupt("the compound file runs in circles")
                start = self._mini_fat[start]
            whole = b"".join(parts)
        if slack := whole[size:].strip(b"\0"):
            self._slack.append(slack)
        return whole[:size]

    def remains(self) -> Iterator[bytes]:
        """Bytes that no stream read so far holds: slack behind streams, free and lost sectors.

        Earlier saves live there. Call it when everything has been read.
        """
        yield from self._slack
        for sector in range(len(self._data) // self._sector):
            if sector not in self._used:
                yield self._data[(sector + 1) * self._sector : (sector + 2) * self._sector]
        for mini in range(len(self._root) // _MINI):
            if mini not in self._used_minis:
                yield self._root[mini * _MINI : mini * _MINI + _MINI]
