"""Follows the XML of a slide, layout, master or notes page and collects its shapes (ISO/IEC 29500-1, 19.3)."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from withhold.readers.interface import Limits, OverLimit, ReaderError
from withhold.readers.ooxml.generic import words
from withhold.readers.ooxml.part import Part
from withhold.readers.ooxml.xml import START, Event, create_parser, feed, local_attributes, local_name
from withhold.readers.powerpoint.geometry import Frame, number, share
from withhold.readers.powerpoint.paint import CHANGES, COLOURS, NONE, OTHER, SOLID, Paint, change
from withhold.readers.powerpoint.shapes import Cell, Levels, Look, Segment, Shape
from withhold.readers.powerpoint.vocabulary import PLAIN

Attributes = dict[str, str]
_MOST_NAMES = 20_000
_DEEPEST = Limits().xml_depth
_SHAPES = ("sp", "pic", "cxnSp", "graphicFrame", "contentPart")
_FILLS = {"solidFill": SOLID, "noFill": NONE, "gradFill": OTHER, "pattFill": OTHER, "grpFill": OTHER}
_NO_PAINT = ("lnL", "lnR", "lnT", "lnB", "lnTlToBr", "lnBlToTr", "effectLst", "effectDag", "scene3d", "sp3d")
_NO_PAINT += ("uFill", "uLn", "buClr", "gs", "fgClr", "bgClr", "blip", "lnRef", "effectRef", "endParaRPr")
_NO_PAINT += ("grpSpPr", "tblPr", "timing", "transition", "extLst", "clrMru")
_YES = ("1", "true", "on")
_LONGEST = 1 << 20
_MOST_SHAPES = 4096
_CROPPED = 2_000
"""Thousandths of a percent of a picture beyond which a side is said to be cut off."""


@dataclass(slots=True)
class Words:
    """What stands beside the text: descriptions of shapes, their names, other attributes, loose text."""

    described: list[str] = field(default_factory=list)
    named: list[str] = field(default_factory=list)
    others: list[str] = field(default_factory=list)


class Sketch:
    """The shapes of one part in their order from the back to the front, and all else that it says.

    `background` is what the part is painted on; `mapping` the names of colours that it redefines; `styles`
    the looks of titles, bodies and other texts of a master; `animated` the ids of shapes that come or go.
    """

    def __init__(self) -> None:
        self.root: Attributes = {}
        self.background = Paint()
        self.mapping: dict[str, str] = {}
        self.styles: dict[str, Levels] = {}
        self.shapes: list[Shape] = []
        self.words = Words()
        self.fallbacks: list[str] = []
        self.animated: set[str] = set()
        self.uses: list[str] = []
        self.weight = 0
        self._depth = self._fallback = self._paragraph = self._level = 0
        self._groups: list[tuple[Frame, bool]] = []
        self._open: list[Shape] = []
        self._frames: list[Frame] = []
        self._sinks: list[Paint | None] = [None]
        self._looks: list[Look] = []
        self._levels: Levels | None = None
        self._cells: list[Cell] = []
        self._text: list[str] | None = None
        self._faces: set[str] = set()
        self._starts, self._ends = self._handlers()
        self._known: dict[str, Callable[[Attributes], None] | None] = {}
        self._known_ends: dict[str, Callable[[], None] | None] = {}

    def follow(self, part: Part) -> Iterator[None]:
        """Reads a part, pausing from time to time; where it is damaged, that goes to the part's failures."""
        parser = create_parser()
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._characters
        try:
            yield from feed(parser, part.chunks())
        except ReaderError as error:
            self._flush_text()
            part.failures.append(error)

    @property
    def is_full(self) -> bool:
        """So much has been collected that it should be given out before more is read."""
        return self.weight > 4 * _LONGEST or len(self.shapes) > _MOST_SHAPES

    def take(self) -> list[Shape]:
        """The shapes that are complete, which are forgotten here."""
        begun = {id(shape) for shape in self._open}
        done = [shape for shape in self.shapes if id(shape) not in begun]
        self.shapes = [shape for shape in self.shapes if id(shape) in begun]
        self.weight = 0
        return done

    def _handlers(
        self,
    ) -> tuple[dict[str, Callable[[Attributes], None]], dict[str, Callable[[], None]]]:
        starts: dict[str, Callable[[Attributes], None]] = {
            "t": self._begin_text, "p": self._begin_paragraph, "r": self._begin_run, "fld": self._begin_run,
            "rPr": self._run_look, "pPr": self._paragraph_look, "br": self._break,
            "cNvPr": self._name, "ph": self._placeholder, "spPr": self._shape_paint, "prstGeom": self._preset,
            "custGeom": self._custom,
            "xfrm": self._transform, "off": self._place, "ext": self._extent, "chOff": self._child_place,
            "chExt": self._child_extent, "grpSp": self._begin_group, "fillRef": self._style_fill,
            "fontRef": self._style_text, "ln": self._line, "highlight": self._highlight,
            "bgPr": self._own_background, "bgRef": self._theme_background, "defRPr": self._default_look,
            "lstStyle": self._begin_levels, "normAutofit": self._autofit, "blipFill": self._picture_fill,
            "blip": self._picture, "srcRect": self._crop, "hlinkClick": self._link, "hlinkHover": self._link,
            "hlinkMouseOver": self._link, "tc": self._begin_cell, "tr": self._begin_row, "tcPr": self._cell_paint,
            "gridCol": self._column, "tableStyleId": self._table_style, "Fallback": self._begin_fallback,
            "spTgt": self._animation, "clrMap": self._colour_map, "overrideClrMapping": self._colour_map,
        }  # fmt: skip
        ends: dict[str, Callable[[], None]] = {
            "t": self._end_text, "p": self._end_paragraph, "grpSp": self._end_group, "tc": self._end_cell,
            "Fallback": self._end_fallback, "lstStyle": self._end_levels, "r": self._end_run, "fld": self._end_run,
        }  # fmt: skip
        for kind in _SHAPES:
            starts[kind] = self._shape_of(kind)
            ends[kind] = self._end_shape
        for fill, kind in _FILLS.items():
            starts[fill] = self._fill_of(kind)
        for name in COLOURS:
            starts[name] = self._colour_of(name)
        for name in CHANGES:
            starts[name] = self._change_of(name)
        for name in _NO_PAINT:
            starts.setdefault(name, self._no_paint)
        for level in range(9):
            starts[f"lvl{level + 1}pPr"] = self._level_of(level)
        for name in ("latin", "ea", "cs", "sym", "buFont"):
            starts[name] = self._typeface
        for name in ("titleStyle", "bodyStyle", "otherStyle", "defaultTextStyle", "notesStyle"):
            starts[name] = self._styles_of(name)
            ends[name] = self._end_levels
        sinks = {"spPr", "rPr", "fillRef", "fontRef", "ln", "highlight", "bgPr", "bgRef", "defRPr", "tcPr"}
        for name in sinks.union(_NO_PAINT):
            ends[name] = self._end_sink
        return starts, ends

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
        local = local_name(name)
        found = self._starts.get(local)
        if self._depth == 1:
            return self._begin_root
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
            found = self._ends.get(local_name(name))
            if len(self._known_ends) < _MOST_NAMES:
                self._known_ends[name] = found
        if found is not None:
            found()

    def _characters(self, text: str) -> None:
        if self._text is not None:
            self._text.append(text)
        elif not text.isspace():
            self.words.others.append(text)
            self.weight += len(text)

    def _begin_root(self, attributes: Attributes) -> None:
        self.root = attributes
        self._other(attributes)

    def _other(self, attributes: Attributes) -> None:
        """An element without meaning for the look: its words, and what it leads to."""
        if attributes:
            attributes = {name: value for name, value in attributes.items() if not name.startswith("xmlns")}
            self._use(attributes)
            found = list(words([Event(START, "", local_attributes(attributes), "")]))
            self.words.others += found
            self.weight += sum(map(len, found))

    def _use(self, attributes: Attributes) -> None:
        target = self._open[-1].uses if self._open else self.uses
        target += [value for name, value in attributes.items() if ":" in name]

    # Text

    def _begin_text(self, attributes: Attributes) -> None:
        self._text = []

    def _end_text(self) -> None:
        self._flush_text()

    def _flush_text(self) -> None:
        text, self._text = self._text, None
        if text:
            self._add("".join(text))

    def _add(self, text: str) -> None:
        self.weight += len(text) + 16
        if self._fallback:
            self.fallbacks.append(text)
            return
        look = self._looks[-1] if self._looks else None
        segment = Segment(self._paragraph, self._level, text, look)
        if self._cells and self._cells[-1].weight < _LONGEST:
            self._cells[-1].segments.append(segment)
            self._cells[-1].weight += len(text)
        elif self._open:
            shape = self._open[-1]
            shape.segments.append(segment)
            shape.weight += len(text) + 16
            if shape.weight > _LONGEST:
                self._cut()
        else:
            self.words.others.append(text)

    def _cut(self) -> None:
        """What follows goes to a new shape like the open one, which can be given out."""
        self._open[-1] = self._open[-1].rest()
        self.shapes.append(self._open[-1])

    def _begin_paragraph(self, attributes: Attributes) -> None:
        self._paragraph += 1
        self._level = 0

    def _end_paragraph(self) -> None:
        if self._fallback:
            self.fallbacks.append("\n")

    def _begin_run(self, attributes: Attributes) -> None:
        self._looks.append(Look())

    def _end_run(self) -> None:
        self._looks.pop()

    def _run_look(self, attributes: Attributes) -> None:
        look = self._looks[-1] if self._looks else None
        if look is not None and (size := attributes.get("sz")):
            look.size = number(size)
        self._sinks.append(look.paint if look is not None else None)

    def _paragraph_look(self, attributes: Attributes) -> None:
        if level := attributes.get("lvl"):
            self._level = min(number(level), 8)

    def _break(self, attributes: Attributes) -> None:
        self._add("\n")

    # Shapes and where they stand

    def _shape_of(self, kind: str) -> Callable[[Attributes], None]:
        def begin(attributes: Attributes) -> None:
            groups = tuple(group for group, _ in self._groups)
            shape = Shape(kind, groups, is_hidden=any(hidden for _, hidden in self._groups))
            if self._open:
                shape.is_hidden = shape.is_hidden or self._open[-1].is_hidden
            self._open.append(shape)
            self._frames.append(shape.frame)
            if not self._fallback:
                self.shapes.append(shape)
            if attributes.get("useBgFill") in _YES:
                shape.fill.kind = OTHER  # what the slide is painted on, whatever is said later
            self._use(attributes)

        return begin

    def _end_shape(self) -> None:
        self._open.pop()
        self._frames.pop()

    def _begin_group(self, attributes: Attributes) -> None:
        self._groups.append((Frame(), bool(self._groups and self._groups[-1][1])))
        self._frames.append(self._groups[-1][0])

    def _end_group(self) -> None:
        self._groups.pop()
        self._frames.pop()

    def _name(self, attributes: Attributes) -> None:
        found = [attributes.get("descr", ""), attributes.get("title", "")]
        self.words.described += [text for text in found if text]
        if name := attributes.get("name"):
            self.words.named.append(name)
        self.weight += len(name or "") + sum(map(len, found))
        is_hidden = attributes.get("hidden") in _YES
        if self._open:
            self._open[-1].number = attributes.get("id", "")
            self._open[-1].is_hidden = self._open[-1].is_hidden or is_hidden
        elif self._groups and is_hidden:
            self._groups[-1] = (self._groups[-1][0], True)

    def _placeholder(self, attributes: Attributes) -> None:
        if self._open:
            self._open[-1].placeholder = (attributes.get("type", "obj"), attributes.get("idx", "0"))
            self._use(attributes)

    def _transform(self, attributes: Attributes) -> None:
        if self._frames:
            frame = self._frames[-1]
            frame.turn = number(attributes.get("rot"))
            frame.is_flipped = (attributes.get("flipH") in _YES, attributes.get("flipV") in _YES)

    def _typeface(self, attributes: Attributes) -> None:
        if (face := attributes.get("typeface", "")) not in self._faces:
            self._faces.add(face)
            self.words.others.append(face)

    def _place(self, attributes: Attributes) -> None:
        if self._frames:
            self._frames[-1].place = number(attributes.get("x")), number(attributes.get("y"))

    def _extent(self, attributes: Attributes) -> None:
        if self._frames and "cx" in attributes:
            self._frames[-1].extent = number(attributes["cx"]), number(attributes.get("cy"))

    def _child_place(self, attributes: Attributes) -> None:
        if self._frames:
            self._frames[-1].child_place = number(attributes.get("x")), number(attributes.get("y"))

    def _child_extent(self, attributes: Attributes) -> None:
        if self._frames:
            self._frames[-1].child_extent = number(attributes.get("cx")), number(attributes.get("cy"))

    def _preset(self, attributes: Attributes) -> None:
        if self._open:
            self._open[-1].geometry = attributes.get("prst", "")

    def _custom(self, attributes: Attributes) -> None:
        if self._open:
            self._open[-1].geometry = "custom"

    def _animation(self, attributes: Attributes) -> None:
        self.animated.add(attributes.get("spid", ""))

    def _begin_fallback(self, attributes: Attributes) -> None:
        self._fallback += 1

    def _end_fallback(self) -> None:
        self._fallback -= 1

    # Paint

    def _shape_paint(self, attributes: Attributes) -> None:
        is_said = not self._open or self._open[-1].fill.kind
        self._sinks.append(None if is_said else self._open[-1].fill)

    def _style_fill(self, attributes: Attributes) -> None:
        self._sinks.append(self._styled(self._open[-1].style_fill, attributes) if self._open else None)

    def _style_text(self, attributes: Attributes) -> None:
        self._sinks.append(self._open[-1].style_text if self._open else None)
        if self._open:
            self._open[-1].style_text.kind = SOLID

    @staticmethod
    def _styled(paint: Paint, attributes: Attributes) -> Paint:
        """A fill of the theme: the first of a list is solid, others are gradients and pictures."""
        index = number(attributes.get("idx")) % 1000
        paint.kind = SOLID if index == 1 else OTHER if index else NONE
        return paint

    def _line(self, attributes: Attributes) -> None:
        self._sinks.append(self._looks[-1].outline if self._looks else None)

    def _highlight(self, attributes: Attributes) -> None:
        found = self._looks[-1].highlight if self._looks else None
        if found is not None:
            found.kind = SOLID
        self._sinks.append(found)

    def _own_background(self, attributes: Attributes) -> None:
        self._sinks.append(self.background)

    def _theme_background(self, attributes: Attributes) -> None:
        self._sinks.append(self._styled(self.background, attributes))

    def _default_look(self, attributes: Attributes) -> None:
        look = None
        if self._levels is not None:
            look = self._levels.setdefault(self._level, Look())
            look.size = number(attributes.get("sz"))
        self._sinks.append(look.paint if look is not None else None)

    def _no_paint(self, attributes: Attributes) -> None:
        self._sinks.append(None)

    def _end_sink(self) -> None:
        self._sinks.pop()

    def _fill_of(self, kind: str) -> Callable[[Attributes], None]:
        def fill(attributes: Attributes) -> None:
            if (sink := self._sinks[-1]) is not None:
                sink.kind = kind

        return fill

    def _colour_of(self, name: str) -> Callable[[Attributes], None]:
        def colour(attributes: Attributes) -> None:
            if (sink := self._sinks[-1]) is not None:
                sink.colour(name, attributes)

        return colour

    def _change_of(self, name: str) -> Callable[[Attributes], None]:
        def changed(attributes: Attributes) -> None:
            if (sink := self._sinks[-1]) is not None:
                change(sink, name, attributes)

        return changed

    def _colour_map(self, attributes: Attributes) -> None:
        self.mapping = dict(attributes)

    # Looks by level

    def _begin_levels(self, attributes: Attributes) -> None:
        self._levels = self._open[-1].levels if self._open and not self._cells else None
        self._level = 0

    def _styles_of(self, name: str) -> Callable[[Attributes], None]:
        def begin(attributes: Attributes) -> None:
            self._levels = self.styles.setdefault(name, {})

        return begin

    def _level_of(self, level: int) -> Callable[[Attributes], None]:
        def begin(attributes: Attributes) -> None:
            self._level = level

        return begin

    def _end_levels(self) -> None:
        self._levels = None
        self._level = 0

    def _autofit(self, attributes: Attributes) -> None:
        if self._open and (scale := share(attributes.get("fontScale"))):
            self._open[-1].scale = scale

    # Pictures and links

    def _picture_fill(self, attributes: Attributes) -> None:
        if (sink := self._sinks[-1]) is not None:
            sink.kind = OTHER

    def _picture(self, attributes: Attributes) -> None:
        self._use(attributes)
        self._sinks.append(None)

    def _crop(self, attributes: Attributes) -> None:
        if self._open and any(share(attributes.get(side)) > _CROPPED for side in "ltrb"):
            self._open[-1].cropped.update(self._open[-1].uses)

    def _link(self, attributes: Attributes) -> None:
        if self._looks:
            self._looks[-1].is_link = True
        found = [attributes.get(key, "") for key in ("tooltip", "invalidUrl", "action")]
        self.words.described += [text for text in found if text and not text.startswith("ppaction://")]
        if attributes.get("action", "").startswith("ppaction://") and "?" in attributes["action"]:
            self.words.described.append(attributes["action"])
        self.weight += sum(map(len, found))

    # Tables

    def _begin_row(self, attributes: Attributes) -> None:
        if self._open and not self._fallback:
            shape = self._open[-1]
            if len(shape.rows) > _MOST_SHAPES or shape.weight > _LONGEST:
                self._cut()
                shape = self._open[-1]
            shape.rows.append([])

    def _begin_cell(self, attributes: Attributes) -> None:
        merged = attributes.get("hMerge") in _YES or attributes.get("vMerge") in _YES
        self._cells.append(Cell(is_merged=merged))

    def _end_cell(self) -> None:
        cell = self._cells.pop()
        if self._open and self._open[-1].rows and not self._fallback:
            self._open[-1].rows[-1].append(cell)
            self._open[-1].weight += cell.weight + 64

    def _cell_paint(self, attributes: Attributes) -> None:
        self._sinks.append(self._cells[-1].fill if self._cells else None)

    def _column(self, attributes: Attributes) -> None:
        if self._open and len(self._open[-1].widths) < _MOST_SHAPES:
            self._open[-1].widths.append(number(attributes.get("w")))

    def _table_style(self, attributes: Attributes) -> None:
        if self._open:
            self._open[-1].has_table_style = True
