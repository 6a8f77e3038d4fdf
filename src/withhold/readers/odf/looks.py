"""How text looks in a place of an OpenDocument: its colour, size and what is behind it."""

from dataclasses import dataclass, field, replace

from withhold.domain.concealment import Concealment

UNKNOWN = "?"
"""A background that is no single colour (a picture, a gradient): whatever stands on it counts as seen."""
_WHITE = "#ffffff"
_NEAR = 16
"""Colours whose parts differ by no more than this cannot be told apart on a screen."""
_SMALLEST = 1.0
"""In points: nobody reads text of one point."""
Box = tuple[float, float, float, float]
"""Left, top, right and bottom in points."""
_UNITS = {"pt": 1.0, "cm": 28.3465, "mm": 2.83465, "in": 72.0, "inch": 72.0, "pc": 12.0, "px": 0.75}


@dataclass(frozen=True, slots=True)
class Look:
    """`colour` and `background` are empty where nothing sets them: dark ink, white paper. `size` is in
    points, 0 where nothing tells it."""

    colour: str = ""
    background: str = ""
    size: float = 0.0
    is_hidden: bool = False
    concealment: Concealment = field(init=False, compare=False, default=Concealment.VISIBLE)
    """How text that looks like this is hidden."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "concealment", self._conceals())

    def on(self, background: str) -> "Look":
        """The same text on something else; an empty `background` changes nothing."""
        return replace(self, background=background) if background else self

    def _conceals(self) -> Concealment:
        if self.is_hidden or (self.colour and _is_same(self.colour, self.background or _WHITE)):
            return Concealment.INVISIBLE_TEXT
        return Concealment.ZERO_SIZE if 0 < self.size <= _SMALLEST else Concealment.VISIBLE


@dataclass(frozen=True, slots=True)
class Fill:
    """A shape that covers what is behind it: its edges in points, None where they are not known."""

    box: Box | None
    background: str


@dataclass(slots=True)
class Master:
    """A master page: the size of its pages in points (0: not told), and what lies behind their text."""

    width: float = 0.0
    height: float = 0.0
    background: str = ""
    fills: list[Fill] = field(default_factory=list)


def points(length: str) -> float | None:
    """A length of ODF 1.3 part 3, 18.3.18 (`2.5cm`) in points; None if it is none."""
    text = length.strip()
    number = text.rstrip("abcdefghijklmnopqrstuvwxyz")
    scale = _UNITS.get(text[len(number) :])
    try:
        return float(number) * scale if scale is not None and len(number) < 32 else None
    except ValueError:
        return None


def _is_same(one: str, other: str) -> bool:
    if len(one) != 7 or len(other) != 7:
        return False
    try:
        pairs = [(int(one[at : at + 2], 16), int(other[at : at + 2], 16)) for at in (1, 3, 5)]
    except ValueError:
        return False
    return all(abs(a - b) <= _NEAR for a, b in pairs)
