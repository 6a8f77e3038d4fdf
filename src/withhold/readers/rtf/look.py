"""How text looks: what a group passes on to the groups in it, and which words change it."""

from collections.abc import Callable

from withhold.domain.concealment import Concealment

SMALLEST = 2
"""In half points: nobody reads text of one point."""
_MOST_REPLACED = 4096
"""Signs in place of one character; no program needs more than a few."""
_LOWEST = -40
"""Lines of exactly that height or less show nothing, in twentieths of a point; exact heights are negative."""
_NARROWEST = 5
"""Percent of the usual width."""
_ALIKE = 10
"""Two colours whose parts differ by no more than this look the same."""
SHADED = -1
"""A background of which nothing more is known than that it is not white."""
Colour = tuple[int, int, int]
WHITE: Colour = (255, 255, 255)


class Look:
    """The state of a group: formatting of characters and paragraphs, character set."""

    __slots__ = (
        "codec", "colour", "ground", "heading", "hidden", "in_table", "is_flat", "is_number", "is_off",
        "level", "paragraph_ground", "removed", "replaced", "size", "skip", "styled",
        "styled_paragraph", "width",
    )  # fmt: skip

    def __init__(self) -> None:
        self.skip = 1
        self.replaced = False
        """In the form that is only there for programs which do not know the better one."""
        self.is_number = False
        """In the number before a paragraph of a list."""
        self.plain()
        self.paragraph()

    def copy(self) -> "Look":
        """Another one that begins alike."""
        other = Look.__new__(Look)
        for name in Look.__slots__:
            setattr(other, name, getattr(self, name))
        return other

    def plain(self) -> None:
        """The word that takes back all formatting of characters."""
        self.hidden = self.removed = self.styled = False
        self.codec = ""
        """Empty: that of the document."""
        self.colour = 0
        self.ground: int | None = None
        self.size, self.width = 24, 100

    def paragraph(self) -> None:
        """The word that takes back all formatting of paragraphs."""
        self.in_table = self.styled_paragraph = self.is_off = self.is_flat = False
        self.level = 1
        self.heading = False
        self.paragraph_ground: int | None = None

    def concealment(self, colours: list[Colour | None], paper: Colour | int | None) -> Concealment:
        """How text is hidden. `paper`: the colour behind the paragraph, where it is not white."""
        if self.removed:
            return Concealment.TRACKED_CHANGE
        if self.hidden or self.styled or self.styled_paragraph or self.replaced:
            return Concealment.INVISIBLE_TEXT
        if self.is_flat or self.size <= SMALLEST or self.width <= _NARROWEST:
            return Concealment.ZERO_SIZE
        if self.is_off:
            return Concealment.OFF_PAGE
        if not self.colour or self.colour >= len(colours) or (ink := colours[self.colour]) is None:
            return Concealment.VISIBLE
        behind = self._behind(colours, paper)
        if behind is not None and all(abs(one - two) <= _ALIKE for one, two in zip(ink, behind, strict=True)):
            return Concealment.INVISIBLE_TEXT
        return Concealment.VISIBLE

    def _behind(self, colours: list[Colour | None], paper: Colour | int | None) -> Colour | None:
        """The colour behind the text; None where it is not known."""
        for number in (self.ground, self.paragraph_ground, paper):
            if isinstance(number, tuple):
                return number
            if number == SHADED:
                return None
            if number:
                return (colours[number] if number < len(colours) else None) or WHITE
        return WHITE


def _is_on(value: int | None) -> bool:
    return value != 0


def _hide(look: Look, value: int | None) -> None:
    look.hidden = _is_on(value)
    if not look.hidden:
        look.styled = look.styled_paragraph = False


def _remove(look: Look, value: int | None) -> None:
    look.removed = _is_on(value)


def _ink(look: Look, value: int | None) -> None:
    look.colour = max(value or 0, 0)


def _mark(look: Look, value: int | None) -> None:
    look.ground = max(value or 0, 0) or None


def _shade(look: Look, value: int | None) -> None:
    look.ground = SHADED if value else look.ground


def _fill(look: Look, value: int | None) -> None:
    look.paragraph_ground = max(value or 0, 0) or None


def _shade_paragraph(look: Look, value: int | None) -> None:
    look.paragraph_ground = SHADED if value else look.paragraph_ground


def _size(look: Look, value: int | None) -> None:
    look.size = 24 if value is None else value


def _width(look: Look, value: int | None) -> None:
    look.width = 100 if value is None else value


def _plain(look: Look, _: int | None) -> None:
    look.plain()


def _paragraph(look: Look, _: int | None) -> None:
    look.paragraph()


def _in_table(look: Look, value: int | None) -> None:
    look.in_table = _is_on(value)


def _level(look: Look, value: int | None) -> None:
    look.level = min(max(value or 0, 1), 64)
    look.in_table = bool(value)


def _outline(look: Look, value: int | None) -> None:
    look.heading = value is not None and 0 <= value < 9


def _line(look: Look, value: int | None) -> None:
    look.is_flat = value is not None and _LOWEST <= value < 0


def _skip(look: Look, value: int | None) -> None:
    look.skip = 1 if value is None else min(max(value, 0), _MOST_REPLACED)


CHANGES: dict[str, Callable[[Look, int | None], None]] = {
    "plain": _plain, "pard": _paragraph, "v": _hide, "deleted": _remove, "mvf": _remove, "cf": _ink,
    "cb": _mark, "chcbpat": _mark, "highlight": _mark, "chshdng": _shade, "cbpat": _fill,
    "shading": _shade_paragraph, "fs": _size, "charscalex": _width, "intbl": _in_table, "itap": _level,
    "outlinelevel": _outline, "sl": _line, "uc": _skip,
}  # fmt: skip
"""What each word of formatting does."""
