"""Untrusted zip archives: members as chunks, within the budget, with every byte of the file accounted for."""

import struct
import zipfile
import zlib
from bz2 import BZ2Decompressor
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO

from isal import isal_zlib

from withhold.readers.interface import Budget, Corrupt, Encrypted, OverLimit, Source, Unsupported
from withhold.readers.zip_locks import NO_CHECKSUM, lock_of, replace_info

CHUNK = 1 << 17
"""Bytes asked of the file and given out at once."""
_ISAL_ERROR: type[Exception] = isal_zlib.error  # type: ignore[assignment]  # a class, whatever its stub says
_RATIO_FROM = 1 << 20
_LOCAL_HEADER = struct.Struct("<4s5H3I2H")
_DESCRIPTOR = 24
"""A gap up to this long behind a member is its data descriptor (APPNOTE 4.3.9), not foreign data."""
_BROKEN_DIRECTORY = (
    zipfile.BadZipFile,
    struct.error,
    ValueError,
    OverflowError,
    NotImplementedError,
    EOFError,
    OSError,
)


@dataclass(frozen=True, slots=True)
class Member:
    """One entry of the central directory: where its packed bytes lie and what they should expand to."""

    info: zipfile.ZipInfo
    start: int
    overlaps: bool


class Container:
    """The members of a zip archive that its sender may have built to do harm.

    Only the central directory is left to `zipfile`; bytes are inflated here, in chunks, each chunk spent
    from the `Budget` (a second look at the same bytes costs nothing), with checks on ratio, checksum,
    declared size and overlapping entries. Raises Corrupt when there is no readable directory.

    Names are unique here: when several members share a name, the first keeps it and the n-th is called
    `name~n`; `original` gives the name as stored.
    """

    def __init__(self, source: Source, budget: Budget, passwords: tuple[str, ...] = ()) -> None:
        self._stream = source.stream
        self._size = source.size
        self._budget = budget
        self._passwords = passwords
        self._spent: dict[str, int] = {}
        try:
            with zipfile.ZipFile(self._stream) as archive:
                infos = archive.infolist()
                self.comment = archive.comment
                self._directory = archive.start_dir
        except _BROKEN_DIRECTORY:
            raise Corrupt("the archive has no readable directory") from None
        self._members: dict[str, Member] = {}
        self._ranges: list[tuple[int, int]] = []
        self._list(infos)

    def _list(self, infos: list[zipfile.ZipInfo]) -> None:
        placed = []
        for info in infos:
            self._budget.member()
            placed.append((info, self._data_start(info)))
        overlapping = self._overlapping(placed)
        for position, (info, start) in enumerate(placed):
            name, copies = info.filename, 1
            while name in self._members:
                copies += 1
                name = f"{info.filename}~{copies}"
            self._members[name] = Member(info, start, position in overlapping)

    def _data_start(self, info: zipfile.ZipInfo) -> int:
        """Offset of the packed bytes, or -1 where the local header is not there."""
        if not 0 <= info.header_offset <= self._size:
            return -1
        self._stream.seek(info.header_offset)
        header = self._stream.read(_LOCAL_HEADER.size)
        if len(header) < _LOCAL_HEADER.size or not header.startswith(b"PK\x03\x04"):
            return -1
        *_, name_length, extra_length = _LOCAL_HEADER.unpack(header)
        return info.header_offset + _LOCAL_HEADER.size + int(name_length) + int(extra_length)

    def _overlapping(self, placed: list[tuple[zipfile.ZipInfo, int]]) -> set[int]:
        """Positions of the members whose byte ranges meet another's: the sign of a bomb."""
        spans = sorted(
            (info.header_offset, start + info.compress_size, position)
            for position, (info, start) in enumerate(placed)
            if start >= 0
        )
        found: set[int] = set()
        reach, owner = 0, -1
        for first, end, position in spans:
            if first < reach:
                found.update((owner, position))
            self._ranges.append((first, end))
            if end > reach:
                reach, owner = end, position
        return found

    def names(self) -> list[str]:
        """Every member, directories included, in the order of the central directory."""
        return list(self._members)

    def original(self, name: str) -> str:
        """The name as the archive stores it; differs from `name` only for a repeated one."""
        return self._members[name].info.filename

    def size(self, name: str) -> int:
        """The expanded size the directory declares; not to be trusted."""
        return self._members[name].info.file_size

    def is_directory(self, name: str) -> bool:
        """A folder entry without bytes."""
        info = self._members[name].info
        return info.filename.endswith("/") and info.compress_size == 0

    def extra(self, name: str) -> bytes:
        """The extra fields of a member, of the directory and then of its local header."""
        info, start = self._members[name].info, self._members[name].start
        if start < 0:
            return info.extra
        self._stream.seek(info.header_offset + _LOCAL_HEADER.size - 4)
        name_length = int.from_bytes(self._stream.read(2), "little")
        self._stream.seek(info.header_offset + _LOCAL_HEADER.size + name_length)
        local = self._stream.read(start - info.header_offset - _LOCAL_HEADER.size - name_length)
        return info.extra if local == info.extra else info.extra + local

    def member_comment(self, name: str) -> bytes:
        """The comment stored with a member in the directory."""
        return self._members[name].info.comment

    def gaps(self) -> list[tuple[int, int]]:
        """Byte ranges (first, end) of the file that belong to no listed member and not to the directory.

        Whatever lies there was removed from the directory, put before the archive or appended to it. Padding
        with zeros is left out.
        """
        found = []
        reach = 0
        for first, end in [*self._ranges, (self._directory, self._size)]:
            if first - reach > _DESCRIPTOR:
                found.append((reach, first))
            reach = max(reach, end)
        return [gap for gap in [*found, *self._behind()] if not self._is_padding(*gap)]

    def _is_padding(self, first: int, end: int) -> bool:
        while first < end:
            self._stream.seek(first)
            chunk = self._stream.read(min(CHUNK, end - first))
            if chunk.strip(b"\0"):
                return False
            first += len(chunk) or end
        return True

    def _behind(self) -> list[tuple[int, int]]:
        """What follows the end-of-directory record and its comment."""
        tail = min(self._size - self._directory, (1 << 16) + 128) if self._directory < self._size else 0
        self._stream.seek(self._size - tail)
        record = self._stream.read(tail)
        at = record.rfind(b"PK\x05\x06")
        if at < 0 or at + 22 > len(record):
            return []
        end = self._size - tail + at + 22 + int.from_bytes(record[at + 20 : at + 22], "little")
        return [(end, self._size)] if end < self._size else []

    def gap(self, first: int, end: int) -> Iterator[bytes]:
        """The bytes of a gap, in chunks."""
        self._budget.spend(end - first)
        while first < end:
            self._stream.seek(first)
            chunk = self._stream.read(min(CHUNK, end - first))
            if not chunk:
                return
            first += len(chunk)
            yield chunk

    def open(self, name: str) -> Iterator[bytes]:
        """The expanded bytes of a member, in chunks of at most `CHUNK`.

        Raises Encrypted, Unsupported (packing method), OverLimit (budget or ratio), or Corrupt; the last
        only after everything that could be expanded has been given out, so that it can still be read.
        """
        member = self._members[name]
        info = member.info
        if member.overlaps:
            raise Corrupt("the member overlaps another one")
        if member.start < 0:
            raise Corrupt("the member has no local header")
        if info.flag_bits & 0x1 or info.compress_type == 99:
            yield from self._unlocked(name, member)
            return
        yield from self._checked(name, info, self._expanded(info, self._packed(member)))

    def _expanded(self, info: zipfile.ZipInfo, packed: Iterator[bytes]) -> Iterator[bytes]:
        """The bytes of a member that is not encrypted. Raises Unsupported for how it is packed."""
        empty = info.compress_size == 0 and info.file_size == 0  # some writers call an empty member deflated
        if info.compress_type == zipfile.ZIP_STORED or empty:
            return packed
        if info.compress_type == zipfile.ZIP_DEFLATED:
            return inflate(packed, self._budget.limits.ratio)
        if info.compress_type == zipfile.ZIP_BZIP2:
            return _bunzip(packed)
        raise Unsupported(f"packing method {info.compress_type} is not known")

    def _unlocked(self, name: str, member: Member) -> Iterator[bytes]:
        """A member behind a password. Raises Encrypted when none at hand fits."""
        lock = lock_of(member.info, lambda: self._packed(member))
        plain = replace_info(member.info, lock)

        def opened(password: str) -> Iterator[bytes]:
            return self._checked(name, plain, self._expanded(plain, lock.open(password)))

        fitting = [password for password in self._passwords if lock.fits(password)]
        if len(self._passwords) > 1:  # one wrong password in 256 passes the short check of the classic lock
            fitting = [password for password in fitting if _is_sound(opened(password))]
        if not fitting:
            raise Encrypted("the member needs a password")
        yield from opened(fitting[0])

    def _packed(self, member: Member) -> Iterator[bytes]:
        offset, left = member.start, member.info.compress_size
        while left:
            self._stream.seek(offset)  # others read this stream between two chunks
            chunk = self._stream.read(min(CHUNK, left))
            if not chunk:
                raise Corrupt("the file ends inside the member")
            offset += len(chunk)
            left -= len(chunk)
            yield chunk

    def _checked(self, name: str, info: zipfile.ZipInfo, chunks: Iterator[bytes]) -> Iterator[bytes]:
        total, checksum = 0, 0
        for chunk in chunks:
            total += len(chunk)
            fresh = total - self._spent.get(name, 0)
            if fresh > 0:
                self._budget.spend(fresh)
                self._spent[name] = total
            checksum = isal_zlib.crc32(chunk, checksum)
            yield chunk
        if total != info.file_size or checksum != info.CRC != NO_CHECKSUM:
            raise Corrupt("the member's size or checksum is wrong")

    def spend(self, count: int) -> None:
        """Counts bytes that come out of a member that is packed a second time. Raises OverLimit."""
        self._budget.spend(count)

    def read(self, name: str, limit: int) -> bytes:
        """A whole member. Raises OverLimit when it has more than `limit` bytes, and what `open` raises."""
        parts, total = [], 0
        for chunk in self.open(name):
            total += len(chunk)
            if total > limit:
                raise OverLimit(f"the member has more than {limit} bytes")
            parts.append(chunk)
        return b"".join(parts)

    def source(self, name: str, limit: int) -> Source:
        """A whole member as a document of its own. Raises like `read`."""
        data = self.read(name, limit)
        return Source(BytesIO(data), len(data), self.original(name))


def _is_sound(chunks: Iterator[bytes]) -> bool:
    """Whether a member reads to its end; OverLimit passes through."""
    try:
        for _ in chunks:
            pass
    except Corrupt:
        return False
    return True


def inflate(packed: Iterator[bytes], ratio: int) -> Iterator[bytes]:
    """Raw deflate (RFC 1951) to chunks of at most CHUNK bytes."""
    stream = isal_zlib.decompressobj(-15)
    taken = given = 0
    for data in packed:
        taken += len(data)
        while data or not stream.eof:
            try:
                chunk = stream.decompress(data, CHUNK)
            except (_ISAL_ERROR, zlib.error):
                raise Corrupt("the member's compressed data is damaged") from None
            data = stream.unconsumed_tail
            given += len(chunk)
            if given > _RATIO_FROM and given > ratio * taken:
                raise OverLimit(f"the member expands more than {ratio} times")
            if chunk:
                yield chunk
            if stream.eof or (not data and len(chunk) < CHUNK):
                break
        if stream.eof:
            break
    if not stream.eof:
        raise Corrupt("the member's compressed data is cut short")
    if stream.unused_data or next(packed, None):
        raise Corrupt("the member has bytes behind its compressed data")


def _bunzip(packed: Iterator[bytes]) -> Iterator[bytes]:
    stream = BZ2Decompressor()
    for data in packed:
        while not stream.eof:
            try:
                chunk = stream.decompress(data, CHUNK)
            except OSError:
                raise Corrupt("the member's compressed data is damaged") from None
            data = b""
            if chunk:
                yield chunk
            elif stream.needs_input:
                break
    if not stream.eof:
        raise Corrupt("the member's compressed data is cut short")
