"""The words of a plain body: wrapped lines joined, quoted history opened, files inside the text taken out."""

import re
from collections.abc import Iterator

from withhold.readers.mail.transfer import uu_line

_BEGIN = re.compile(
    rb"^(?:begin [0-7]{3,4} ([^\r\n]{1,255})|=ybegin [^\r\n]{0,500}?name=([^\r\n]{1,255}))\r?\n", re.M
)
_Y_PART = re.compile(rb"=ypart [^\r\n]*\r?\n")
_Y_END = re.compile(rb"^=yend[^\r\n]*(?=[\r\n]|\Z)", re.M)
_UU_LINE = re.compile(rb"([ -`]{1,64})[ \t]*(?:\r?\n|\Z)")
_UU_END = re.compile(rb"end[ \t]*(?:\r?\n|\Z)")
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
    for found in _BEGIN.finditer(data):
        if found.start() < at:
            continue
        uu_name, y_name = found.groups()
        content, end = _uu(data, found.end()) if uu_name else _yenc(data, found.end())
        if content:
            files.append(((uu_name or y_name).strip().decode("utf-8", "replace"), content))
            kept.append(data[at : found.start()])
            at = end
    kept.append(data[at:])
    return b"".join(kept), files


def _uu(data: bytes, at: int) -> tuple[bytes, int]:
    """The lines from a position on that are as long as their first character says."""
    made: list[bytes] = []
    while line := _UU_LINE.match(data, at):
        body = line.group(1)
        count = (body[0] - 32) & 63
        if not -3 <= len(body) - 1 - 4 * -(-count // 3) <= 2:
            break
        made.append(uu_line(body))
        at = line.end()
    if closing := _UU_END.match(data, at):
        at = closing.end()
    return b"".join(made), at


def _yenc(data: bytes, at: int) -> tuple[bytes, int]:
    """yEnc: 42 is added to each byte; `=` says that 64 was added to the next one too."""
    start = part.end() if (part := _Y_PART.match(data, at)) else at
    closing = _Y_END.search(data, start)
    body = data[start : closing.start() if closing else len(data)]
    first, *escaped = body.replace(b"\r\n", b"").replace(b"\n", b"").split(b"=")
    parts = [first.translate(_UNYENC)]
    for piece in escaped:
        parts.append(bytes([(piece[0] - 106) % 256]) if piece else b"")
        parts.append(piece[1:].translate(_UNYENC))
    return b"".join(parts), closing.end() if closing else len(data)


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
    at = 0
    while found := _ARMOUR.search(text, at):
        end = text.find("-----END PGP MESSAGE-----", found.end())
        at = end if end >= 0 else len(text)
        yield at - found.start()
