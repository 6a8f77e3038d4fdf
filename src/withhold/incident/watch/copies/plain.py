"""A page made plain before anything is looked for in it: charset, blanks, hyphens, digits, escapes."""

import re
from html import unescape
from urllib.parse import unquote_to_bytes

_CHARSET = re.compile(
    rb"""(?i)<meta[^>]{0,200}charset\s*=\s*["']?([\w.:-]{2,30})|<\?xml[^>]{0,60}encoding=["']([\w.:-]{2,30})"""
)
_MARKS = ((b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be"))
_AS_BROWSERS = {"gb2312": "gb18030", "gbk": "gb18030", "shift_jis": "cp932", "iso-8859-1": "cp1252"}
"""Charsets that are read as larger ones (WHATWG Encoding Standard, 4.2)."""
_PLAIN = str.maketrans(
    dict.fromkeys("\u00a0\u2007\u202f", " ")
    | dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2212", "-")
    | dict.fromkeys("\u00ad\u200b\u200c\u200d\u200e\u200f\u2060\ufeff")
)
"""Blanks and hyphens of every kind as the plain ones; nothing in place of what has no width."""
_SPECIAL = re.compile(rb"\xe2\x80[\x87\x8b-\x94\xaf]")
"""Those of them that start alike, in UTF-8: they are looked for at once."""
_ENTITY = re.compile(
    rb"&(?:nbsp|shy|ndash|mdash|zwnj|zwj|minus|sol|hyphen|dash"
    rb"|#(?:160|173|45|46|47|82(?:0[3-7]|0[89]|1[0-2])|8239|8288|8722)"
    rb"|#[xX](?:[aA]0|[aA][dD]|2[dDeEfF]|20(?:0[bBcCdDeEfF]|1[0-4]|2[fF]|60)|2212));"
)
_PERCENT = re.compile(rb"%(?:2[fF]|[c-eC-E][0-9a-fA-F])")
"""Slashes and letters as addresses hold them; a lone `%` of a style sheet is none."""
_DIGIT_FOLDING = {
    start + digit: str(digit)
    for start in (0x660, 0x6F0, 0x966, 0x9E6, 0xE50, 0xFF10, 0x1040, 0x17E0, 0xA66, 0xAE6)
    for digit in range(10)
}


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
    if b"%" in content and _PERCENT.search(content):
        content = unquote_to_bytes(content)
    codec = _codec(content, charset)
    return _spaced(content, codec), codec


def _as_utf8(content: bytes, name: str) -> bytes:
    return content.decode(name, "replace").encode("utf-8", "replace")


def _spaced(content: bytes, codec: str) -> bytes:
    """With plain blanks, hyphens and slashes, without what has no width, and with an end that is no digit."""
    # One byte is looked for at the speed of memory, several are not.
    if b"&" in content:
        content = _ENTITY.sub(_plain_entity, content)
    if b"\0" in content:
        content = content.replace(b"\0", b" ")
    if codec == "utf-8":
        content = content.replace(b"\xc2\xa0", b" ").replace(b"\xc2\xad", b"")
        if b"\xe2\x80" in content:
            content = _SPECIAL.sub(_plain_special, content)
    elif codec == "cp1252":
        content = content.replace(b"\xa0", b" ").replace(b"\x96", b"-").replace(b"\xad", b"")
    return content + b"\n"


def _plain_entity(match: re.Match[bytes]) -> bytes:
    return unescape(match[0].decode("ascii")).translate(_PLAIN).encode("ascii")


def _plain_special(match: re.Match[bytes]) -> bytes:
    return match[0].decode("utf-8").translate(_PLAIN).encode("ascii")


def plain(text: str) -> str:
    """A text with plain blanks and hyphens, without what has no width."""
    return text if text.isascii() else text.translate(_PLAIN)


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


def with_plain_digits(text: str) -> str:
    """A text with digits of every script as 0 to 9; its length stays."""
    return text.translate(_DIGIT_FOLDING)
