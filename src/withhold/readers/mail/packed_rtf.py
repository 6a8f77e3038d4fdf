"""Compressed RTF, in which Outlook keeps the bodies of messages. Layout: [MS-OXRTFCP]."""

import struct

from withhold.readers.interface import Budget, Corrupt

_PACKED, _PLAIN = b"LZFu", b"MELA"
_DICTIONARY = (
    rb"{\rtf1\ansi\mac\deff0\deftab720{\fonttbl;}{\f0\fnil \froman \fswiss \fmodern \fscript \fdecor "
    rb"MS Sans SerifSymbolArialTimes New RomanCourier{\colortbl\red0\green0\blue0" + b"\r\n"
    rb"\par \pard\plain\f0\fs20\b\i\u\tab\tx"
)
_WINDOW = 4096


def unpacked(data: bytes, budget: Budget) -> bytes:
    """The RTF text; as far as it goes where the bytes are cut short.

    Raises Corrupt for another kind of data and OverLimit.
    """
    if len(data) < 16:
        raise Corrupt("compressed RTF without its header")
    size, kind = struct.unpack_from("<4xI4s", data)
    if kind == _PLAIN:
        budget.spend(min(size, len(data)))
        return data[16 : 16 + size]
    if kind != _PACKED:
        raise Corrupt("compressed RTF of an unknown kind")
    made = bytearray(_DICTIONARY)
    at, end = 16, len(data)
    start = len(_DICTIONARY)
    while at < end:
        control = data[at]
        at += 1
        budget.spend(128)
        for bit in range(8):
            if at >= end:
                break
            if not control >> bit & 1:
                made.append(data[at])
                at += 1
                continue
            if at + 1 >= end:
                return bytes(made[start:])
            reference = data[at] << 8 | data[at + 1]
            at += 2
            if not _copy(made, reference >> 4, (reference & 15) + 2):
                return bytes(made[start:])
    return bytes(made[start:])


def _copy(made: bytearray, place: int, length: int) -> bool:
    """Repeats earlier text, by its place in a window that runs round; False at the mark of the end."""
    back = (len(made) - place) % _WINDOW
    if back == 0:
        return False
    for _ in range(length):
        made.append(made[-back] if back <= len(made) else 0)
    return True
