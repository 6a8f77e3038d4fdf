"""A page as lines of text, as a reader would see its rows: fast, linear, and never failing on broken pages.

Not a parser of HTML: tags are taken for line ends, cell ends or nothing, what stands in scripts is kept, as
data of a page often does. That is what sets the speed of a scan; documents go through the readers instead.
"""

import re
from collections.abc import Sequence
from html import unescape

LINE, CELL, STRONG = "\n", "\t", "\n\n"
"""Between two lines; between two cells of a row; between two records."""
_TAG = re.compile(r"<(/?[a-zA-Z!?][^<>\s/]{0,30})([^<>]{0,4000})>")
_CELLS = frozenset({"/td", "/th"})
_INLINE_NAMES = """
a abbr acronym b bdi bdo big cite code data del dfn em font i ins kbd label mark q s samp small span strike
strong sub sup time tt u var wbr
"""
_INLINE = frozenset(f"{end}{name}" for name in _INLINE_NAMES.split() for end in ("", "/"))
_NOTHING = frozenset({"td", "th"})
_COMMENT = re.compile(r"<!--|-->")
_SPACES = re.compile(r"(?<=[^\n ])[ \r\f\v\u00a0\u2007\u202f]{2,}|[\r\f\v\u00a0\u2007\u202f]")
_AROUND = re.compile(r" ?\t ?")
_BLANKS = re.compile(r"[ \t]*\n[ \t]*\n[ \t\n]*")
_ESCAPED = re.compile(r"\\u([0-9a-fA-F]{4})")
_DIGITS = re.compile("[٠-٩۰-۹०-९০-৯๐-๙０-９၀-၉០-៩੦-੯૦-૯]")
_CHARSET = re.compile(
    rb"""(?i)<meta[^>]{0,200}charset\s*=\s*["']?([\w.:-]{2,30})|<\?xml[^>]{0,60}encoding=["']([\w.:-]{2,30})"""
)
_AROUND_PLACE = 4096
"""Characters of source before and behind a second field that are looked at."""
_STRONG_RUN = 3
"""Ends and beginnings of blocks in a row that set apart one card from the next."""
_DIGIT_FOLDING = {
    start + digit: str(digit)
    for start in (0x660, 0x6F0, 0x966, 0x9E6, 0xE50, 0xFF10, 0x1040, 0x17E0, 0xA66, 0xAE6)
    for digit in range(10)
}


def decoded(content: bytes, charset: str = "") -> str:
    """The text of a page: by its mark of byte order, what was declared, what it says itself, else UTF-8.

    What is no text in that charset becomes U+FFFD: nothing is ever refused.
    """
    for mark, name in ((b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be")):
        if content.startswith(mark):
            return content[len(mark) :].decode(name, "replace")
    if content.isascii() and b"\0" not in content[:256]:
        return content.decode("ascii")
    if b"\0" in content[:256]:
        return content.decode("utf-16-le" if content[1:2] == b"\0" else "utf-16-be", "replace")
    told = charset or _told(content)
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        # Declared or not, what is valid UTF-8 is hardly ever anything else; the rest is what it says it is.
        return _as_told(content, told)


def _told(content: bytes) -> str:
    match = _CHARSET.search(content, 0, 4096)
    return (match[1] or match[2]).decode("ascii", "replace") if match else ""


def _as_told(content: bytes, charset: str) -> str:
    name = {"gb2312": "gb18030", "gbk": "gb18030", "shift_jis": "cp932", "iso-8859-1": "cp1252"}.get(
        charset.lower(), charset
    )
    try:
        return content.decode(name or "cp1252", "replace")
    except (LookupError, ValueError):
        return content.decode("cp1252", "replace")


def is_marked_up(text: str) -> bool:
    """Whether a text has tags to take out."""
    return "</" in text or "<br" in text or "<BR" in text


def has_other_digits(text: str) -> bool:
    """Whether a text has digits of other scripts."""
    return _DIGITS.search(text) is not None


def with_plain_digits(text: str) -> str:
    """A text with digits of every script as 0 to 9; its length stays."""
    return text.translate(_DIGIT_FOLDING)


def stretches_around(places: Sequence[int], text: str) -> list[tuple[int, int]]:
    """The parts of a page's source around these places, in order: a record's markup and no more."""
    found: list[tuple[int, int]] = []
    for place in places:
        start = max(0, place - _AROUND_PLACE)
        if found and start <= found[-1][1]:
            found[-1] = (found[-1][0], min(len(text), place + _AROUND_PLACE))
        else:
            # Not from within a tag, whose attributes would be taken for text.
            begin = text.find("<", start, place) if start else 0
            found.append((start if begin < 0 else begin, min(len(text), place + _AROUND_PLACE)))
    return found


def lines_of(text: str) -> str:
    """The lines of a page, ended by LINE, cells by CELL, records that are surely apart by STRONG."""
    if is_marked_up(text):
        text = _without_tags(text)
    if "&" in text:
        text = unescape(text)
    if "\\u" in text:
        text = _ESCAPED.sub(lambda match: chr(int(match[1], 16)), text)
    if not text.isascii() and has_other_digits(text):
        text = with_plain_digits(text)
    text = _SPACES.sub(" ", text)
    if "\t" in text:
        text = _AROUND.sub("\t", text)
    return _even(text) if "\n\n" in text or "\n \n" in text else text


def _even(text: str) -> str:
    """Blank lines as one STRONG; none where they stand after nearly every line."""
    text = _BLANKS.sub(STRONG, text)
    blank, ends = text.count(STRONG), text.count(LINE)
    return text.replace(STRONG, LINE) if 4 * (ends - blank) < 5 * blank else text


def _without_tags(text: str) -> str:
    pieces = _TAG.split(_COMMENT.sub(" ", text) if "<!--" in text else text)
    names = pieces[1::3]
    between = pieces[::3]
    parts = [between[0]]
    run = 0
    for name, piece in zip(names, between[1:], strict=True):
        if name in _INLINE or name.lower() in _INLINE:
            parts.append(piece)
            run = 0 if piece.strip() else run
            continue
        name = name.lower()
        if name in _CELLS:
            parts.append(CELL)
        elif name not in _NOTHING:
            run += 1
            parts.append(LINE if run != _STRONG_RUN else STRONG)
        if piece and not piece.isspace():
            parts.append(piece)
            run = 0
    return "".join(parts)
