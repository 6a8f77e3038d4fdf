"""Which records are the presentation now; all others are left of earlier saves ([MS-PPT] 2.1.2)."""

import struct
from dataclasses import dataclass, field

from withhold.readers.ppt.records import record_at

_EDIT, _DIRECTORY = 4085, 6002
_MOST_EDITS = 10_000


@dataclass(slots=True)
class Saved:
    """`offsets`: where each persistent object begins, by its number. `document`: that of the whole."""

    offsets: dict[int, int] = field(default_factory=dict)
    document: int = 0
    edits: set[int] = field(default_factory=set)
    """Where the records of the saves begin."""

    @property
    def live(self) -> set[int]:
        """Where the records begin that count."""
        return {*self.offsets.values(), *self.edits}


def read_saved(stream: bytes, current: bytes) -> Saved:
    """Follows the saves from the last one back; the newest place of an object wins. Damage ends it."""
    found = Saved()
    if len(current) < 20:
        return found
    (at,) = struct.unpack_from("<I", current, 16)
    while at not in found.edits and len(found.edits) < _MOST_EDITS:
        record = record_at(stream, at, len(stream))
        if record is None or record.kind != _EDIT or record.end - record.at < 32:
            break
        found.edits.add(at)
        previous, directory, document = struct.unpack_from("<III", stream, at + 16)
        found.document = found.document or document
        _read_directory(stream, directory, found)
        if not previous:
            break
        at = previous
    return found


def _read_directory(stream: bytes, at: int, found: Saved) -> None:
    record = record_at(stream, at, len(stream))
    if record is None or record.kind != _DIRECTORY:
        return
    found.edits.add(at)
    data = record.data(stream)
    words = struct.unpack(f"<{len(data) // 4}I", data[: len(data) // 4 * 4])
    position = 0
    while position < len(words):
        first, count = words[position] & 0xFFFFF, words[position] >> 20
        for number, offset in enumerate(words[position + 1 : position + 1 + count], first):
            found.offsets.setdefault(number, offset)
        position += 1 + count
