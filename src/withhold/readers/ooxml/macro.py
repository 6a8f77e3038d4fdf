"""xl/vbaProject.bin: the source text of macros. Layout: [MS-OVBA]."""

import struct
from collections.abc import Iterator

from withhold.domain.concealment import Concealment
from withhold.domain.piece import Skipped, SkipReason, TextRole
from withhold.readers.interface import Corrupt
from withhold.readers.ooxml.cfb import CompoundFile
from withhold.readers.ooxml.part import Items, Part
from withhold.readers.strings import strings

_HOW = Concealment.MACRO
_CODE_PAGE, _STREAM_NAME, _UNICODE_NAME, _OFFSET, _VERSION = 0x03, 0x1A, 0x32, 0x31, 0x09
_BLOCK = 4096
_MOST = 64 << 20


def read_macros(part: Part) -> Items:
    """The source of every module; the other streams (forms, the compiled copy) as strings."""
    data = b"".join(part.chunks())
    try:
        file = CompoundFile(data)
        sources = modules(file)
    except Corrupt as error:
        yield from part.lines(strings([data]), _HOW, TextRole.CODE)
        yield Skipped(part.location, SkipReason.DECODED_AS_STRINGS, len(data), str(error))
        return
    for name in file.streams:
        content = file.read(name)
        if name in sources:
            offset, code_page = sources[name]
            source = decompress(content[offset:]).decode(code_page, "replace")
            yield from part.lines(source.splitlines(), _HOW, TextRole.CODE)
            content = content[:offset]
        if not name.endswith("VBA/dir"):
            yield from part.lines(filter(likely, strings([content])), _HOW, TextRole.CODE)


def likely(text: str) -> bool:
    """Compiled code read as UTF-16 gives chance characters; the texts of programs are mostly ASCII."""
    return 2 * sum(map(str.isascii, text)) >= len(text)


def modules(file: CompoundFile) -> dict[str, tuple[int, str]]:
    """For each module's stream, where its source begins, and the code page of the project."""
    directory = next((name for name in file.streams if name.rpartition("/")[2].lower() == "dir"), None)
    if directory is None:
        raise Corrupt("the macro project has no directory")
    folder = directory[: -len("dir")]
    code_page, name = "cp1252", ""
    found: dict[str, tuple[int, str]] = {}
    known = {stream.lower(): stream for stream in file.streams}
    for kind, value in _records(decompress(file.read(directory))):
        if kind == _CODE_PAGE and len(value) == 2:
            code_page = _codec(int.from_bytes(value, "little"))
        elif kind == _STREAM_NAME:
            name = value.decode(code_page, "replace")
        elif kind == _UNICODE_NAME:
            name = value.decode("utf-16-le", "replace")
        elif kind == _OFFSET and len(value) == 4:
            stream = known.get((folder + name).lower())
            if stream is not None:
                found[stream] = (int.from_bytes(value, "little"), code_page)
    return found


def _codec(number: int) -> str:
    try:
        "".encode(f"cp{number}")
    except LookupError:
        return "utf-8" if number == 65001 else "cp1252"
    return f"cp{number}"


def _records(data: bytes) -> Iterator[tuple[int, bytes]]:
    at = 0
    while at + 6 <= len(data):
        kind, size = struct.unpack_from("<HI", data, at)
        if kind == _VERSION:
            size = 6  # the record says 4, and is followed by two bytes more
        yield kind, data[at + 6 : at + 6 + size]
        at += 6 + size


def decompress(data: bytes) -> bytes:
    """A compressed container of [MS-OVBA] 2.4.1. Raises Corrupt if it is none."""
    if not data.startswith(b"\x01"):
        raise Corrupt("the macro source is not compressed as expected")
    out = bytearray()
    at = 1
    while at + 2 <= len(data) and len(out) < _MOST:
        (header,) = struct.unpack_from("<H", data, at)
        end = min(len(data), at + (header & 0x0FFF) + 3)
        if header & 0x8000:
            _chunk(data[at + 2 : end], out)
        else:
            out += data[at + 2 : at + 2 + _BLOCK]
            end = at + 2 + _BLOCK
        at = end
    return bytes(out)


def _chunk(data: bytes, out: bytearray) -> None:
    """Appends one compressed chunk: flag bytes, each for eight literal bytes or copies of earlier ones."""
    start, at = len(out), 0
    while at < len(data):
        flags = data[at]
        at += 1
        for bit in range(8):
            if at >= len(data):
                return
            if not flags >> bit & 1:
                out.append(data[at])
                at += 1
                continue
            if at + 2 > len(data):
                return
            token = data[at] | data[at + 1] << 8
            at += 2
            bits = max((len(out) - start - 1).bit_length(), 4)
            length = (token & (0xFFFF >> bits)) + 3
            offset = (token >> (16 - bits)) + 1
            if offset > len(out) - start:
                raise Corrupt("the macro source points before its beginning")
            for _ in range(length):
                out.append(out[-offset])
