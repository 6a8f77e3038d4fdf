"""The hand that takes colours, fills and the looks of letters (ISO/IEC 29500-1, 20.1.8 and 21.1.2)."""

from collections.abc import Callable

from withhold.readers.powerpoint.geometry import number
from withhold.readers.powerpoint.hand import Attributes, Ends, Hand, Starts
from withhold.readers.powerpoint.paint import CHANGES, COLOURS, NONE, OTHER, SOLID, Paint, change
from withhold.readers.powerpoint.shapes import Look

_FILLS = {"solidFill": SOLID, "noFill": NONE, "gradFill": OTHER, "pattFill": OTHER, "grpFill": OTHER}
_FILLS["blipFill"] = OTHER
_UNPAINTED = """
    lnL lnR lnT lnB lnTlToBr lnBlToTr effectLst effectDag scene3d sp3d uFill uLn buClr gs fgClr bgClr blip
    lnRef effectRef endParaRPr grpSpPr tblPr timing transition extLst clrMru
"""
_NO_PAINT = frozenset(_UNPAINTED.split())
"""Elements whose colours are not those of what is around them."""
UNPAINTED = _NO_PAINT - {"blip", "tblPr", "grpSpPr"} | {"defRPr", "ln", "highlight"}
"""Elements in paragraphs that open a paint of their own, or none."""
PAINTED = (frozenset(_FILLS) | COLOURS | CHANGES) - {"blipFill"}
"""Elements that say something of the paint around them."""
_STYLES = ("titleStyle", "bodyStyle", "otherStyle", "defaultTextStyle", "notesStyle")


class Painting(Hand):
    """Follows the elements of colours."""

    def starts(self) -> Starts:
        """What to do at the start of which element."""
        made: Starts = dict.fromkeys(_NO_PAINT, self._no_paint)
        made |= {fill: self._fill_of(kind) for fill, kind in _FILLS.items()}
        made |= {name: self._colour_of(name) for name in COLOURS}
        made |= {name: self._change_of(name) for name in CHANGES}
        made |= {f"lvl{level + 1}pPr": self._level_of(level) for level in range(9)}
        made |= {name: self._styles_of(name) for name in _STYLES}
        return made | {
            "blip": self._picture,
            "spPr": self._shape_paint,
            "tcPr": self._cell_paint,
            "rPr": self._run_look,
            "ln": self._line,
            "highlight": self._highlight,
            "fillRef": self._style_fill,
            "fontRef": self._style_text,
            "bgPr": self._own_background,
            "bgRef": self._theme_background,
            "defRPr": self._default_look,
            "lstStyle": self._begin_levels,
            "clrMap": self._colour_map,
            "overrideClrMapping": self._colour_map,
        }

    def ends(self) -> Ends:
        """What to do at the end of which element."""
        sinks = ("spPr", "tcPr", "rPr", "ln", "highlight", "fillRef", "fontRef", "bgPr", "bgRef", "defRPr")
        made: Ends = dict.fromkeys((*_NO_PAINT, *sinks), self._end_sink)
        return made | dict.fromkeys(("lstStyle", *_STYLES), self._end_levels)

    def fill_cell(self, fill: Paint) -> None:
        """What fills the cell around this point."""
        self.sheet.cells[-1].fill = fill

    def _sink(self) -> Paint | None:
        """Who takes a colour here."""
        sinks = self.sheet.sinks
        sink = sinks[-1]
        if sink is None or isinstance(sink, Paint):
            return sink
        sinks[-1] = made = sink()
        return made

    def _end_sink(self) -> None:
        self.sheet.sinks.pop()

    def _no_paint(self, attributes: Attributes) -> None:
        self.sheet.sinks.append(None)

    def _picture(self, attributes: Attributes) -> None:
        self.sheet.use(attributes)
        self.sheet.sinks.append(None)

    def _shape_paint(self, attributes: Attributes) -> None:
        shape = self.sheet.shape
        self.sheet.sinks.append(None if shape is None or shape.fill.kind else shape.fill)

    def _cell_paint(self, attributes: Attributes) -> None:
        self.sheet.sinks.append(self._of_cell if self.sheet.cells else None)

    def _of_cell(self) -> Paint:
        cell = self.sheet.cells[-1]
        cell.fill = cell.fill or Paint()
        return cell.fill

    def _run_look(self, attributes: Attributes) -> None:
        sheet = self.sheet
        if not sheet.looks:
            sheet.sinks.append(None)
            return
        if "sz" in attributes and (look := sheet.look()) is not None:
            look.size = number(attributes["sz"])
        sheet.sinks.append(self._of_run)

    def _of_run(self) -> Paint | None:
        look = self.sheet.look()
        return None if look is None else look.paint

    def _line(self, attributes: Attributes) -> None:
        look = self.sheet.look()
        if look is not None:
            look.outline = Paint()
        self.sheet.sinks.append(look.outline if look is not None else None)

    def _highlight(self, attributes: Attributes) -> None:
        look = self.sheet.look()
        if look is not None:
            look.highlight = Paint(SOLID)
        self.sheet.sinks.append(look.highlight if look is not None else None)

    def _style_fill(self, attributes: Attributes) -> None:
        shape = self.sheet.shape
        self.sheet.sinks.append(_styled(shape.style_fill, attributes) if shape is not None else None)

    def _style_text(self, attributes: Attributes) -> None:
        shape = self.sheet.shape
        if shape is not None:
            shape.style_text.kind = SOLID
        self.sheet.sinks.append(shape.style_text if shape is not None else None)

    def _own_background(self, attributes: Attributes) -> None:
        self.sheet.sinks.append(self.sheet.background)

    def _theme_background(self, attributes: Attributes) -> None:
        self.sheet.sinks.append(_styled(self.sheet.background, attributes))

    def _fill_of(self, kind: str) -> Callable[[Attributes], None]:
        def fill(attributes: Attributes) -> None:
            sink = self.sheet.sinks[-1]
            if sink is not None and not isinstance(sink, Paint):
                sink = self._sink()
            if sink is not None:
                sink.kind = kind

        return fill

    def _colour_of(self, name: str) -> Callable[[Attributes], None]:
        def colour(attributes: Attributes) -> None:
            sink = self.sheet.sinks[-1]
            if isinstance(sink, Paint):
                sink.colour(name, attributes)

        return colour

    def _change_of(self, name: str) -> Callable[[Attributes], None]:
        def changed(attributes: Attributes) -> None:
            if (sink := self._sink()) is not None:
                change(sink, name, attributes)

        return changed

    def _colour_map(self, attributes: Attributes) -> None:
        self.sheet.mapping = dict(attributes)

    def _begin_levels(self, attributes: Attributes) -> None:
        shape = self.sheet.shape
        self.sheet.levels = shape.levels if shape is not None and not self.sheet.cells else None
        self.sheet.level = 0

    def _styles_of(self, name: str) -> Callable[[Attributes], None]:
        def begin(attributes: Attributes) -> None:
            self.sheet.levels = self.sheet.styles.setdefault(name, {})

        return begin

    def _level_of(self, level: int) -> Callable[[Attributes], None]:
        def begin(attributes: Attributes) -> None:
            self.sheet.level = level

        return begin

    def _default_look(self, attributes: Attributes) -> None:
        look = None
        if self.sheet.levels is not None:
            look = self.sheet.levels.setdefault(self.sheet.level, Look())
            look.size = number(attributes.get("sz"))
        self.sheet.sinks.append(look.paint if look is not None else None)

    def _end_levels(self) -> None:
        self.sheet.levels = None
        self.sheet.level = 0


def _styled(paint: Paint, attributes: Attributes) -> Paint:
    """A fill of the theme: the first of a list is solid, others are gradients and pictures."""
    index = number(attributes.get("idx")) % 1000
    paint.kind = SOLID if index == 1 else OTHER if index else NONE
    return paint
