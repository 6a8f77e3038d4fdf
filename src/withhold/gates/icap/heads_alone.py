"""What the heads of a message alone decide: what cannot be judged, and what the request should ask for."""

import re

from withhold.gates.icap.decoding import DECODABLE
from withhold.gates.icap.encapsulated import Message
from withhold.gates.icap.heads import Head
from withhold.gates.icap.interface import Sent, Stop
from withhold.gates.icap.naming import name_of, parameters

_RANGE = re.compile(r"bytes 0-([0-9]{1,18})/([0-9]{1,18})")
_PARTS = frozenset({"multipart/byteranges", "application/offset+octet-stream"})
"""Types of bodies that are pieces of a document: of a download in ranges, of a resumable upload."""
_PARTIAL_CONTENT = 206


def stopped_by_heads(message: Message, most: int) -> Stop | None:
    """Why a message with a body cannot pass whatever the body holds; None if it has to be inspected."""
    head = message.subject
    kind, _ = parameters(head.value("content-type") or "")
    if kind in _PARTS or _is_partial(message):
        return Stop.PARTIAL
    if not set(head.items("content-encoding")) <= DECODABLE or len(set(head.values("content-type"))) > 1:
        return Stop.UNDECODABLE
    # A client takes chunks off before it sends a body on; no other transfer coding is in use.
    if not set(head.items("transfer-encoding")) <= {"chunked", "identity"}:
        return Stop.UNDECODABLE
    lengths = set(head.values("content-length"))
    if len(lengths) > 1 or not all(text.isascii() and text.isdigit() for text in lengths):
        return Stop.UNDECODABLE
    length = content_length(head)
    return Stop.TOO_LARGE if length is not None and length > most else None


def _is_partial(message: Message) -> bool:
    """A part of a document cannot be judged: what is wrong with it may be in another part."""
    told = message.subject.value("content-range")
    if told is None:
        return message.response is not None and message.response.status() == _PARTIAL_CONTENT
    whole = _RANGE.fullmatch(told)
    return whole is None or int(whole[1]) + 1 != int(whole[2])


def withholds_body(message: Message) -> bool:
    """Whether a request that came without a body announces one: it would go on without being looked at.

    Responses announce bodies that never come, such as those to HEAD.
    """
    lengths = message.subject.values("content-length")
    announced = "transfer-encoding" in message.subject.names or any(length.strip("0") for length in lengths)
    return message.response is None and announced


def content_length(head: Head) -> int | None:
    """The length that a head announces; None where it does not, or not as one number."""
    told = set(head.values("content-length"))
    text = told.pop() if len(told) == 1 else ""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 18 else None


def sent(message: Message) -> Sent:
    """What the heads say of the body."""
    head = message.subject
    return Sent(
        name=name_of(message),
        content_type=head.value("content-type") or "",
        encodings=head.items("content-encoding"),
        form=message.response is None,
    )


def adapted(request: Head) -> Head:
    """The request as it goes on: asks for the whole document, in codings that can be taken off.

    Without this, a document fetched in ranges or in another coding would have to be stopped.
    """
    changed = request.without("range", "if-range")
    wanted = changed.value("accept-encoding")
    if wanted is None:
        return changed
    kept = [item.strip() for item in wanted.split(",") if _coding(item) in DECODABLE]
    plain = ", ".join(kept) or "identity"
    return changed if len(kept) == len(wanted.split(",")) else changed.having("Accept-Encoding", plain)


def _coding(item: str) -> str:
    return item.partition(";")[0].strip().lower()
