"""Follows the XML of a slide, layout, master or notes page and collects shapes (ISO/IEC 29500-1, 19.3)."""

from collections.abc import Callable, Iterator
from typing import TypeVar

from withhold.readers.interface import Limits, OverLimit, ReaderError
from withhold.readers.ooxml.generic import words
from withhold.readers.ooxml.part import Part
from withhold.readers.ooxml.xml import START, Event, create_parser, feed, local_attributes, local_name
from withhold.readers.powerpoint.drawing import Drawing
from withhold.readers.powerpoint.hand import Attributes, Sheet
from withhold.readers.powerpoint.markup import Markup
from withhold.readers.powerpoint.painting import Painting
from withhold.readers.powerpoint.plain import PlainText
from withhold.readers.powerpoint.vocabulary import PLAIN, TYPEFACES
from withhold.readers.powerpoint.writing import Writing

_MOST_NAMES = 20_000
_DEEPEST = Limits().xml_depth
_ROOTS = ("sld", "sldLayout", "sldMaster")


_Act = TypeVar("_Act")


class _Known(dict[str, _Act | None]):
    """What to do by the name of an element with its prefix, looked up once each."""

    def __init__(self, look_up: Callable[[str], _Act | None]) -> None:
        super().__init__()
        self._look_up = look_up

    def __missing__(self, name: str) -> _Act | None:
        found = self._look_up(name)
        if len(self) < _MOST_NAMES:
            self[name] = found
        return found


class Artist:
    """Draws the parts of one document, one after the other, each on a sheet of its own.

    Each of the three hands knows its elements; `starts` may be given more.
    """

    def __init__(self) -> None:
        self.sheet = Sheet()
        painting = Painting()
        self._writing = Writing()
        self._hands = (Drawing(), painting, self._writing)
        self.starts = {name: act for hand in self._hands for name, act in hand.starts().items()}
        self.starts |= dict.fromkeys(_ROOTS, self._begin_root)
        self.starts |= dict.fromkeys(TYPEFACES, self._typeface)
        self._ends = {name: act for hand in self._hands for name, act in hand.ends().items()}
        self._known, self._known_ends = _Known(self._start_of), _Known(self._end_of)
        self._faces: set[str] = set()
        markup = Markup(self.starts, self._ends, painting.fill_cell, self._plain_typeface)
        self._plain = PlainText(self._writing, markup)

    def follow(self, part: Part, sheet: Sheet) -> Iterator[None]:
        """Reads a part, pausing from time to time; where it is damaged, that goes to the part's failures."""
        self.sheet = sheet
        for hand in self._hands:
            hand.sheet = sheet
        parser = create_parser()
        parser.StartElementHandler, parser.EndElementHandler = self._handlers()
        parser.CharacterDataHandler = self._characters
        try:
            yield from feed(parser, self._plain.filter(part.chunks()))
        except ReaderError as error:
            self._writing.flush()
            part.failures.append(error)

    def _handlers(self) -> tuple[Callable[[str, Attributes], None], Callable[[str], None]]:
        """What the parser calls for every element, so as little as can be."""
        depth = 0
        starts, ends, deepest = self._known, self._known_ends, _DEEPEST

        def start(name: str, attributes: Attributes) -> None:
            nonlocal depth
            depth += 1
            if depth > deepest:
                raise OverLimit(f"elements nest deeper than {deepest}")
            if (act := starts[name]) is not None:
                act(attributes)

        def end(name: str) -> None:
            nonlocal depth
            depth -= 1
            if (act := ends[name]) is not None:
                act()

        return start, end

    def _start_of(self, name: str) -> Callable[[Attributes], None] | None:
        local = local_name(name)
        return self.starts.get(local) or (None if local in PLAIN else self._other)

    def _end_of(self, name: str) -> Callable[[], None] | None:
        return self._ends.get(local_name(name))

    def _characters(self, text: str) -> None:
        if self.sheet.text is not None:
            self.sheet.text.append(text)
        elif not text.isspace():
            self.sheet.words.others.append(text)
            self.sheet.weight += len(text)

    def _begin_root(self, attributes: Attributes) -> None:
        """The part's own element; one of the same name inside it has nothing to say of the whole."""
        self.sheet.root = self.sheet.root or attributes
        self._other(attributes)

    def _typeface(self, attributes: Attributes) -> None:
        if (face := attributes.get("typeface", "")) not in self._faces:
            if len(self._faces) < _MOST_NAMES:
                self._faces.add(face)
            self.sheet.words.others.append(face)
            self.sheet.weight += len(face)

    def _plain_typeface(self, attributes: Attributes) -> bool:
        """Takes a font; whether it need not be told of again."""
        if any(name.startswith("xmlns") for name in attributes) or len(self._faces) >= _MOST_NAMES:
            return False
        self._typeface(attributes)
        return True

    def _other(self, attributes: Attributes) -> None:
        """An element without meaning for the look: its words, and what it leads to."""
        if attributes:
            attributes = {name: value for name, value in attributes.items() if not name.startswith("xmlns")}
            self.sheet.use(attributes)
            found = list(words([Event(START, "", local_attributes(attributes), "")]))
            self.sheet.words.others += found
            self.sheet.weight += sum(map(len, found))
