"""Messages of case systems: signed, in one spelling, small. Read with care before anything is believed."""

import base64
import binascii
import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from withhold.incident.holds.interface import Consumer, Refused
from withhold.signing.canonical import canonical
from withhold.signing.ed25519 import SIGNATURE_BYTES, key_id, raw_public_key, verify

SIGNATURE_HEADER = "Withhold-Signature"
"""The HTTP header that carries the signature over the exact bytes of the body."""
DOMAIN = b"withhold.hold-message/1\n"
"""Stands before the body in what is signed, so that no signature made for something else counts here."""
MOST_BYTES = 4 << 20
"""Of a body: 10,000 people with two identifiers each take about two million."""
NONCE = re.compile(r"[0-9a-f]{32}", re.ASCII)
CONSUMER = re.compile(r"[a-z0-9][a-z0-9._-]{0,63}", re.ASCII)
_HEADER = re.compile(r"key_id=([0-9a-f]{32}), signature=([A-Za-z0-9+/]{86}==)", re.ASCII)
_REFUSED_SIGNATURE = (
    "the message is not signed by a registered case system; sign the exact bytes of the body and put "
    f"key_id and signature into the header {SIGNATURE_HEADER}"
)


@dataclass(frozen=True, slots=True, repr=False)
class Message:
    """A message whose signature is good. `content` still holds what others wrote."""

    consumer: Consumer
    nonce: str
    schema: str
    content: Mapping[str, Any]
    body: bytes


def by_key(consumers: Iterable[Consumer]) -> dict[str, Consumer]:
    """The consumers by the short names of their keys. Raises ValueError for what is no public key."""
    return {key_id(raw_public_key(consumer.public_key)): consumer for consumer in consumers}


def read_message(body: bytes, header: str | None, keys: Mapping[str, Consumer], schemas: set[str]) -> Message:
    """The message in these bytes, signed by one of `keys` (see `by_key`) and of one of `schemas`.

    Raises Refused: 413 too long, 401 not signed by a consumer, 400 not written as the specification says.
    The signature is looked at first: nothing of an unsigned body is read.
    """
    if len(body) > MOST_BYTES:
        raise Refused("the message is too long; ask about fewer people at once", 413)
    consumer = _signer(body, header, keys)
    content = _parsed(body)
    schema, name, nonce = (content.get(key) for key in ("schema", "consumer", "nonce"))
    if not isinstance(schema, str) or schema not in schemas:
        raise Refused("the schema is not one that is taken here; see the specification of holds", 400)
    if name != consumer.name:
        raise Refused("the consumer is not the one whose key signed; give the name that is registered", 401)
    if not isinstance(nonce, str) or not NONCE.fullmatch(nonce):
        raise Refused("the nonce is 32 lower-case hex digits, new and random for every message", 400)
    return Message(consumer, nonce, schema, content, body)


def keys_are(content: Mapping[str, Any], *wanted: str) -> None:
    """Raises Refused unless exactly these keys are there."""
    if content.keys() != set(wanted):
        raise Refused(f"the keys are {', '.join(wanted)}: each of them and no other", 400)


def _signer(body: bytes, header: str | None, keys: Mapping[str, Consumer]) -> Consumer:
    match = _HEADER.fullmatch(header or "")
    consumer = keys.get(match[1]) if match else None
    if match is None or consumer is None:
        raise Refused(_REFUSED_SIGNATURE, 401)
    try:
        signature = base64.b64decode(match[2], validate=True)
    except binascii.Error:
        raise Refused(_REFUSED_SIGNATURE, 401) from None
    canonical_form = base64.b64encode(signature).decode() == match[2]
    if len(signature) != SIGNATURE_BYTES or not canonical_form:
        raise Refused(_REFUSED_SIGNATURE, 401)
    if not verify(consumer.public_key, signature, DOMAIN + body):
        raise Refused(_REFUSED_SIGNATURE, 401)
    return consumer


def _parsed(body: bytes) -> dict[str, Any]:
    """The object of a body in canonical JSON: one spelling, so no key twice and no number that is read in two
    ways. The values go into no message."""
    refused = Refused("the body is one object in canonical JSON (RFC 8785), in UTF-8", 400)
    try:
        content = json.loads(body.decode("utf-8"))
        same = isinstance(content, dict) and canonical(content) == body
    except (ValueError, RecursionError):
        raise refused from None
    if not same:
        raise refused
    found: dict[str, Any] = content
    return found
