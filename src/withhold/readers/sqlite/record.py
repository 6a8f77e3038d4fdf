"""Records: values of one row, packed (file format, 2.1)."""

import struct
from dataclasses import dataclass

from withhold.domain.piece import EMPTY_CELL, NUMBER_CELL
from withhold.readers.interface import Corrupt
from withhold.readers.records import Cell
from withhold.readers.strings import strings
from withhold.readers.values import typed

_SIZES = (0, 1, 2, 3, 4, 6, 8, 8, 0, 0)
_MOST_COLUMNS = 32_767


@dataclass(frozen=True, slots=True)
class Blob:
    """Bytes in a cell; they may be a document of their own."""

    data: bytes


Value = None | int | float | str | Blob


def varint(data: bytes, at: int) -> tuple[int, int]:
    """A number of one to nine bytes and where the next one begins. Raises Corrupt at the end of the data."""
    value = 0
    for step in range(9):
        if at + step >= len(data):
            raise Corrupt("a number is cut")
        byte = data[at + step]
        if step == 8:
            return value << 8 | byte, at + 9
        value = value << 7 | byte & 0x7F
        if byte < 0x80:
            return value, at + step + 1
    raise AssertionError  # the ninth byte has returned


def packed(number: int) -> bytes:
    """A number below 2**56 as `varint` reads it."""
    parts = [number & 0x7F]
    while number := number >> 7:
        parts.append(number & 0x7F | 0x80)
    return bytes(reversed(parts))


def size_of(serial: int) -> int:
    """Bytes that a value of a serial type takes; -1 for the two types that no file holds."""
    if serial >= 12:
        return (serial - 12) // 2
    return _SIZES[serial] if serial < 10 else -1


def values(payload: bytes, codec: str) -> list[Value]:
    """All values of a record. Raises Corrupt for a header that does not fit."""
    end, at = varint(payload, 0)
    if end > len(payload):
        raise Corrupt("the header of a record is longer than the record")
    serials: list[int] = []
    while at < end:
        serial, at = varint(payload, at)
        if size_of(serial) < 0 or len(serials) >= _MOST_COLUMNS:
            raise Corrupt("a record holds a value of no known type")
        serials.append(serial)
    found: list[Value] = []
    for serial in serials:
        size = size_of(serial)
        if end + size > len(payload):
            raise Corrupt("a record is cut")
        found.append(value(serial, payload[end : end + size], codec))
        end += size
    return found


def value(serial: int, data: bytes, codec: str) -> Value:
    """One value by its serial type."""
    if serial == 0:
        return None
    if serial == 7:
        return float(struct.unpack(">d", data)[0])
    if serial < 7:
        return int.from_bytes(data, "big", signed=True)
    if serial < 10:
        return serial - 8
    return data.decode(codec, "replace") if serial & 1 else Blob(data)


def cell(found: Value) -> Cell:
    """A value as a cell; of bytes that are no text only the readable runs."""
    if found is None:
        return None, EMPTY_CELL
    if isinstance(found, Blob):
        return ("; ".join(strings([found.data])) or None), "t"
    if isinstance(found, str):
        text, kind = typed(found.replace("\0", " "))
        return text, ("t" if kind == NUMBER_CELL else kind)
    return str(found), NUMBER_CELL
