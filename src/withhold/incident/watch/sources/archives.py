"""Which files are archives of the web, and where in a damaged one its records go on."""

import os
import zlib
from typing import BinaryIO

from withhold.fleet.unpacking import Damaged, Packing, unpacked

_WARC, _ARC = b"WARC/", b"filedesc://"
_GZIP, _ZSTD = b"\x1f\x8b", b"\x28\xb5\x2f\xfd"
_DICTIONARY = b"\x5d\x2a\x4d\x18"
"""Of the frame before all others that holds their dictionary: only archives of the web have it."""
_HEAD = 1 << 16
_BLOCK = 1 << 20
_MOST_TRIED = 10_000
"""Places in a damaged archive that look like a record's beginning and are none."""


def is_archive(path: str) -> bool:
    """Whether a file is an archive of the web, by its first bytes, unpacked if need be."""
    return _begins(path).startswith(_WARC)


def is_old_archive(path: str) -> bool:
    """Whether a file is an archive in the ARC form, which came before WARC."""
    return _begins(path).startswith(_ARC)


def holds_records(content: bytes) -> bool:
    """Whether bytes are an archive of the web."""
    return _unpacked(content[:_HEAD]).startswith(_WARC)


def next_record(stream: BinaryIO, after: int) -> int | None:
    """Where behind `after` a record begins that can be tried, None where there is none.

    The archive's own form decides what a beginning is: records of a packed one are packed one by one. One
    that is packed as a whole has no second beginning; one with a dictionary cannot be entered in the middle.
    """
    stream.seek(0)
    head = stream.read(4)
    if head == _DICTIONARY:
        return None
    magic = next((one for one in (_GZIP + b"\x08", _ZSTD) if head.startswith(one[:2])), _WARC)
    at = after
    for _ in range(_MOST_TRIED):
        found = _found(stream, magic, at)
        if found is None:
            return None
        stream.seek(found)
        if _unpacked(stream.read(_HEAD if magic == _ZSTD else 1 << 10)).startswith(_WARC):
            return found
        at = found + 1
    return None


def ends_whole(stream: BinaryIO, begin: int, last: int) -> bool:
    """Whether the end of an archive is whole as far as its form shows, which reading records does not tell.

    A gzip archive's last member has its end, a plain one ends with a line's end; Zstandard tells by itself.
    `last` is where the last record was found; in an archive packed as a whole that is no member's beginning,
    and it is gone through from `begin` again.
    """
    for at in (last, begin):
        stream.seek(max(at, 0))
        head = stream.read(3)
        if head == _GZIP + b"\x08":
            stream.seek(at)
            return _members_end(stream)
    stream.seek(0)
    if stream.read(4) != _WARC[:4]:
        return True
    stream.seek(-1, os.SEEK_END)
    return stream.read(1) == b"\n"


def _members_end(stream: BinaryIO) -> bool:
    """Whether gzip members, and nothing else, go on to the end."""
    try:
        for _ in unpacked(stream, Packing.GZIP):
            pass
    except Damaged:
        return False
    return True


def _begins(path: str) -> bytes:
    try:
        with open(path, "rb") as stream:
            return _unpacked(stream.read(_HEAD))
    except OSError:
        return b""  # whoever reads it as a file says what is wrong


def _found(stream: BinaryIO, magic: bytes, at: int) -> int | None:
    stream.seek(at)
    kept = b""
    while block := stream.read(_BLOCK):
        block = kept + block
        place = block.find(magic)
        if place >= 0:
            return at + place
        kept = block[-len(magic) + 1 :]
        at += len(block) - len(kept)
    return None


def _unpacked(head: bytes) -> bytes:
    """The first bytes of a file without its packing; nothing where they cannot be unpacked."""
    import zstandard

    try:
        if head.startswith(_GZIP):
            return zlib.decompressobj(16 + zlib.MAX_WBITS).decompress(head, 64)
        if head.startswith(_ZSTD):
            return zstandard.ZstdDecompressor().stream_reader(head, read_across_frames=False).read(64)
        if head.startswith(_DICTIONARY):
            return _WARC
    except (zlib.error, zstandard.ZstdError):
        return b""
    return head[:64]
