"""Styles of an OpenDocument file, as far as they hide something."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from withhold.readers.ooxml.xml import START, TEXT, Event

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
_WHITE = "#ffffff"


@dataclass(slots=True)
class _Style:
    parent: str = ""
    data_style: str = ""
    properties: dict[str, str] = field(default_factory=dict)


@dataclass(slots=True)
class Styles:
    """Styles by (family, name), filled from styles.xml and content.xml as they are read."""

    _styles: dict[tuple[str, str], _Style] = field(default_factory=dict)
    _shown_formats: dict[str, bool] = field(default_factory=dict)
    _invisible: dict[str, bool] = field(default_factory=dict)
    _current: _Style | None = None
    _family: str = ""
    _format: str = ""

    def see(self, event: Event) -> None:
        """Takes one event of an XML part that may define styles."""
        if event.kind == TEXT:
            if self._format and event.text.strip():
                self._shown_formats[self._format] = True
            return
        if event.kind != START:
            return
        name, attributes = event.name, event.attributes
        if name == "style" or name == "default-style":
            self._family = attributes.get("family", "")
            self._current = _Style(
                attributes.get("parent-style-name", ""), attributes.get("data-style-name", "")
            )
            self._styles[self._family, attributes.get("name", "")] = self._current
            self._format = ""
        elif name in _FORMATS:
            self._format = attributes.get("name", "")
            self._shown_formats.setdefault(self._format, False)
        elif name.endswith("-properties") and self._current is not None:
            prefix = "text " if name == "text-properties" else ""
            self._current.properties.update({prefix + key: value for key, value in attributes.items()})
        elif self._format and name not in ("text", "map"):
            self._shown_formats[self._format] = True

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
        if colour == background or self._get("table-cell", name, "text opacity") in ("0", "0%"):
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
