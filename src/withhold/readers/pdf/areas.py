"""The areas that are painted on a page, by their height on it: a page may have thousands, and words, too."""

from collections import defaultdict
from collections.abc import Sequence

from withhold.readers.pdf.letters import Box
from withhold.readers.pdf.painted import Painted

_BAND = 24.0
"""Points of a page's height that are looked through together."""
_TALLEST = 64
"""Bands above which an area is looked through for all of them."""
_FARTHEST = 1e6


class Areas:
    """Areas in the order in which they are painted."""

    def __init__(self, areas: Sequence[Painted]) -> None:
        self.all = areas
        self._bands: defaultdict[int, list[int]] = defaultdict(list)
        self._tall: list[int] = []
        for number, area in enumerate(areas):
            first, last = _bands(area.box[1], area.box[3])
            if last - first > _TALLEST:
                self._tall.append(number)
                continue
            for band in range(first, last + 1):
                self._bands[band].append(number)

    def at(self, box: Box) -> list[Painted]:
        """Those that may lie over or under the middle of a box's height, in their order."""
        middle = (box[1] + box[3]) / 2
        return self._numbered(self._bands.get(_bands(middle, middle)[0], ()))

    def near(self, box: Box) -> bool:
        """Whether one of them may touch a box."""
        if not self.all:
            return False
        first, last = _bands(box[1], box[3])
        if last - first > _TALLEST:
            return True
        numbers = {number for band in range(first, last + 1) for number in self._bands.get(band, ())}
        found = (self.all[number].box for number in (*self._tall, *numbers))
        return any(
            left <= box[2] and box[0] <= right and bottom <= box[3] and box[1] <= top
            for left, bottom, right, top in found
        )

    def _numbered(self, numbers: Sequence[int]) -> list[Painted]:
        held = sorted((*self._tall, *numbers)) if self._tall else numbers
        return [self.all[number] for number in held]


def _bands(bottom: float, top: float) -> tuple[int, int]:
    low, high = max(-_FARTHEST, min(bottom, _FARTHEST)), max(-_FARTHEST, min(top, _FARTHEST))
    return int(low // _BAND), int(high // _BAND)
