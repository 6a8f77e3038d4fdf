"""Builds small workbooks part by part, so that a test can put anything anywhere."""

from io import BytesIO
from xml.sax.saxutils import escape
from zipfile import ZIP_DEFLATED, ZipFile

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
_TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"

Parts = dict[str, str | bytes]


def relationships(*links: tuple[str, str, str]) -> str:
    """(id, last word of the type, target); a target with a colon is external."""
    rows = ""
    for identifier, kind, target in links:
        mode = ' TargetMode="External"' if ":" in target else ""
        rows += f'<Relationship Id="{identifier}" Type="{OFFICE}/{kind}" Target="{escape(target)}"{mode}/>'
    return f'<Relationships xmlns="{PACKAGE}">{rows}</Relationships>'


def sheet(rows: str, *, before: str = "", after: str = "") -> str:
    """A worksheet part around the rows of its cell table."""
    return (
        f'<?xml version="1.0" encoding="UTF-8"?><worksheet xmlns="{MAIN}" xmlns:r="{OFFICE}">{before}'
        f"<sheetData>{rows}</sheetData>{after}</worksheet>"
    )


def inline(reference: str, text: str, style: int = 0) -> str:
    """A cell with its text in place."""
    return f'<c r="{reference}" s="{style}" t="inlineStr"><is><t>{escape(text)}</t></is></c>'


def row(number: int, *cells: str, attributes: str = "") -> str:
    """A row of cells."""
    return f'<row r="{number}"{attributes}>{"".join(cells)}</row>'


def table_rows(secret: str, attributes: str = "") -> str:
    """Nine rows of a small table; the last holds the secret."""
    names = ["Yard", "Opened", "Note"]
    rows = [row(1, *(inline(f"{letter}1", name) for letter, name in zip("ABC", names, strict=True)))]
    for number in range(2, 10):
        last = number == 9
        cells = (
            inline(f"A{number}", secret if last else f"harbour {number}"),
            f'<c r="B{number}"><v>{1990 + number}</v></c>',
            inline(f"C{number}", f"open {number}"),
        )
        rows.append(row(number, *cells, attributes=attributes if last else ""))
    return "".join(rows)


def workbook(
    sheets: dict[str, str],
    *,
    states: dict[str, str] | None = None,
    parts: Parts | None = None,
    links: tuple[tuple[str, str, str], ...] = (),
    inside: str = "",
) -> bytes:
    """A workbook: `sheets` by tab name, more `parts` by path, more `links` of the workbook part."""
    listed, targets, all_parts = "", [], Parts()
    for number, (name, content) in enumerate(sheets.items(), 1):
        state = (states or {}).get(name)
        shown = f' state="{state}"' if state else ""
        listed += f'<sheet name="{escape(name)}" sheetId="{number}" r:id="rId{number}"{shown}/>'
        targets.append((f"rId{number}", "worksheet", f"worksheets/sheet{number}.xml"))
        all_parts[f"xl/worksheets/sheet{number}.xml"] = content
    all_parts["[Content_Types].xml"] = (
        f'<Types xmlns="{_TYPES}"><Default Extension="xml" ContentType="text/xml"/></Types>'
    )
    all_parts["_rels/.rels"] = relationships(("rId1", "officeDocument", "xl/workbook.xml"))
    all_parts["xl/workbook.xml"] = (
        f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}"><sheets>{listed}</sheets>{inside}</workbook>'
    )
    all_parts["xl/_rels/workbook.xml.rels"] = relationships(*targets, *links)
    return pack({**all_parts, **(parts or {})})


def pack(parts: Parts) -> bytes:
    """Parts as a zip archive, in the order given."""
    stream = BytesIO()
    with ZipFile(stream, "w", ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return stream.getvalue()
