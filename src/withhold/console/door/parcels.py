"""What is sealed: a header and perhaps a file, filled up to one of few sizes, then closed with age.

The size of what is kept tells no more than its bucket.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import pyrage

FORM = "withhold.door/1"
BUCKETS = (4 << 10, 16 << 10, 64 << 10, 256 << 10, 1 << 20, 4 << 20, 12 << 20)
"""Bytes before sealing; the largest holds a file of the most size and its header."""
_LENGTH = 8


class ParcelUnusable(Exception):
    """It does not open with this identity, or is not what the door seals."""


@dataclass(frozen=True, slots=True)
class Parcel:
    """What a message holds: the header's words, and the file's bytes if there was one."""

    header: dict[str, Any] = field(repr=False)
    content: bytes = field(default=b"", repr=False)


def sealed(parcel: Parcel, recipients: Sequence[str]) -> bytes:
    """The parcel as age ciphertext to these public keys: length(8) header, length(8) file, zeros."""
    header = json.dumps({"form": FORM, **parcel.header}, ensure_ascii=False).encode("utf-8", "replace")
    parts = (header, parcel.content)
    plain = b"".join(len(part).to_bytes(_LENGTH, "big") + part for part in parts)
    size = next(bucket for bucket in BUCKETS if bucket >= len(plain))
    keys = [pyrage.x25519.Recipient.from_str(one) for one in recipients]
    return bytes(pyrage.encrypt(plain.ljust(size, b"\0"), keys))


def opened(ciphertext: bytes, identity: Any) -> Parcel:
    """The parcel. Raises ParcelUnusable."""
    try:
        plain = bytes(pyrage.decrypt(ciphertext, [identity]))
        header, rest = _part(plain)
        content, _ = _part(rest)
        words = json.loads(header)
    except (pyrage.DecryptError, ValueError):
        raise ParcelUnusable("it does not open with this key") from None
    if not isinstance(words, dict) or words.pop("form", None) != FORM:
        raise ParcelUnusable("it was not sealed by this version of the door")
    return Parcel(words, content)


def _part(plain: bytes) -> tuple[bytes, bytes]:
    length = int.from_bytes(plain[:_LENGTH], "big")
    part, rest = plain[_LENGTH : _LENGTH + length], plain[_LENGTH + length :]
    if len(part) != length:
        raise ValueError("broken off")
    return part, rest
