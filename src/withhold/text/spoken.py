"""Names of files, links and marks as the words that they are made of."""

import re
from urllib.parse import unquote

_OCTETS = re.compile(r"(?:%[0-9A-Fa-f]{2})+")
_JOINT = re.compile(r"(?<=[^\W_])_(?=[^\W_])")


def spoken(text: str) -> str:
    """A text in which `Ada_Byron` and `Ada%20Byron` are two words, as whoever named the file meant them.

    Programs allow no blanks in bookmarks and defined names, and write those of links as octets (RFC 3986,
    section 2.1).
    """
    if "%" in text:
        text = _OCTETS.sub(lambda found: unquote(found[0], errors="replace"), text)
    return parted(text)


def parted(text: str) -> str:
    """A text of the same length in which words that a low line joins are two."""
    return _JOINT.sub(" ", text) if "_" in text else text
