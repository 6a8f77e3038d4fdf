"""Where shapes lie on their page, what they cover, and whether they can be seen at all."""

import re
from dataclasses import dataclass, field

from withhold.domain.concealment import Concealment
from withhold.readers.odf.looks import UNKNOWN, Box, Fill, Look, Master, points
from withhold.readers.odf.styles import Styles

SHAPES = frozenset(
    {
        "frame", "text-box", "custom-shape", "rect", "square", "ellipse", "circle", "line", "polyline",
        "polygon", "path", "connector", "caption", "g", "regular-polygon", "measure", "control",
        "page-thumbnail", "scene",
    }
)  # fmt: skip
_LINES = frozenset({"line", "polyline", "path", "connector", "measure", "g", "frame", "text-box", "control"})
"""Shapes that cover nothing unless their style says so."""
_MOVED = re.compile(r"translate\s*\(\s*([-\w.]+)[\s,]+([-\w.]+)\s*\)")
_TURNED = re.compile(r"rotate|skew|matrix|scale")
_MOST_FILLS = 256
_VISIBLE = Concealment.VISIBLE


@dataclass(slots=True)
class Sheet:
    """The page that shapes are put on: its size, its background, and what lies on it so far."""

    master: Master = field(default_factory=Master)
    background: str = ""
    fills: list[Fill] = field(default_factory=list)

    def cover(self, box: Box | None, background: str) -> None:
        """Something now lies there."""
        if len(self.fills) < _MOST_FILLS:
            self.fills.append(Fill(box, background))
        else:
            self.fills[-1] = Fill(None, UNKNOWN)

    def behind(self, box: Box | None) -> str:
        """What a shape without a filling of its own stands on."""
        for fill in reversed(self.fills):
            if box is None or fill.box is None or _meet(fill.box, box):
                return fill.background if _holds(fill.box, box) else UNKNOWN
        return self.background


def box_of(attributes: dict[str, str]) -> Box | None:
    """Left, top, right and bottom of a shape (ODF 1.3 part 3, 19.574 and 10.3), None where not all is told.

    A turned shape gets the box that it lies in however it is turned.
    """
    left, top = points(attributes.get("x", "")), points(attributes.get("y", ""))
    width = points(attributes.get("width", "") or attributes.get("min-width", "")) or 0.0
    height = points(attributes.get("height", "") or attributes.get("min-height", "")) or 0.0
    transform = attributes.get("transform", "")
    if moved := _MOVED.search(transform):
        left, top = points(moved[1]), points(moved[2])
    if left is None or top is None:
        return None
    reach = width + height if _TURNED.search(transform) else 0.0
    return left - reach, top - reach, left + max(width, reach), top + max(height, reach)


def hiding(attributes: dict[str, str], styles: Styles, sheet: Sheet, *, is_on_page: bool) -> Concealment:
    """How a shape itself is hidden: on a layer that is not shown, not displayed, or off its page.

    A shape that is not on a page stands where its paragraph is: then only its distance to the side tells.
    """
    if attributes.get("layer", "") in styles.hidden_layers or attributes.get("display") in (
        "none",
        "printer",
    ):
        return Concealment.INVISIBLE_TEXT
    box = box_of(attributes)
    width, height = sheet.master.width, sheet.master.height
    if box is None or not width or not height:
        return _VISIBLE
    left, top, right, bottom = box
    if not is_on_page:
        return Concealment.OFF_PAGE if left > width or right < -width else _VISIBLE
    is_off = left >= width or top >= height or right < 0 or bottom < 0 or (right <= 0 and right > left)
    return Concealment.OFF_PAGE if is_off else _VISIBLE


def look_of(name: str, attributes: dict[str, str], styles: Styles, sheet: Sheet, around: Look) -> Look:
    """How text in a shape looks; what the shape covers is noted on its page."""
    style = attributes.get("style-name", "")
    family = "presentation" if styles.has("presentation", style) else "graphic"
    box = box_of(attributes)
    kind = styles.says(family, style, "fill")
    background = styles.fill(family, style)
    if not background and not kind and name not in _LINES:
        background = UNKNOWN  # programs fill shapes that nobody said anything of
    if background:
        sheet.cover(box, background)
    elif name != "text-box":
        background = sheet.behind(box)
    return styles.look(family, style, around).on(background)


def _meet(one: Box, other: Box) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def _holds(outer: Box | None, inner: Box | None) -> bool:
    if outer is None or inner is None:
        return False
    return outer[0] <= inner[0] and outer[1] <= inner[1] and outer[2] >= inner[2] and outer[3] >= inner[3]
