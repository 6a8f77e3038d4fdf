"""Content codings taken off a body, within a bound (RFC 9110, 8.4)."""

import zlib

from withhold.gates.icap.interface import Stop

_GZIP, _ZLIB, _RAW = 31, 15, -15
_MOST_LAYERS = 3
DECODABLE = frozenset({"gzip", "x-gzip", "deflate", "identity"})


class Undecodable(Exception):
    """A body that cannot be brought into the form in which it would be read; `stop` says why."""

    def __init__(self, stop: Stop = Stop.UNDECODABLE) -> None:
        super().__init__(str(stop))
        self.stop = stop


def decoded(content: bytes, encodings: tuple[str, ...], most: int) -> bytes:
    """The content under its codings, listed in the order they were applied. Raises Undecodable."""
    if len(encodings) > _MOST_LAYERS:
        raise Undecodable
    for encoding in reversed(encodings):
        if encoding in ("gzip", "x-gzip"):
            content = _inflated(content, _GZIP, most)
        elif encoding == "deflate":
            content = _deflated(content, most)
        elif encoding != "identity":
            raise Undecodable
    return content


def _deflated(content: bytes, most: int) -> bytes:
    """The coding `deflate`: with the header that the standard wants, or without, as some servers send it."""
    try:
        return _inflated(content, _ZLIB, most)
    except Undecodable as error:
        if error.stop is not Stop.UNDECODABLE:
            raise
    return _inflated(content, _RAW, most)


def _inflated(content: bytes, window: int, most: int) -> bytes:
    """Every member of a compressed stream. What is cut, or followed by anything else, is refused."""
    out = bytearray()
    rest = content
    while True:
        inflater = zlib.decompressobj(window)
        try:
            out += inflater.decompress(rest, most - len(out) + 1)
        except zlib.error:
            raise Undecodable from None
        if len(out) > most:
            raise Undecodable(Stop.TOO_LARGE)
        if not inflater.eof:
            raise Undecodable
        rest = inflater.unused_data
        if not rest:
            return bytes(out)
        if window != _GZIP:
            raise Undecodable
