"""Bytes of text to characters."""

from collections.abc import Iterable

from withhold.readers.encoding import KEEP_BYTES
from withhold.readers.rtf.charsets import WESTERN

_DIGITS = frozenset("0123456789abcdefABCDEF")
_FEWEST_DIGITS = 32
_CONTROLS = dict.fromkeys([*range(9), *range(11, 32), 127])


def decoded(data: bytes, codec: str) -> str:
    """Bytes of one run in its character set; those that break it are kept as western characters.

    What is UTF-8 by more than chance is read as such: some programs write it into RTF, which has none.
    Control characters are left out, as they are where the document is shown.
    """
    text = _utf8(data) if codec == WESTERN else ""
    return (text or data.decode(codec, KEEP_BYTES)).translate(_CONTROLS)


def _utf8(data: bytes) -> str:
    try:
        return "" if data.isascii() else data.decode("utf-8")
    except UnicodeDecodeError:
        return ""


def unit(value: int) -> str:
    """The unit of UTF-16 that `\\\\uN` tells, which may be negative; beyond that a character of its own."""
    return chr(value) if 0xFFFF < value < 0x110000 else chr(value % 0x10000)


def joined(texts: Iterable[str]) -> str:
    """The text of its pieces; the halves of characters beyond the first plane are put together."""
    text = "".join(texts)
    if text.isascii():
        return text
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def from_digits(text: str) -> bytes:
    """The bytes that a text of nothing but hexadecimal digits stands for; none for another text."""
    digits = "".join(text.split())
    if len(digits) < _FEWEST_DIGITS or len(digits) % 2 or not _DIGITS.issuperset(digits):
        return b""
    return bytes.fromhex(digits)


def is_worth_telling(text: str) -> bool:
    """Whether words that stand beside the text hold more than small numbers and marks."""
    return any(map(str.isalpha, text)) or sum(map(str.isdigit, text)) > 6
