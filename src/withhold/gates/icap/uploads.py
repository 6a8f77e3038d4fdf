"""The documents in a body: the body itself, or the files and fields of a form."""

import binascii
import quopri
import re
from urllib.parse import unquote_to_bytes

from withhold.gates.icap.decoding import Undecodable
from withhold.gates.icap.form import Form, Part
from withhold.gates.icap.heads import END, Head, parse_head
from withhold.gates.icap.interface import Malformed, Sent, Stop
from withhold.gates.icap.naming import file_name, last_part, parameters

_URLENCODED = re.compile(rb"[A-Za-z0-9%+_.*~!$'():@/?&=;,\-\[\]]*")
_BOUNDARY = re.compile(r";\s*boundary(?:\*[0-9*]*)?\s*=", re.IGNORECASE)
_MOST_FIELDS = 100_000
_DEEPEST = 4


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
    kind, _ = parameters(sent.content_type)
    form = Form()
    if kind.startswith("multipart/"):
        _read_multipart(form, _boundary(sent.content_type), content, 1)
    elif sent.form and kind == "application/x-www-form-urlencoded":
        _read_urlencoded(form, sent.name, content)
    else:
        form.add_file(sent.name, content)
    return form.documents()


def _read_urlencoded(form: Form, name: str, content: bytes) -> None:
    if b"=" not in content or _URLENCODED.fullmatch(content) is None:
        # Programs that send a file this way by default say the type of a form.
        form.add_file(name, content)
    if content.count(b"&") >= _MOST_FIELDS:
        raise Undecodable(Stop.TOO_LARGE)
    for pair in filter(None, content.split(b"&")):
        key, _, value = pair.partition(b"=")
        form.add_field(_unquoted(key).decode("utf-8", "replace"), _unquoted(value))


def _unquoted(text: bytes) -> bytes:
    return unquote_to_bytes(text.replace(b"+", b" "))


def _boundary(content_type: str) -> str:
    """Raises Undecodable for two: the parser behind the proxy may take the other."""
    if len(_BOUNDARY.findall(content_type)) > 1:
        raise Undecodable
    return parameters(content_type)[1].get("boundary", "")


def _read_multipart(form: Form, boundary: str, content: bytes, depth: int) -> None:
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


def _read_part(form: Form, part: bytes, depth: int) -> None:
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
        _read_multipart(form, _boundary(head.value("content-type") or ""), content, depth + 1)
        return
    disposition = head.value("content-disposition")
    name = file_name(disposition)
    field_name = parameters(disposition or "")[1].get("name", "")
    field_name = field_name.encode("latin-1", "replace").decode("utf-8", "replace")
    if name is None and kind in ("", "text/plain"):
        form.add_field(field_name, content, found.get("charset", ""))
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
