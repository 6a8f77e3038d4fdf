"""Strings in records, of both kinds: bytes of a code page, and Unicode with its flags ([MS-XLS] 2.5.293)."""

import struct

from withhold.readers.interface import Corrupt

_FEWEST, _MOST = 3, 32_767
"""Characters of a string in a record of unknown structure; no cell holds more."""


class Feed:
    """Reads values over a record and its continuations. Raises Corrupt at the end of the bytes."""

    def __init__(self, parts: list[bytes]) -> None:
        self._parts = parts
        self._index = 0
        self._at = 0

    @property
    def is_empty(self) -> bool:
        """Whether nothing is left."""
        while self._index < len(self._parts) and self._at >= len(self._parts[self._index]):
            self._index, self._at = self._index + 1, 0
        return self._index >= len(self._parts)

    def take(self, count: int) -> bytes:
        """The next bytes, over the borders of records."""
        part = self._parts[self._index] if self._index < len(self._parts) else b""
        if self._at + count <= len(part):
            self._at += count
            return part[self._at - count : self._at]
        found = b""
        while len(found) < count:
            if self.is_empty:
                raise Corrupt("a record ends too early")
            part = self._parts[self._index][self._at : self._at + count - len(found)]
            self._at += len(part)
            found += part
        return found

    def number(self, size: int = 2) -> int:
        """A little-endian number."""
        return int.from_bytes(self.take(size), "little")

    def skip(self, count: int) -> None:
        """Passes over bytes, as far as there are any."""
        while count and not self.is_empty:
            step = min(count, len(self._parts[self._index]) - self._at)
            self._at += step
            count -= step

    def unicode(self, length_size: int = 2, length: int | None = None) -> str:
        """A string with its length, flags, formatting runs and phonetic part."""
        count = self.number(length_size) if length is None else length
        flags = self.number(1)
        runs = self.number(2) if flags & 8 else 0
        extra = self.number(4) if flags & 4 else 0
        text = self._characters(count, bool(flags & 1))
        self.skip(4 * runs + extra)
        return text

    def _characters(self, count: int, is_wide: bool) -> str:
        """Characters; where a string goes on in the next record, that begins with new flags."""
        texts = []
        while True:
            part = self._parts[self._index] if self._index < len(self._parts) else b""
            size = min(count * (1 + is_wide), len(part) - self._at)
            raw = part[self._at : self._at + size]
            self._at += size
            texts.append(raw.decode("utf-16-le" if is_wide else "latin-1", "replace"))
            count -= size // (1 + is_wide)
            if not count:
                return "".join(texts)
            if self.is_empty:
                raise Corrupt("a string ends too early")
            is_wide = bool(self.number(1) & 1)


class Coder:
    """Strings as the version of the workbook writes them. `codec` is its code page, for bytes."""

    def __init__(self, *, is_unicode: bool, codec: str = "cp1252") -> None:
        self.is_unicode = is_unicode
        self.codec = codec

    def text(self, data: bytes, at: int = 0, length_size: int = 2) -> str:
        """A string with its length; what is there of it when it is cut short."""
        if self.is_unicode:
            return _lenient(data[at:], length_size)
        count = int.from_bytes(data[at : at + length_size], "little")
        return data[at + length_size : at + length_size + count].decode(self.codec, "replace")

    def long(self, parts: list[bytes], at: int) -> str:
        """Like `text`, of a record that may go on in others."""
        if not self.is_unicode:
            return self.text(b"".join(parts), at)
        feed = Feed(parts)
        feed.skip(at)
        try:
            return feed.unicode()
        except Corrupt:
            return self.text(b"".join(parts), at)


def _lenient(data: bytes, length_size: int) -> str:
    count = int.from_bytes(data[:length_size], "little")
    flags = data[length_size : length_size + 1]
    if not flags:
        return ""
    start = length_size + 1 + 2 * bool(flags[0] & 8) + 4 * bool(flags[0] & 4)
    if flags[0] & 1:
        return data[start : start + 2 * count].decode("utf-16-le", "replace")
    return data[start : start + count].decode("latin-1")


def literals(formula: bytes, *, is_unicode: bool = True, length_size: int = 1) -> list[str]:
    """The texts in the tokens of a formula (ptgStr, 0x17). Chance bytes that look like one come too."""
    found = []
    at = formula.find(b"\x17")
    while at >= 0:
        count = int.from_bytes(formula[at + 1 : at + 1 + length_size], "little")
        start = at + 1 + length_size
        text = ""
        if length_size == 2:
            text = formula[start : start + 2 * count].decode("utf-16-le", "replace")
        elif not is_unicode:
            text = formula[start : start + count].decode("cp1252", "replace")
        elif formula[start : start + 1] == b"\0":
            text = formula[start + 1 : start + 1 + count].decode("latin-1")
        elif formula[start : start + 1] == b"\1":
            text = formula[start + 1 : start + 1 + 2 * count].decode("utf-16-le", "replace")
        plain = text.replace("\0", "").replace("\n", "")
        if count and len(text) == count and plain.isprintable():
            found += [part for part in text.split("\0") if part.strip()]
        at = formula.find(b"\x17", at + 1)
    return found


def _begins(start: bytes, flags: int) -> bool:
    """Whether the first characters can be those of a text: looked at before a long run is."""
    return start.decode("utf-16-le" if flags else "latin-1", "replace").isprintable()


def double(data: bytes, at: int) -> str:
    """A number of eight bytes as text."""
    (value,) = struct.unpack_from("<d", data, at)
    return number_text(value)


def number_text(value: float) -> str:
    """A number as a cell's text: whole ones without a point, others at the precision of the program."""
    if value != value or value in (float("inf"), float("-inf")):
        return ""
    if value.is_integer() and abs(value) < 1e17:
        return str(int(value))
    return repr(float(f"{value:.15g}"))


def rk(data: bytes, at: int) -> str:
    """A packed number ([MS-XLS] 2.5.217)."""
    (raw,) = struct.unpack_from("<i", data, at)
    if raw & 2:
        value = float(raw >> 2)
    else:
        (value,) = struct.unpack("<d", b"\0\0\0\0" + struct.pack("<i", raw & ~3))
    return number_text(value / 100 if raw & 1 else value)


def texts_in(data: bytes) -> list[str]:
    """The Unicode strings, with length and flags, that stand anywhere in a record of unknown structure."""
    found = []
    at = 0
    while at + 4 < len(data):
        count, flags = int.from_bytes(data[at : at + 2], "little"), data[at + 2]
        size = count * (1 + (flags & 1))
        start = data[at + 3 : at + 7]
        if flags < 2 and _FEWEST <= count <= _MOST and at + 3 + size <= len(data) and _begins(start, flags):
            text = data[at + 3 : at + 3 + size].decode("utf-16-le" if flags else "latin-1", "replace")
            if text.isprintable() and any(map(str.isalpha, text)):
                found.append(text)
                at += 3 + size
                continue
        at += 1
    return found
