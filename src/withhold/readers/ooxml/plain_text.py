"""What must hold of markup that is read by pattern, so that an XML parser would have read the same."""

import re

from withhold.readers.ooxml.plain_rows import ENTITY, has_plain_bytes

_WHOLE_TAG = re.compile(r"""<[^<>"']*(?:"[^<"]*"[^<>"']*|'[^<']*'[^<>"']*)*>[^<]*""")
_FOR_THE_PARSER = (b"<!", b"<?", b"]]>")
_SPACE = 0x20
_BLANKS = (0x9, 0xA, 0xD)
_NO_CHARACTERS = frozenset((0xFFFE, 0xFFFF, *range(0xD800, 0xE000)))


def plain_text(region: bytes) -> str | None:
    """Bytes as text, unless they hold what only a parser may judge."""
    if any(mark in region for mark in _FOR_THE_PARSER) or not has_plain_bytes(region):
        return None
    try:
        return region.decode()
    except UnicodeDecodeError:
        return None


def has_sound_entities(text: str) -> bool:
    """Whether every `&` begins a reference that means a character (XML 1.0, 4.1 and 2.2)."""
    if "&" not in text:
        return True
    found = ENTITY.findall(text)
    codes = [int(ten) if ten else int(sixteen, 16) for name, ten, sixteen in found if not name]
    is_sound = all(code in _BLANKS or (code >= _SPACE and code not in _NO_CHARACTERS) for code in codes)
    return is_sound and text.count("&") == len(found)


def is_between_tags(text: str) -> bool:
    """Whether markup ends outside of any tag: the last one that begins in it is whole."""
    last = text.rfind("<")
    return last < 0 or _WHOLE_TAG.fullmatch(text, last) is not None
