"""SpreadsheetML 2003, the XML that Excel 2002 and 2003 wrote: sheets as grids."""

from collections.abc import Callable, Iterator

from withhold.domain.concealment import Concealment
from withhold.domain.location import cell_range
from withhold.domain.piece import ReadItem, Text, TextRole
from withhold.readers.grid import GridRow, tables
from withhold.readers.interface import Place, ReaderError
from withhold.readers.ooxml.xml import COMMENT, END, START, TEXT, Event, events

_VISIBLE = Concealment.VISIBLE
_KINDS = {"Number": "n", "DateTime": "d", "Boolean": "b", "Error": "e", "String": "t"}
_HIDDEN = {"SheetHidden": Concealment.HIDDEN_SHEET, "SheetVeryHidden": Concealment.VERY_HIDDEN_SHEET}
_MOST_COLUMNS = 1 << 14
_AUTHORS = frozenset({"Author", "LastAuthor", "Manager"})


def is_workbook(head: bytes) -> bool:
    """Whether the first bytes of an XML file are those of a SpreadsheetML workbook."""
    plain = head.replace(b"\x00", b"")
    return b"urn:schemas-microsoft-com:office:spreadsheet" in plain and b"Workbook" in plain


def read_workbook(chunks: Callable[[], Iterator[bytes]], place: Place) -> Iterator[ReadItem]:
    """Sheets, comments, properties and names. `chunks` opens the bytes anew: what hides a sheet stands
    behind its cells."""
    visibility = _visibility(events(chunks()))
    stream = events(chunks())
    sheets = 0
    for kind, name, attributes, text in stream:
        if kind == START and name == "Worksheet":
            how = visibility[sheets] if sheets < len(visibility) else _VISIBLE
            sheets += 1
            yield from _sheet(stream, attributes.get("Name", ""), sheets, how, place)
        elif kind == START and name in ("DocumentProperties", "CustomDocumentProperties"):
            yield from _properties(stream, name, place)
        elif kind == START and name == "NamedRange":
            label = f"{attributes.get('Name', '')} {attributes.get('RefersTo', '')}"
            yield Text(
                place.location, label, TextRole.LABEL, Concealment.DEFINED_NAME.inside(place.concealment)
            )
        elif kind == COMMENT and text.strip():
            yield Text(place.location, text, concealment=Concealment.PAGE_SOURCE.inside(place.concealment))


def _visibility(stream: Iterator[Event]) -> list[Concealment]:
    found: list[Concealment] = []
    inside = False
    try:
        for kind, name, _, text in stream:
            if kind == START and name == "Worksheet":
                found.append(_VISIBLE)
            elif name == "Visible":
                inside = kind == START
            elif inside and kind == TEXT and found:
                found[-1] = _HIDDEN.get(text.strip(), found[-1])
    except ReaderError:
        return found  # the second reading meets the same damage and tells it
    return found


def _properties(stream: Iterator[Event], element: str, place: Place) -> Iterator[ReadItem]:
    how = Concealment.METADATA.inside(place.concealment)
    current = ""
    for kind, name, _, text in stream:
        if kind == START:
            current = name
        elif kind == TEXT and text.strip():
            role = TextRole.AUTHOR if current in _AUTHORS else TextRole.PROSE
            yield Text(place.location, text.strip(), role, how)
        elif kind == END and name == element:
            return


def _sheet(
    stream: Iterator[Event], name: str, index: int, how: Concealment, place: Place
) -> Iterator[ReadItem]:
    location = place.location.child("sheet", name, index)
    how = how.inside(place.concealment)
    yield Text(location, name, TextRole.HEADING, how)
    columns: dict[int, Concealment] = {}
    asides: list[Text] = []
    error: list[ReaderError] = []

    def rows() -> Iterator[GridRow]:
        try:
            yield from _rows(stream, columns, lambda text, at: asides.append(aside(text, at)))
        except ReaderError as problem:
            error.append(problem)  # raised below, when the rows before it have been given

    def aside(text: str, at: str) -> Text:
        return Text(location.child("cells", at), text, concealment=Concealment.COMMENT.inside(how))

    yield from tables(rows(), place=place, location=location, concealment=how, columns=columns)
    yield from asides
    if error:
        raise error[0]


def _rows(
    stream: Iterator[Event], columns: dict[int, Concealment], aside: Callable[[str, str], None]
) -> Iterator[GridRow]:
    number = column = 0
    row = GridRow(0, [], [])
    texts: list[str] = []
    kind_of_cell = "t"
    inside = ""
    for kind, name, attributes, text in stream:
        if kind == TEXT:
            if inside:
                texts.append(text)
        elif kind == START:
            if name == "Column":
                column = _number(attributes, "Index", column + 1)
                if attributes.get("Hidden") == "1":
                    for at in range(column - 1, min(column + _number(attributes, "Span", 0), _MOST_COLUMNS)):
                        columns[at] = Concealment.HIDDEN_COLUMN
                column += _number(attributes, "Span", 0)
            elif name == "Row":
                number = _number(attributes, "Index", number + 1)
                hidden = attributes.get("Hidden") == "1"
                row = GridRow(number, [], [], Concealment.HIDDEN_ROW if hidden else _VISIBLE)
            elif name == "Cell":
                at = min(_number(attributes, "Index", len(row.values) + 1), _MOST_COLUMNS)
                row.kinds.extend(" " * (at - 1 - len(row.values)))
                row.values.extend([None] * (at - 1 - len(row.values)))
            elif name in ("Data", "Comment") and inside != "Comment":
                inside = name
                texts.clear()
                if name == "Data":
                    kind_of_cell = _KINDS.get(attributes.get("Type", ""), "t")
        elif name == "Data" and inside == "Data":
            value = "".join(texts).strip()
            if kind_of_cell == "d":
                value = value.removesuffix(".000").removesuffix("T00:00:00")
            row.values.append(value or None)
            row.kinds.append(kind_of_cell if value else " ")
            inside = ""
        elif name == "Comment" and inside == "Comment":
            aside(
                "".join(texts).strip(),
                cell_range(number, max(len(row.values) - 1, 0), number, max(len(row.values) - 1, 0)),
            )
            inside = ""
        elif name == "Row":
            yield row
        elif name == "Worksheet":
            return


def _number(attributes: dict[str, str], name: str, otherwise: int) -> int:
    value = attributes.get(name, "")
    return int(value) if value.isascii() and value.isdigit() and len(value) < 9 else otherwise
