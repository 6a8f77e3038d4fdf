"""A page as lines of text, as a reader would see its rows: fast, linear, and never failing on broken pages.

Not a parser of HTML: tags are taken for line ends, cell ends or nothing, what stands in scripts is kept, as
data of a page often does. That is what sets the speed of a scan; documents go through the readers instead.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from html import unescape
from itertools import pairwise

LINE, CELL, STRONG = "\n", "\t", "\n\n"
"""Between two lines; between two cells of a row; between two records."""
_TAG = re.compile(r"<(/?[a-zA-Z!?][^<>\s/]{0,30})([^<>]{0,4000})>")
_CELLS = frozenset({"/td", "/th"})
_INLINE_NAMES = """
a abbr acronym b bdi bdo big cite code data del dfn em font i ins kbd label mark q s samp small span strike
strong sub sup time tt u var wbr
"""
_INLINE = frozenset(f"{end}{name}" for name in _INLINE_NAMES.split() for end in ("", "/"))
_RAW = frozenset({"pre", "script", "style", "textarea", "xmp", "plaintext"})
_FOLDED = re.compile(r"[ \t\r\n\f\v]{2,}|[\t\r\n]")
_NOTHING = frozenset({"td", "th"})
_COMMENT = re.compile(r"<!--|-->")
_BLANKS = re.compile(r"[ \t]*\n[ \t]*\n[ \t\n]*")
_ESCAPED = re.compile(r"\\u([0-9a-fA-F]{4})")
_CHARSET = re.compile(
    rb"""(?i)<meta[^>]{0,200}charset\s*=\s*["']?([\w.:-]{2,30})|<\?xml[^>]{0,60}encoding=["']([\w.:-]{2,30})"""
)
_AROUND_PLACE = 3072
"""Bytes of source before and behind a second field that are looked at."""
_LONGEST_STRETCH = 1 << 18
"""Bytes that are looked at together: bounds the memory."""
_LONGEST_TAG = 512
_MARKS = ((b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be"))
_AS_BROWSERS = {"gb2312": "gb18030", "gbk": "gb18030", "shift_jis": "cp932", "iso-8859-1": "cp1252"}
"""Charsets that are read as larger ones (WHATWG Encoding Standard, 4.2)."""
HERE = "\x02"
"""Stands in lines where something may be of the list; pages have it nowhere."""
_STRONG_RUN = 3
"""Ends and beginnings of blocks in a row that set apart one card from the next."""
_DIGIT_FOLDING = {
    start + digit: str(digit)
    for start in (0x660, 0x6F0, 0x966, 0x9E6, 0xE50, 0xFF10, 0x1040, 0x17E0, 0xA66, 0xAE6)
    for digit in range(10)
}


@dataclass(frozen=True, slots=True)
class Stretch:
    """A part of a page's bytes around places at which something may be of the list."""

    start: int
    end: int
    places: tuple[int, ...]

    def marked(self, content: bytes) -> bytes:
        """The part, with HERE at each of its places."""
        edges = (self.start, *self.places, self.end)
        return HERE.encode().join(content[begin:end] for begin, end in pairwise(edges))


def searchable(content: bytes, charset: str) -> tuple[bytes, str]:
    """A page in a charset in which digits are ASCII, and that charset: by its mark of byte order, what it is
    valid in, what was declared, what it says itself. What is no text in it becomes U+FFFD later: nothing is
    ever refused."""
    for mark, name in _MARKS:
        if content.startswith(mark):
            return _spaced(_as_utf8(content[len(mark) :], name), "utf-8"), "utf-8"
    if b"\0" in content[:256]:
        name = "utf-16-le" if content[1:2] == b"\0" else "utf-16-be"
        return _spaced(_as_utf8(content, name), "utf-8"), "utf-8"
    codec = _codec(content, charset)
    return _spaced(content, codec), codec


def _as_utf8(content: bytes, name: str) -> bytes:
    return content.decode(name, "replace").encode("utf-8", "replace")


def _spaced(content: bytes, codec: str) -> bytes:
    """With plain spaces, and an end that is no digit."""
    # One byte is looked for at the speed of memory, several are not.
    if b"&" in content:
        content = content.replace(b"&nbsp;", b" ").replace(b"&#160;", b" ")
    if b"\0" in content:
        content = content.replace(b"\0", b" ")
    if codec == "utf-8":
        content = content.replace(b"\xc2\xa0", b" ")
    return content + b"\n"


def _codec(content: bytes, charset: str) -> str:
    if content.isascii():
        return "ascii"
    try:
        # Declared or not, what is valid UTF-8 is hardly ever anything else; the rest is what it says it is.
        content.decode("utf-8")
    except UnicodeDecodeError:
        told = (charset or _told(content)).lower()
        name = _AS_BROWSERS.get(told, told)
        return name if name and _is_codec(name) else "cp1252"
    return "utf-8"


def _is_codec(name: str) -> bool:
    try:
        return b"0".decode(name, "replace") == "0"
    except (LookupError, ValueError, TypeError, AttributeError):
        return False


def _told(content: bytes) -> str:
    match = _CHARSET.search(content, 0, 4096)
    return (match[1] or match[2]).decode("ascii", "replace") if match else ""


def is_marked_up(text: str) -> bool:
    """Whether a text has tags to take out."""
    return "</" in text or "<br" in text or "<BR" in text


def with_plain_digits(text: str) -> str:
    """A text with digits of every script as 0 to 9; its length stays."""
    return text.translate(_DIGIT_FOLDING)


def stretches_around(places: Sequence[int], content: bytes) -> list[Stretch]:
    """The parts of a page's source around these places, in order: a record's markup and no more.

    What stands within a tag is left out: it is markup, not text.
    """
    found: list[tuple[int, list[int]]] = []
    for place in places:
        if _in_tag(content, place):
            continue
        begin, last = found[-1] if found else (0, [])
        near = last and place - 2 * _AROUND_PLACE <= last[-1] and place - begin < _LONGEST_STRETCH
        if near:
            last.append(place)
        else:
            found.append((_begin(content, place, last[-1] if last else 0), [place]))
    ends = (min(len(content), of[-1] + _AROUND_PLACE) for _, of in found)
    return [Stretch(begin, end, tuple(of)) for (begin, of), end in zip(found, ends, strict=True)]


def _begin(content: bytes, place: int, after: int) -> int:
    """Where the part around a place begins: not within a tag, whose attributes would be taken for text."""
    start = max(0, after, place - _AROUND_PLACE)
    tag = content.find(b"<", start, place) if start else 0
    return start if tag < 0 else tag


def _in_tag(content: bytes, place: int) -> bool:
    opened = content.rfind(b"<", max(0, place - _LONGEST_TAG), place)
    is_name = content[opened + 1 : opened + 2].isalpha()
    return opened >= 0 and is_name and content.find(b">", opened, place) < 0


def lines_of(text: str) -> str:
    """The lines of a page, ended by LINE, cells by CELL, records that are surely apart by STRONG."""
    if is_marked_up(text):
        text = _without_tags(text)
    if "&" in text:
        text = unescape(text)
    if "\\u" in text:
        text = _ESCAPED.sub(lambda match: chr(int(match[1], 16)), text)
    return _even(text) if "\n\n" in text or "\n \n" in text else text


def _even(text: str) -> str:
    """Blank lines as one STRONG; none where they stand after nearly every line."""
    text = _BLANKS.sub(STRONG, text)
    blank, ends = text.count(STRONG), text.count(LINE)
    return text.replace(STRONG, LINE) if 4 * (ends - blank) < 5 * blank else text


def _without_tags(text: str) -> str:
    pieces = _TAG.split(_COMMENT.sub(" ", text) if "<!--" in text else text)
    parts = [pieces[0]]
    run = 0
    raw = False
    for at in range(1, len(pieces), 3):
        name, piece = pieces[at], pieces[at + 2]
        if name not in _INLINE:
            name = name.lower()
            if name in _CELLS:
                parts.append(CELL)
            elif name not in _NOTHING:
                run += 1
                parts.append(LINE if run != _STRONG_RUN else STRONG)
            raw = name in _RAW
        if piece and not piece.isspace():
            # Line ends in the source are spaces, but where they are shown or are data.
            plain = raw or ("\n" not in piece and "  " not in piece and "\t" not in piece)
            parts.append(piece if plain else _FOLDED.sub(" ", piece))
            run = 0
    return "".join(parts)
