"""The documents in a body: the body itself, or the files and fields of a form."""

import binascii
import json
import quopri
import re
from dataclasses import dataclass, field
from urllib.parse import parse_qsl

from withhold.gates.icap.decoding import Undecodable
from withhold.gates.icap.heads import END, Head, parse_head
from withhold.gates.icap.interface import Malformed, Sent, Stop
from withhold.gates.icap.naming import UNNAMED, file_name, last_part, parameters

_URLENCODED = re.compile(rb"[A-Za-z0-9%+_.*~!$'():@/?&=;,\-\[\]]*")
_MOST_FILES = 1_000
_MOST_FIELDS = 100_000
_DEEPEST = 4
FIELDS = "form.json"


@dataclass(frozen=True, slots=True)
class Part:
    """A document under the name that it came with."""

    name: str
    content: bytes


@dataclass(slots=True)
class _Form:
    """What a form holds: files, and plain fields by name."""

    files: list[Part] = field(default_factory=list)
    fields: dict[str, list[str]] = field(default_factory=dict)

    def add_file(self, name: str, content: bytes) -> None:
        if len(self.files) >= _MOST_FILES:
            raise Undecodable(Stop.TOO_LARGE)
        if content:
            self.files.append(Part(name or UNNAMED, content))

    def add_field(self, name: str, content: bytes) -> None:
        self.fields.setdefault(name, []).append(content.decode("utf-8", "replace"))
        if b"\n" in content.strip():
            # Several lines may be a pasted table, which is read as one only as a document of its own.
            self.add_file(last_part(name), content)

    def documents(self) -> list[Part]:
        """The fields as one record, since together they may tell of one person; then the files."""
        if not any(value for values in self.fields.values() for value in values):
            return self.files
        record = {name: values[0] if len(values) == 1 else values for name, values in self.fields.items()}
        return [Part(FIELDS, json.dumps(record, ensure_ascii=False).encode("utf-8", "replace")), *self.files]


def is_one_document(sent: Sent) -> bool:
    """Whether the bytes as sent are the document."""
    kind, _ = parameters(sent.content_type)
    holds_others = kind.startswith("multipart/") or (
        sent.form and kind == "application/x-www-form-urlencoded"
    )
    return not holds_others and all(encoding == "identity" for encoding in sent.encodings)


def documents(sent: Sent, content: bytes) -> list[Part]:
    """The documents in a decoded body; none if it holds nothing. Raises Undecodable.

    What is neither a file nor a field (text before the first part, after the last) is refused: somebody
    else's parser might see a document in it.
    """
    kind, found = parameters(sent.content_type)
    form = _Form()
    if kind.startswith("multipart/"):
        _read_multipart(form, found.get("boundary", ""), content, 1)
    elif sent.form and kind == "application/x-www-form-urlencoded":
        _read_urlencoded(form, sent.name, content)
    else:
        form.add_file(sent.name, content)
    return form.documents()


def _read_urlencoded(form: _Form, name: str, content: bytes) -> None:
    if b"=" not in content or _URLENCODED.fullmatch(content) is None:
        # Programs that send a file this way by default say the type of a form.
        form.add_file(name, content)
    try:
        pairs = parse_qsl(content, keep_blank_values=True, max_num_fields=_MOST_FIELDS)
    except ValueError:
        raise Undecodable(Stop.TOO_LARGE) from None
    for key, value in pairs:
        form.add_field(key.decode("utf-8", "replace"), value)


def _read_multipart(form: _Form, boundary: str, content: bytes, depth: int) -> None:
    if not boundary or depth > _DEEPEST:
        raise Undecodable
    before, *pieces = (b"\r\n" + content).split(b"\r\n--" + boundary.encode("latin-1", "replace"))
    if before or not pieces:
        raise Undecodable
    *parts, end = pieces
    if not end.startswith(b"--") or end[2:].strip():
        raise Undecodable
    for part in parts:
        _read_part(form, part, depth)


def _read_part(form: _Form, part: bytes, depth: int) -> None:
    part = part.lstrip(b" \t")
    end = part.find(END)
    if not part.startswith(b"\r\n") or end < 0:
        raise Undecodable
    try:
        # Parts have no first line.
        head = parse_head(b"-" + part[: end + len(END)])
    except Malformed:
        raise Undecodable from None
    content = _transferred(head, part[end + len(END) :])
    kind, found = parameters(head.value("content-type") or "")
    if kind.startswith("multipart/"):
        _read_multipart(form, found.get("boundary", ""), content, depth + 1)
        return
    disposition = head.value("content-disposition")
    name = file_name(disposition)
    field_name = parameters(disposition or "")[1].get("name", "")
    field_name = field_name.encode("latin-1", "replace").decode("utf-8", "replace")
    if name is None and kind in ("", "text/plain"):
        form.add_field(field_name, content)
    else:
        form.add_file(name or last_part(field_name), content)


def _transferred(head: Head, content: bytes) -> bytes:
    coding = (head.value("content-transfer-encoding") or "binary").lower()
    if coding in ("binary", "7bit", "8bit"):
        return content
    try:
        if coding == "base64":
            return binascii.a2b_base64(b"".join(content.split()), strict_mode=True)
    except binascii.Error:
        raise Undecodable from None
    if coding == "quoted-printable":
        return quopri.decodestring(content)
    raise Undecodable
