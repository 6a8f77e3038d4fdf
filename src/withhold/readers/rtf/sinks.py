"""Where texts of an RTF document go: stories, words beside the text, bytes, tables at the head."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from io import BytesIO

from withhold.domain.concealment import Concealment
from withhold.domain.location import Location
from withhold.domain.piece import PartRead, ReadItem, Skipped, SkipReason, Text, TextRole
from withhold.readers.interface import OverLimit, Place, Source
from withhold.readers.lines import in_chunks
from withhold.readers.rtf.blobs import Blob
from withhold.readers.rtf.characters import decoded, from_digits, is_worth_telling, joined
from withhold.readers.rtf.heads import Colours, Fonts, Styles, is_name_of_font
from withhold.readers.rtf.look import Colour
from withhold.readers.rtf.story import Block, Story, assembled
from withhold.readers.rtf.vocabulary import UNKNOWN, Destination, Kind

_LONGEST = 1 << 18
"""Characters of an aside that are held."""
_MOST_HELD = 1 << 15
"""Characters of all asides that are held until they are given."""
_MOST_BOXES = _LONGEST_BOX = 4096
_MOST_STORIES = 64
_MARKS = {"panose": re.compile(r"[0-9A-Fa-f]{20}"), "blipuid": re.compile(r"[0-9A-Fa-f]{32}")}
"""What marks a font or a picture, and tells nothing."""
_PROPERTY = re.compile(r"[A-Za-z0-9]{0,40}")
_SHAPE_TEXTS = frozenset(("wzDescription", "wzName", "wzTooltip", "pihlShape"))
_VISIBLE = Concealment.VISIBLE


@dataclass(slots=True)
class Aside:
    """Words beside the text, being collected."""

    word: str
    destination: Destination
    location: Location
    how: Concealment
    texts: list[str] = field(default_factory=list)
    size: int = 0

    def add(self, text: str) -> None:
        """More of them."""
        self.texts.append(text)
        self.size += len(text)


Sink = Story | Aside | Blob | Fonts | Colours | Styles


class Sinks:
    """Those that are open, the innermost last. What they give is in `out`."""

    def __init__(self, place: Place, location: Location) -> None:
        self.out: list[Block] = []
        self.fonts, self.colours, self.styles = Fonts(), Colours(), Styles()
        self.story = Story(place, location, _VISIBLE)
        self.open: list[Sink] = [self.story]
        self.page: Colour | None = None
        """The colour of the paper."""
        self.is_off = False
        """Whether the drawing that is read stands beside the paper."""
        self._place = place
        self._location = location
        self._stories: list[tuple[Story, list[Block]]] = []
        """The stories around the one that is open, and what they gave until then."""
        self._asides: dict[tuple[Location, Concealment, TextRole], list[str]] = {}
        self._held = 0
        self._boxed: set[str] = set()
        self._property = ""
        self._is_page = False
        self._fill: Colour | None = None
        self._numbers: dict[str, int] = {}
        self._parts: dict[Location, None] = {}
        self._unknown = 0

    def given(self) -> list[Block]:
        """What has been found since this was last asked; a story beside the body comes at its end."""
        if self._stories or not self.out:
            return []
        out, self.out = self.out, []
        return out

    def begin(self, word: str, destination: Destination) -> None:
        """A destination begins, within the story that is open. Raises OverLimit."""
        outer = self.story
        location = self._location if not destination.part else self._location.child("part", destination.part)
        how = destination.how.inside(outer.how)
        if destination.kind is Kind.STORY:
            is_off = word == "shptxt" and self.is_off
            self._begin_story(location, Concealment.OFF_PAGE.inside(outer.how) if is_off else how)
        elif destination.kind is Kind.ASIDE:
            place = location if destination.part else outer.location
            self.open.append(Aside(word, destination, place, how))
        elif destination.kind is Kind.BYTES:
            name = destination.part
            number = self._numbers[name] = self._numbers.get(name, 0) + 1
            place = outer.location.child("member", f"{name} {number}", number)
            self.open.append(Blob(self._place, place, destination, how))
        elif destination.kind is not Kind.SAME:
            tables: dict[Kind, Sink] = {Kind.FONTS: self.fonts, Kind.COLOURS: self.colours}
            self.open.append(tables.get(destination.kind, self.styles))
        elif word == "background":
            self._is_page = True
        elif word == "shp":
            self._fill, self.is_off = None, False

    def _begin_story(self, location: Location, how: Concealment) -> None:
        if len(self._stories) >= _MOST_STORIES:
            raise OverLimit(f"more than {_MOST_STORIES} notes and text boxes in one another")
        outer, self.story = self.story, Story(self._place, location, how)
        self.story.seen = self._boxed if how is Concealment.INVISIBLE_TEXT else outer.seen
        self.story.ground = self._fill
        self._stories.append((outer, self.out))
        self.out = []
        self._parts[location] = None
        self.open.append(self.story)

    def end(self, depth: int) -> None:
        """Closes all but the first some."""
        while len(self.open) > depth:
            sink = self.open.pop()
            if isinstance(sink, Story):
                self._end_story(sink)
            elif isinstance(sink, Aside):
                self._end_aside(sink)
            elif isinstance(sink, Blob):
                self.out += sink.items()
                self._strays(sink)
            elif isinstance(sink, Fonts | Styles):
                for name in sink.rest():
                    self.tell(name, Concealment.METADATA, TextRole.LABEL)

    def finish(self) -> None:
        """Closes all, and gives what is still held."""
        self.end(0)
        self._tell_asides()
        if self._unknown:
            location = self._location.child("part", UNKNOWN.part)
            detail = "nothing is known of these destinations: only their text was read"
            self.out.append(Skipped(location, SkipReason.DECODED_AS_STRINGS, self._unknown, detail))

    def parts(self) -> Iterator[ReadItem]:
        """That the stories beside the body have been read."""
        return map(PartRead, self._parts)

    def tell(self, text: str, how: Concealment, role: TextRole, location: Location | None = None) -> None:
        """Words that stand beside the text, with others of their kind."""
        if is_worth_telling(text):
            key = (location or self.story.location, how.inside(self._place.concealment), role)
            self._asides.setdefault(key, []).append(text)
            self._held += len(text)
            if self._held > _MOST_HELD:
                self._tell_asides()

    def tell_unknown(self, texts: Iterable[str], size: int) -> None:
        """Texts out of bytes that nobody knows."""
        self._unknown += size
        for text in texts:
            self.tell(text, UNKNOWN.how, UNKNOWN.role, self._location.child("part", UNKNOWN.part))

    def add_aside(self, sink: Aside, text: str) -> None:
        """More words of an aside; a very long one comes in pieces."""
        sink.add(text)
        if sink.size > _LONGEST:
            self._end_aside(sink)
            sink.texts, sink.size = [], 0

    def _tell_asides(self) -> None:
        for (location, how, role), texts in self._asides.items():
            self.out += (Text(location, text, role, how) for text in in_chunks(texts))
        self._asides.clear()
        self._held = 0

    def _end_story(self, story: Story) -> None:
        self.out += story.end()
        if self._stories:
            blocks = self.out
            self.story, self.out = self._stories.pop()
            self.out += assembled(iter(blocks), self._place, story.location)
            if story.how is _VISIBLE and len(self._boxed) < _MOST_BOXES:
                texts = (block.text for block in blocks if isinstance(block, Text))
                self._boxed.update(text for text in texts if len(text) < _LONGEST_BOX)

    def _end_aside(self, sink: Aside) -> None:
        text = joined(sink.texts).strip(" \t\r\n;")
        if sink.word == "sn" and _PROPERTY.fullmatch(text):
            self._property = text
        elif sink.word == "sv":
            self._shape(text, sink)
        elif sink.destination is UNKNOWN:
            self._unknown_text(text, sink)
        elif not _is_usual(sink.word, text):
            for line in text.split("\n") if sink.destination.is_listed else (text,):
                self.tell(line.strip().rstrip(";"), sink.how, sink.destination.role, sink.location)

    def _strays(self, sink: Blob) -> None:
        if sink.strays:
            text = decoded(bytes(sink.strays), self.fonts.default)
            self.tell(text, Concealment.INVISIBLE_TEXT, TextRole.CODE, sink.location)

    def _unknown_text(self, text: str, sink: Aside) -> None:
        data = from_digits(text)
        if not data:
            self.tell_unknown(text.split("\n"), sink.size if is_worth_telling(text) else 0)
            return
        self._place.budget.member()
        self._place.budget.spend(len(data))
        inner = self._place.inside(sink.location, sink.how)
        self.out += self._place.open_nested(Source(BytesIO(data), len(data), ""), inner)

    def _shape(self, text: str, sink: Aside) -> None:
        """A property of a drawing: texts, and the colour behind what is written in it."""
        name = self._property
        if name == "gtextUNICODE" and text:
            how = self.story.hidden(_VISIBLE).inside(self._place.concealment)
            self.out.append(Text(self.story.location, text, TextRole.PROSE, how))
        elif name == "fillColor" and text.isdecimal() and len(text) < 10:
            value = int(text)
            self._fill = (value & 255, value >> 8 & 255, value >> 16 & 255)
            if self._is_page:
                self.page, self._fill, self._is_page = self._fill, None, False
        elif name == "fFilled" and text == "0":
            self._fill = None
        else:
            how = Concealment.ALT_TEXT if name in _SHAPE_TEXTS else Concealment.METADATA
            self.tell(text, how.inside(self.story.how), TextRole.LABEL, sink.location)


def _is_usual(word: str, text: str) -> bool:
    """Whether a destination holds what every document has in it, and nothing to tell."""
    if word == "falt":
        return is_name_of_font(text)
    return word in _MARKS and _MARKS[word].fullmatch(text) is not None
