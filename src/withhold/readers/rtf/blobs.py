"""Bytes in an RTF document: pictures, embedded objects, packages; opened as documents of their own."""

import re
import struct
from collections.abc import Iterator
from io import BytesIO

from withhold.domain.concealment import Concealment
from withhold.domain.location import Location
from withhold.domain.piece import PartRead, ReadItem, Skipped, SkipReason, Text, TextRole
from withhold.readers.interface import Place, Source
from withhold.readers.lines import in_chunks
from withhold.readers.rtf.objects import embedded_files, placeable
from withhold.readers.rtf.vocabulary import Destination

_MOST = 128 << 20
_MOST_WORDS = 64
_MOST_STRAYS = 1 << 16
_LETTERS = re.compile(rb"[G-Zg-z\x80-\xff]")
_OTHERS = re.compile(rb"[^0-9A-Fa-f]+")


class Blob:
    """Collects bytes that come as digits or as they are. `words`: the control words among them."""

    def __init__(self, place: Place, location: Location, destination: Destination, how: Concealment) -> None:
        self.words: dict[str, int] = {}
        self.strays = bytearray()
        """What stands between the digits and is none; the first 64 KiB."""
        self._place = place
        self.location = location
        self._destination = destination
        self._how = how
        self._stream = BytesIO()
        self._half = b""
        self._size = 0

    def word(self, word: str, value: int | None) -> None:
        """A control word among the bytes."""
        if len(self.words) < _MOST_WORDS:
            self.words[word] = value or 0

    def digits(self, data: bytes) -> None:
        """More hexadecimal digits; anything else between them is left out. Raises OverLimit."""
        if _LETTERS.search(data):
            self.stray(data)
        digits = self._half + _OTHERS.sub(b"", data)
        self._half = digits[len(digits) & ~1 :]
        self.binary(bytes.fromhex(digits[: len(digits) & ~1].decode("ascii")))

    def stray(self, data: bytes) -> None:
        """Text where bytes should be written: programs pass over it."""
        if len(self.strays) < _MOST_STRAYS:
            self.strays += data[:_MOST_STRAYS]

    def binary(self, data: bytes) -> None:
        """More bytes. Raises OverLimit."""
        self._place.budget.spend(len(data))
        self._size += len(data)
        if self._size <= _MOST:
            self._stream.write(data)

    def items(self) -> Iterator[ReadItem]:
        """What is in the bytes. Raises OverLimit."""
        if not self._size:
            return
        self._place.budget.member()
        if self._size > _MOST:
            detail = f"bytes of an object or picture above {_MOST >> 20} MiB"
            yield Skipped(self.location, SkipReason.OVER_LIMIT, self._size, detail)
            return
        if self._destination.part in ("object", "data store"):
            yield from self._object()
        else:
            yield from self._open(self._pictured(self._stream.getvalue()))

    def _object(self) -> Iterator[ReadItem]:
        files, labels = embedded_files(self._stream.getvalue())
        how = self._how.inside(self._place.concealment)
        for text in in_chunks(labels):
            yield Text(self.location, text, TextRole.LABEL, how)
        for data, name in files:
            yield from self._open(data, name)
        if not files:
            yield PartRead(self.location)

    def _open(self, data: bytes, name: str = "") -> Iterator[ReadItem]:
        inner = self._place.inside(self.location, self._how)
        yield from self._place.open_nested(Source(BytesIO(data), len(data), name), inner)

    def _pictured(self, data: bytes) -> bytes:
        """A picture with the head that RTF leaves out, since words say the same."""
        if "wmetafile" in self.words:
            return placeable(data, self.words.get("picwgoal", 0), self.words.get("pichgoal", 0))
        if "dibitmap" in self.words and data[:4] == b"\x28\0\0\0":
            return struct.pack("<2sIHHI", b"BM", len(data) + 14, 0, 0, 54) + data
        return data
