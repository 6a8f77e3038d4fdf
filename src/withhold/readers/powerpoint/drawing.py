"""The hand that takes shapes: their kind, names, places and pictures (ISO/IEC 29500-1, 19.3.1 and 20.1)."""

from collections.abc import Callable

from withhold.readers.powerpoint.geometry import Frame, number, share
from withhold.readers.powerpoint.hand import YES, Attributes, Ends, Hand, Starts
from withhold.readers.powerpoint.paint import OTHER
from withhold.readers.powerpoint.shapes import Shape

_SHAPES = ("sp", "pic", "cxnSp", "graphicFrame", "contentPart")
_CROPPED = 2_000
"""Thousandths of a percent of a picture beyond which a side is said to be cut off."""


class Drawing(Hand):
    """Follows the elements of shapes."""

    def starts(self) -> Starts:
        """What to do at the start of which element."""
        made: Starts = {kind: self._shape_of(kind) for kind in _SHAPES}
        return made | {
            "grpSp": self._begin_group,
            "cNvPr": self._name,
            "ph": self._placeholder,
            "prstGeom": self._preset,
            "custGeom": self._custom,
            "xfrm": self._transform,
            "off": self._place,
            "ext": self._extent,
            "chOff": self._child_place,
            "chExt": self._child_extent,
            "normAutofit": self._autofit,
            "srcRect": self._crop,
            "Fallback": self._begin_fallback,
            "spTgt": self._animation,
        }

    def ends(self) -> Ends:
        """What to do at the end of which element."""
        made: Ends = dict.fromkeys(_SHAPES, self._end_shape)
        return made | {"grpSp": self._end_group, "Fallback": self._end_fallback}

    def _shape_of(self, kind: str) -> Callable[[Attributes], None]:
        def begin(attributes: Attributes) -> None:
            sheet, around = self.sheet, self.sheet.shape
            shape = Shape(kind, tuple(group for group, _ in sheet.groups))
            shape.is_hidden = any(hidden for _, hidden in sheet.groups) or (
                around is not None and around.is_hidden
            )
            if attributes.get("useBgFill") in YES:
                shape.fill.kind = OTHER  # what the slide is painted on, whatever is said later
            sheet.open_shapes.append(shape)
            sheet.frames.append(shape.frame)
            if not sheet.fallback_depth:
                sheet.shapes.append(shape)
            sheet.use(attributes)

        return begin

    def _end_shape(self) -> None:
        self.sheet.open_shapes.pop()
        self.sheet.frames.pop()

    def _begin_group(self, attributes: Attributes) -> None:
        groups = self.sheet.groups
        groups.append((Frame(), bool(groups and groups[-1][1])))
        self.sheet.frames.append(groups[-1][0])

    def _end_group(self) -> None:
        self.sheet.groups.pop()
        self.sheet.frames.pop()

    def _name(self, attributes: Attributes) -> None:
        sheet, shape = self.sheet, self.sheet.shape
        found = [attributes.get("descr", ""), attributes.get("title", "")]
        sheet.words.described += filter(None, found)
        if name := attributes.get("name", ""):
            sheet.words.named.append(name)
        sheet.weight += len(name) + sum(map(len, found))
        is_hidden = attributes.get("hidden") in YES
        if shape is not None:
            shape.number = attributes.get("id", "")
            shape.is_hidden = shape.is_hidden or is_hidden
        elif sheet.groups and is_hidden:
            sheet.groups[-1] = (sheet.groups[-1][0], True)

    def _placeholder(self, attributes: Attributes) -> None:
        if self.sheet.shape is not None:
            self.sheet.shape.placeholder = (attributes.get("type", "obj"), attributes.get("idx", "0"))

    def _preset(self, attributes: Attributes) -> None:
        if self.sheet.shape is not None:
            self.sheet.shape.geometry = attributes.get("prst", "")

    def _custom(self, attributes: Attributes) -> None:
        if self.sheet.shape is not None:
            self.sheet.shape.geometry = "custom"

    def _frame(self) -> Frame:
        """The frame that is being told, or one that nobody keeps."""
        return self.sheet.frames[-1] if self.sheet.frames else Frame()

    def _transform(self, attributes: Attributes) -> None:
        frame = self._frame()
        frame.turn = number(attributes.get("rot"))
        frame.is_flipped = (attributes.get("flipH") in YES, attributes.get("flipV") in YES)

    def _place(self, attributes: Attributes) -> None:
        self._frame().place = number(attributes.get("x")), number(attributes.get("y"))

    def _extent(self, attributes: Attributes) -> None:
        if "cx" in attributes:
            self._frame().extent = number(attributes["cx"]), number(attributes.get("cy"))

    def _child_place(self, attributes: Attributes) -> None:
        self._frame().child_place = number(attributes.get("x")), number(attributes.get("y"))

    def _child_extent(self, attributes: Attributes) -> None:
        self._frame().child_extent = number(attributes.get("cx")), number(attributes.get("cy"))

    def _autofit(self, attributes: Attributes) -> None:
        if self.sheet.shape is not None and (scale := share(attributes.get("fontScale"))):
            self.sheet.shape.scale = scale

    def _crop(self, attributes: Attributes) -> None:
        shape = self.sheet.shape
        if shape is not None and any(share(attributes.get(side)) > _CROPPED for side in "ltrb"):
            shape.cropped.update(shape.uses)

    def _animation(self, attributes: Attributes) -> None:
        self.sheet.animated.add(attributes.get("spid", ""))

    def _begin_fallback(self, attributes: Attributes) -> None:
        self.sheet.fallback_depth += 1

    def _end_fallback(self) -> None:
        self.sheet.fallback_depth -= 1
