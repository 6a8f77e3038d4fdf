"""Sheets of values to the XML and the package of an OpenDocument spreadsheet."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from corpus.ooxml.cells import escape
from corpus.zips import zipped

NAMESPACES = " ".join(
    f'xmlns:{prefix}="{address}"'
    for prefix, address in {
        "office": "urn:oasis:names:tc:opendocument:xmlns:office:1.0",
        "style": "urn:oasis:names:tc:opendocument:xmlns:style:1.0",
        "text": "urn:oasis:names:tc:opendocument:xmlns:text:1.0",
        "table": "urn:oasis:names:tc:opendocument:xmlns:table:1.0",
        "draw": "urn:oasis:names:tc:opendocument:xmlns:drawing:1.0",
        "fo": "urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0",
        "meta": "urn:oasis:names:tc:opendocument:xmlns:meta:1.0",
        "chart": "urn:oasis:names:tc:opendocument:xmlns:chart:1.0",
        "svg": "urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0",
        "config": "urn:oasis:names:tc:opendocument:xmlns:config:1.0",
        "script": "urn:oasis:names:tc:opendocument:xmlns:script:1.0",
        "dc": "http://purl.org/dc/elements/1.1/",
        "xlink": "http://www.w3.org/1999/xlink",
        "presentation": "urn:oasis:names:tc:opendocument:xmlns:presentation:1.0",
    }.items()
)
MIMETYPE = "application/vnd.oasis.opendocument.spreadsheet"
Value = str | int | float | date | None

STYLES = (
    '<style:style style:name="shown" style:family="table"><style:table-properties '
    'table:display="true"/></style:style>'
    '<style:style style:name="gone" style:family="table"><style:table-properties '
    'table:display="false"/></style:style>'
    '<style:style style:name="white" style:family="table-cell">'
    '<style:text-properties fo:color="#ffffff"/></style:style>'
    '<style:style style:name="grey" style:family="table-cell">'
    '<style:table-cell-properties fo:background-color="#d9d9d9"/>'
    '<style:text-properties fo:color="#d9d9d9"/></style:style>'
)


@dataclass(slots=True)
class OdfSheet:
    """One table. `row_attributes` by 1-based row, `columns` raw elements, `inside` raw XML before them.

    `cell_style` is given to every cell of the rows from `styled_from` (1-based) on.
    """

    name: str
    rows: Sequence[Sequence[Value]]
    hidden: bool = False
    row_attributes: dict[int, str] = field(default_factory=dict)
    columns: str = ""
    inside: str = ""
    cell_style: str = ""
    styled_from: int = 1
    notes: dict[int, str] = field(default_factory=dict)
    """Annotations of the first cell, by 1-based row."""


@dataclass(slots=True)
class OdfDocument:
    """A spreadsheet: sheets, raw XML before and after them, properties, header text, further members."""

    sheets: list[OdfSheet]
    before: str = ""
    after: str = ""
    scripts: str = ""
    meta: str = ""
    creator: str = "Statistics Unit"
    footer: str = ""
    members: dict[str, bytes] = field(default_factory=dict)


def _cell(value: Value, style: str, note: str) -> str:
    named = f' table:style-name="{style}"' if style else ""
    if value is None:
        return f"<table:table-cell{named}/>"
    shown = f"{note}<text:p>{escape(str(value))}</text:p>"
    if isinstance(value, str):
        kind = 'office:value-type="string"'
    elif isinstance(value, date):
        kind = f'office:value-type="date" office:date-value="{value.isoformat()}"'
    else:
        kind = f'office:value-type="float" office:value="{value}"'
    return f"<table:table-cell {kind}{named}>{shown}</table:table-cell>"


def _sheet(sheet: OdfSheet) -> str:
    rows = []
    for number, values in enumerate(sheet.rows, 1):
        style = sheet.cell_style if number >= sheet.styled_from else ""
        note = ""
        if number in sheet.notes:
            note = (
                "<office:annotation><dc:creator>Statistics Unit</dc:creator>"
                f"<text:p>{escape(sheet.notes[number])}</text:p></office:annotation>"
            )
        cells = "".join(_cell(value, style, "" if place else note) for place, value in enumerate(values))
        attributes = sheet.row_attributes.get(number, "")
        empty = "<table:table-cell/>" if not cells else ""
        rows.append(
            f"<table:table-row{' ' + attributes if attributes else ''}>{cells}{empty}</table:table-row>"
        )
    columns = sheet.columns or '<table:table-column table:number-columns-repeated="32"/>'
    return (
        f'<table:table table:name="{escape(sheet.name)}" '
        f'table:style-name="{"gone" if sheet.hidden else "shown"}">'
        f"{sheet.inside}{columns}{''.join(rows)}</table:table>"
    )


def _body(document: OdfDocument) -> str:
    tables = "".join(_sheet(sheet) for sheet in document.sheets)
    return (
        f"<office:body><office:spreadsheet>{document.before}{tables}{document.after}"
        "</office:spreadsheet></office:body>"
    )


def _meta(document: OdfDocument) -> str:
    return (
        f"<office:meta><meta:generator>LibreOffice/7.4.7.2</meta:generator>"
        f"<meta:initial-creator>{escape(document.creator)}</meta:initial-creator>{document.meta}</office:meta>"
    )


def _master(document: OdfDocument) -> str:
    footer = (
        f"<style:footer><text:p>{escape(document.footer)}</text:p></style:footer>" if document.footer else ""
    )
    return (
        '<office:master-styles><style:master-page style:name="Default">'
        f"<style:header><text:p>Summary</text:p></style:header>{footer}</style:master-page></office:master-styles>"
    )


def _part(root: str, inner: str) -> bytes:
    start = f'<office:{root} {NAMESPACES} office:version="1.3">'
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{start}{inner}</office:{root}>'.encode()


def content_xml(document: OdfDocument) -> bytes:
    """The content part alone."""
    scripts = f"<office:scripts>{document.scripts}</office:scripts>" if document.scripts else ""
    styles = f"<office:automatic-styles>{STYLES}</office:automatic-styles>"
    return _part("document-content", scripts + styles + _body(document))


def ods(document: OdfDocument) -> bytes:
    """The zipped package; `mimetype` comes first and uncompressed."""
    members = {
        "content.xml": content_xml(document),
        "styles.xml": _part("document-styles", _master(document)),
        "meta.xml": _part("document-meta", _meta(document)),
        **document.members,
    }
    kinds = "".join(
        f'<manifest:file-entry manifest:full-path="{escape(name)}" manifest:media-type="'
        f'{"text/xml" if name.endswith(".xml") else "application/octet-stream"}"/>'
        for name in members
    )
    manifest = (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0" '
        'manifest:version="1.3"><manifest:file-entry manifest:full-path="/" '
        f'manifest:media-type="{MIMETYPE}"/>'
        f"{kinds}</manifest:manifest>"
    )
    return zipped(
        [("mimetype", MIMETYPE.encode()), *members.items(), ("META-INF/manifest.xml", manifest.encode())],
        stored=("mimetype",),
    )


def fods(document: OdfDocument) -> bytes:
    """The flat XML form; further members have no place in it."""
    scripts = f"<office:scripts>{document.scripts}</office:scripts>" if document.scripts else ""
    inner = (
        _meta(document)
        + scripts
        + f"<office:automatic-styles>{STYLES}</office:automatic-styles>"
        + _master(document)
        + _body(document)
    )
    return _part("document", inner).replace(
        b"<office:document ", f'<office:document office:mimetype="{MIMETYPE}" '.encode(), 1
    )
