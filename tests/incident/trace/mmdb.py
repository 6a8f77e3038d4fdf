"""Writes MaxMind DB files (format 2.0, records of 32 bits): for tests, as their makers lay them out."""

import struct
from collections.abc import Mapping
from datetime import UTC, datetime
from ipaddress import IPv6Network, ip_network
from pathlib import Path
from typing import Any

BUILT = datetime(2026, 2, 1, tzinfo=UTC)
_MARK = b"\xab\xcd\xefMaxMind.com"


def write_mmdb(path: Path, networks: Mapping[str, Any], version: int = 6, built: datetime = BUILT) -> Path:
    """A database of these networks, IPv4 ones under ::/96 where it holds IPv6; none lies within another."""
    tree: list[list[int | None]] = [[None, None]]
    data = bytearray()
    places: dict[tuple[int, int], int] = {}
    for text, record in networks.items():
        node = 0
        bits = _bits(text, version)
        for bit in bits[:-1]:
            following = tree[node][bit]
            if following is None:
                tree.append([None, None])
                following = tree[node][bit] = len(tree) - 1
            node = following
        places[node, bits[-1]] = len(data)
        data += _encoded(record)
    count = len(tree)
    content = bytearray()
    for number, node_record in enumerate(tree):
        for bit, following in enumerate(node_record):
            place = places.get((number, bit))
            content += struct.pack(">I", count + 16 + place if place is not None else following or count)
    metadata = {
        "binary_format_major_version": 2,
        "binary_format_minor_version": 0,
        "build_epoch": int(built.timestamp()),
        "database_type": "Made-Up-ASN",
        "description": {"en": "made up"},
        "ip_version": version,
        "languages": ["en"],
        "node_count": count,
        "record_size": 32,
    }
    path.write_bytes(bytes(content) + bytes(16) + bytes(data) + _MARK + _encoded(metadata))
    return path


def _bits(text: str, version: int) -> list[int]:
    network = ip_network(text)
    if version == 6 and not isinstance(network, IPv6Network):
        network = ip_network(f"::{network.network_address}/{96 + network.prefixlen}")
    number, width = int(network.network_address), network.max_prefixlen
    return [number >> (width - 1 - place) & 1 for place in range(network.prefixlen)]


def _encoded(value: Any) -> bytes:
    if isinstance(value, dict):
        return _head(7, len(value)) + b"".join(_encoded(k) + _encoded(v) for k, v in value.items())
    if isinstance(value, list):
        return _head(11, len(value)) + b"".join(map(_encoded, value))
    if isinstance(value, bool):
        return _head(14, int(value))
    if isinstance(value, int):
        raw = value.to_bytes(8, "big").lstrip(b"\0")
        return _head(9, len(raw)) + raw
    raw = value if isinstance(value, bytes) else str(value).encode()
    return _head(2, len(raw)) + raw


def _head(kind: int, size: int) -> bytes:
    """The control byte, its extended kind (above 7) and size (above 28)."""
    more = b""
    if size >= 285:
        size, more = 30, (size - 285).to_bytes(2, "big")
    elif size >= 29:
        size, more = 29, bytes([size - 29])
    if kind > 7:
        return bytes([size, kind - 7]) + more
    return bytes([kind << 5 | size]) + more
