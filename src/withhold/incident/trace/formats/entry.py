"""One line of a log as its format's parser gives it, before it is known to be about an asked path."""

import re
from typing import NamedTuple

from withhold.incident.trace.interface import LogFormat

_LONGEST = 4096
"""Characters of a field that are kept: what clients send has no bound of its own."""
_ESCAPE = re.compile(rb"\\(?:x([0-9A-Fa-f]{2})|(.))", re.DOTALL)
_LETTERS = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"v": b"\v", b"f": b"\f"}
_METHOD = re.compile(rb"[A-Za-z][A-Za-z_-]{0,31}")
_PLAIN = re.compile(r"[!-~]*")
_ANSWERED = re.compile(r"bytes[ =](\d{1,15})-(\d{1,15})/(\d{1,15}|\*)")
_ASKED = re.compile(r"bytes=(\d{1,15})-(\d{1,15})?")


class Entry(NamedTuple):
    """A parsed line. `at` is seconds since 1970; `also` are other targets that the logged one may stand for.

    What the rest means stands at `trace.interface.LoggedRequest`. `target` is printable ASCII: octets that
    are not are percent-encoded, which names the same path.
    """

    format: LogFormat
    at: float
    peer: str
    status: int
    method: str
    target: str
    sent: int | None
    sent_with_headers: bool = False
    forwarded: str | None = None
    agent: str | None = None
    referer: str | None = None
    host: str | None = None
    etag: str | None = None
    content_encoding: str | None = None
    first_byte: int | None = None
    last_byte: int | None = None
    object_size: int | None = None
    seconds: float | None = None
    cache: str | None = None
    asn: int | None = None
    also: tuple[str, ...] = ()


def unescaped(raw: bytes) -> bytes:
    r"""What stood there before the server wrote it with `\"`, `\xHH` and the like (Apache, nginx)."""
    return _ESCAPE.sub(_meant, raw) if b"\\" in raw else raw


def _meant(found: re.Match[bytes]) -> bytes:
    if found.group(1):
        return bytes((int(found.group(1), 16),))
    return _LETTERS.get(found.group(2), found.group(2))


def target_of(octets: bytes) -> str:
    """A target in printable ASCII."""
    text = octets.decode("latin-1")
    if _PLAIN.fullmatch(text):
        return text[:_LONGEST]
    return "".join(chr(o) if 0x21 <= o <= 0x7E else f"%{o:02X}" for o in octets)[:_LONGEST]


def request_of(octets: bytes) -> tuple[str, str]:
    """Method and target of a request line, already unescaped; both empty if it is none.

    The protocol is left out where it stands (HTTP/0.9 had none); blanks within the target are kept, encoded.
    """
    method, _, rest = octets.partition(b" ")
    if not rest or not _METHOD.fullmatch(method):
        return "", ""
    target, _, protocol = rest.rpartition(b" ")
    if not target or not protocol.startswith(b"HTTP/"):
        target = rest
    return method.decode("ascii"), target_of(target.strip(b" "))


def text_of(raw: bytes | str | None) -> str | None:
    """A field as text, None for `-` or nothing."""
    if raw is None or raw in (b"-", b"", "-", ""):
        return None
    return (raw if isinstance(raw, str) else raw.decode("utf-8", "replace"))[:_LONGEST]


def forwarded_of(raw: bytes | str | None) -> str | None:
    """X-Forwarded-For as it is kept: its end, which proxies write; anybody can write what stands before."""
    if raw in (None, b"-", b"", "-", ""):
        return None
    assert raw is not None
    text = raw if isinstance(raw, str) else raw.decode("utf-8", "replace")
    # The first entry of what is kept may have lost its beginning: it would be another address.
    return text if len(text) <= _LONGEST else text[-_LONGEST:].partition(",")[2]


def number_of(text: str | None) -> int | None:
    """A whole number; None if there is none."""
    return int(text) if text and len(text) <= 18 and text.isascii() and text.isdigit() else None


def real_of(text: str | None) -> float | None:
    """A number of seconds as it is logged; None if there is none."""
    return float(text) if text and re.fullmatch(r"\d{1,9}(?:\.\d{1,12})?", text) else None


def answered(content_range: str | None, asked: str | None) -> tuple[int | None, int | None, int | None]:
    """First and last byte that were answered, and the size of the whole, from the headers that tell it.

    Several ranges in one request, or the last n bytes, tell nothing without the answer's Content-Range.
    """
    told = _ANSWERED.fullmatch(content_range or "")
    if told:
        size = None if told.group(3) == "*" else int(told.group(3))
        return int(told.group(1)), int(told.group(2)), size
    wanted = _ASKED.fullmatch((asked or "").replace(" ", ""))
    if wanted:
        return int(wanted.group(1)), int(wanted.group(2)) if wanted.group(2) else None, None
    return None, None, None
