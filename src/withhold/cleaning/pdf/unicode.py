"""Mappings of a font's codes to Unicode, of some codes only (ISO 32000-1, 9.10.3)."""

import re
from collections.abc import Iterator, Sequence

_SECTION = re.compile(rb"begin(bfchar|bfrange)(.*?)end(?:bfchar|bfrange)", re.DOTALL)
_TOKEN = re.compile(rb"<[0-9A-Fa-f\s]*>|[\[\]]")
_MOST = 1 << 16
_GROUP = 100
_HEAD = b"""/CIDInit /ProcSet findresource begin 12 dict begin begincmap
/CMapType 2 def
1 begincodespacerange <%s> <%s> endcodespacerange
"""
_FOOT = b"endcmap CMapName currentdict /CMap defineresource pop end end\n"


def only(content: bytes, codes: set[bytes]) -> bytes:
    """A mapping that has these codes, in their order, and nothing else."""
    length = len(next(iter(codes), b"\0"))
    told = dict(_pairs(content))
    lines = [
        b"<%s> <%s>" % (code.hex().encode(), told[code].hex().encode())
        for code in sorted(codes & told.keys())
    ]
    groups = [lines[at : at + _GROUP] for at in range(0, len(lines), _GROUP)]
    body = [b"%d beginbfchar\n%s\nendbfchar\n" % (len(group), b"\n".join(group)) for group in groups]
    return _HEAD % (b"00" * length, b"ff" * length) + b"".join(body) + _FOOT


def _pairs(content: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Each code with what it stands for, in UTF-16."""
    for section in _SECTION.finditer(content):
        tokens = _TOKEN.findall(section[2])
        if section[1] == b"bfchar":
            yield from zip(map(_bytes, tokens[::2]), map(_bytes, tokens[1::2]), strict=False)
        else:
            yield from _ranges(tokens)


def _ranges(tokens: Sequence[bytes]) -> Iterator[tuple[bytes, bytes]]:
    at = 0
    while at + 2 < len(tokens):
        first, last = _bytes(tokens[at]), _bytes(tokens[at + 1])
        start, end = int.from_bytes(first, "big"), int.from_bytes(last, "big")
        codes = [code.to_bytes(len(first), "big") for code in range(start, min(end, start + _MOST) + 1)]
        at += 2
        if tokens[at] == b"[":
            close = next((place for place in range(at, len(tokens)) if tokens[place] == b"]"), len(tokens))
            yield from zip(codes, map(_bytes, tokens[at + 1 : close]), strict=False)
            at = close + 1
        else:
            text = _bytes(tokens[at])
            value = int.from_bytes(text, "big")
            for step, code in enumerate(codes):
                yield code, (value + step).to_bytes(len(text) + 1, "big")[1:]
            at += 1


def _bytes(token: bytes) -> bytes:
    digits = b"".join(token.strip(b"<>[]").split())
    return bytes.fromhex((digits + b"0" * (len(digits) % 2)).decode("ascii"))
