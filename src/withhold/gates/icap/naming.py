"""What a body is called, and the parameters of header fields that say so."""

import re
from urllib.parse import unquote, unquote_to_bytes, urlsplit

from withhold.gates.icap.encapsulated import Message

_PARAMETER = re.compile(r';\s*([!#$%&\'*+\-.^_`|~0-9A-Za-z]+)\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^;"\s]*))')
_LONGEST = 255
UNNAMED = "document"


def parameters(value: str) -> tuple[str, dict[str, str]]:
    """What stands before the parameters of a field, in lower case, and the parameters.

    The first of a name counts.
    """
    found: dict[str, str] = {}
    for name, quoted, plain in _PARAMETER.findall(value):
        # Browsers write backslashes of Windows paths as they are: only quotes and backslashes are escaped.
        found.setdefault(name.lower(), re.sub(r'\\(["\\])', r"\1", quoted) or plain)
    return value.partition(";")[0].strip().lower(), found


def file_name(disposition: str | None) -> str | None:
    """The name in a Content-Disposition; None where it names none (an empty name: no file was chosen)."""
    _, found = parameters(disposition or "")
    extended = found.get("filename*", "")
    charset, _, rest = extended.partition("'")
    if rest:
        octets = unquote_to_bytes(rest.partition("'")[2])
        known = "latin-1" if charset.lower() == "iso-8859-1" else "utf-8"
        return last_part(octets.decode(known, "replace"))
    name = found.get("filename")
    # Field values are bytes; what browsers put there is UTF-8.
    return None if name is None else last_part(name.encode("latin-1", "replace").decode("utf-8", "replace"))


def last_part(name: str) -> str:
    """The last part of a path of any system, fit to be shown as one name; may be empty."""
    part = re.split(r"[/\\]", name.rstrip("/\\"))[-1].replace("\x00", "")
    return part if len(part) <= _LONGEST else part[-_LONGEST:]


def name_of(message: Message) -> str:
    """What the body of a message is called: by its own head, else by the address."""
    named = file_name(message.subject.value("content-disposition"))
    if named:
        return named
    if message.request is None:
        return UNNAMED
    _, target = message.request.request(b"HTTP")
    try:
        path = urlsplit(target).path
    except ValueError:
        return UNNAMED
    return last_part(unquote(path, errors="replace")) or UNNAMED
