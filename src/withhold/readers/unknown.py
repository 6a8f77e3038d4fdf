"""Bytes of no known format: their readable strings are given, and that this is all."""

from collections.abc import Iterator
from typing import BinaryIO

from withhold.domain.concealment import Concealment
from withhold.domain.piece import ReadItem, Skipped, SkipReason, Text, TextRole
from withhold.readers.interface import Place, Reader, Source
from withhold.readers.strings import strings

_CHUNK = 1 << 20
_TEXT_CHUNK = 1 << 16
_SIDE_FILES = (b"\x00\x05\x16\x07", b"\x00\x05\x16\x00", b"\x00\x00\x00\x01Bud1")
"""AppleDouble, AppleSingle and the folder settings of macOS: every archive made there carries them."""


def read(source: Source, place: Place) -> Iterator[ReadItem]:
    """UTF-8 and UTF-16 runs as texts of role CODE, then `Skipped`: more may be in there than its strings.

    A whole document, or a member that anybody can open, counts as unread; a binary inside of a document
    that is otherwise understood, or a side file of an operating system, is told as decoded.
    """
    place.budget.spend(source.size)
    held: list[str] = []
    size = 0
    for run in strings(_chunks(source.stream)):
        held.append(run)
        size += len(run) + 1
        if size > _TEXT_CHUNK:
            yield Text(place.location, "\n".join(held), TextRole.CODE, place.concealment)
            held, size = [], 0
    if held:
        yield Text(place.location, "\n".join(held), TextRole.CODE, place.concealment)
    source.stream.seek(0)
    whole = place.concealment is Concealment.VISIBLE and not source.stream.read(8).startswith(_SIDE_FILES)
    reason = SkipReason.UNKNOWN_PART if whole else SkipReason.DECODED_AS_STRINGS
    yield Skipped(place.location, reason, source.size, "no known format: only its text was read")


def _chunks(stream: BinaryIO) -> Iterator[bytes]:
    stream.seek(0)
    while chunk := stream.read(_CHUNK):
        yield chunk


READER = Reader("unknown", ("application/octet-stream",), read)
