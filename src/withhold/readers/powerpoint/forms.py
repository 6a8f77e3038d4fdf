"""What a slide takes over from its layout and master: places, looks, colours, and what lies behind it."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from withhold.readers.powerpoint.geometry import Box, box_of
from withhold.readers.powerpoint.hand import Sheet
from withhold.readers.powerpoint.paint import Paint, Palette
from withhold.readers.powerpoint.shapes import TITLES, Look, Shape

_NO = ("0", "false", "off")
_SMALL = frozenset(("dt", "ftr", "sldNum", "hdr"))


@dataclass(slots=True)
class Form:
    """A layout (whose `parent` is its master) or a master, as far as others take over from it."""

    sheet: Sheet
    palette: Palette = field(default_factory=Palette)
    parent: "Form | None" = None

    def chain(self) -> Iterator["Form"]:
        """This form and its parent."""
        yield self
        if self.parent is not None:
            yield self.parent

    def like(self, shape: Shape) -> Iterator[Shape]:
        """The placeholders that a placeholder takes over from, the nearest first."""
        if shape.placeholder is None:
            return
        kind, index = shape.placeholder
        for form in self.chain():
            found = _match(form.sheet.shapes, kind, index, is_master=form.parent is None)
            if found is not None:
                yield found
                kind = found.placeholder[0] if found.placeholder else kind

    def looks(self, shape: Shape, level: int) -> Iterator[Look]:
        """The looks of a level of a shape's text, the nearest first."""
        if (own := shape.levels.get(level)) is not None:
            yield own
        for other in self.like(shape):
            if (found := other.levels.get(level)) is not None:
                yield found
        if shape.placeholder is None:
            yield Look(shape.style_text)
            style = "otherStyle"
        else:
            style = "titleStyle" if shape.placeholder[0] in TITLES else "bodyStyle"
            style = "otherStyle" if shape.placeholder[0] in _SMALL else style
        *_, master = self.chain()
        if (found := master.sheet.styles.get(style, {}).get(level)) is not None:
            yield found

    def background(self) -> Paint:
        """What the slide is painted on if it says nothing of it."""
        return next(
            (form.sheet.background for form in self.chain() if form.sheet.background.kind),
            Paint(),
        )

    def behind(self) -> Iterator[Shape]:
        """Shapes of the form that are seen on the slide, the nearest first."""
        for form in self.chain():
            yield from (shape for shape in reversed(form.sheet.shapes) if shape.placeholder is None)
            if form.sheet.root.get("showMasterSp") in _NO:
                return


def shows_master(sheet: Sheet) -> bool:
    """Whether the shapes of what is behind a slide or layout are seen on it."""
    return sheet.root.get("showMasterSp") not in _NO


def place(shape: Shape, form: Form | None) -> Box | None:
    """Where a shape stands; a placeholder without a place of its own stands where its form says."""
    if shape.box is None:
        shape.box = box_of(shape.frame, shape.groups)
        if shape.box is None and form is not None:
            found = (box_of(other.frame, other.groups) for other in form.like(shape))
            shape.box = next((box for box in found if box is not None), None)
    return shape.box


def fill_of(shape: Shape, form: Form | None) -> Paint:
    """What fills a shape: its own, its style's, or that of the placeholder it takes over from."""
    if shape.fill.kind or shape.style_fill.kind:
        return shape.fill if shape.fill.kind else shape.style_fill
    if form is not None:
        return next((other.fill for other in form.like(shape) if other.fill.kind), shape.fill)
    return shape.fill


def _match(shapes: list[Shape], kind: str, index: str, *, is_master: bool) -> Shape | None:
    found = [shape for shape in shapes if shape.placeholder is not None]
    if not is_master:
        exact = (shape for shape in found if shape.placeholder and shape.placeholder[1] == index)
        if index != "0" and (hit := next(exact, None)) is not None:
            return hit
    wanted = {"ctrTitle": "title", "subTitle": "body", "obj": "body"} if is_master else {}
    kind = wanted.get(kind, kind if not is_master or kind in _SMALL or kind == "title" else "body")
    same = (shape for shape in found if shape.placeholder and shape.placeholder[0] == kind)
    hit = next(same, None)
    if hit is None and kind in TITLES:
        hit = next((shape for shape in found if shape.is_title), None)
    return hit
