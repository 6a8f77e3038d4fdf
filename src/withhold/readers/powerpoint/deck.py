"""ppt/presentation.xml: the size and order of the slides, sections and shows with their names; themes."""

from withhold.readers.ooxml.part import Part
from withhold.readers.ooxml.xml import START
from withhold.readers.powerpoint.geometry import number
from withhold.readers.powerpoint.hand import Attributes
from withhold.readers.powerpoint.sketch import Artist

_SLOTS = frozenset(
    ("dk1", "lt1", "dk2", "lt2", "hlink", "folHlink", *(f"accent{count}" for count in range(1, 7)))
)
_NAMED = frozenset(
    ("theme", "clrScheme", "fontScheme", "fmtScheme", "custClr", "themeFamily", "extraClrScheme")
)


class Deck(Artist):
    """The presentation part. `slides` are the relationships of its slides in order, `labels` given names."""

    def __init__(self) -> None:
        super().__init__()
        self.slides: list[str] = []
        self.size: tuple[int, int] | None = None
        self.notes_size: tuple[int, int] | None = None
        self.labels: list[str] = []
        self.starts |= {
            "sldId": self._slide,
            "sldSz": self._size,
            "notesSz": self._notes,
            "section": self._label,
            "custShow": self._label,
        }

    def _slide(self, attributes: Attributes) -> None:
        self.slides += [value for name, value in attributes.items() if name.endswith(":id")]

    def _size(self, attributes: Attributes) -> None:
        self.size = _extent(attributes)

    def _notes(self, attributes: Attributes) -> None:
        self.notes_size = _extent(attributes)

    def _label(self, attributes: Attributes) -> None:
        self.labels.append(attributes.get("name", ""))


def _extent(attributes: Attributes) -> tuple[int, int] | None:
    width, height = number(attributes.get("cx")), number(attributes.get("cy"))
    return (width, height) if width > 0 and height > 0 else None


def read_theme(part: Part) -> tuple[dict[str, str], list[str]]:
    """The colours of a theme by slot, and the names that it and its parts were given."""
    colours: dict[str, str] = {}
    names: list[str] = []
    slot = ""
    for kind, name, attributes, _ in part.events():
        if kind != START:
            continue
        if name in _SLOTS:
            slot = name
        elif slot and name in ("srgbClr", "sysClr"):
            colours.setdefault(slot, attributes.get("lastClr") or attributes.get("val", ""))
            slot = ""
        elif name in _NAMED:
            names.append(attributes.get("name", ""))
    return colours, names
