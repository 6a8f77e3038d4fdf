"""The cells of a worksheet part: expat to rows, with as little Python for each cell as possible."""

from collections.abc import Callable, Iterable, Iterator
from pyexpat import XMLParserType

from withhold.domain.concealment import Concealment
from withhold.domain.piece import EMPTY_CELL, NUMBER_CELL, TEXT_CELL
from withhold.readers.grid import GridRow
from withhold.readers.interface import OverLimit
from withhold.readers.ooxml.cell_values import (
    HEAVY,
    NUMBER,
    SHARED,
    TEXT,
    CellValues,
    How,
    Letters,
    row_state,
)
from withhold.readers.ooxml.dates import plain_number
from withhold.readers.ooxml.plain_rows import PlainRows
from withhold.readers.ooxml.shared_strings import unescape
from withhold.readers.ooxml.styles import CellStyle
from withhold.readers.ooxml.xml import (
    END,
    START,
    Event,
    create_parser,
    feed,
    local_attributes,
    local_name,
)
from withhold.readers.ooxml.xml import TEXT as TEXT_EVENT

_IN_CELLS = frozenset(("row", "c", "v", "f", "is", "t", "r", "rPh"))
_DROPPED = frozenset(
    ("rPr", "phoneticPr", "b", "i", "u", "sz", "color", "rFont", "family", "charset", "scheme")
)
"""Elements that may stand inside a cell and say nothing of its content."""
_VISIBLE = Concealment.VISIBLE


class CellScanner:
    """Reads one worksheet part; `rows` fills with rows, `around` with the events outside the cell table."""

    def __init__(self, values: CellValues, limit: int) -> None:
        self.rows: list[GridRow] = []
        self.around: list[Event] = []
        self.values = values
        self.is_in_cells = False
        self.plain = PlainRows(values, self.rows)
        self._limit = limit

    def scan(self, chunks: Iterable[bytes]) -> Iterator[None]:
        """Reads the part, pausing for `rows` and `around` to be emptied. Raises ReaderErrors."""
        parser = create_parser()
        parser.ordered_attributes = True
        texts: list[str] = []
        finish = _install(self, parser, texts)
        try:
            for _ in feed(parser, self.plain.filter(chunks, lambda: self.is_in_cells), self._limit):
                if len(texts) > 1024 and sum(map(len, texts)) > self._limit:
                    raise OverLimit(f"a cell has more than {self._limit} bytes")
                yield
        finally:
            finish()
        yield


def _install(scanner: CellScanner, parser: XMLParserType, texts: list[str]) -> Callable[[], None]:
    """Sets the parser's handlers; returns what must be called at the end of the part.

    Within the cell table there is only a handler for start tags: a cell is finished by the next start tag,
    and character data goes straight to a list. This is the hot path of the whole program: state lives in
    local variables, and the common tag costs one call. Hence one long function.
    """
    rows, around, hows, letters = scanner.rows, scanner.around, scanner.values.known_hows, Letters()
    reader = scanner.values
    strings = reader.strings
    first, used, clear = strings.first, strings.used, texts.clear
    row_tag, c_tag, v_tag = "row", "c", "v"
    prefix = ""
    values: list[str | None] = []
    kinds: list[str] = []
    cells: dict[int, Concealment] = {}
    runs: list[str] = []
    how: How = (NUMBER, "", CellStyle(), False)
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
        if mode == SHARED:
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
        elif mode == NUMBER:
            kind = NUMBER_CELL
            if "." in text:
                value = plain_number(text)
        elif mode == TEXT:
            if "_x" in text:
                value = unescape(text)
        else:
            value, kind = reader.convert(text, how)
        gap = column - len(values)
        if gap < 0:
            put_back(value, kind)
        else:
            if gap:
                values.extend([None] * gap)
                kinds.extend(EMPTY_CELL * gap)
            values.append(value)
            kinds.append(kind)
        if mode != NUMBER and value is not None and len(value) > HEAVY:
            weight += len(value)
        if how[3] and reader.invisible(number, column, how[2]):
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
                reader.formula("".join(texts))
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
            how = hows.get(rest) or reader.how(rest)
        elif name == row_tag:
            if has_value:
                put()
            end_row()
            column = -1
            number, hidden = row_state(
                zip(attributes[::2], attributes[1::2], strict=True), max(number, scanner.plain.last_row)
            )
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
                reader.aid(text)
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
        parser.CharacterDataHandler = lambda text: around.append(Event(TEXT_EVENT, "", {}, text))

    def start_around(name: str, attributes: list[str]) -> None:
        nonlocal in_data
        before, _, local = name.rpartition(":")
        if local == "sheetData" or (in_data and before == prefix and local in ("row", "c")):
            in_data = scanner.is_in_cells = True
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
            reader.formula("".join(texts))
        end_row()

    look_around()
    return finish


def _attribute(attributes: list[str], wanted: str) -> str:
    """An attribute that is not where every known program writes it."""
    for name, value in zip(attributes[::2], attributes[1::2], strict=True):
        if name == wanted:
            return value
    return ""
