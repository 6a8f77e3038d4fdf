"""The extra fields of zip members: room for anything, of which a few kinds are known to hold no words."""

_KNOWN = frozenset(
    {
        0x0001,  # sizes of zip64 (APPNOTE 4.5.3)
        0x000A,  # times of NTFS
        0x5455, 0x5855, 0x7855, 0x7875,  # times and owners of Unix
        0x7075, 0x6375,  # the name and the comment in UTF-8, with a checksum; read as such elsewhere
        0x9901,  # AES encryption
        0xCAFE,  # marks a Java archive
        0xD935,  # alignment of Android packages
        0xA220,  # growth room of Open Packaging (ECMA-376 part 2, C.4)
    }
)  # fmt: skip
_HEADER = 4


def foreign_fields(extra: bytes) -> bytes:
    """What stands in fields of kinds that are not known, or behind the last whole field, one a line."""
    found: list[bytes] = []
    at = 0
    while at + _HEADER <= len(extra):
        kind = int.from_bytes(extra[at : at + 2], "little")
        end = at + _HEADER + int.from_bytes(extra[at + 2 : at + _HEADER], "little")
        if end > len(extra):
            break
        if kind not in _KNOWN:
            found.append(extra[at + _HEADER : end])
        at = end
    found.append(extra[at:])
    return b"\n".join(filter(None, found))
