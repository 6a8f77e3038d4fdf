"""Values of a PDF document that may be anything but what its standard says."""

from decimal import Decimal
from typing import Any

import pikepdf

from withhold.cleaning.pdf.interface import Unsure

_LARGEST = 1e9


def entry(holder: Any, key: str) -> Any:
    """What a dictionary or stream has under a key; None for anything else."""
    if not isinstance(holder, pikepdf.Dictionary | pikepdf.Stream):
        return None
    try:
        return holder.get(key)
    except (pikepdf.PdfError, ValueError):
        return None


def items(holder: Any) -> list[Any]:
    """What is in an array; nothing for anything else."""
    return list(holder) if isinstance(holder, pikepdf.Array) else []


def entries(holder: Any) -> list[tuple[str, Any]]:
    """The keys of a dictionary or stream with what they hold."""
    if not isinstance(holder, pikepdf.Dictionary | pikepdf.Stream):
        return []
    try:
        return [(str(key), entry(holder, str(key))) for key in holder.keys()]  # noqa: SIM118 not a Mapping
    except UnicodeDecodeError:
        raise Unsure("a key cannot be read") from None


def is_number(value: Any) -> bool:
    """Whether it is a number, which no truth value is."""
    return isinstance(value, int | float | Decimal) and not isinstance(value, bool)


def number(value: Any) -> float:
    """A number of a size that pages have; 0 for anything else."""
    if not is_number(value):
        return 0.0
    found = float(value)
    return found if -_LARGEST < found < _LARGEST else 0.0


def as_numbers(value: Any) -> list[float]:
    """The numbers of an array."""
    return [number(one) for one in items(value)]
