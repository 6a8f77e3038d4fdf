"""The words of a plain body: wrapped lines joined, quoted history opened, files inside the text taken out."""

import re
from collections.abc import Iterator

from withhold.readers.mail.transfer import uu_line

_UU_BEGIN = re.compile(rb"^begin(?:-base64)? [0-7]{3,4} ([^\r\n]{1,255})\r?\n", re.M)
_UU_END = re.compile(rb"^(?:end|====)[ \t]*\r?$", re.M)
_Y_BEGIN = re.compile(rb"^=ybegin [^\r\n]{0,500}?name=([^\r\n]{1,255})\r?\n(?:=ypart [^\r\n]*\r?\n)?", re.M)
_Y_END = re.compile(rb"^=yend[^\r\n]*$", re.M)
_MOST = 1000
"""Files in one body."""
_QUOTES = re.compile(r"(?:[ ]?>){1,100} ?")
_ARMOUR = re.compile(r"^-----BEGIN PGP MESSAGE-----\s*?$", re.M)
_UNYENC = bytes((byte - 42) % 256 for byte in range(256))

Inside = tuple[str, bytes]
"""Name and bytes of a file."""


def take_files(data: bytes) -> tuple[bytes, list[Inside]]:
    """A body without the files written into it (uuencode, yEnc), and these files."""
    files: list[Inside] = []
    kept: list[bytes] = []
    at = 0
    while len(files) < _MOST and (found := _next(data, at)):
        begin, end, file = found
        kept.append(data[at:begin])
        files.append(file)
        at = end
    kept.append(data[at:])
    return b"".join(kept), files


def _next(data: bytes, at: int) -> tuple[int, int, Inside] | None:
    for begin, closing, decode in ((_UU_BEGIN, _UU_END, _uu), (_Y_BEGIN, _Y_END, _yenc)):
        opened = begin.search(data, at)
        if opened is None:
            continue
        closed = closing.search(data, opened.end())
        end = closed.end() if closed else len(data)
        content = decode(data[opened.end() : closed.start() if closed else end])
        if content:
            return opened.start(), end, (opened.group(1).strip().decode("utf-8", "replace"), content)
    return None


def _uu(body: bytes) -> bytes:
    return b"".join(uu_line(line) for line in body.splitlines() if line.strip())


def _yenc(body: bytes) -> bytes:
    """yEnc: 42 is added to each byte; `=` says that 64 was added to the next one too."""
    first, *escaped = body.replace(b"\r\n", b"").replace(b"\n", b"").split(b"=")
    parts = [first.translate(_UNYENC)]
    for piece in escaped:
        parts.append(bytes([(piece[0] - 106) % 256]) if piece else b"")
        parts.append(piece[1:].translate(_UNYENC))
    return b"".join(parts)


def plain(text: str, *, flowed: bool, joined: bool) -> str:
    """A body as it is meant: marks of quoting off, lines of format=flowed joined again (RFC 3676).

    `joined` is its DelSp: the blank at the end of a line is no part of the text.
    """
    if not flowed and ">" not in text:
        return text
    made: list[str] = []
    held: list[str] = []
    depth = 0
    for line in text.splitlines():
        marks = _QUOTES.match(line)
        level = marks.group().count(">") if marks else 0
        bare = line[marks.end() :] if marks else line
        if held and level != depth:
            made.append("".join(held))
            held = []
        depth = level
        if flowed and not marks and bare.startswith(" "):
            bare = bare[1:]
        is_soft = flowed and bare.endswith(" ") and bare != "-- "
        held.append(bare[:-1] if is_soft and joined else bare)
        if not is_soft:
            made.append("".join(held))
            held = []
    made.append("".join(held))
    return "\n".join(made)


def armoured(text: str) -> Iterator[int]:
    """How long each encrypted block of OpenPGP in a text is."""
    for found in _ARMOUR.finditer(text):
        end = text.find("-----END PGP MESSAGE-----", found.end())
        yield (end if end >= 0 else len(text)) - found.start()
