"""The sheet of paper, and what is put beside it."""

_INCHES = 1440
_MARGIN = 2 * _INCHES
"""How far left of or above what it is measured from something must end to be off the page for sure."""
_WIDTHS = frozenset(("posx", "posnegx", "shpleft", "shpright", "li"))
WORDS = _WIDTHS | {"paperw", "paperh", "posy", "posnegy", "shptop", "shpbottom"}


class Sheet:
    """Its size, in twentieths of a point."""

    def __init__(self) -> None:
        self._width, self._height = 12240, 15840

    def is_off(self, word: str, value: int) -> bool:
        """Whether a paragraph, frame or drawing stands beside the sheet by this word, if it tells no size."""
        if word == "paperw":
            self._width = max(value, _INCHES)
        elif word == "paperh":
            self._height = max(value, _INCHES)
        elif word in ("shpright", "shpbottom"):
            return value <= -_MARGIN
        elif word.startswith("posneg"):
            return value <= -_MARGIN - (self._width if word in _WIDTHS else self._height)
        else:
            return abs(value) >= (self._width if word in _WIDTHS else self._height)
        return False
