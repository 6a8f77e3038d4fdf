"""From the URI of a request to the names of a file below the public folder, as nginx maps them."""

import re
from urllib.parse import quote_from_bytes, unquote_to_bytes

_LONGEST = 8192
"""Bytes of a URI: nginx takes no more in its own default."""
_DEEPEST = 128
_BROKEN_ESCAPE = re.compile(rb"%(?![0-9A-Fa-f]{2})")
INDEX = b"index.html"


def names_of(uri: bytes) -> tuple[bytes, ...] | None:
    """The names that lead to the file, folders first; `index.html` where the URI ends with a slash.

    The query is cut off and the rest percent-decoded once. None for what leads nowhere: no slash in front,
    a broken escape, control characters, `..`, or out of all measure. Slashes in a row count as one, as they
    do for nginx; `.` as no step.
    """
    path = uri.split(b"?", 1)[0].split(b"#", 1)[0]
    if not path.startswith(b"/") or len(path) > _LONGEST or _BROKEN_ESCAPE.search(path):
        return None
    decoded = unquote_to_bytes(path)
    if any(byte < 0x20 or byte == 0x7F for byte in decoded):
        return None
    names = [name for name in decoded.split(b"/") if name not in (b"", b".")]
    if b".." in names or len(names) > _DEEPEST or any(len(name) > 255 for name in names):
        return None
    if decoded.endswith((b"/", b"/.")):
        names.append(INDEX)
    return tuple(names)


def uri_of_folder(names: tuple[bytes, ...]) -> str:
    """The URI of a folder, with the slash at its end; nothing in it can end a header or name another host."""
    return "/" + "".join(quote_from_bytes(name) + "/" for name in names)
