"""Segments of text to paragraphs, tables and what is hidden in them."""

import re
from collections.abc import Iterable

from withhold.domain.concealment import Concealment
from withhold.domain.piece import EMPTY_CELL, TEXT_CELL, TextRole
from withhold.readers.doc.pieces import Segment
from withhold.readers.grid import GridRow, tables
from withhold.readers.interface import Place
from withhold.readers.ole.document import Items, Teller

_MARKS = re.compile("([\r\x07\x0c\x13\x14\x15])")
_DROPPED = dict.fromkeys([*range(9), *range(14, 32)]) | {0x0B: "\n", 0x1E: "-", 0x1F: None, 0xA0: " "}
_FLUSH = 1 << 15
_VISIBLE = Concealment.VISIBLE


class Story:
    """Takes the segments of one story; `how` is how the whole story is hidden."""

    def __init__(self, place: Place, teller: Teller, how: Concealment) -> None:
        self._place = place
        self._teller = teller
        self._how = how
        self._lines: list[str] = []
        self._size = 0
        self._shown: list[str] = []
        self._unseen: list[str] = []
        self._unseen_how = _VISIBLE
        self._row = GridRow(1, [], [])
        self._rows: list[GridRow] = []
        self._hidden: dict[Concealment, list[str]] = {}
        self._codes: list[str] = []
        self._fields: list[bool] = []
        """For each open field: whether its instruction is being read."""

    def read(self, stream: Iterable[Segment]) -> Items:
        """Everything in the story."""
        for segment in stream:
            for part in _MARKS.split(segment.text):
                if part in ("\r", "\x07", "\x0c") and part:
                    yield from self._mark(part, segment)
                elif part == "\x13":
                    self._fields.append(True)
                    self._codes.append("")
                elif part == "\x14" and self._fields:
                    self._fields[-1] = False
                elif part == "\x15" and self._fields:
                    self._fields.pop()
                elif part:
                    self._text(part.translate(_DROPPED), segment.concealment)
        self._end_line()
        yield from self._flush_rows()
        yield from self._flush()
        for how, texts in self._hidden.items():
            yield from self._teller.lines(texts, how.inside(self._how), TextRole.PROSE)
        yield from self._teller.lines(self._codes, Concealment.INVISIBLE_TEXT.inside(self._how))

    def _text(self, text: str, how: Concealment) -> None:
        if any(self._fields):
            self._codes[-1] += text
        elif how is _VISIBLE:
            self._shown.append(text)
        else:
            self._unseen.append(text)
            self._unseen_how = how

    def _mark(self, mark: str, segment: Segment) -> Items:
        if segment.is_row_end:
            self._rows.append(self._row)
            self._row = GridRow(self._row.number + 1, [], [])
        elif mark == "\x07":
            self._end_cell()
        elif segment.in_table:
            (self._shown if self._shown else self._unseen).append("\n")
        else:
            yield from self._flush_rows()
            self._end_line()
            if self._size > _FLUSH:
                yield from self._flush()

    def _end_line(self) -> None:
        line = "".join(self._shown).strip()
        self._shown.clear()
        if line:
            self._lines.append(line)
            self._size += len(line)
        self._keep_unseen()

    def _keep_unseen(self) -> None:
        """Hidden words with the visible ones around them come apart from them."""
        if text := "".join(self._unseen).strip():
            self._hidden.setdefault(self._unseen_how, []).append(text)
        self._unseen.clear()

    def _end_cell(self) -> None:
        value = "".join(self._shown).strip()
        self._shown.clear()
        if not value and (value := "".join(self._unseen).strip()):
            self._row.cells = {**(self._row.cells or {}), len(self._row.values): self._unseen_how}
            self._unseen.clear()
        self._keep_unseen()
        self._row.values.append(value or None)
        self._row.kinds.append(TEXT_CELL if value else EMPTY_CELL)

    def _flush(self) -> Items:
        if self._lines:
            yield self._teller.text("\n".join(self._lines), self._how)
        self._lines, self._size = [], 0

    def _flush_rows(self) -> Items:
        if self._row.values:
            self._rows.append(self._row)
        if self._rows:
            yield from self._flush()
            rows, self._rows = self._rows, []
            location = self._teller.location
            yield from tables(rows, place=self._place, location=location, concealment=self._how)
        self._row = GridRow(1, [], [])
