"""Internet messages written by hand, so that every byte of them is known."""

import base64
import binascii
from collections.abc import Sequence

FIELDS = (
    "Received: from relay.example.org by mx.example.org; Mon, 28 Nov 2022 09:45:00 +0000",
    "From: Reports Desk <reports@example.org>",
    "To: statistics@example.org",
    "Date: Mon, 28 Nov 2022 09:44:58 +0000",
    "Message-ID: <20221128.1@example.org>",
)


def part(content_type: str, body: str | bytes, *fields: str, encoding: str = "8bit") -> bytes:
    """A part of a message: its fields, an empty line, the body in a transfer encoding."""
    data = body.encode() if isinstance(body, str) else body
    if encoding == "base64":
        data = base64.encodebytes(data)
    elif encoding == "quoted-printable":
        data = binascii.b2a_qp(data, istext=True)
    lines = [f"Content-Type: {content_type}", f"Content-Transfer-Encoding: {encoding}", *fields]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + data.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")


def binary(name: str, data: bytes, content_type: str = "application/octet-stream") -> bytes:
    """An attached file in base64."""
    return part(content_type, data, f'Content-Disposition: attachment; filename="{name}"', encoding="base64")


def multipart(
    kind: str, parts: Sequence[bytes], boundary: str = "part-7c1", before: str = "", behind: str = ""
) -> bytes:
    """Parts between the lines of a boundary, with text before and behind them."""
    line = f"--{boundary}".encode()
    inner = b"".join(line + b"\r\n" + one + b"\r\n" for one in parts)
    head = f'Content-Type: multipart/{kind}; boundary="{boundary}"\r\n\r\n{before}\r\n'.encode()
    return head + inner + line + b"--\r\n" + behind.encode()


def message(content: bytes, *fields: str, subject: str = "Monthly figures") -> bytes:
    """A whole message: the fields that mail programs write, further ones, then a part."""
    lines = [*FIELDS, f"Subject: {subject}", "MIME-Version: 1.0", *fields]
    return "\r\n".join(lines).encode() + b"\r\n" + content


def word(text: str) -> str:
    """An encoded word of a header field."""
    return f"=?utf-8?B?{base64.b64encode(text.encode()).decode()}?="


def uuencoded(name: str, data: bytes) -> str:
    """A file written into the text of a body."""
    lines = [binascii.b2a_uu(data[at : at + 45]).decode() for at in range(0, len(data), 45)]
    return f"begin 644 {name}\n{''.join(lines)}`\nend\n"


def mailbox(messages: Sequence[bytes]) -> bytes:
    """Messages behind "From " lines, such lines in their text quoted."""
    quoted = [one.replace(b"\r\n", b"\n").replace(b"\nFrom ", b"\n>From ") for one in messages]
    return b"".join(b"From reports@example.org Mon Nov 28 09:45:00 2022\n" + one + b"\n\n" for one in quoted)


def signed(content: bytes) -> bytes:
    """An opaque signature (CMS SignedData) around a part; nobody's certificate is in it."""
    data = _der(0x30, _der(0x06, bytes.fromhex("2a864886f70d010701")) + _der(0xA0, _der(0x04, content)))
    inner = _der(0x02, b"\x01") + _der(0x31, b"") + data + _der(0x31, b"")
    return _der(0x30, _der(0x06, bytes.fromhex("2a864886f70d010702")) + _der(0xA0, _der(0x30, inner)))


def _der(tag: int, content: bytes) -> bytes:
    size = len(content)
    length = bytes([size]) if size < 0x80 else b"\x83" + size.to_bytes(3, "big")
    return bytes([tag]) + length + content
