"""Styles of an OpenDocument file, as far as they hide something."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from withhold.readers.odf.looks import UNKNOWN, Look, Master, points
from withhold.readers.ooxml.xml import END, START, TEXT, Event

_FORMATS = frozenset(
    {
        "number-style",
        "currency-style",
        "percentage-style",
        "date-style",
        "time-style",
        "boolean-style",
        "text-style",
    }
)
_NESTED = frozenset({"list-style", "outline-style", "table-template"})
"""What styles hold, or stand among, with properties that are not their own: those of bullets and numbers."""
_WHITE = "#ffffff"
_NO_COLOUR = frozenset({"", "transparent", "none"})
_MOST_LOOKS = 4096


@dataclass(slots=True)
class _Style:
    parent: str = ""
    data_style: str = ""
    properties: dict[str, str] = field(default_factory=dict)


@dataclass(slots=True)
class Styles:
    """Styles by (family, name), filled from styles.xml and content.xml as they are read.

    `hidden_layers` are those of drawings that are not shown; `masters` the master pages by name.
    """

    hidden_layers: set[str] = field(default_factory=set)
    masters: dict[str, Master] = field(default_factory=dict)

    _styles: dict[tuple[str, str], _Style] = field(default_factory=dict)
    _shown_formats: dict[str, bool] = field(default_factory=dict)
    _invisible: dict[str, bool] = field(default_factory=dict)
    _looks: dict[tuple[str, str, Look], Look] = field(default_factory=dict)
    _current: _Style | None = None
    _family: str = ""
    _format: str = ""
    _nested: int = 0

    def see(self, event: Event) -> None:
        """Takes one event of an XML part that may define styles."""
        if event.kind == TEXT:
            if self._format and event.text.strip():
                self._shown_formats[self._format] = True
            return
        if event.name in _NESTED and event.kind in (START, END):
            self._nested += 1 if event.kind == START else -1
        if event.kind != START or self._nested > 0:
            return
        name, attributes = event.name, event.attributes
        if name == "style" or name == "default-style":
            self._family = attributes.get("family", "")
            self._current = _Style(
                attributes.get("parent-style-name", ""), attributes.get("data-style-name", "")
            )
            self._define(attributes.get("name", ""))
        elif name == "page-layout" or name == "page-master":
            self._family, self._current = "page-layout", _Style()
            self._define(attributes.get("name", ""))
        elif name in _FORMATS:
            self._format = attributes.get("name", "")
            self._shown_formats.setdefault(self._format, False)
        elif name.endswith("-properties") and self._current is not None:
            if self._family == "page-layout" and not name.startswith("page-"):
                return  # of its header or footer
            prefix = "text " if name == "text-properties" else ""
            self._current.properties.update({prefix + key: value for key, value in attributes.items()})
        elif self._format and name not in ("text", "map"):
            self._shown_formats[self._format] = True

    def _define(self, name: str) -> None:
        if self._current is not None:
            self._styles[self._family, name] = self._current
        self._format = ""
        self._invisible.clear()
        self._looks.clear()

    def see_master(self, attributes: dict[str, str]) -> Master:
        """Takes the start of a master page; gives what is known of it so far."""
        layout = attributes.get("page-layout-name", "") or attributes.get("page-master-name", "")
        name = attributes.get("style-name", "")
        master = Master(
            points(self._get("page-layout", layout, "page-width")) or 0.0,
            points(self._get("page-layout", layout, "page-height")) or 0.0,
            self.fill("drawing-page", name) or self.fill("page-layout", layout),
        )
        self.masters[attributes.get("name", "")] = master
        return master

    def paper(self) -> Master:
        """What is known of all pages together: the largest size; a background where all have the same."""
        masters = list(self.masters.values())
        backgrounds = {master.background for master in masters} or {""}
        width = max((master.width for master in masters), default=0.0)
        height = max((master.height for master in masters), default=0.0)
        return Master(width, height, backgrounds.pop() if len(backgrounds) == 1 else UNKNOWN)

    def see_all(self, events: Iterable[Event]) -> None:
        """Takes every event of a part."""
        for event in events:
            self.see(event)

    def is_table_hidden(self, name: str) -> bool:
        """Whether sheets of this style are hidden."""
        return self._get("table", name, "display") == "false"

    def is_zero_size(self, family: str, name: str) -> bool:
        """Whether rows or columns of this style have no height or width."""
        size = self._get(family, name, "row-height" if family == "table-row" else "column-width")
        return bool(size) and not size.strip("0.abcdefghijklmnopqrstuvwxyz")

    def is_invisible(self, name: str) -> bool:
        """Whether text in cells of this style cannot be seen: in the colour of its background, or with an
        empty format."""
        found = self._invisible.get(name)
        if found is None:
            found = self._invisible[name] = self._is_invisible(name)
        return found

    def look(self, family: str, name: str, around: Look) -> Look:
        """How text in a style looks that stands in something that looks like `around`."""
        key = (family, name, around)
        found = self._looks.get(key)
        if found is None:
            if len(self._looks) > _MOST_LOOKS:
                self._looks.clear()
            found = self._looks[key] = self._look(family, name, around)
        return found

    def _look(self, family: str, name: str, around: Look) -> Look:
        own = self._chain(family, name)
        colour, is_automatic = around.colour, False
        if "text color" in own or "text use-window-font-color" in own:
            is_automatic = own.get("text use-window-font-color") == "true"
            colour = "" if is_automatic else own.get("text color", around.colour).lower()
        if own.get("text opacity") in ("0", "0%") and not is_automatic:
            colour = around.background or _WHITE
        shown = own.get("text display", "")
        is_hidden = around.is_hidden if shown in ("", "condition") else shown == "none"
        if shown == "condition" and own.get("text condition") == "none":
            is_hidden = True
        behind = [own.get(key, "").lower() for key in ("text background-color", "background-color")]
        background = next((value for value in behind if value not in _NO_COLOUR), "")
        size = _size(own.get("text font-size", ""), around.size)
        return Look(colour, background or around.background, size, is_hidden)

    def fill(self, family: str, name: str) -> str:
        """What a style puts behind its text: a colour, `UNKNOWN` for a picture or gradient, or nothing."""
        kind = self._get(family, name, "fill")
        if kind == "solid":
            return self._get(family, name, "fill-color").lower() or UNKNOWN
        if kind not in ("", "none"):
            return UNKNOWN
        colour = self._get(family, name, "background-color").lower()
        return "" if colour in _NO_COLOUR or (kind == "none" and family == "graphic") else colour

    def has(self, family: str, name: str) -> bool:
        """Whether there is such a style."""
        return (family, name) in self._styles

    def says(self, family: str, name: str, key: str) -> str:
        """A property of a style or of those it is based on; empty if none sets it."""
        return self._get(family, name, key)

    def _chain(self, family: str, name: str) -> dict[str, str]:
        """The properties of a style and of those it is based on, the nearest first; cycles end."""
        found: dict[str, str] = {}
        seen: set[str] = set()
        while name not in seen:
            seen.add(name)
            style = self._styles.get((family, name))
            if style is None:
                break
            further = {key: value for key, value in style.properties.items() if key not in found}
            if "text color" in found:  # whoever sets a colour does not take the automatic one
                further.pop("text use-window-font-color", None)
                further.pop("text opacity", None)  # programs say 0% with the automatic colour
            found |= further
            name = style.parent
            if not name:  # what holds for all paragraphs holds less than the shape they stand in
                break
        return found

    def _is_invisible(self, name: str) -> bool:
        if (
            self._get("table-cell", name, "text display") == "none"
            or self._get("text", name, "text display") == "none"
        ):
            return True
        colour = self._get("table-cell", name, "text color").lower()
        background = self._get("table-cell", name, "background-color").lower()
        if background in ("", "transparent", "none"):
            background = _WHITE
        is_automatic = self._get("table-cell", name, "text use-window-font-color") == "true"
        is_clear = self._get("table-cell", name, "text opacity") in ("0", "0%") and not is_automatic
        if colour == background or is_clear:
            return True
        style = self._styles.get(("table-cell", name))
        return style is not None and self._shown_formats.get(style.data_style) is False

    def _get(self, family: str, name: str, key: str) -> str:
        seen = set()
        while name not in seen:
            seen.add(name)
            style = self._styles.get((family, name))
            if style is None:
                break
            if key in style.properties:
                return style.properties[key]
            name = style.parent
        default = self._styles.get((family, ""))
        return default.properties.get(key, "") if default else ""


def _size(told: str, around: float) -> float:
    """A size of letters in points; a percentage is of what is around."""
    if told.endswith("%"):
        number = told[:-1]
        return (
            around * int(number) / 100
            if number.isascii() and number.isdigit() and len(number) < 6
            else around
        )
    return points(told) or around
