"""The hand that takes text: paragraphs, runs, tables and links (ISO/IEC 29500-1, 21.1)."""

from withhold.readers.powerpoint.geometry import number
from withhold.readers.powerpoint.hand import LONGEST, MOST_SHAPES, YES, Attributes, Ends, Hand, Starts
from withhold.readers.powerpoint.shapes import Cell, Look, Segment

_DEEPEST_LEVEL = 8


class Writing(Hand):
    """Follows the elements of text and tables."""

    def starts(self) -> Starts:
        """What to do at the start of which element."""
        return {
            "t": self._begin_text,
            "p": self._begin_paragraph,
            "r": self._begin_run,
            "fld": self._begin_run,
            "pPr": self._level,
            "br": self._break,
            "hlinkClick": self._link,
            "hlinkHover": self._link,
            "hlinkMouseOver": self._link,
            "tr": self._begin_row,
            "tc": self._begin_cell,
            "gridCol": self._column,
            "tableStyleId": self._table_style,
        }

    def ends(self) -> Ends:
        """What to do at the end of which element."""
        return {
            "t": self.flush,
            "p": self._end_paragraph,
            "r": self._end_run,
            "fld": self._end_run,
            "tc": self._end_cell,
        }

    def _begin_text(self, attributes: Attributes) -> None:
        self.sheet.text = []

    def flush(self) -> None:
        """Gives the text to its shape."""
        texts, self.sheet.text = self.sheet.text, None
        if texts:
            self._add(texts[0] if len(texts) == 1 else "".join(texts))

    def _add(self, text: str) -> None:
        self.add(text, self.sheet.looks[-1] if self.sheet.looks else None)

    def add(self, text: str, look: Look | None) -> None:
        """Letters of one look at this point."""
        sheet = self.sheet
        sheet.weight += len(text) + 16
        if sheet.fallback_depth:
            sheet.fallbacks.append(text)
            return
        segment = Segment(sheet.paragraph, sheet.level, text, look)
        cell = sheet.cells[-1] if sheet.cells else None
        shape = sheet.open_shapes[-1] if sheet.open_shapes else None
        if cell is not None and cell.weight < LONGEST:
            cell.segments.append(segment)
            cell.weight += len(text)
        elif shape is not None:
            shape.segments.append(segment)
            shape.weight += len(text) + 16
            if shape.weight > LONGEST:
                sheet.cut()
        else:
            sheet.words.others.append(text)

    def _begin_paragraph(self, attributes: Attributes) -> None:
        self.sheet.paragraph += 1
        self.sheet.level = 0

    def _end_paragraph(self) -> None:
        if self.sheet.fallback_depth:
            self.sheet.fallbacks.append("\n")

    def _begin_run(self, attributes: Attributes) -> None:
        self.sheet.looks.append(None)

    def _end_run(self) -> None:
        self.sheet.looks.pop()

    def _level(self, attributes: Attributes) -> None:
        if level := attributes.get("lvl"):
            self.sheet.level = min(max(number(level), 0), _DEEPEST_LEVEL)

    def _break(self, attributes: Attributes) -> None:
        self._add("\n")

    def _link(self, attributes: Attributes) -> None:
        if (look := self.sheet.look()) is not None:
            look.is_link = True
        found = [attributes.get(key, "") for key in ("tooltip", "invalidUrl", "action")]
        found = [text for text in found if "?" in text or not text.startswith("ppaction://")]
        self.sheet.words.described += filter(None, found)
        self.sheet.weight += sum(map(len, found))

    def _begin_row(self, attributes: Attributes) -> None:
        shape = self.sheet.shape
        if shape is not None and not self.sheet.fallback_depth:
            if len(shape.rows) > MOST_SHAPES or shape.weight > LONGEST:
                shape = self.sheet.cut()
            shape.rows.append([])

    def _begin_cell(self, attributes: Attributes) -> None:
        merged = attributes.get("hMerge") in YES or attributes.get("vMerge") in YES
        self.sheet.cells.append(Cell(is_merged=merged))

    def _end_cell(self) -> None:
        cell, shape = self.sheet.cells.pop(), self.sheet.shape
        if shape is not None and shape.rows and not self.sheet.fallback_depth:
            shape.rows[-1].append(cell)
            shape.weight += cell.weight + 64

    def _column(self, attributes: Attributes) -> None:
        shape = self.sheet.shape
        if shape is not None and len(shape.widths) < MOST_SHAPES:
            shape.widths.append(number(attributes.get("w")))

    def _table_style(self, attributes: Attributes) -> None:
        if self.sheet.shape is not None:
            self.sheet.shape.has_table_style = True
