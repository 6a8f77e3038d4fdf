"""ICAP requests off the wire: head, service, and the heads of the HTTP message inside."""

from asyncio import StreamReader
from dataclasses import dataclass
from urllib.parse import urlsplit

from withhold.gates.icap.chunks import exactly, until
from withhold.gates.icap.encapsulated import (
    OPTIONS,
    REQMOD,
    RESPMOD,
    Layout,
    Message,
    parse_layout,
    parse_message,
)
from withhold.gates.icap.heads import END, parse_head
from withhold.gates.icap.interface import Malformed

SERVICES = {"/reqmod": REQMOD, "/respmod": RESPMOD}
"""A service has one method (RFC 3507, 4.1)."""


@dataclass(frozen=True, slots=True)
class IcapRequest:
    """One request, read up to where its body begins.

    `serves` is the method of the service that it addresses, `preview` the announced bytes of a preview,
    `allows_204` whether the client takes a 204 outside a preview too, `last` whether it is the last
    request of the connection. `message` is None for OPTIONS.
    """

    method: str
    serves: str
    layout: Layout
    preview: int | None
    allows_204: bool
    last: bool
    message: Message | None


async def read_request(reader: StreamReader, most: int, begun: bytes = b"") -> IcapRequest:
    """The next request of a connection, of which `begun` was read already. Raises Malformed.

    `most`: bytes of HTTP heads in it.
    """
    block = begun + await until(reader, END)
    # An empty line too many after the request before is forgiven, as in HTTP.
    head = parse_head(block.removeprefix(b"\r\n"))
    method, target = head.request(b"ICAP")
    if method not in (OPTIONS, REQMOD, RESPMOD):
        raise Malformed(501, "an unknown method")
    serves = _service(target)
    if method not in (OPTIONS, serves):
        raise Malformed(405, "a method that this service does not have")
    layout = parse_layout(method, head.value("encapsulated"), most)
    message = None
    if method != OPTIONS:
        message = parse_message(layout, await exactly(reader, layout.heads_bytes))
    elif layout.has_body:
        raise Malformed(400, "a body of OPTIONS")
    return IcapRequest(
        method=method,
        serves=serves,
        layout=layout,
        preview=_preview(head.values("preview")),
        allows_204="204" in head.items("allow"),
        last="close" in head.items("connection"),
        message=message,
    )


def _service(target: str) -> str:
    try:
        path = urlsplit(target).path
    except ValueError:
        raise Malformed(400, "an address that is none") from None
    serves = SERVICES.get(path.rstrip("/"))
    if serves is None:
        raise Malformed(404, "an unknown service")
    return serves


def _preview(values: tuple[str, ...]) -> int | None:
    if not values:
        return None
    if len(values) > 1 or not values[0].isascii() or not values[0].isdigit() or len(values[0]) > 9:
        raise Malformed(400, "the length of a preview that is none")
    return int(values[0])
