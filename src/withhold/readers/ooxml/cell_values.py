"""The value of a single cell from its raw text, type and style; shared by both ways of reading rows."""

import re
from collections.abc import Callable, Iterable
from datetime import datetime

from withhold.domain.concealment import Concealment
from withhold.domain.piece import BOOLEAN_CELL, DATE_CELL, ERROR_CELL, NUMBER_CELL, TEXT_CELL
from withhold.readers.ooxml.dates import SerialDates, plain_number
from withhold.readers.ooxml.number_format import write_out
from withhold.readers.ooxml.shared_strings import SharedStrings, unescape
from withhold.readers.ooxml.styles import CellStyle, Styles
from withhold.readers.ooxml.xml import local_attributes

SHARED, NUMBER, TEXT, OTHER = range(4)
_MODES = {"s": SHARED, "n": NUMBER, "": NUMBER, "str": TEXT, "inlineStr": TEXT}
HEAVY = 4096
"""Texts longer than this make batches of rows shorter."""
_LAST_COLUMN = 16_384
_THIN = 0.5
"""A row lower than this many points shows nothing."""
_MOST_REMEMBERED = 1 << 16
_MOST_LITERALS = 20_000
_LITERAL = re.compile(r'"((?:[^"]|"")*)"')
_VISIBLE = Concealment.VISIBLE

How = tuple[int, str, CellStyle, bool]
"""What a cell's attributes mean: how to read its value, its type, its style, whether that may hide it."""


class Letters(dict[str, int]):
    """Column letters to 0-based indexes, worked out once each; -1 for what is no column."""

    def __missing__(self, letters: str) -> int:
        index = 0
        for letter in letters.strip("$").upper():
            if not "A" <= letter <= "Z" or index > _LAST_COLUMN:
                return -1
            index = index * 26 + ord(letter) - 64
        if 0 < index <= _LAST_COLUMN:
            self[letters] = index - 1
            return index - 1
        return -1


def column_of(reference: str) -> int:
    """The 0-based column of a cell reference, -1 if it has none."""
    return Letters()[reference.rstrip("0123456789$")]


class CellValues:
    """Reads values with the strings, styles and dates of one workbook.

    `invisible(row, column, style)` is asked only for cells whose style may hide them. `literals` collects the
    distinct texts that formulas hold, `phonetic` the reading aids.
    """

    def __init__(
        self,
        strings: SharedStrings,
        styles: Styles,
        dates: SerialDates,
        invisible: Callable[[int, int, CellStyle], bool],
    ) -> None:
        self.strings = strings
        self.invisible = invisible
        self.literals: dict[str, None] = {}
        self.phonetic: dict[str, None] = {}
        self.known_hows: dict[tuple[str, ...], How] = {}
        self._styles = styles
        self._dates = dates

    def how(self, attributes: tuple[str, ...]) -> How:
        """What the attributes of a cell, its position left out, say about its value."""
        known = self.known_hows.get(attributes)
        if known is not None:
            return known
        named = local_attributes(dict(zip(attributes[::2], attributes[1::2], strict=True)))
        index = named.get("s", "0")
        style = self._styles.cell(int(index) if index.isdecimal() and len(index) < 9 else 0)
        kind = named.get("t", "")
        mode = _MODES.get(kind, OTHER)
        if mode == NUMBER and (style.number.is_date or style.number.mask):
            mode = OTHER
        number = style.number
        doubtful = style.faint or (number.hides_text if mode in (SHARED, TEXT) else number.hides_numbers)
        found = (mode, kind, style, doubtful)
        if len(self.known_hows) < _MOST_REMEMBERED:
            self.known_hows[attributes] = found
        return found

    def read(self, text: str, how: How) -> tuple[str | None, str]:
        """(value, kind) of any cell."""
        if text[-1:] <= " ":
            text = text.strip()
        mode = how[0]
        if mode == SHARED:
            return self.shared(text), TEXT_CELL
        if mode == NUMBER:
            return plain_number(text), NUMBER_CELL
        if mode == TEXT:
            return unescape(text) if "_x" in text else text, TEXT_CELL
        return self.convert(text, how)

    def shared(self, text: str) -> str | None:
        """The shared string with an index, marked as used; the text itself if it is no index."""
        try:
            index = int(text)
        except ValueError:
            return text
        return self.strings.use(index) or None

    def convert(self, text: str, how: How) -> tuple[str | None, str]:
        """(value, kind) of a cell that is neither text nor a plain number."""
        _, kind, style, _ = how
        if kind in ("", "n"):
            if style.number.is_date and (found := self._dates.iso(text)):
                return found, DATE_CELL
            number = plain_number(text)
            if style.number.mask and number.isdecimal() and len(number) < 18:
                written = write_out(style.number.mask, number)
                return written, NUMBER_CELL if written == number else TEXT_CELL
            return number, NUMBER_CELL
        if kind == "b":
            return "TRUE" if text == "1" else "FALSE", BOOLEAN_CELL
        if kind == "d":
            try:
                moment = datetime.fromisoformat(text)
            except ValueError:
                return text, TEXT_CELL
            return (text[:10] if moment == datetime.combine(moment, datetime.min.time()) else text), DATE_CELL
        return text, ERROR_CELL if kind == "e" else TEXT_CELL

    def aid(self, text: str) -> None:
        """Keeps a reading aid (furigana)."""
        if text.strip() and len(self.phonetic) < _MOST_LITERALS:
            self.phonetic[text.strip()] = None

    def formula(self, text: str) -> None:
        """Keeps the texts that a formula holds."""
        if '"' in text and len(self.literals) < _MOST_LITERALS:
            for literal in _LITERAL.findall(text):
                if len(literal) > 2:
                    self.literals[literal.replace('""', '"')] = None


def row_state(attributes: Iterable[tuple[str, str]], previous: int) -> tuple[int, Concealment]:
    """The number of a row, and how it is hidden."""
    number, hidden = previous + 1, _VISIBLE
    for name, value in attributes:
        if name == "r":
            if value.isdecimal() and len(value) < 10:
                number = int(value)
        elif name == "hidden":
            if value in ("1", "true"):
                hidden = Concealment.HIDDEN_ROW
        elif name == "ht" and hidden is _VISIBLE and value.startswith(("0", ".")) and _is_thin(value):
            hidden = Concealment.ZERO_SIZE
    return number, hidden


def _is_thin(height: str) -> bool:
    try:
        return float(height) < _THIN
    except ValueError:
        return False
