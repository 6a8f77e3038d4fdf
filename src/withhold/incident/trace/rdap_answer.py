"""What a registry's answer (RDAP, RFC 9083) says about a network: foreign text that may be anything."""

import json
import re
from collections.abc import Iterator
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, summarize_address_range
from typing import Any

Network = IPv4Network | IPv6Network

MOST_EMAILS = 5
WIDEST = {4: 8, 6: 16}
"""The shortest prefix that is somebody's: answers wider than this stand for "not held by this registry"."""
_DEEPEST = 6
_MOST_ENTITIES = 500
_EMAIL = re.compile(r"[A-Za-z0-9_][A-Za-z0-9._+-]{0,63}@(?:[A-Za-z0-9-]{1,63}\.)+[A-Za-z0-9-]{2,63}")
"""Narrower than what may be one: it goes into letters, pages and tables, and a registry's text is foreign."""


class Misleading(Exception):
    """The answer cannot be taken for one about this network; the message says why, without its text."""


def read(body: bytes) -> dict[str, Any]:
    """The object in an answer's body. Raises Misleading."""
    try:
        told = json.loads(body)
    except (ValueError, RecursionError):
        raise Misleading("its answer is no JSON") from None
    if not isinstance(told, dict):
        raise Misleading("its answer is no object")
    return told


def prefix_of(told: dict[str, Any], asked: Network) -> Network:
    """The network of the answer that holds the one asked for. Raises Misleading."""
    try:
        first = ip_address(str(told["startAddress"]))
        last = ip_address(str(told["endAddress"]))
        pieces = list(_pieces(first, last))
    except (KeyError, ValueError, TypeError):
        raise Misleading("its answer names no network") from None
    # A range need not be one prefix: what is said of it is kept for the part that holds the asked one.
    for piece in pieces:
        if piece.version == asked.version and _holds(piece, asked):
            if piece.prefixlen < WIDEST[piece.version]:
                raise Misleading("it does not know who holds the network")
            return piece
    raise Misleading("its answer is about another network")


def _pieces(
    first: IPv4Address | IPv6Address, last: IPv4Address | IPv6Address
) -> Iterator[IPv4Network | IPv6Network]:
    if isinstance(first, IPv4Address) and isinstance(last, IPv4Address):
        return summarize_address_range(first, last)
    if isinstance(first, IPv6Address) and isinstance(last, IPv6Address):
        return summarize_address_range(first, last)
    raise ValueError("a range has two ends of one version")


def _holds(piece: Network, asked: Network) -> bool:
    return asked.network_address in piece and asked.broadcast_address in piece


def abuse_emails(told: dict[str, Any]) -> tuple[str, ...]:
    """The addresses of its abuse desk, wherever that entity is nested; empty if none is published."""
    emails: list[str] = []
    for entity in _entities(told):
        roles = entity.get("roles")
        if isinstance(roles, list) and any(isinstance(r, str) and r.lower() == "abuse" for r in roles):
            emails += _emails(entity.get("vcardArray"))
    return tuple(dict.fromkeys(emails))[:MOST_EMAILS]


def _entities(told: dict[str, Any]) -> list[dict[str, Any]]:
    """All entities, outer ones first, so deep and so many as an honest answer has."""
    found: list[dict[str, Any]] = []
    level: list[dict[str, Any]] = [told]
    for _ in range(_DEEPEST):
        inner = [one for outer in level for one in _list(outer.get("entities")) if isinstance(one, dict)]
        level = inner[: _MOST_ENTITIES - len(found)]
        found += level
    return found


def _emails(card: Any) -> list[str]:
    """The `email` properties of a jCard (RFC 7095): `["vcard", [["email", {}, "text", "…"], …]]`."""
    properties = _list(card[1]) if isinstance(card, list) and len(card) > 1 else []
    found = []
    for one in properties:
        if isinstance(one, list) and len(one) > 3 and one[0] == "email" and isinstance(one[3], str):
            email = one[3].strip().removeprefix("mailto:")
            if len(email) <= 254 and _EMAIL.fullmatch(email):
                found.append(email)
    return found


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def registries(told: dict[str, Any]) -> list[tuple[str, str]]:
    """Prefixes and the https address of the registry to ask, from a file of IANA's (RFC 9224).

    A registry that is only to be had without TLS is left out: anybody on the way would learn what is asked.
    """
    found = []
    for service in _list(told.get("services")):
        if not isinstance(service, list) or len(service) < 2:
            continue
        bases = [b for b in _list(service[1]) if isinstance(b, str) and b.startswith("https://")]
        if bases:
            base = bases[0] if bases[0].endswith("/") else bases[0] + "/"
            found += [(prefix, base) for prefix in _list(service[0]) if isinstance(prefix, str)]
    return found
