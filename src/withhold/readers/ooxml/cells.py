"""The cells of a worksheet part: expat to rows, with as little Python for each cell as possible."""

import re
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from pyexpat import XMLParserType

from withhold.domain.concealment import Concealment
from withhold.domain.piece import BOOLEAN_CELL, DATE_CELL, EMPTY_CELL, ERROR_CELL, NUMBER_CELL, TEXT_CELL
from withhold.readers.grid import GridRow
from withhold.readers.interface import OverLimit
from withhold.readers.ooxml.dates import SerialDates, plain_number
from withhold.readers.ooxml.number_format import write_out
from withhold.readers.ooxml.shared_strings import SharedStrings, unescape
from withhold.readers.ooxml.styles import CellStyle, Styles
from withhold.readers.ooxml.xml import (
    END,
    START,
    TEXT,
    Event,
    create_parser,
    feed,
    local_attributes,
    local_name,
)

_SHARED, _NUMBER, _TEXT, _OTHER = range(4)
_MODES = {"s": _SHARED, "n": _NUMBER, "": _NUMBER, "str": _TEXT, "inlineStr": _TEXT}
_IN_CELLS = frozenset(("row", "c", "v", "f", "is", "t", "r", "rPh"))
_DROPPED = frozenset(
    ("rPr", "phoneticPr", "b", "i", "u", "sz", "color", "rFont", "family", "charset", "scheme")
)
"""Elements that may stand inside a cell and say nothing of its content."""
_LAST_COLUMN = 16_384
_THIN = 0.5
"""A row lower than this many points shows nothing."""
_HEAVY = 4096
_MOST_REMEMBERED = 1 << 16
_MOST_LITERALS = 20_000
_LITERAL = re.compile(r'"((?:[^"]|"")*)"')
_VISIBLE = Concealment.VISIBLE

How = tuple[int, str, CellStyle, bool]
"""What a cell's attributes mean: how to read its value, its type, its style, whether that may hide it."""


class _Letters(dict[str, int]):
    """Column letters to 0-based indexes, worked out once each; -1 for what is no column."""

    def __missing__(self, letters: str) -> int:
        index = 0
        for letter in letters.strip("$").upper():
            if not "A" <= letter <= "Z" or index > _LAST_COLUMN:
                return -1
            index = index * 26 + ord(letter) - 64
        if index <= _LAST_COLUMN:
            self[letters] = index - 1
            return index - 1
        return -1


class CellScanner:
    """Reads one worksheet part; `rows` fills with rows, `around` with the events outside the cell table.

    `invisible(row, column, style)` is asked only for cells whose style may hide them. `literals` collects the
    distinct texts that formulas hold, `phonetic` the reading aids.
    """

    def __init__(
        self,
        strings: SharedStrings,
        styles: Styles,
        dates: SerialDates,
        invisible: Callable[[int, int, CellStyle], bool],
        limit: int,
    ) -> None:
        self.rows: list[GridRow] = []
        self.around: list[Event] = []
        self.literals: dict[str, None] = {}
        self.phonetic: dict[str, None] = {}
        self.strings = strings
        self.invisible = invisible
        self._styles = styles
        self._dates = dates
        self._limit = limit
        self.known_hows: dict[tuple[str, ...], How] = {}

    def scan(self, chunks: Iterable[bytes]) -> Iterator[None]:
        """Reads the part, pausing for `rows` and `around` to be emptied. Raises ReaderErrors."""
        parser = create_parser()
        parser.ordered_attributes = True
        texts: list[str] = []
        finish = _install(self, parser, texts)
        try:
            for _ in feed(parser, chunks, self._limit):
                if len(texts) > 1024 and sum(map(len, texts)) > self._limit:
                    raise OverLimit(f"a cell has more than {self._limit} bytes")
                yield
        finally:
            finish()
        yield

    def how(self, attributes: tuple[str, ...]) -> How:
        """What the attributes of a cell, its position left out, say about its value."""
        known = self.known_hows.get(attributes)
        if known is not None:
            return known
        named = local_attributes(dict(zip(attributes[::2], attributes[1::2], strict=True)))
        index = named.get("s", "0")
        style = self._styles.cell(int(index) if index.isdecimal() and len(index) < 9 else 0)
        kind = named.get("t", "")
        mode = _MODES.get(kind, _OTHER)
        if mode == _NUMBER and (style.number.is_date or style.number.mask):
            mode = _OTHER
        number = style.number
        doubtful = style.faint or (number.hides_text if mode in (_SHARED, _TEXT) else number.hides_numbers)
        found = (mode, kind, style, doubtful)
        if len(self.known_hows) < _MOST_REMEMBERED:
            self.known_hows[attributes] = found
        return found

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


def _install(scanner: CellScanner, parser: XMLParserType, texts: list[str]) -> Callable[[], None]:
    """Sets the parser's handlers; returns what must be called at the end of the part.

    Within the cell table there is only a handler for start tags: a cell is finished by the next start tag,
    and character data goes straight to a list. This is the hot path of the whole program: state lives in
    local variables, and the common tag costs one call. Hence one long function.
    """
    rows, around, hows, letters = scanner.rows, scanner.around, scanner.known_hows, _Letters()
    strings = scanner.strings
    first, used, clear = strings.first, strings.used, texts.clear
    row_tag, c_tag, v_tag = "row", "c", "v"
    prefix = ""
    values: list[str | None] = []
    kinds: list[str] = []
    cells: dict[int, Concealment] = {}
    runs: list[str] = []
    how: How = (_NUMBER, "", CellStyle(), False)
    hidden = _VISIBLE
    number, column, weight = 0, -1, 0
    has_value = in_formula = in_data = is_phonetic = False

    def put() -> None:
        nonlocal has_value, weight
        has_value = False
        text = texts[0] if len(texts) == 1 else "".join(texts)
        if runs or parser.EndElementHandler is not None:
            text = "".join(runs) or text
            runs.clear()
            parser.EndElementHandler = None
        if text[-1:] <= " " and not (text := text.strip()):
            return
        mode = how[0]
        value: str | None = text
        kind = TEXT_CELL
        if mode == _SHARED:
            try:
                index = int(text)
                if index < 0:
                    return
                value = first[index]
                used[index] = 1
            except IndexError:
                value = strings.use(index)
            except ValueError:
                value = text
            if not value:
                return
        elif mode == _NUMBER:
            kind = NUMBER_CELL
            if "." in text:
                value = plain_number(text)
        elif mode == _TEXT:
            if "_x" in text:
                value = unescape(text)
        else:
            value, kind = scanner.convert(text, how)
        gap = column - len(values)
        if gap < 0:
            put_back(value, kind)
        else:
            if gap:
                values.extend([None] * gap)
                kinds.extend(EMPTY_CELL * gap)
            values.append(value)
            kinds.append(kind)
        if mode != _NUMBER and value is not None and len(value) > _HEAVY:
            weight += len(value)
        if how[3] and scanner.invisible(number, column, how[2]):
            cells[column] = Concealment.INVISIBLE_TEXT

    def put_back(value: str | None, kind: str) -> None:
        """A cell left of the last one. A second cell in one place makes a second row: both are read."""
        if values[column] is not None:
            end_row()
            values.extend([None] * (column + 1))
            kinds.extend(EMPTY_CELL * (column + 1))
        values[column], kinds[column] = value, kind

    def end_row() -> None:
        nonlocal values, kinds, cells, weight
        if values:
            rows.append(GridRow(number, values, kinds, hidden, cells or None, weight))
            values, kinds, cells, weight = [], [], {}, 0

    def start(name: str, attributes: list[str]) -> None:
        nonlocal has_value, in_formula, column, how, number, hidden
        if name == v_tag:
            if in_formula:
                scanner.formula("".join(texts))
                in_formula = False
            clear()
            has_value = True
        elif name == c_tag:
            if has_value:
                put()
            if attributes and attributes[0] == "r":
                found = letters[attributes[1].rstrip("0123456789")]
                column = found if found >= 0 else column + 1
                rest = tuple(attributes[2:])
            else:
                reference = _attribute(attributes, "r").rstrip("0123456789")
                column = letters[reference] if letters[reference] >= 0 else column + 1
                rest = tuple(attributes)
            how = hows.get(rest) or scanner.how(rest)
        elif name == row_tag:
            if has_value:
                put()
            end_row()
            column = -1
            number, hidden = _row(attributes, number)
        else:
            other(name, attributes)

    def other(name: str, attributes: list[str]) -> None:
        """The rarer tags of a cell, tags with another prefix, and the tags that end the cell table."""
        nonlocal has_value, in_formula, is_phonetic, row_tag, c_tag, v_tag, prefix
        before, _, local = name.rpartition(":")
        if local in _DROPPED:
            return
        if local not in _IN_CELLS:
            look_around()
            start_around(name, attributes)
        elif local in ("row", "c", "v"):
            if before != prefix:
                prefix = before
                row_tag, c_tag, v_tag = (f"{prefix}:{tag}" if prefix else tag for tag in ("row", "c", "v"))
                start(name, attributes)
        elif local == "f":
            in_formula = not has_value
            if in_formula:
                clear()
        elif local == "is":
            clear()
            has_value = True
        elif local == "t":
            if parser.EndElementHandler is not None:
                clear()
        else:
            if parser.EndElementHandler is None:
                runs.append("".join(texts).strip())
                parser.EndElementHandler = end_run
            is_phonetic = local == "rPh"

    def end_run(name: str) -> None:
        if local_name(name) == "t":
            text = "".join(texts)
            clear()
            if is_phonetic:
                scanner.aid(text)
            else:
                runs.append(text)

    def look_around() -> None:
        """Leaves the cell table: every event goes to `around` until a row or cell comes again."""
        nonlocal in_formula
        finish()
        in_formula = False
        clear()
        parser.StartElementHandler = start_around
        parser.EndElementHandler = end_around
        parser.CharacterDataHandler = lambda text: around.append(Event(TEXT, "", {}, text))

    def start_around(name: str, attributes: list[str]) -> None:
        nonlocal in_data
        before, _, local = name.rpartition(":")
        if local == "sheetData" or (in_data and before == prefix and local in ("row", "c")):
            in_data = True
            parser.StartElementHandler = start
            parser.EndElementHandler = None
            parser.CharacterDataHandler = texts.append
            if local != "sheetData":
                start(name, attributes)
            return
        named = local_attributes(dict(zip(attributes[::2], attributes[1::2], strict=True)))
        around.append(Event(START, local, named, ""))

    def end_around(name: str) -> None:
        around.append(Event(END, local_name(name), {}, ""))

    def finish() -> None:
        if has_value:
            put()
        if in_formula:
            scanner.formula("".join(texts))
        end_row()

    look_around()
    return finish


def column_of(reference: str) -> int:
    """The 0-based column of a cell reference, -1 if it has none."""
    return _Letters()[reference.rstrip("0123456789$")]


def _attribute(attributes: list[str], wanted: str) -> str:
    """An attribute that is not where every known program writes it."""
    for name, value in zip(attributes[::2], attributes[1::2], strict=True):
        if name == wanted:
            return value
    return ""


def _row(attributes: list[str], previous: int) -> tuple[int, Concealment]:
    """The number of a row, and how it is hidden."""
    number, hidden = previous + 1, _VISIBLE
    for name, value in zip(attributes[::2], attributes[1::2], strict=True):
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
