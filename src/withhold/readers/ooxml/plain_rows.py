"""Rows written as nearly every program writes them, read by pattern: twice as fast as by XML parser.

A row is taken out of the stream only if it is accounted for to the last character: its tags are exactly those
known here, its entities sound, its bytes UTF-8. From the first row that is not, everything goes to the XML
parser, which therefore sees a sound document with some rows less, and never a different one.
"""

import re
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from withhold.domain.concealment import Concealment
from withhold.domain.piece import EMPTY_CELL, NUMBER_CELL, TEXT_CELL
from withhold.readers.grid import GridRow
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
from withhold.readers.ooxml.shared_strings import unescape

_CELL = re.compile(
    r'<c r="([A-Z]{1,3})[0-9]{1,7}"([^<>]*)>'
    r"(?:(?:<f[^<>]*>([^<]*)</f>|<f[^<>]*/>)?(?:<v>([^<]*)</v>)?"
    r'(?:<is><t(?: xml:space="preserve")?>([^<]*)</t></is>)?</c>)?'
)
_GROUPS = 6
"""Items that `_CELL.split` gives for each cell: what stands before it, then its five groups."""
_ROW = re.compile(r'\s*<row((?: [A-Za-z0-9:.]+="[^"<>&]*")*) ?(/?)>')
_ATTRIBUTE = re.compile(r' ([A-Za-z0-9:.]+)="([^"<>&]*)"')
_ATTRIBUTES = re.compile(r'(?: [A-Za-z0-9:.]+="[^"<>&]*")* ?/?')
ENTITY = re.compile(r"&(?:(amp|lt|gt|quot|apos)|#([0-9]{1,6})|#x([0-9A-Fa-f]{1,5}));")
_ENTITIES = {"amp": "&", "lt": "<", "gt": ">", "quot": '"', "apos": "'"}
_CONTROLS = bytes(byte for byte in range(32) if byte not in b"\t\n")
_ENCODING = re.compile(rb"""<\?xml[^>]*\bencoding=["'](?!utf-8["'])""", re.I)
_OPEN, _ROW_END = b"<sheetData>", b"</row>"
_LONGEST_ROW = 8 << 20
_MOST_HEAD = 1 << 20
_MOST_PLANS = 1 << 14


@dataclass(frozen=True, slots=True)
class _Plan:
    """How to read rows whose cells have the same columns and attributes. Positions count its cells."""

    columns: list[int]
    hows: list[How]
    kinds: list[str]
    shared: list[int]
    numbers: list[int]
    texts: list[int]
    others: list[int]
    doubtful: list[int]
    is_dense: bool


class PlainRows:
    """Takes plain rows out of the bytes of one worksheet part and appends them to `rows`."""

    def __init__(self, values: CellValues, rows: list[GridRow]) -> None:
        self.last_row = 0
        self._values = values
        self._rows = rows
        self._letters = Letters()
        self._plans: dict[str, _Plan | None] = {}

    def filter(self, chunks: Iterable[bytes], is_in_cells: Callable[[], bool]) -> Iterator[bytes]:
        """The bytes that the XML parser still has to see. `is_in_cells`: it has entered the cell table."""
        source = iter(chunks)
        held = b""
        for chunk in source:
            held += chunk
            at = held.find(_OPEN)
            if at >= 0 or len(held) > _MOST_HEAD:
                break
        else:
            yield held
            return
        head = at + len(_OPEN)
        if at < 0 or declares_other_encoding(held):
            yield held
            yield from source
            return
        yield held[:head]
        held = held[head:]
        if is_in_cells():
            held = yield from self._take(held, source)
        if held:
            yield held
        yield from source

    def _take(self, held: bytes, source: Iterator[bytes]) -> Generator[bytes, None, bytes]:
        """Reads rows while they are plain; returns what is left of the bytes taken from `source`."""
        while True:
            end = held.rfind(_ROW_END)
            if end >= 0:
                end += len(_ROW_END)
                rest = self._block(held[:end])
                held = held[end:]
                if rest:
                    return rest + held
            elif len(held) > _LONGEST_ROW:
                return held
            yield b""
            chunk = next(source, b"")
            if not chunk:
                return held
            held += chunk

    def _block(self, block: bytes) -> bytes:
        """Whole rows; returns the bytes from the first row on that is not plain."""
        if not has_plain_bytes(block):
            return block
        try:
            text = block.decode()
        except UnicodeDecodeError:
            return block
        at = 0
        while at < len(text):
            start = _ROW.match(text, at)
            if start is None:
                return text[at:].encode()
            if start[2]:
                self.last_row, _ = row_state(_ATTRIBUTE.findall(start[1]), self.last_row)
                at = start.end()
                continue
            end = text.find("</row>", start.end())
            if end < 0 or not self._row(start[1], text[start.end() : end]):
                return text[at:].encode()
            at = end + len("</row>")
        return b""

    def _row(self, attributes: str, body: str) -> bool:
        """Reads one row, or leaves it alone and returns False."""
        pieces = _CELL.split(body)
        if any(pieces[::_GROUPS]) and "".join(pieces[::_GROUPS]).strip():
            return False
        letters, tails = pieces[1::_GROUPS], pieces[2::_GROUPS]
        key = f"{' '.join(letters)}>{'>'.join(tails)}"
        plan = self._plans[key] if key in self._plans else self._plan(key, letters, tails)
        if plan is None:
            return False
        raw, inline = pieces[4::_GROUPS], pieces[5::_GROUPS]
        if None in raw:
            raw = [text if value is None else value for value, text in zip(raw, inline, strict=True)]
        if "&" in body:
            if body.count("&") != len(ENTITY.findall(body)):
                return False
            raw = [resolve(value) if value else value for value in raw]
        number, hidden = row_state(_ATTRIBUTE.findall(attributes), self.last_row)
        self.last_row = number
        if "<f" in body:
            for formula in pieces[3::_GROUPS]:
                if formula and ('"' in formula or "&quot;" in formula):
                    self._values.formula(resolve(formula))
        if plan.is_dense and all(raw):
            values, kinds = self._dense(plan, raw, has_point="." in body)
        else:
            values, kinds = self._sparse(plan, raw)
        if values:
            weight = len(body) if len(body) > HEAVY else 0
            if self._values.strings.has_heavy:
                weight += sum(len(value) for value in values if value is not None)
            cells = self._cells(plan, number, raw) if plan.doubtful else None
            self._rows.append(GridRow(number, values, kinds, hidden, cells, weight))
        return True

    def _plan(self, key: str, letters: list[str], tails: list[str]) -> _Plan | None:
        columns = [self._letters[name] for name in letters]
        plan: _Plan | None = None
        is_ordered = all(one < other for one, other in pairwise(columns))
        if is_ordered and (not columns or columns[0] >= 0) and all(map(_ATTRIBUTES.fullmatch, tails)):
            hows = []
            for tail in tails:
                pairs = _ATTRIBUTE.findall(tail)
                hows.append(self._values.how(tuple(part for pair in pairs for part in pair)))
            modes = [how[0] for how in hows]
            plan = _Plan(
                columns,
                hows,
                [NUMBER_CELL if mode == NUMBER else TEXT_CELL for mode in modes],
                [at for at, mode in enumerate(modes) if mode == SHARED],
                [at for at, mode in enumerate(modes) if mode == NUMBER],
                [at for at, mode in enumerate(modes) if mode == TEXT],
                [at for at, mode in enumerate(modes) if mode not in (SHARED, NUMBER, TEXT)],
                [at for at, how in enumerate(hows) if how[3]],
                columns == list(range(len(columns))),
            )
        if len(self._plans) >= _MOST_PLANS:
            self._plans.clear()
        self._plans[key] = plan
        return plan

    def _dense(self, plan: _Plan, raw: list[str], *, has_point: bool) -> tuple[list[str | None], list[str]]:
        """Values of a row without an empty cell: the common case, in place."""
        values: list[str | None] = list(raw)
        kinds = plan.kinds.copy()
        strings = self._values.strings
        first, used, packed = strings.first, strings.used, strings.packed
        objects, count = len(first), len(strings)
        for at in plan.shared:
            text = raw[at]
            if text.isdecimal() and (index := int(text)) < count:
                values[at] = (first[index] if index < objects else packed(index - objects)) or None
                used[index] = 1
            else:
                values[at] = self._values.shared(text)
        if has_point:
            for at in plan.numbers:
                if "." in raw[at]:
                    values[at] = plain_number(raw[at])
        for at in plan.texts:
            text = raw[at]
            if "_x" in text or text[-1] <= " ":
                values[at] = unescape(text).strip() or None
        for at in plan.others:
            values[at], kinds[at] = self._values.convert(raw[at], plan.hows[at])
        return self._sparse(plan, raw) if None in values else (values, kinds)

    def _sparse(self, plan: _Plan, raw: Sequence[str | None]) -> tuple[list[str | None], list[str]]:
        """Values of any row, dense from column A."""
        values: list[str | None] = []
        kinds: list[str] = []
        for text, column, how in zip(raw, plan.columns, plan.hows, strict=True):
            if not text:
                continue
            value, kind = self._values.read(text, how)
            if value:
                gap = column - len(values)
                values += [None] * gap
                kinds += EMPTY_CELL * gap
                values.append(value)
                kinds.append(kind)
        return values, kinds

    def _cells(self, plan: _Plan, number: int, raw: list[str | None]) -> dict[int, Concealment] | None:
        """The cells that nobody can see, among those whose style may hide them."""
        found = {
            plan.columns[at]: Concealment.INVISIBLE_TEXT
            for at in plan.doubtful
            if raw[at] and self._values.invisible(number, plan.columns[at], plan.hows[at][2])
        }
        return found or None


def has_plain_bytes(block: bytes) -> bool:
    """No control characters but tabs and line feeds: a parser judges the others."""
    return len(block.translate(None, _CONTROLS)) == len(block)


def declares_other_encoding(start: bytes) -> bool:
    """Whether an XML declaration names an encoding that is not UTF-8, or UTF-16 follows."""
    return start.startswith((b"\xff", b"\xfe", b"\0")) or _ENCODING.match(start) is not None


def resolve(text: str) -> str:
    """Text with its entities replaced; they were found sound before."""
    return ENTITY.sub(_character, text) if "&" in text else text


def _character(found: "re.Match[str]") -> str:
    if found[1]:
        return _ENTITIES[found[1]]
    code = int(found[2]) if found[2] else int(found[3], 16)
    return chr(code) if code not in range(0xD800, 0xE000) else "\ufffd"
