"""Answers on the wire."""

from collections.abc import Iterable, Iterator

from withhold import __version__
from withhold.gates.icap.wire import IcapRequest

_WORDS = {
    100: "Continue",
    200: "OK",
    204: "No Content",
    400: "Bad Request",
    404: "Service Not Found",
    405: "Method Not Allowed",
    408: "Request Timeout",
    501: "Not Implemented",
    503: "Service Unavailable",
    505: "ICAP Version Not Supported",
}
_OPTIONS_SECONDS = 30
"""How long a client may rely on the options: a change of the register should reach it soon."""
CONTINUE = b"ICAP/1.0 100 Continue\r\n\r\n"


def head(status: int, tag: str, *fields: str, last: bool = False) -> bytes:
    """The head of an answer, with its empty line."""
    lines = [
        f"ICAP/1.0 {status} {_WORDS[status]}",
        f'ISTag: "{tag}"',
        f"Service: Withhold {__version__}",
        *fields,
        f"Connection: {'close' if last else 'keep-alive'}",
    ]
    return "\r\n".join(lines).encode("latin-1") + b"\r\n\r\n"


def options(request: IcapRequest, tag: str, connections: int) -> bytes:
    """What a service can do.

    It asks for no preview: nothing is ever decided by the beginning of a body. Clients may send one all
    the same.
    """
    return head(
        200,
        tag,
        f"Methods: {request.serves}",
        f"Max-Connections: {connections}",
        f"Options-TTL: {_OPTIONS_SECONDS}",
        "Allow: 204",
        "Encapsulated: null-body=0",
        last=request.last,
    )


def adapted(tag: str, part: str, http_head: bytes, has_body: bool, last: bool) -> bytes:
    """The head of a 200 and the HTTP head in it; `part` is `req` or `res`. Chunks follow if `has_body`."""
    body = f"{part}-body" if has_body else "null-body"
    layout = f"Encapsulated: {part}-hdr=0, {body}={len(http_head)}"
    return head(200, tag, layout, last=last) + http_head


def chunks(blocks: Iterable[bytes]) -> Iterator[bytes]:
    """A body in chunks, with the last one."""
    for block in blocks:
        yield b"%x\r\n%b\r\n" % (len(block), block)
    yield b"0\r\n\r\n"
