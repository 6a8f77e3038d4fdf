"""What the parts of writing a PDF document anew tell each other."""

import json
import struct
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

_LENGTH = struct.Struct("<Q")

Matrix = tuple[float, float, float, float, float, float]
PLAIN: Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)


class Unsure(Exception):
    """A page that cannot be rewritten with certainty. The message is a reason that holds no content."""


@dataclass(frozen=True, slots=True)
class Order:
    """What is to be taken out of what is seen: texts by the number of their page, from 1."""

    texts: Mapping[int, Sequence[str]] = field(default_factory=dict, repr=False)

    def packed(self, document: bytes) -> bytes:
        """The order with the document that it is about, as one file for the sandbox."""
        told = json.dumps({str(page): list(texts) for page, texts in self.texts.items()}).encode("ascii")
        return _LENGTH.pack(len(told)) + told + document


def unpacked(content: bytes) -> tuple[Order, bytes]:
    """The order and the document of `Order.packed`."""
    (length,) = _LENGTH.unpack_from(content)
    told = json.loads(content[_LENGTH.size : _LENGTH.size + length])
    return Order({int(page): texts for page, texts in told.items()}), content[_LENGTH.size + length :]


def times(inner: Matrix, outer: Matrix) -> Matrix:
    """The matrix that does what `inner` does, then what `outer` does (ISO 32000-1, 8.3.4)."""
    a, b, c, d, e, f = inner
    p, q, r, s, t, u = outer
    return (
        a * p + b * r,
        a * q + b * s,
        c * p + d * r,
        c * q + d * s,
        e * p + f * r + t,
        e * q + f * s + u,
    )


def placed(matrix: Matrix, left: float, bottom: float, right: float, top: float) -> tuple[
    float, float, float, float
]:  # fmt: skip
    """The upright box around a box that a matrix has moved."""
    a, b, c, d, e, f = matrix
    across = [a * x + c * y + e for x in (left, right) for y in (bottom, top)]
    up = [b * x + d * y + f for x in (left, right) for y in (bottom, top)]
    return min(across), min(up), max(across), max(up)
