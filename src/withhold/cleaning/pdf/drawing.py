"""Operators that draw: how many operands each has, and which points a path goes through (8.5 to 8.7)."""

from collections.abc import Sequence
from typing import Any

import pikepdf

from withhold.cleaning.pdf.values import is_number, items, number

PAINTING = frozenset({"S", "s", "f", "F", "f*", "B", "B*", "b", "b*"})
ENDING = PAINTING | {"n"}
_NUMBERS = {
    "w": 1, "J": 1, "j": 1, "M": 1, "i": 1, "cm": 6, "m": 2, "l": 2, "c": 6, "v": 4, "y": 4, "h": 0, "re": 4,
    "W": 0, "W*": 0, "n": 0, "S": 0, "s": 0, "f": 0, "F": 0, "f*": 0, "B": 0, "B*": 0, "b": 0, "b*": 0,
    "Tc": 1, "Tw": 1, "Tz": 1, "TL": 1, "Tr": 1, "Ts": 1, "Td": 2, "TD": 2, "Tm": 6, "T*": 0, "BT": 0,
    "ET": 0,
    "g": 1, "G": 1, "rg": 3, "RG": 3, "k": 4, "K": 4, "q": 0, "Q": 0,
}  # fmt: skip
_LINES = frozenset({"m", "l", "c", "v", "y"})


def fit(operator: str, operands: Sequence[Any]) -> list[Any] | None:
    """The operands that a viewer takes, the last ones; None for an operator that is unknown or lacks some,
    and for operands that are no numbers: a text among them would be read by nobody."""
    if operator == "d":
        pattern, phase = operands[-2:] if len(operands) >= 2 else (None, None)
        dashes = [one for one in items(pattern) if is_number(one)]
        return [pikepdf.Array(dashes), phase] if is_number(phase) else None
    if operator == "ri":
        return list(operands[-1:]) if operands and isinstance(operands[-1], pikepdf.Name) else None
    count = _NUMBERS.get(operator)
    if count is None or len(operands) < count:
        return None
    taken = list(operands[len(operands) - count :])
    return taken if all(map(is_number, taken)) else None


def points_of(operator: str, operands: Sequence[Any]) -> list[tuple[float, float]]:
    """The points that an operator adds to a path; those that bend a curve enclose it."""
    found = [number(one) for one in operands]
    if operator == "re":
        left, bottom, width, height = found
        return [(x, y) for x in (left, left + width) for y in (bottom, bottom + height)]
    return list(zip(found[::2], found[1::2], strict=True)) if operator in _LINES else []


class Names:
    """The resources of a content, under names of their own: those of the document may say anything."""

    def __init__(self) -> None:
        self._kinds: dict[str, dict[str, Any]] = {}
        self._known: dict[tuple[str, str], pikepdf.Name] = {}

    def add(self, kind: str, name: str, value: Any) -> pikepdf.Name:
        """The new name of what was called `name`. An empty name is never the same as another one."""
        known = self._known.get((kind, name))
        if known is None:
            held = self._kinds.setdefault(kind, {})
            known = pikepdf.Name(f"/{kind[1]}{len(held) + 1}")
            held[str(known)] = value
            if name:
                self._known[kind, name] = known
        return known

    def keep(self, kind: str, name: str, value: Any) -> None:
        """A resource under its own name, which its standard gives."""
        self._kinds.setdefault(kind, {})[name] = value

    def dictionary(self) -> pikepdf.Dictionary:
        """The resources as the content needs them."""
        return pikepdf.Dictionary({kind: pikepdf.Dictionary(held) for kind, held in self._kinds.items()})
