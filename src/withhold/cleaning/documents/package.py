"""Zip packages that are the same bytes each time, and texts that XML can hold."""

import io
import re
import unicodedata
import zipfile
from collections.abc import Iterable
from xml.sax.saxutils import escape

_MADE = (1980, 1, 1, 0, 0, 0)
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
"""Characters that XML 1.0 has not (section 2.2)."""
XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'


def packed(members: Iterable[tuple[str, str]], first: tuple[str, str] | None = None) -> bytes:
    """A zip archive of members in their order; `first` goes before them and is not compressed."""
    output = io.BytesIO()
    with zipfile.ZipFile(output, "w") as archive:
        if first is not None:
            archive.writestr(zipfile.ZipInfo(first[0], _MADE), first[1])
        for name, text in members:
            entry = zipfile.ZipInfo(name, _MADE)
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, XML + text)
    return output.getvalue()


def plain(text: str) -> str:
    """A text as XML can hold it, escaped for an element."""
    return escape(_FORBIDDEN.sub("", text))


def is_right_to_left(text: str) -> bool:
    """Whether the first letter with a direction runs from right to left (UAX #9, P2)."""
    directions = (unicodedata.bidirectional(letter) for letter in text)
    return next((one for one in directions if one in ("L", "R", "AL")), "L") != "L"
