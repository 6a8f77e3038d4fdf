"""Colours of presentations: what a fill says, and which colour that is under a theme and its map."""

import colorsys
from dataclasses import dataclass, field

from withhold.readers.ooxml.colours import Colour, from_hex
from withhold.readers.powerpoint.geometry import share

SOLID, NONE, OTHER = "solid", "none", "other"
_WHOLE = 100_000
"""Percentages are written in thousandths."""
_SEE_THROUGH = 0.05
_OPAQUE = 0.95
_NAMED = {"white": "FFFFFF", "black": "000000", "red": "FF0000", "yellow": "FFFF00", "blue": "0000FF"}
_MAP = {"bg1": "lt1", "tx1": "dk1", "bg2": "lt2", "tx2": "dk2"}
_SYSTEM = {"window": "FFFFFF", "windowText": "000000"}
COLOURS = frozenset(("srgbClr", "schemeClr", "sysClr", "prstClr", "scrgbClr", "hslClr"))
CHANGES = frozenset(("lumMod", "lumOff", "shade", "tint", "alpha", "alphaMod", "inv", "comp", "gamma"))


@dataclass(slots=True)
class Paint:
    """A fill as written. `kind` is empty where nothing is said; OTHER are gradients, patterns, pictures."""

    kind: str = ""
    space: str = ""
    value: str = ""
    changes: tuple[tuple[str, int], ...] = ()

    def colour(self, name: str, attributes: dict[str, str]) -> None:
        """Takes the element of a colour."""
        self.space, self.value = name, attributes.get("lastClr") or attributes.get("val", "")
        self.changes = ()

    @property
    def alpha(self) -> float:
        """1 is opaque."""
        return next((amount / _WHOLE for name, amount in self.changes if name == "alpha"), 1.0)

    @property
    def is_unseen(self) -> bool:
        """Nothing is painted."""
        return self.kind == NONE or (self.kind == SOLID and self.alpha < _SEE_THROUGH)

    @property
    def is_opaque(self) -> bool:
        """Nothing shines through."""
        return self.kind == SOLID and self.alpha > _OPAQUE


@dataclass(frozen=True, slots=True)
class Palette:
    """A theme's colours by slot (`dk1`), and which of them the names of a master mean (`tx1`)."""

    theme: dict[str, str] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)

    def colour(self, paint: Paint) -> Colour | None:
        """The colour of a solid fill; None where it is not known."""
        if paint.kind != SOLID:
            return None
        value = paint.value
        if paint.space == "schemeClr":
            slot = self.names.get(value) or _MAP.get(value, value)
            value = self.theme.get(slot) or {"lt1": "FFFFFF", "dk1": "000000"}.get(slot, "")
        elif paint.space == "prstClr":
            value = _NAMED.get(value, "")
        elif paint.space == "sysClr":
            value = _SYSTEM.get(value, value)
        elif paint.space != "srgbClr":
            return None
        found = from_hex(value) if len(value) == len("RRGGBB") else None
        return None if found is None else _changed(found, paint.changes)


def _changed(colour: Colour, changes: tuple[tuple[str, int], ...]) -> Colour | None:
    """A colour after what changes it; None for changes that are not computed."""
    for name, thousandths in changes:
        amount = min(max(thousandths / _WHOLE, 0), 4)
        if name in ("lumMod", "lumOff"):
            hue, light, strength = colorsys.rgb_to_hls(*(part / 255 for part in colour))
            light = light * amount if name == "lumMod" else light + amount
            made = colorsys.hls_to_rgb(hue, min(max(light, 0.0), 1.0), strength)
            colour = (round(made[0] * 255), round(made[1] * 255), round(made[2] * 255))
        elif name in ("shade", "tint"):
            rest = 0 if name == "shade" else 255 * (1 - amount)
            red, green, blue = (min(round(part * amount + rest), 255) for part in colour)
            colour = (red, green, blue)
        elif name != "alpha":
            return None
    return colour


def change(paint: Paint, name: str, attributes: dict[str, str]) -> None:
    """Takes one change of the colour."""
    if paint.space:
        paint.changes += ((name, share(attributes.get("val"))),)
