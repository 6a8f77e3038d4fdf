"""How text looks: whether a run's properties, or those of its style, hide it (ISO/IEC 29500-1, 17.3.2)."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from withhold.domain.concealment import Concealment
from withhold.readers.ooxml.xml import END, START, Event

_OFF = frozenset(("0", "false", "off", "none"))
_WHITE = frozenset(("ffffff", "background1", "light1"))
_SMALLEST = 2
"""In half points: nobody reads text of one point."""
_MOST_PARENTS = 32


def hides(name: str, attributes: dict[str, str]) -> Concealment | None:
    """What one property of a run says: hidden, not hidden, or None where it says nothing of it."""
    value = attributes.get("val", "").lower()
    if name in ("vanish", "specVanish"):
        return Concealment.VISIBLE if value in _OFF else Concealment.INVISIBLE_TEXT
    if name == "color" and (value in _WHITE or attributes.get("themeColor", "").lower() in _WHITE):
        return Concealment.INVISIBLE_TEXT
    if name == "sz" and value.isdecimal() and len(value) < 9 and int(value) <= _SMALLEST:
        return Concealment.ZERO_SIZE
    return None


def is_dark(attributes: dict[str, str]) -> bool:
    """A shading on which white text can be read."""
    fill = attributes.get("fill", "auto").lower()
    theme = attributes.get("themeFill", "").lower()
    return (fill not in ("auto", "ffffff", "") and theme not in _WHITE) or (
        bool(theme) and theme not in _WHITE
    )


def heading_level(digit: str) -> int:
    """The level of "heading 2"; a title is of the first."""
    return int(digit) if digit in "123456789" and digit else 1


def outline_level(value: str) -> int:
    """The level of headings that an outline level means (0 to 8; 9 is body text); 0: none."""
    return int(value) + 1 if value in tuple("012345678") else 0


@dataclass(slots=True)
class Style:
    """What a style says of its text. `is_shaded` makes its white text readable; `level` is that of a heading,
    from 1, or 0."""

    parent: str = ""
    concealment: Concealment | None = None
    is_heading: bool = False
    is_shaded: bool = False
    level: int = 0
    is_listed: bool = False


@dataclass(slots=True)
class WordStyles:
    """The styles by identifier."""

    styles: dict[str, Style] = field(default_factory=dict)

    def chain(self, identifier: str) -> Iterable[Style]:
        """A style and those it is based on; cycles end."""
        for _ in range(_MOST_PARENTS):
            style = self.styles.get(identifier)
            if style is None:
                return
            yield style
            identifier = style.parent

    def concealment(self, identifier: str) -> Concealment:
        """How text in a style is hidden; the nearest style that says something decides."""
        chain = list(self.chain(identifier))
        said = next((style.concealment for style in chain if style.concealment is not None), None)
        if said is None or any(style.is_shaded for style in chain):
            return Concealment.VISIBLE
        return said

    def is_heading(self, identifier: str) -> bool:
        """Whether paragraphs in a style are headings or titles."""
        return any(style.is_heading for style in self.chain(identifier))

    def level(self, identifier: str) -> int:
        """The level of headings in a style, from 1; 0 where it is none."""
        return next((style.level for style in self.chain(identifier) if style.level), 0)

    def is_listed(self, identifier: str) -> bool:
        """Whether paragraphs in a style are entries of a list."""
        return any(style.is_listed for style in self.chain(identifier))

    def is_shaded(self, identifier: str) -> bool:
        """Whether a style fills what is behind its text."""
        return any(style.is_shaded for style in self.chain(identifier))


def read_styles(events: Iterable[Event], styles: WordStyles) -> list[str]:
    """Fills the styles from word/styles.xml; returns the names that people gave."""
    style = Style()
    names: list[str] = []
    is_custom = False
    for kind, name, attributes, _ in events:
        if kind == END and name == "style":
            style, is_custom = Style(), False
        if kind != START:
            continue
        value = attributes.get("val", "")
        if name == "style":
            style = Style()
            styles.styles[attributes.get("styleId", "")] = style
            is_custom = attributes.get("customStyle") in ("1", "true")
        elif name == "basedOn":
            style.parent = value
        elif name == "name" and is_custom:
            names.append(value.removesuffix(" Char"))  # written by the program behind a style's name
        elif name == "name":
            style.is_heading = value.lower().startswith(("heading", "title", "subtitle"))
            style.level = heading_level(value[-1:]) if style.is_heading else 0
        elif name == "outlineLvl":
            style.is_heading = style.is_heading or value != "9"
            style.level = style.level or outline_level(value)
        elif name == "numId":
            style.is_listed = value != "0"
        elif name == "shd":
            style.is_shaded = style.is_shaded or is_dark(attributes)
        elif (found := hides(name, attributes)) is not None:
            style.concealment = found.inside(style.concealment or Concealment.VISIBLE)
    return names
