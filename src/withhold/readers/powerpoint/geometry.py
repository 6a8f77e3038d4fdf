"""Where a shape stands on its slide, through the groups around it (ISO/IEC 29500-1, 20.1.7)."""

from collections.abc import Sequence
from dataclasses import dataclass

Box = tuple[float, float, float, float]
"""Left, top, right, bottom, in English metric units from the corner of the slide."""
_QUARTER = 90 * 60_000
_LONGEST_NUMBER = 15
_WITHIN = 0.02
"""Of the height or width that may stick out of a box that covers."""
_LEFT = 0.05
"""Of a shape on the slide, below which it counts as off."""


@dataclass(slots=True)
class Frame:
    """An `a:xfrm`: place, turn and mirroring of a shape or group, which has a space for its children."""

    place: tuple[int, int] | None = None
    extent: tuple[int, int] | None = None
    child_place: tuple[int, int] = (0, 0)
    child_extent: tuple[int, int] = (0, 0)
    turn: int = 0
    is_flipped: tuple[bool, bool] = (False, False)

    @property
    def is_plain(self) -> bool:
        """Upright or on its side, so that its box is what it covers."""
        return self.turn % _QUARTER == 0


def number(text: str | None) -> int:
    """A coordinate; 0 for what is none."""
    if text is None or len(text) > _LONGEST_NUMBER:
        return 0
    if text.isdecimal() and text.isascii():
        return int(text)
    sign, digits = (-1, text[1:]) if text.startswith("-") else (1, text)
    return sign * int(digits) if digits.isdecimal() and digits.isascii() else 0


def share(text: str | None) -> int:
    """A percentage in thousandths, which the strict family writes as `12.5%`; 0 for what is none."""
    text = text or ""
    if not text.endswith("%"):
        return number(text)
    whole, _, rest = text[:-1].partition(".")
    return number(whole) * 1000 + number(f"{rest:0<3}"[:3])


def box_of(frame: Frame, groups: Sequence[Frame]) -> Box | None:
    """The box around a shape, through its groups from the outermost; None where it has no place."""
    if frame.place is None or frame.extent is None:
        return None
    width, height = float(abs(frame.extent[0])), float(abs(frame.extent[1]))
    x, y = frame.place[0] + width / 2, frame.place[1] + height / 2
    if _is_on_side(frame.turn):
        width, height = height, width
    for group in reversed(groups):
        if group.place is None or group.extent is None or not all(group.child_extent):
            continue
        across = group.extent[0] / group.child_extent[0]
        down = group.extent[1] / group.child_extent[1]
        width, height = abs(width * across), abs(height * down)
        x, y = _in_group(group, (x - group.child_place[0]) * across, (y - group.child_place[1]) * down)
        if _is_on_side(group.turn):
            width, height = height, width
    return x - width / 2, y - height / 2, x + width / 2, y + height / 2


def _is_on_side(turn: int) -> bool:
    return _QUARTER // 2 < turn % (2 * _QUARTER) < 3 * _QUARTER // 2


def _in_group(group: Frame, x: float, y: float) -> tuple[float, float]:
    """A point of the group's own space, mirrored and turned by quarters with it."""
    assert group.place is not None
    assert group.extent is not None
    width, height = group.extent
    x = width - x if group.is_flipped[0] else x
    y = height - y if group.is_flipped[1] else y
    across, down = x - width / 2, y - height / 2
    for _ in range(round(group.turn / _QUARTER) % 4):
        across, down = -down, across
    return group.place[0] + width / 2 + across, group.place[1] + height / 2 + down


def is_off(box: Box, size: tuple[int, int]) -> bool:
    """Whether a box is outside of a slide, but for a sliver."""
    width = min(box[2], size[0]) - max(box[0], 0)
    height = min(box[3], size[1]) - max(box[1], 0)
    if width < 0 or height < 0:
        return True
    return width < _LEFT * (box[2] - box[0]) or height < _LEFT * (box[3] - box[1])


def overlap(one: Box, other: Box) -> bool:
    """Whether two boxes share some area."""
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def covers(upper: Box, lower: Box) -> bool:
    """Whether one box contains the other."""
    across, down = _WITHIN * (lower[2] - lower[0]), _WITHIN * (lower[3] - lower[1])
    return (
        upper[0] <= lower[0] + across
        and upper[1] <= lower[1] + down
        and upper[2] >= lower[2] - across
        and upper[3] >= lower[3] - down
    )
