"""Documents inside strings: base64 runs, data: addresses, tokens."""

import base64
import binascii
import re
from urllib.parse import unquote_to_bytes

from withhold.readers.encoding import looks_binary

_SHORTEST = 24
_BASE64 = re.compile(r"[A-Za-z0-9+/_-]+={0,2}\Z")
_RUN = re.compile(r"[A-Za-z0-9+/_-]{40,}={0,2}")
_DATA_URI = re.compile(r"data:([\w.+-]+/[\w.+-]+)?((?:;[\w=.+-]+)*),", re.IGNORECASE)
_MAGIC = (
    b"PK\x03\x04",
    b"%PDF",
    b"\x89PNG",
    b"\xff\xd8\xff",
    b"GIF8",
    b"\x1f\x8b\x08",
    b"\xd0\xcf\x11\xe0",
    b"RIFF",
)
_SPACE = str.maketrans("", "", " \t\r\n")


def decoded(text: str) -> bytes | None:
    """The bytes that a whole string stands for: a data: address or base64 (either alphabet) of a known
    format or text.

    None if it is neither; words and plain numbers that happen to be valid base64 do not decode to text.
    """
    if text[:5].lower() == "data:" and (match := _DATA_URI.match(text)):
        body = text[match.end() :]
        if "base64" in match.group(2).lower():
            return _base64(unquote_to_bytes(body).decode("ascii", "ignore").translate(_SPACE))
        return unquote_to_bytes(body)
    if len(text) < _SHORTEST or not _BASE64.match(compact := text.translate(_SPACE)):
        return None
    data = _base64(compact)
    return data if data is not None and _is_something(data) else None


def decoded_runs(text: str) -> list[bytes]:
    """What the base64 runs of 40 characters or more inside a longer text stand for."""
    return [data for match in _RUN.finditer(text) if (data := decoded(match.group())) is not None]


def _base64(text: str) -> bytes | None:
    body = text.rstrip("=")
    if len(body) % 4 == 1:
        return None
    try:
        return base64.b64decode(body + "=" * (-len(body) % 4), b"-_" if "-" in body or "_" in body else None)
    except (binascii.Error, ValueError):
        return None


def _is_something(data: bytes) -> bool:
    if data.startswith(_MAGIC):
        return True
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return b"\x00" in data[:64] and not looks_binary(data) and len(data) > 32
    return not looks_binary(data)
