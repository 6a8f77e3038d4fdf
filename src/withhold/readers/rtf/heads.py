"""The tables at the head of a document: fonts, colours, styles."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from withhold.readers.mail.charsets import of_code_page
from withhold.readers.rtf.charsets import WESTERN, of_font
from withhold.readers.rtf.look import SMALLEST, Colour, Look

_MOST = 1 << 16
_LONGEST = 4096
_MOST_PARENTS = 32
_LONGEST_FONT = 31
_OF_CHARACTERS = " Char"
"""How programs name the style of characters that goes with one of paragraphs; it makes names look full."""
_NUMBER = re.compile(r"\d{4}")


@dataclass(frozen=True, slots=True)
class Style:
    """What a style says of its text."""

    hidden: bool
    colour: int
    size: int
    heading: bool
    parent: int | None

    @property
    def is_telling(self) -> bool:
        """Whether its colour or size may hide text."""
        return self.colour != 0 or self.size <= SMALLEST


def is_name_of_font(name: str) -> bool:
    """Whether a font can have this name. Many are named like people, so such names are not told."""
    return len(name) <= _LONGEST_FONT and _NUMBER.search(name) is None


class Fonts:
    """The font table: character sets by the number of the font."""

    def __init__(self) -> None:
        self.default = WESTERN
        self.has_own_western = True
        """Whether the first character set is the western one, and not that of the document."""
        self._codecs: dict[int, str] = {}
        self._name = ""
        self._number = 0

    def codec(self, number: int | None) -> str:
        """The character set of a font; that of the document for an unknown one."""
        return self._codecs.get(number or 0, "") or self.default

    def word(self, word: str, value: int | None) -> None:
        """One word in the table."""
        if word == "f":
            self._number = value or 0
        elif len(self._codecs) < _MOST:
            if word == "fcharset" and (value or self.has_own_western):
                self._codecs[self._number] = of_font(value, "")
            elif word == "cpg" and (codec := of_code_page(value or 0)):
                self._codecs[self._number] = codec

    def add(self, text: str) -> list[str]:
        """Names of fonts. Gives those that no font can have."""
        *names, self._name = (self._name + text).split(";")
        if len(self._name) > _LONGEST:
            names += self.rest()
        return [name for name in names if not is_name_of_font(name)]

    def rest(self) -> list[str]:
        """A name without end, where the table ends."""
        name, self._name = self._name, ""
        return [] if is_name_of_font(name) else [name]


class Colours:
    """The colour table; None is the colour that programs choose."""

    def __init__(self) -> None:
        self.colours: list[Colour | None] = []
        self._parts: dict[str, int] = {}

    def word(self, word: str, value: int | None) -> None:
        """One word in the table."""
        if word in ("red", "green", "blue"):
            self._parts[word] = min(max(value or 0, 0), 255)

    def add(self, text: str) -> str:
        """Text in the table, of which each semicolon ends a colour. Returns what does not belong there."""
        for _ in range(text.count(";")):
            if len(self.colours) < _MOST:
                parts = self._parts
                colour = (parts.get("red", 0), parts.get("green", 0), parts.get("blue", 0))
                self.colours.append(colour if parts else None)
            self._parts = {}
        return text.replace(";", " ").strip()


class Styles:
    """The style sheet: what styles hide, and which are headings."""

    def __init__(self) -> None:
        self._styles: dict[tuple[str, int], Style] = {}
        self._key = ("s", 0)
        self._parent: int | None = None
        self._name = ""

    def chain(self, word: str, number: int) -> list[Style]:
        """A style and those it is based on; cycles end."""
        found: list[Style] = []
        style = self._styles.get((word, number))
        while style is not None and len(found) < _MOST_PARENTS:
            found.append(style)
            style = None if style.parent is None else self._styles.get((word, style.parent))
        return found

    def word(self, word: str, value: int | None) -> None:
        """One word in the sheet."""
        if word in ("s", "cs", "ts", "ds"):
            self._key = (word, value or 0)
        elif word == "sbasedon":
            self._parent = value

    def add(self, text: str, look: Look) -> Iterator[str]:
        """The names of styles, each behind its formatting."""
        *names, self._name = (self._name + text).split(";")
        for name in map(str.strip, names):
            is_heading = look.heading or name.lower().startswith(("heading", "title", "subtitle"))
            if len(self._styles) < _MOST:
                style = Style(look.hidden, look.colour, look.size, is_heading, self._parent)
                self._styles[self._key] = style
            self._key, self._parent = ("s", 0), None
            yield name.removesuffix(_OF_CHARACTERS)
        if len(self._name) > _LONGEST:
            yield from self.rest()

    def rest(self) -> list[str]:
        """A name without end, where the sheet ends."""
        name, self._name = self._name, ""
        return [name]
