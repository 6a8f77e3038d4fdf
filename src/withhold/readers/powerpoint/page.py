"""One slide, notes page, layout or master: what it says, and how that is given out."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from withhold.domain.concealment import Concealment
from withhold.domain.location import Location
from withhold.domain.piece import EMPTY_CELL, TEXT_CELL, Table, TextRole
from withhold.readers.grid import tables
from withhold.readers.grid_row import GridRow
from withhold.readers.interface import ReaderError
from withhold.readers.ooxml.part import Items, Part
from withhold.readers.powerpoint.forms import Form
from withhold.readers.powerpoint.hand import Sheet, Words
from withhold.readers.powerpoint.hiding import Scene, narrow_columns
from withhold.readers.powerpoint.paint import Palette
from withhold.readers.powerpoint.shapes import Cell, Segment, Shape
from withhold.readers.powerpoint.sketch import Artist

_VISIBLE = Concealment.VISIBLE
_JPEG, _PNG = b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n"
_COLOUR_TYPE = 25
_WITHOUT_ALPHA = (b"\0", b"\2")


@dataclass(frozen=True, slots=True)
class SlidePart(Part):
    """A part that belongs to a slide: `slide` counts from 1, 0 is no slide. `hidden` is how the slide is."""

    slide: int = 0
    hidden: Concealment = _VISIBLE

    @property
    def location(self) -> Location:
        """The slide where there is one, then the part."""
        location = self.book.place.location
        if self.slide:
            location = location.child("slide", str(self.slide), self.slide)
        return location.child("part", self.member)

    def how(self, concealment: Concealment = _VISIBLE) -> Concealment:
        """By its slide first."""
        return concealment.inside(self.hidden).inside(self.book.place.concealment)


@dataclass(slots=True)
class Said:
    """What was said already of the whole document: names that the program gives, again and again."""

    artist: Artist = field(default_factory=Artist)
    names: set[str] = field(default_factory=set)
    opaque: dict[str, bool] = field(default_factory=dict)
    """Whether the pictures looked at have no transparency, by member."""
    uses: dict[str, Concealment] = field(default_factory=dict)
    """By member: how it is hidden where it is hidden least."""

    def use(self, member: str, how: Concealment) -> None:
        """A part is used by something that is hidden like this."""
        if self.uses.get(member, how) is not _VISIBLE:
            self.uses[member] = how


@dataclass(slots=True)
class Page:
    """A part of slides with all that is needed to judge it. `base` is how its texts are hidden at best.

    The empty places of a form (a layout or master) hold hints for whoever fills them, not shown on slides.
    """

    part: SlidePart
    said: Said
    form: Form | None = None
    palette: Palette = field(default_factory=Palette)
    size: tuple[int, int] | None = None
    base: Concealment = _VISIBLE
    is_form: bool = False
    links: dict[str, str | None] | None = None
    """Where its relationships lead, once that was asked."""
    sheet: Sheet = field(default_factory=Sheet)
    artist: Artist | None = None
    """Who draws the part, if it is not who draws the document."""

    def read(self) -> Items:
        """Follows the part and gives out everything on it."""
        yield from self.follow()
        yield from self.rest()

    def follow(self) -> Items:
        """Reads the part; only of what is very long something is given out before the end."""
        artist = self.artist or self.said.artist
        for _ in artist.follow(self.part, self.sheet):
            if self.sheet.is_full:
                done = self.sheet.take()
                yield from self.give(done)
                yield from self._beside(done)

    def rest(self) -> Items:
        """What has not been given out yet."""
        yield from self.give(self.sheet.shapes)
        yield from self._beside(self.sheet.shapes)

    def give(self, shapes: list[Shape]) -> Items:
        """The texts and tables of some shapes, the title first, and how what they refer to is hidden."""
        if self.part.slide and self.sheet.root.get("show") in ("0", "false", "off"):
            self.part = replace(self.part, hidden=Concealment.HIDDEN_SLIDE)
        if self.sheet.mapping:
            self.palette = replace(self.palette, names={**self.palette.names, **self.sheet.mapping})
        scene = Scene(
            shapes,
            self.form,
            self.palette,
            self.sheet.background,
            self.size,
            self.sheet.animated,
            self._is_opaque,
        )
        title = ""
        for shape in sorted(shapes, key=lambda shape: not shape.is_title):
            how = scene.shape(shape)
            self._used(shape, how)
            for kind, text in self._texts(scene, shape, shape.segments, how).items():
                role = TextRole.HEADING if shape.is_title else TextRole.PROSE
                role = TextRole.LABEL if self.is_form and shape.placeholder is not None else role
                title = title or (text if shape.is_title and kind is _VISIBLE else "")
                yield self.part.text(text, self._shown(kind, shape), role)
            if shape.rows:
                yield from self._table(scene, shape, how, title)

    def _beside(self, shapes: list[Shape]) -> Items:
        """What stands beside the texts: descriptions, names, other words, forms for older programs."""
        sheet = self.sheet
        words, sheet.words = sheet.words, Words()
        left, sheet.fallbacks = "".join(sheet.fallbacks).split("\n"), []
        how = Concealment.ALT_TEXT if self.base is _VISIBLE or self.is_form else self.base
        yield from self.part.lines(words.described, how)
        yield from self.part.lines(self._new(words.named), how)
        yield from self.part.lines(self._new(words.others), Concealment.METADATA)
        seen = {line.strip() for shape in shapes for line in _lines(shape)} if any(left) else set()
        yield from self.part.lines(
            (line for line in left if line.strip() not in seen), Concealment.INVISIBLE_TEXT, TextRole.PROSE
        )
        for used in sheet.uses:
            self._use(used, _VISIBLE)
        sheet.uses = []

    def _shown(self, how: Concealment, shape: Shape) -> Concealment:
        if self.is_form and shape.placeholder is not None:
            return Concealment.METADATA
        return self.base if how is _VISIBLE else how

    def _new(self, names: list[str]) -> Iterator[str]:
        """Names without the number that programs put behind them, each once in the document."""
        for name in names:
            stem, _, count = name.rpartition(" ")
            name = stem if stem and count.isdecimal() and len(count) < 6 else name
            if name not in self.said.names:
                if len(self.said.names) < 1 << 16:
                    self.said.names.add(name)
                yield name

    def _texts(
        self, scene: Scene, shape: Shape, segments: list[Segment], how: Concealment, cell: Cell | None = None
    ) -> dict[Concealment, str]:
        """The text by how it is hidden, a line a paragraph."""
        if len(segments) == 1:
            text = segments[0].text.strip()
            return {scene.segment(shape, segments[0], cell).inside(how): text} if text else {}
        found: dict[Concealment, list[str]] = {}
        last: dict[Concealment, int] = {}
        for segment in segments:
            kind = scene.segment(shape, segment, cell)
            if how is not _VISIBLE:
                kind = kind.inside(how)
            texts = found.setdefault(kind, [])
            if last.setdefault(kind, segment.paragraph) != segment.paragraph:
                texts.append("\n")
                last[kind] = segment.paragraph
            texts.append(segment.text)
        joined = {kind: "".join(texts).strip() for kind, texts in found.items()}
        return {kind: text for kind, text in joined.items() if text}

    def _table(self, scene: Scene, shape: Shape, how: Concealment, title: str) -> Items:
        rows, others = [], []
        narrow = narrow_columns(shape)
        for number, cells in enumerate(shape.rows, shape.first_row):
            values: list[str | None] = []
            hidden: dict[int, Concealment] = {}
            for at, cell in enumerate(cells):
                if not cell.segments:
                    values.append(None)
                    continue
                around = Concealment.HIDDEN_COLUMN if at in narrow else _VISIBLE
                around = Concealment.INVISIBLE_TEXT if cell.is_merged else around
                first = cell.segments[0]
                if around is _VISIBLE and first.look is None and len(cell.segments) == 1:
                    values.append(first.text.strip() or None)
                    continue
                texts = self._texts(scene, shape, cell.segments, around, cell)
                kind = _VISIBLE if _VISIBLE in texts or not texts else next(iter(texts))
                values.append(texts.pop(kind, None))
                if kind is not _VISIBLE:
                    hidden[at] = kind
                others += [self.part.text(text, other.inside(how)) for other, text in texts.items()]
            kinds = [TEXT_CELL if value else EMPTY_CELL for value in values]
            rows.append(GridRow(number, values, kinds, cells=hidden or None))
        part = self.part
        shown = part.how(self._shown(how, shape))
        for item in tables(rows, place=part.book.place, location=part.location, concealment=shown):
            if isinstance(item, Table) and title:
                item = replace(item, titles=(title, *item.titles))
            yield item
        yield from others

    def _used(self, shape: Shape, how: Concealment) -> None:
        for used in shape.uses:
            self._use(used, Concealment.OFF_PAGE if used in shape.cropped and how is _VISIBLE else how)

    def _use(self, identifier: str, how: Concealment) -> None:
        if (member := self._member(identifier)) is not None:
            how = self.base if how is _VISIBLE and self.is_form else how
            self.said.use(member, how.inside(self.part.hidden))

    def _member(self, identifier: str) -> str | None:
        if self.links is None:
            links = self.part.book.package.relationships(self.part.member)
            self.links = {link.identifier: link.part for link in reversed(links)}
        return self.links.get(identifier)

    def _is_opaque(self, identifier: str) -> bool:
        """Whether a picture has no transparency, as far as its first bytes tell."""
        member = self._member(identifier)
        if member is None:
            return False
        if member not in self.said.opaque:
            self.said.opaque[member] = _is_opaque(self.part, member)
        return self.said.opaque[member]


def _is_opaque(part: Part, member: str) -> bool:
    try:
        head = next(iter(part.book.package.open(member)), b"")
    except ReaderError:  # which is told where the picture itself is read
        return False
    if head.startswith(_PNG):
        kind = head[_COLOUR_TYPE : _COLOUR_TYPE + 1]
        return kind in _WITHOUT_ALPHA and b"tRNS" not in head[:4096]
    return head.startswith((_JPEG, b"BM"))


def _lines(shape: Shape) -> Iterator[str]:
    """The lines of a shape and its cells."""
    bodies = [shape.segments, *(cell.segments for row in shape.rows for cell in row)]
    for body in bodies:
        paragraphs: dict[int, list[str]] = {}
        for segment in body:
            paragraphs.setdefault(segment.paragraph, []).append(segment.text)
        for texts in paragraphs.values():
            yield from "".join(texts).split("\n")
