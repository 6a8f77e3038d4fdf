"""Objects in `\\objdata`: the native data of OLE 1, and what it wraps ([MS-OLEDS] 2.2)."""

import struct

from withhold.readers.ooxml.cfb import SIGNATURE
from withhold.readers.ooxml.embedded import native

_LINKED, _EMBEDDED = 1, 2
_LONGEST = 1 << 16
_PICTURE_HEAD = 8
_TWIPS = 1440
_PACKAGES = ("package", "oleobjectpackage")
Files = list[tuple[bytes, str]]


def embedded_files(data: bytes) -> tuple[Files, list[str]]:
    """(files, labels): each file with its name, and the texts that the object holds of itself.

    Where the structure is broken, the bytes from the beginning of a compound file on, or all of them.
    """
    try:
        return _read(data)
    except (struct.error, ValueError):
        start = max(data.find(SIGNATURE), 0)
        return [(data[start:], "")], []


def _read(data: bytes) -> tuple[Files, list[str]]:
    if data.startswith(SIGNATURE):
        return [(data, "")], []
    files: Files = []
    labels: list[str] = []
    kind, at = _kind(data, 0)
    if kind not in (_LINKED, _EMBEDDED):
        raise ValueError("no object of OLE 1")
    names = []
    for _ in range(3):
        name, at = _text(data, at)
        names.append(name)
    labels += names
    if kind == _LINKED:
        network, at = _text(data, at)
        labels.append(network)
        at += 8
    else:
        (size,) = struct.unpack_from("<I", data, at)
        content = data[at + 4 : at + 4 + size]
        at += 4 + size
        name = ""
        if names[0].lower() in _PACKAGES and not content.startswith(SIGNATURE):
            content, told = native(struct.pack("<I", len(content)) + content)
            labels += told
            name = told[0] if told else ""
        files.append((content, name))
    picture = data[at:]
    if picture[4:].strip(b"\0"):
        files.append((_presented(picture), ""))
    return [one for one in files if one[0]], labels


def placeable(data: bytes, width: int, height: int) -> bytes:
    """A metafile with the head that tells its size, in twentieths of a point ([MS-WMF] 2.3.2.3).

    Bytes that are no metafile stay as they are.
    """
    if data[:4] not in (b"\1\0\x09\0", b"\2\0\x09\0"):
        return data
    sides = (min(max(side, 0), 0x7FFF) for side in (width, height))
    head = struct.pack("<IH4hHI", 0x9AC6CDD7, 0, 0, 0, *sides, _TWIPS, 0)
    checksum = 0
    for (word,) in struct.iter_unpack("<H", head):
        checksum ^= word
    return head + struct.pack("<H", checksum) + data


def _presented(data: bytes) -> bytes:
    """The picture that programs show in place of the object ([MS-OLEDS] 2.2.2), or all bytes."""
    try:
        _, at = _kind(data, 0)
        name, at = _text(data, at)
        width, height, size = struct.unpack_from("<iiI", data, at)
    except (struct.error, ValueError):
        return data
    end = at + 12 + size
    if name.upper() != "METAFILEPICT" or end > len(data) or data[end:].strip(b"\0"):
        return data
    return placeable(data[at + 12 + _PICTURE_HEAD : end], width, height)


def _kind(data: bytes, at: int) -> tuple[int, int]:
    (kind,) = struct.unpack_from("<4xI", data, at)
    return kind, at + 8


def _text(data: bytes, at: int) -> tuple[str, int]:
    """A text behind its length, with the zero at its end."""
    (size,) = struct.unpack_from("<I", data, at)
    if size > _LONGEST or at + 4 + size > len(data):
        raise ValueError("a text of an object is cut short")
    return data[at + 4 : at + 4 + size].rstrip(b"\0").decode("cp1252", "replace"), at + 4 + size
