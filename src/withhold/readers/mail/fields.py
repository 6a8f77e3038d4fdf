"""Header blocks: fields, encoded words (RFC 2047) and parameters (RFC 2231)."""

import binascii
import re
from dataclasses import dataclass
from urllib.parse import unquote_to_bytes

from withhold.readers.encoding import decode
from withhold.readers.mail.charsets import to_text
from withhold.readers.mail.spans import Span

_MOST = 16 << 20
_MOST_FIELDS = 20_000
"""Bytes and fields of one header block; what is beyond is read as body."""
_NAME = re.compile(rb"([!-9;-~]{1,200})[ \t]*:")
_WORD = re.compile(r"=\?([^?\s*]{1,60})(?:\*[^?\s]{0,20})?\?([bBqQ])\?([^?]*)\?=")
_PARAMETER = re.compile(
    r""";[ \t\r\n]*([^\s;=*]{1,100})(\*\d{1,4})?(\*)?[ \t]*=[ \t]*("(?:[^"\\]|\\.)*"|[^;]*)""", re.S
)
_ESCAPED = re.compile(r"\\(.)", re.S)


@dataclass(frozen=True, slots=True)
class Field:
    """One field: its name in small letters, and its value unfolded and decoded as text."""

    name: str
    raw: str

    @property
    def text(self) -> str:
        """The value with its encoded words decoded."""
        return unworded(self.raw)


def header(span: Span, *, is_message: bool = False) -> tuple[list[Field], Span]:
    """The fields at the start of a message or part, and its body.

    The block ends at an empty line, or at a line that is no field. Before a whole message blank lines and
    what mailboxes write there are passed over.
    """
    data = span.head(_MOST)
    fields: list[tuple[str, list[bytes]]] = []
    at = _before_fields(data) if is_message else 0
    while at < len(data) and len(fields) < _MOST_FIELDS:
        end = _line_end(data, at)
        line = data[at:end]
        bare = line.rstrip(b"\r\n")
        if not bare:
            at = end
            break
        if line[:1] in (b" ", b"\t") and fields:
            fields[-1][1].append(b" " + bare.strip())
        elif found := _NAME.match(bare):
            fields.append((found.group(1).decode("ascii").lower(), [bare[found.end() :].strip()]))
        elif not fields or not bare.startswith((b"From ", b">From ")):
            break
        at = end
    return [Field(name, decode(b"".join(parts))) for name, parts in fields], span.cut(
        span.start + at, span.end
    )


def _before_fields(data: bytes) -> int:
    """Past what mailboxes and mail programs write before a message: a mark, blank lines, "From " lines, the
    count of bytes of Apple Mail."""
    at = 3 if data.startswith(b"\xef\xbb\xbf") else 0
    while at < len(data):
        end = _line_end(data, at)
        line = data[at:end].strip()
        if line and not line.startswith((b"From ", b">From ")) and not (at == 0 and line.isdigit()):
            break
        at = end
    return at


def _line_end(data: bytes, at: int) -> int:
    end = data.find(b"\n", at) + 1 or len(data)
    lone = data.find(b"\r", at, end - 2)
    return lone + 1 if lone >= 0 else end


def first(fields: list[Field], name: str) -> str:
    """The raw value of the first field of a name; empty if there is none."""
    return next((field.raw for field in fields if field.name == name), "")


def unworded(text: str) -> str:
    """Encoded words as what they stand for. Neighbours in one character set are joined before decoding,
    since some programs cut letters apart."""
    if "=?" not in text:
        return text
    made: list[str] = []
    at = 0
    held: list[bytes] = []
    label = ""
    for found in _WORD.finditer(text):
        between = text[at : found.start()]
        if held and (between.strip() or found.group(1).lower() != label):
            made.append(to_text(b"".join(held), label))
            held.clear()
        if between.strip() or not at:
            made.append(between)
        label = found.group(1).lower()
        held.append(_bytes_of(found.group(2), found.group(3)))
        at = found.end()
    made += [to_text(b"".join(held), label), text[at:]]
    return "".join(made)


def _bytes_of(encoding: str, body: str) -> bytes:
    if encoding in "qQ":
        return binascii.a2b_qp(body.encode("utf-8", "replace"), header=True)
    kept = re.sub(r"[^A-Za-z0-9+/]", "", body)
    kept = kept[:-1] if len(kept) % 4 == 1 else kept
    return binascii.a2b_base64(kept + "=" * (-len(kept) % 4))


def parameters(raw: str) -> tuple[str, dict[str, str]]:
    """A value such as `text/plain; charset=utf-8`: the value in small letters, and its parameters.

    Values in pieces and with a character set (RFC 2231) come whole and decoded, encoded words too.
    """
    value = raw.partition(";")[0].strip().lower()
    plain: dict[str, str] = {}
    pieces: dict[str, list[tuple[int, bool, str]]] = {}
    for found in _PARAMETER.finditer(raw):
        name, number, is_coded, body = found.groups()
        body = _ESCAPED.sub(r"\1", body[1:-1]) if body.startswith('"') and len(body) > 1 else body.strip()
        if number or is_coded:
            pieces.setdefault(name.lower(), []).append(
                (int(number[1:]) if number else 0, bool(is_coded), body)
            )
        else:
            plain.setdefault(name.lower(), unworded(body))
    return value, plain | {name: _joined(parts) for name, parts in pieces.items()}


def _joined(parts: list[tuple[int, bool, str]]) -> str:
    parts.sort(key=lambda part: part[0])
    label = ""
    data: list[bytes] = []
    for at, (_, is_coded, body) in enumerate(parts):
        if is_coded and at == 0 and body.count("'") >= 2:
            label, _, body = body.split("'", 2)
        data.append(unquote_to_bytes(body) if is_coded else body.encode())
    return to_text(b"".join(data), label)
