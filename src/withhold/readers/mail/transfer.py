"""Transfer encodings: base64, quoted-printable and uuencode, as forgiving as mail programs are."""

import binascii
from collections.abc import Iterable, Iterator

from withhold.readers.interface import Budget

_ALPHABET = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/="
_OTHER = bytes(set(range(256)) - set(_ALPHABET))
_EXPECTED = _ALPHABET + b"\r\n"
_UU = ("x-uuencode", "uuencode", "x-uue", "uue")
_LONGEST_LINE = 1 << 20


def decoded(chunks: Iterable[bytes], encoding: str, budget: Budget) -> Iterator[bytes]:
    """The bytes behind a transfer encoding; an unknown one is taken for none. Raises OverLimit."""
    name = encoding.strip().lower()
    if name == "base64":
        made = _base64(chunks)
    elif name == "quoted-printable":
        made = _quoted_printable(chunks)
    elif name in _UU:
        made = _uuencoded(chunks)
    else:
        made = iter(chunks)
    for chunk in made:
        budget.spend(len(chunk))
        yield chunk


def strays(chunks: Iterable[bytes]) -> Iterator[bytes]:
    """Lines of a base64 body that are none of it: no program shows them. A line across two chunks is cut."""
    for chunk in chunks:
        if chunk.translate(None, _EXPECTED):
            yield from (
                line for line in map(bytes.strip, chunk.splitlines()) if line.translate(None, _ALPHABET)
            )


def uu_line(line: bytes) -> bytes:
    """The bytes of one uuencoded line; none if it is no such line."""
    try:
        return binascii.a2b_uu(line)
    except binascii.Error:
        # Some programs write more characters than the count says.
        count = ((line[0] - 32) & 63) * 4 // 3 + 4 if line else 0
    try:
        return binascii.a2b_uu(line[: max(1, count)])
    except binascii.Error:
        return b""


def _base64(chunks: Iterable[bytes]) -> Iterator[bytes]:
    """Characters outside the alphabet are passed over; what follows a padding is decoded anew."""
    held = b""
    for chunk in chunks:
        *padded, rest = (held + chunk.translate(None, _OTHER)).split(b"=")
        whole = [_padded(piece) for piece in padded if piece]
        keep = len(rest) - len(rest) % 4
        whole.append(binascii.a2b_base64(rest[:keep]))
        held = rest[keep:]
        yield b"".join(whole)
    yield _padded(held)


def _padded(piece: bytes) -> bytes:
    if len(piece) % 4 == 1:
        piece = piece[:-1]
    return binascii.a2b_base64(piece + b"=" * (-len(piece) % 4))


def _quoted_printable(chunks: Iterable[bytes]) -> Iterator[bytes]:
    held = b""
    for chunk in chunks:
        data = held + chunk
        cut = data.rfind(b"\n") + 1
        if not cut and len(data) > _LONGEST_LINE:
            cut = len(data) - 3
        yield binascii.a2b_qp(data[:cut])
        held = data[cut:]
    yield binascii.a2b_qp(held)


def _uuencoded(chunks: Iterable[bytes]) -> Iterator[bytes]:
    held = b""
    for chunk in chunks:
        *lines, held = (held + chunk).split(b"\n")
        yield b"".join(map(uu_line, filter(_is_uu, lines)))
        held = held[-_LONGEST_LINE:]
    if _is_uu(held):
        yield uu_line(held)


def _is_uu(line: bytes) -> bool:
    return bool(line.strip()) and not line.startswith((b"begin ", b"end"))
