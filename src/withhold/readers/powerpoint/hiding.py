"""Whether what stands on a slide can be seen: hidden, off the slide, covered, too small, or in its ground's
colour."""

from collections.abc import Callable, Sequence

from withhold.domain.concealment import Concealment
from withhold.readers.ooxml.colours import WHITE, Colour, cannot_be_seen
from withhold.readers.powerpoint.forms import Form, fill_of, place
from withhold.readers.powerpoint.geometry import Box, covers, is_off, overlap
from withhold.readers.powerpoint.paint import NONE, Paint, Palette
from withhold.readers.powerpoint.shapes import Cell, Look, Segment, Shape

_VISIBLE = Concealment.VISIBLE
_INVISIBLE = Concealment.INVISIBLE_TEXT
_SMALLEST = 100
"""In hundredths of a point: nobody reads text of one point."""
_WHOLE = 100_000
_RECTANGLES = frozenset(("rect", "roundRect", ""))
_NARROWEST = 12_700
"""A point, in English metric units: a column that nobody sees."""
_MOST_COMPARED = 1000
_PLAIN = Look()


class Scene:
    """The shapes of one slide with what lies behind them. `is_opaque` answers for a picture."""

    def __init__(
        self,
        shapes: Sequence[Shape],
        form: Form | None,
        palette: Palette,
        ground: Paint,
        size: tuple[int, int] | None,
        animated: set[str],
        is_opaque: Callable[[str], bool],
    ) -> None:
        self._shapes, self._form, self._palette, self._size = shapes, form, palette, size
        self._ground = ground if ground.kind or form is None else form.background()
        self._behind = list(form.behind()) if form is not None else []
        self._is_opaque = is_opaque
        self._at = {id(shape): at for at, shape in enumerate(shapes)}
        self._grounds: dict[int, Colour | None] = {}
        self._known: dict[tuple[object, ...], Concealment] = {}
        self._looks: dict[tuple[int, int], tuple[Paint, int]] = {}
        self._covers: list[tuple[int, Box]] = []
        if size is not None and len(shapes) <= _MOST_COMPARED:
            self._covers = [
                (at, box)
                for at, shape in enumerate(shapes)
                if shape.number not in animated and (box := self._cover(shape)) is not None
            ]

    def shape(self, shape: Shape) -> Concealment:
        """How a whole shape is hidden."""
        if shape.is_hidden:
            return _INVISIBLE
        box = place(shape, self._form)
        if self._size is None or box is None:
            return _VISIBLE
        if is_off(box, self._size):
            return Concealment.OFF_PAGE
        at = self._at.get(id(shape), len(self._shapes))
        if any(above > at and covers(cover, box) for above, cover in self._covers):
            return Concealment.UNDER_REDACTION
        return _VISIBLE

    def segment(self, shape: Shape, segment: Segment, cell: Cell | None = None) -> Concealment:
        """How letters are hidden in a shape, or in a cell of a table."""
        look = segment.look
        if look is None:
            if cell is not None:
                return _VISIBLE
            look = _PLAIN
        if cell is not None or look.outline is not None or look.highlight is not None:
            return self._letters(shape, segment.level, look, cell)
        paint = look.paint
        key = (id(shape), segment.level, paint.kind, paint.value, paint.changes, look.size, look.is_link)
        known = self._known.get(key)
        if known is None:
            known = self._known[key] = self._letters(shape, segment.level, look, None)
        return known

    def _letters(self, shape: Shape, level: int, look: Look, cell: Cell | None) -> Concealment:
        inherited, size = self._inherited(shape, level) if cell is None else (Paint(), 0)
        size = look.size or size
        if 0 < size * shape.scale // _WHOLE <= _SMALLEST:
            return Concealment.ZERO_SIZE
        paint = look.paint if look.paint.kind else inherited
        is_outlined = look.outline is not None and look.outline.kind not in ("", NONE)
        if is_outlined or (look.is_link and paint.kind != NONE):
            return _VISIBLE
        if paint.is_unseen:
            return _INVISIBLE
        colour = self._palette.colour(paint)
        if colour is None:
            return _VISIBLE
        ground = self._of_letters(shape, look, cell)
        return _INVISIBLE if ground is not None and cannot_be_seen(colour, ground) else _VISIBLE

    def _inherited(self, shape: Shape, level: int) -> tuple[Paint, int]:
        key = (id(shape), level)
        if key not in self._looks:
            looks = list(self._form.looks(shape, level)) if self._form is not None else []
            paint = next((look.paint for look in looks if look.paint.kind), Paint())
            self._looks[key] = (paint, next((look.size for look in looks if look.size), 0))
        return self._looks[key]

    def _of_letters(self, shape: Shape, look: Look, cell: Cell | None) -> Colour | None:
        """The colour that letters stand on; None where it is not known."""
        if look.highlight is not None:
            return self._palette.colour(look.highlight)
        fill = cell.fill if cell is not None and cell.fill is not None else Paint()
        if fill.kind not in ("", NONE):
            return self._palette.colour(fill) if fill.is_opaque else None
        if cell is not None and shape.has_table_style and fill.kind != NONE:
            return None
        if id(shape) not in self._grounds:
            self._grounds[id(shape)] = self._under(shape)
        return self._grounds[id(shape)]

    def _under(self, shape: Shape) -> Colour | None:
        """The colour behind a shape's text: its fill, or what lies under the shape."""
        box = place(shape, self._form)
        at = self._at.get(id(shape), 0)
        if at > _MOST_COMPARED or self._size is None:
            return None
        layers = [(shape, True), *((other, False) for other in reversed(self._shapes[:at]))]
        layers += [(other, False) for other in self._behind]
        for other, is_own in layers:
            if other.kind == "cxnSp" or other.is_hidden:
                continue
            fill = fill_of(other, self._form)
            is_painted = other.kind in ("pic", "graphicFrame", "contentPart") and not is_own
            if not is_painted and (not fill.kind or fill.is_unseen):
                continue
            its = place(other, self._form)
            if not is_own and (its is None or box is None or not overlap(its, box)):
                continue
            is_plain = fill.is_opaque and (
                is_own or (its is not None and box is not None and covers(its, box))
            )
            return self._palette.colour(fill) if is_plain and not is_painted else None
        if not self._ground.kind:
            return WHITE
        return self._palette.colour(self._ground)

    def _cover(self, shape: Shape) -> Box | None:
        """The box that a shape hides altogether, if it does."""
        if shape.is_hidden or shape.geometry not in _RECTANGLES or not shape.frame.is_plain:
            return None
        if not all(group.is_plain for group in shape.groups):
            return None
        if shape.kind == "pic":
            if shape.cropped or not any(self._is_opaque(used) for used in shape.uses):
                return None
        elif shape.kind != "sp" or not fill_of(shape, self._form).is_opaque:
            return None
        return place(shape, self._form)


def narrow_columns(shape: Shape) -> set[int]:
    """The columns of a table that have no width, unless none is told of any."""
    if not any(shape.widths):
        return set()
    return {at for at, width in enumerate(shape.widths) if width <= _NARROWEST}
