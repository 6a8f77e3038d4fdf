"""Follows the XML of a slide, layout, master or notes page and collects shapes (ISO/IEC 29500-1, 19.3)."""

from collections.abc import Callable, Iterator

from withhold.readers.interface import Limits, OverLimit, ReaderError
from withhold.readers.ooxml.generic import words
from withhold.readers.ooxml.part import Part
from withhold.readers.ooxml.xml import START, Event, create_parser, feed, local_attributes, local_name
from withhold.readers.powerpoint.drawing import Drawing
from withhold.readers.powerpoint.hand import LONGEST, MOST_SHAPES, Attributes, Sheet
from withhold.readers.powerpoint.painting import Painting
from withhold.readers.powerpoint.shapes import Shape
from withhold.readers.powerpoint.vocabulary import PLAIN
from withhold.readers.powerpoint.writing import Writing

_MOST_NAMES = 20_000
_DEEPEST = Limits().xml_depth
_TYPEFACES = ("latin", "ea", "cs", "sym", "buFont")


class Sketch:
    """The shapes of one part in their order from the back to the front, and all else that it says.

    `root` are the attributes of the part's own element. Each of the three hands knows its elements.
    """

    def __init__(self) -> None:
        self.root: Attributes = {}
        self.sheet = Sheet()
        self.drawing = Drawing(self.sheet)
        self.painting = Painting(self.sheet)
        self._writing = Writing(self.sheet)
        hands = (self.drawing, self.painting, self._writing)
        self.starts = {name: act for hand in hands for name, act in hand.starts().items()}
        self.starts |= dict.fromkeys(_TYPEFACES, self._typeface)
        self._ends = {name: act for hand in hands for name, act in hand.ends().items()}
        self._known: dict[str, Callable[[Attributes], None] | None] = {}
        self._known_ends: dict[str, Callable[[], None] | None] = {}
        self._faces: set[str] = set()
        self._depth = 0

    def follow(self, part: Part) -> Iterator[None]:
        """Reads a part, pausing from time to time; where it is damaged, that goes to the part's failures."""
        parser = create_parser()
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._characters
        try:
            yield from feed(parser, part.chunks())
        except ReaderError as error:
            self._writing.flush()
            part.failures.append(error)

    @property
    def is_full(self) -> bool:
        """So much has been collected that it should be given out before more is read."""
        return self.sheet.weight > 4 * LONGEST or len(self.sheet.shapes) > MOST_SHAPES

    def take(self) -> list[Shape]:
        """The shapes that are complete, which are forgotten here."""
        begun = {id(shape) for shape in self.sheet.open_shapes}
        done = [shape for shape in self.sheet.shapes if id(shape) not in begun]
        self.sheet.shapes = [shape for shape in self.sheet.shapes if id(shape) in begun]
        self.sheet.weight = 0
        return done

    def _start(self, name: str, attributes: Attributes) -> None:
        self._depth += 1
        try:
            found = self._known[name]
        except KeyError:
            found = self._learn(name)
        if found is not None:
            found(attributes)
        if self._depth > _DEEPEST:
            raise OverLimit(f"elements nest deeper than {_DEEPEST}")

    def _learn(self, name: str) -> Callable[[Attributes], None] | None:
        if self._depth == 1:
            return self._begin_root
        local = local_name(name)
        found = self.starts.get(local)
        if found is None and local not in PLAIN:
            found = self._other
        if len(self._known) < _MOST_NAMES:
            self._known[name] = found
        return found

    def _end(self, name: str) -> None:
        self._depth -= 1
        try:
            found = self._known_ends[name]
        except KeyError:
            found = self._ends.get(local_name(name)) if self._depth else None
            if len(self._known_ends) < _MOST_NAMES and self._depth:
                self._known_ends[name] = found
        if found is not None:
            found()

    def _characters(self, text: str) -> None:
        if self._writing.text is not None:
            self._writing.text.append(text)
        elif not text.isspace():
            self.sheet.words.others.append(text)
            self.sheet.weight += len(text)

    def _begin_root(self, attributes: Attributes) -> None:
        self.root = attributes
        self._other(attributes)

    def _typeface(self, attributes: Attributes) -> None:
        if (face := attributes.get("typeface", "")) not in self._faces:
            self._faces.add(face)
            self.sheet.words.others.append(face)
            self.sheet.weight += len(face)

    def _other(self, attributes: Attributes) -> None:
        """An element without meaning for the look: its words, and what it leads to."""
        if attributes:
            attributes = {name: value for name, value in attributes.items() if not name.startswith("xmlns")}
            self.sheet.use(attributes)
            found = list(words([Event(START, "", local_attributes(attributes), "")]))
            self.sheet.words.others += found
            self.sheet.weight += sum(map(len, found))
