"""xl/styles.xml and the theme: whether a cell shows a date, an identifier, or nothing at all."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from withhold.readers.ooxml.colours import (
    BLACK,
    OFFICE_THEME,
    PALETTE,
    WHITE,
    Colour,
    cannot_be_seen,
    resolve,
)
from withhold.readers.ooxml.number_format import BUILT_IN, GENERAL, NumberFormat, parse
from withhold.readers.ooxml.xml import END, START, Event

_LITERAL = re.compile(r'"([^"]*)"')
"""Text in a number format (ECMA-376-1, 18.8.31)."""
_WORDS = re.compile(r"[^\W\d_]{2}\S*\s+\S*\w{2}")
"""Two words: one is a unit, a currency or the name of a look."""
_SMALLEST_POINTS = 1.5
_THEME_ORDER = ("lt1", "dk1", "lt2", "dk2", *(f"accent{n}" for n in range(1, 7)), "hlink", "folHlink")
_MOST_STYLES = 1 << 17


@dataclass(frozen=True, slots=True)
class CellStyle:
    """`faint`: the font cannot be seen. `is_light_on_nothing`: only because there is no fill under it."""

    number: NumberFormat = GENERAL
    faint: bool = False
    is_light_on_nothing: bool = False


@dataclass(slots=True)
class Styles:
    """Cell styles by their index in `cellXfs`; an index outside means the plain style."""

    cells: list[CellStyle] = field(default_factory=list)
    words: list[str] = field(default_factory=list)
    """What number formats write beside the number, and names that somebody gave to styles."""

    def cell(self, index: int) -> CellStyle:
        """The style with an index as a cell gives it."""
        return self.cells[index] if 0 <= index < len(self.cells) else _PLAIN


_PLAIN = CellStyle()


@dataclass(slots=True)
class Font:
    """`colour` as the attributes of a `color` element."""

    colour: dict[str, str] = field(default_factory=dict)
    points: float = 11.0


@dataclass(slots=True)
class Fill:
    """`pattern` is empty or `none` where there is no fill."""

    pattern: str = ""
    foreground: dict[str, str] = field(default_factory=dict)
    background: dict[str, str] = field(default_factory=dict)


def read_theme(stream: Iterable[Event]) -> list[str]:
    """The theme's colours as hexadecimal strings, in the order in which cells count them."""
    found: dict[str, str] = {}
    slot = ""
    for kind, name, attributes, _ in stream:
        if kind != START:
            if kind == END and name == "clrScheme":
                break
        elif name in _THEME_ORDER:
            slot = name
        elif slot and name in ("srgbClr", "sysClr"):
            found.setdefault(slot, attributes.get("lastClr") or attributes.get("val", ""))
    return [found.get(name, default) for name, default in zip(_THEME_ORDER, OFFICE_THEME, strict=True)]


class _StylesheetBuilder:
    """Collects the parts of a stylesheet, which refer to each other by position."""

    def __init__(self) -> None:
        self.codes: dict[int, str] = {}
        self.fonts: list[Font] = []
        self.fills: list[Fill] = []
        self.formats: list[tuple[int, int, int]] = []
        self.palette: list[str] = []
        self.words: dict[str, None] = {}
        self._section = ""

    def take(self, event: Event) -> None:
        kind, name, attributes, _ = event
        if kind == END and name == self._section:
            self._section = ""
        if kind != START:
            return
        self._keep_words(name, attributes)
        if name in ("numFmts", "fonts", "fills", "cellXfs", "dxfs", "cellStyleXfs", "indexedColors"):
            self._section = name
        elif self._section == "numFmts" and name == "numFmt":
            self.codes[_number(attributes.get("numFmtId"))] = attributes.get("formatCode", "")
        elif self._section == "fonts":
            self._font(name, attributes)
        elif self._section == "fills":
            self._fill(name, attributes)
        elif self._section == "cellXfs" and name == "xf" and len(self.formats) < _MOST_STYLES:
            keys = ("numFmtId", "fontId", "fillId")
            number, font, fill = (_number(attributes.get(key)) for key in keys)
            self.formats.append((number, font, fill))
        elif self._section == "indexedColors" and name == "rgbColor":
            self.palette.append(attributes.get("rgb", ""))

    def _keep_words(self, name: str, attributes: dict[str, str]) -> None:
        if name == "numFmt":
            self.words |= dict.fromkeys(_LITERAL.findall(attributes.get("formatCode", "")))
        elif name == "cellStyle" and "builtinId" not in attributes:
            self.words[attributes.get("name", "")] = None

    def _font(self, name: str, attributes: dict[str, str]) -> None:
        if name == "font":
            self.fonts.append(Font())
        elif self.fonts and name == "color":
            self.fonts[-1].colour = attributes
        elif self.fonts and name == "sz":
            self.fonts[-1].points = _decimal(attributes.get("val", ""), 11.0)

    def _fill(self, name: str, attributes: dict[str, str]) -> None:
        if name == "fill":
            self.fills.append(Fill())
        elif not self.fills:
            return
        elif name == "patternFill":
            self.fills[-1].pattern = attributes.get("patternType", "none")
        elif name == "gradientFill":
            self.fills[-1].pattern = "gradient"
        elif name == "fgColor":
            self.fills[-1].foreground = attributes
        elif name == "bgColor":
            self.fills[-1].background = attributes


def read_styles(stream: Iterable[Event], theme: list[str]) -> Styles:
    """The cell styles of a stylesheet. What is missing or out of range counts as plain."""
    builder = _StylesheetBuilder()
    for event in stream:
        builder.take(event)
    palette = builder.palette or PALETTE
    known: dict[tuple[int, int, int], CellStyle] = {}
    styles = Styles(words=[word for word in builder.words if _WORDS.search(word)])
    for key in builder.formats:
        if key not in known:
            number, font, fill = key
            code = builder.codes.get(number) or BUILT_IN.get(number, "")
            unseen, on_nothing = faint(
                builder.fonts[font] if font < len(builder.fonts) else Font(),
                builder.fills[fill] if fill < len(builder.fills) else Fill(),
                theme,
                palette,
            )
            known[key] = CellStyle(parse(code), unseen, on_nothing)
        styles.cells.append(known[key])
    return styles


def faint(font: Font, fill: Fill, theme: list[str], palette: list[str]) -> tuple[bool, bool]:
    """(cannot be seen, and that only against the bare sheet)."""
    if font.points < _SMALLEST_POINTS:
        return True, False
    text = resolve(font.colour, theme, palette) or BLACK
    ground: Colour | None
    if fill.pattern in ("", "none"):
        return cannot_be_seen(text, WHITE), cannot_be_seen(text, WHITE)
    if fill.pattern != "solid":
        return False, False
    ground = resolve(fill.foreground, theme, palette) or (BLACK if not fill.foreground else WHITE)
    return cannot_be_seen(text, ground), False


def _number(text: str | None) -> int:
    return int(text) if text and text.isdecimal() and len(text) < 10 else 0


def _decimal(text: str, otherwise: float) -> float:
    try:
        return float(text)
    except ValueError:
        return otherwise
