"""Files of fingerprints: written whole, and read only with their key (spec/fingerprint.md)."""

import hmac
import os
import secrets
import struct
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from withhold.incident.watch.copies.digests import IDENTITY_BYTES, MAC_BYTES, MASK_BYTES, FileKeys, Kind, Use
from withhold.incident.watch.copies.interface import FingerprintsUnusable, Second
from withhold.incident.watch.copies.rows import LONGEST_NUMBER, Keyed, number_length
from withhold.register.canonical import forms
from withhold.signing.keys import KeySource

MAGIC = b"WHREPOSTS\r\n\x1a\n\0\0\0"
FORMAT = 1
_HEAD = struct.Struct("<16sII16s16s16sQI4x24s")
"""Magic, format, use, identity, check, canonical forms, entries, bits of the filter, masked counts."""
_COUNTS = struct.Struct("<QQII")
"""Rows with a name and a second field, rows in all, kinds of second fields, lengths of identifiers."""
_PAYLOAD = struct.Struct("<IBB2s")
"""Row, parts of its name, zero, zero."""
_LEAST_BITS, _BITS_AN_ITEM = 22, 64
"""A filter has 512 KiB at least, and so many bits an item that one stranger in ten thousand passes."""
_BITS = struct.Struct("<4I").unpack_from
"""The numbers of a digest that say which bits are set for it."""
_MOST_BYTES = 4 << 30
MOST_UNDER_ONE = 256
"""Rows under one key that are kept: more have a name and a day that say nothing."""
_FILTERED = (Kind.PART, Kind.SECOND)


@dataclass(frozen=True, slots=True, repr=False)
class Fingerprints:
    """An open file. `keys` are in this process's memory alone; no clear value is anywhere."""

    keys: FileKeys
    use: Use
    findable: int
    rows: int
    seconds: frozenset[Second]
    numbers: frozenset[int]
    """How many digits identifiers of the list have, 31 for that and more."""
    entries: dict[bytes, bytes]
    filter: bytes

    def may_hold(self, kind: Kind) -> Callable[[bytes], bool]:
        """A function that says whether a part of a name or a second field may be of the list: False is
        certain. It is asked for every number of every page, and so in one piece."""
        digest, held, last = self.keys.digester(kind), self.filter, len(self.filter) * 8 - 1

        def holds(message: bytes) -> bool:
            bits = _BITS(digest(message))
            for bit in bits:
                bit &= last
                if not held[bit >> 3] >> (bit & 7) & 1:
                    return False
            return True

        return holds

    def rows_under(self, digest: bytes) -> Sequence[tuple[int, int]]:
        """Rows with the parts of their names that stand under the digest of a row's key."""
        width = self.use.width
        payload = self.entries.get(digest[:width])
        if payload is None:
            return ()
        found: list[tuple[int, int]] = []
        following = self.keys.digester(Kind.NEXT)
        one = digest
        while payload is not None and len(found) < MOST_UNDER_ONE:
            row, parts, _, zero = _PAYLOAD.unpack(_xor(payload, one[width:]))
            if zero != b"\0\0":
                break
            found.append((row, parts))
            one = following(digest[:width] + len(found).to_bytes(4, "little"))
            payload = self.entries.get(one[:width])
        return found


def write(path: Path, source: KeySource, use: Use, rows: Sequence[Keyed], everybody: int) -> None:
    """A new file of mode 0600 with the keys of these rows, in place whole or not at all.

    `everybody` counts all rows of the list, also those that nothing but a name tells. Raises
    FingerprintsUnusable where no row can be found by anything, or the file cannot be written.
    """
    findable = [(number, row) for number, row in enumerate(rows) if row.names and row.seconds]
    if not findable:
        raise FingerprintsUnusable(
            "no row has a name with a birth date, an identifier of six digits, a telephone number or an "
            "e-mail address: copies of it cannot be told from chance; add such a column, or watch by hand"
        )
    identity = secrets.token_bytes(IDENTITY_BYTES)
    _put(path, content_of(FileKeys(source, use, identity), use, identity, findable, everybody))


def content_of(
    keys: FileKeys, use: Use, identity: bytes, findable: Sequence[tuple[int, Keyed]], everybody: int
) -> bytes:
    """The bytes of a file for rows with their numbers."""
    entries = _entries(keys, use, findable)
    items = {
        (kind, message)
        for _, row in findable
        for kind, messages in (
            (Kind.PART, [part.encode("utf-8", "surrogatepass") for name in row.names for part in name]),
            (Kind.SECOND, row.seconds),
        )
        for message in messages
    }
    bits = max(_LEAST_BITS, (len(items) * _BITS_AN_ITEM).bit_length())
    filtered = np.zeros(1 << (bits - 3), np.uint8)
    for kind in _FILTERED:
        digest = keys.digester(kind)
        for message in (message for one, message in items if one is kind):
            for number in _BITS(digest(message)):
                bit = number & ((1 << bits) - 1)
                filtered[bit >> 3] |= 1 << (bit & 7)
    kinds = sum(1 << kind for kind in {row_second[0] for _, row in findable for row_second in row.seconds})
    lengths = sum(
        1 << length for length in {number_length(one) for _, row in findable for one in row.seconds}
    )
    counts = keys.masked(_COUNTS.pack(len(findable), everybody, kinds, lengths))
    head = _HEAD.pack(MAGIC, FORMAT, use.code, identity, keys.check, forms(), len(entries), bits, counts)
    body = head + filtered.tobytes() + b"".join(sorted(map(b"".join, entries.items())))
    return body + keys.mac(body)


def _entries(keys: FileKeys, use: Use, findable: Sequence[tuple[int, Keyed]]) -> dict[bytes, bytes]:
    """Stored digests to masked payloads."""
    digest, following = keys.digester(Kind.ROW), keys.digester(Kind.NEXT)
    width = use.width
    entries: dict[bytes, bytes] = {}
    under: dict[bytes, int] = {}
    for number, row in findable:
        for parts, message in dict.fromkeys((parts, message) for parts, message in row.messages()):
            first = digest(message)
            place = under.get(first[:width], 0)
            if place >= MOST_UNDER_ONE:
                continue
            under[first[:width]] = place + 1
            one = first if not place else following(first[:width] + place.to_bytes(4, "little"))
            entries[one[:width]] = _xor(_PAYLOAD.pack(number, parts, 0, b"\0\0"), one[width:])
    return entries


def load(path: str, source: KeySource, use: Use) -> Fingerprints:
    """The file at `path`. Raises FingerprintsUnusable for another file, a wrong key, a changed or cut one."""
    content = _content(path)
    if len(content) < _HEAD.size + MAC_BYTES or not content.startswith(MAGIC):
        raise FingerprintsUnusable(
            f"{path} is no file of fingerprints; `withhold reposts fingerprint` makes one"
        )
    _, version, code, identity, check, made_by, count, bits, counts = _HEAD.unpack_from(content)
    if version != FORMAT:
        raise FingerprintsUnusable(f"{path} has format {version}, this program reads {FORMAT}: make it anew")
    if code != use.code:
        other = "scanning" if use is Use.CONFIRM else "confirming"
        raise FingerprintsUnusable(f"{path} is for {other}; give the other file of this case")
    keys = FileKeys(source, use, identity)
    if not hmac.compare_digest(check, keys.check):
        raise FingerprintsUnusable(f"the key is not that of {path}; give the key it was made with")
    if not hmac.compare_digest(content[-MAC_BYTES:], keys.mac(content[:-MAC_BYTES])):
        raise FingerprintsUnusable(f"{path} was changed or cut after it was made; make it anew")
    if made_by != forms():
        raise FingerprintsUnusable(f"{path} was made by a version that writes names otherwise: make it anew")
    findable, everybody, kinds, lengths = _COUNTS.unpack(keys.masked(counts))
    start = _HEAD.size + (1 << (bits - 3))
    width, step = use.width, use.width + MASK_BYTES
    entries = {
        content[at : at + width]: content[at + width : at + step]
        for at in range(start, start + count * step, step)
    }
    filtered = content[_HEAD.size : start]
    seconds = frozenset(kind for kind in Second if kinds >> kind & 1)
    numbers = frozenset(length for length in range(1, LONGEST_NUMBER + 1) if lengths >> length & 1)
    return Fingerprints(keys, use, findable, everybody, seconds, numbers, entries, filtered)


def _content(path: str) -> bytes:
    try:
        with open(path, "rb") as stream:
            content = stream.read(_MOST_BYTES + 1)
    except OSError as error:
        reason = os.strerror(error.errno or 0)
        raise FingerprintsUnusable(f"the fingerprints {path} cannot be read ({reason})") from None
    if len(content) > _MOST_BYTES:
        raise FingerprintsUnusable(f"{path} is too big for a file of fingerprints")
    return content


def _put(path: Path, content: bytes) -> None:
    """Written beside, synced, moved into place: nothing half-written ever has the name."""
    beside = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    try:
        descriptor = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
        try:
            with open(descriptor, "wb") as stream:
                stream.write(content)
                stream.flush()
                os.fsync(stream.fileno())
            os.replace(beside, path)
        except BaseException:
            beside.unlink(missing_ok=True)
            raise
    except OSError as error:
        raise FingerprintsUnusable(f"{path} cannot be written ({os.strerror(error.errno or 0)})") from None


def _xor(one: bytes, other: bytes) -> bytes:
    size = len(one)
    return (int.from_bytes(one, "little") ^ int.from_bytes(other, "little")).to_bytes(size, "little")
