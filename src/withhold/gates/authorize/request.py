"""Reads the head of an HTTP/1 request (RFC 9112), and takes nothing that is not plainly one."""

import re
from dataclasses import dataclass

URI_HEADER = b"x-original-uri"
_LINE = re.compile(rb"([A-Z]{1,20}) ([\x21-\x7e]{1,8192}) HTTP/1\.([01])")
_HEADER = re.compile(rb"([!#$%&'*+\-.^_`|~0-9A-Za-z]{1,100}):[ \t]*([^\r\n\x00]*?)[ \t]*")
_LENGTH = re.compile(rb"[0-9]{1,7}")
_MOST_HEADERS = 100


class BadRequest(Exception):
    """Not a request that is answered; `status` is the HTTP status that says so."""

    def __init__(self, status: int) -> None:
        super().__init__(str(status))
        self.status = status


@dataclass(frozen=True, slots=True)
class Head:
    """What matters of a request: the URI that is asked about, the body's length, whether more may follow."""

    uri: bytes
    body: int
    keep: bool


def parse_head(head: bytes) -> Head:
    """The head that ends with an empty line. Raises BadRequest.

    A header that decides something and stands there twice is refused: two programs could read it in two ways.
    """
    lines = head.removesuffix(b"\r\n\r\n").split(b"\r\n")
    line = _LINE.fullmatch(lines[0])
    if line is None or len(lines) > _MOST_HEADERS:
        raise BadRequest(400)
    headers = _headers(lines[1:])
    if b"transfer-encoding" in headers:
        raise BadRequest(501)
    if line[1] not in (b"GET", b"HEAD"):
        raise BadRequest(405)
    length = headers.get(b"content-length", b"0")
    uri = headers.get(URI_HEADER)
    if not _LENGTH.fullmatch(length) or uri is None:
        raise BadRequest(400)
    connection = headers.get(b"connection", b"").lower()
    keep = b"close" not in connection and (line[3] == b"1" or b"keep-alive" in connection)
    return Head(uri, int(length), keep)


def _headers(lines: list[bytes]) -> dict[bytes, bytes]:
    """By lower-case name."""
    found: dict[bytes, bytes] = {}
    for line in lines:
        header = _HEADER.fullmatch(line)
        if header is None:
            raise BadRequest(400)
        name = header[1].lower()
        if name in found and name in (URI_HEADER, b"content-length", b"connection", b"host"):
            raise BadRequest(400)
        found[name] = header[2]
    return found
