"""A whole workbook to the bytes of its package."""

from corpus.ooxml.cells import CellWriter, Strings, escape
from corpus.ooxml.dialects import EXCEL, MAIN, OFFICE_RELATIONSHIPS, Dialect, encode
from corpus.ooxml.model import Relationships, Sheet, Workbook
from corpus.ooxml.styles import stylesheet
from corpus.zips import zipped

PACKAGE = "http://schemas.openxmlformats.org/package/2006"
SHEET_ML = "application/vnd.openxmlformats-officedocument.spreadsheetml"
WORKBOOK_TYPES = {
    "xlsx": f"{SHEET_ML}.sheet.main+xml",
    "xltx": f"{SHEET_ML}.template.main+xml",
    "xlsm": "application/vnd.ms-excel.sheet.macroEnabled.main+xml",
}
DEFAULTS = {
    "rels": "application/vnd.openxmlformats-package.relationships+xml",
    "xml": "application/xml",
    "png": "image/png",
    "vml": "application/vnd.openxmlformats-officedocument.vmlDrawing",
    "bin": "application/octet-stream",
}
AFTER_SHEETS = ("externalReferences", "definedNames", "calcPr", "pivotCaches", "webPublishing", "extLst")


def _rels_path(part: str) -> str:
    folder, _, name = part.rpartition("/")
    return f"{folder}/_rels/{name}.rels" if folder else f"_rels/{name}.rels"


def _target(target: str, part: str, dialect: Dialect) -> str:
    """A target as the producer writes it: from the root with a slash, or from the folder of the part."""
    if dialect.absolute:
        return f"/{target}"
    base, steps = part.split("/")[:-1], target.split("/")
    while base and len(steps) > 1 and base[0] == steps[0]:
        base, steps = base[1:], steps[1:]
    return "/".join([".."] * len(base) + steps)


def _relationship_part(relationships: Relationships, part: str, dialect: Dialect) -> bytes:
    items = []
    for identifier, kind, target, external in relationships.entries:
        shown = target if external else _target(target, part, dialect)
        mode = ' TargetMode="External"' if external else ""
        items.append(f'<Relationship Id="{identifier}" Type="{kind}" Target="{escape(shown)}"{mode}/>')
    xml = f'<Relationships xmlns="{PACKAGE}/relationships">{"".join(items)}</Relationships>'
    return encode(xml, dialect, relationships=True)


_STATES = {"hidden": ' state="hidden"', "veryHidden": ' state="veryHidden"'}


def _workbook_xml(book: Workbook, listed: list[tuple[Sheet, str]]) -> str:
    sheets = "".join(
        f'<sheet name="{escape(sheet.name)}" sheetId="{number}"'
        f'{_STATES.get(sheet.state, "")} r:id="{identifier}"/>'
        for number, (sheet, identifier) in enumerate(listed, 1)
    )
    properties = '<workbookPr date1904="1"/>' if book.date1904 else "<workbookPr/>"
    after = "".join(book.after_sheets.get(name, "") for name in AFTER_SHEETS)
    return (
        f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE_RELATIONSHIPS}">{properties}'
        f"<bookViews><workbookView/></bookViews><sheets>{sheets}</sheets>{after}</workbook>"
    )


def _properties(book: Workbook, dialect: Dialect) -> dict[str, tuple[str, str]]:
    if dialect.application is None and not (book.core or book.app):
        return {}
    core = (
        f'<cp:coreProperties xmlns:cp="{PACKAGE}/metadata/core-properties" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/" '
        'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">'
        f"<dc:creator>{escape(book.creator)}</dc:creator>{book.core}"
        '<dcterms:created xsi:type="dcterms:W3CDTF">2022-11-28T09:44:00Z</dcterms:created>'
        "</cp:coreProperties>"
    )
    app = (
        '<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/extended-properties" '
        'xmlns:vt="http://schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes">'
        f"<Application>{escape(dialect.application or 'Report Server')}</Application>{book.app}</Properties>"
    )
    return {
        "docProps/core.xml": (core, "application/vnd.openxmlformats-package.core-properties+xml"),
        "docProps/app.xml": (app, "application/vnd.openxmlformats-officedocument.extended-properties+xml"),
    }


class _Writer:
    """Collects the parts and their content types while one workbook is written."""

    def __init__(self, book: Workbook, dialect: Dialect) -> None:
        self.book = book
        self.dialect = dialect
        self.types: dict[str, str] = {}
        self.parts: dict[str, bytes] = {}
        self.strings = Strings()

    def put(
        self, name: str, content: str | bytes, content_type: str | None, rels: Relationships | None
    ) -> None:
        """Adds one part with its relationships."""
        self.parts[name] = content if isinstance(content, bytes) else encode(content, self.dialect)
        if content_type:
            self.types[name] = content_type
        if rels and rels.entries:
            self.parts[_rels_path(name)] = _relationship_part(rels, name, self.dialect)

    def sheets(self) -> list[tuple[Sheet, str]]:
        """Writes the sheets; gives those that the workbook lists, with their relationship ids."""
        cells = CellWriter(self.dialect, self.strings, self.book.date1904)
        listed = []
        for number, sheet in enumerate(self.book.sheets, 1):
            name = self.dialect.sheet_part.format(number)
            kind = "chartsheet" if sheet.body is not None and "<chartsheet" in sheet.body else "worksheet"
            if sheet.listed:
                listed.append((sheet, self.book.rels.add(kind, name)))
            self.put(name, cells.sheet(sheet), f"{SHEET_ML}.{kind}+xml", sheet.rels)
        return listed

    def properties(self) -> None:
        """Writes the document properties, if this producer does."""
        for name, (xml, content_type) in _properties(self.book, self.dialect).items():
            core = f"{PACKAGE}/relationships/metadata/core-properties"
            self.book.root_rels.add(core if "core" in name else "extended-properties", name)
            self.put(name, xml, content_type, None)

    def archive(self) -> bytes:
        """The whole package, once every part was put."""
        root = _relationship_part(self.book.root_rels, "", self.dialect)
        types = _content_types(self.types, self.dialect)
        members = [("[Content_Types].xml", types), ("_rels/.rels", root), *self.parts.items()]
        return zipped(members, stored=self.dialect.stored)


def package(book: Workbook, dialect: Dialect = EXCEL) -> bytes:
    """The bytes of the workbook as a producer of this dialect writes it. A workbook is written once."""
    writer = _Writer(book, dialect)
    listed = writer.sheets()
    book.rels.add("styles", "xl/styles.xml")
    writer.put("xl/styles.xml", stylesheet(book.number_formats), f"{SHEET_ML}.styles+xml", None)
    if writer.strings.uses or book.unused_strings:
        book.rels.add("sharedStrings", "xl/sharedStrings.xml")
        shared = writer.strings.xml(book.unused_strings)
        writer.put("xl/sharedStrings.xml", shared, f"{SHEET_ML}.sharedStrings+xml", None)
    writer.put("xl/workbook.xml", _workbook_xml(book, listed), WORKBOOK_TYPES[book.kind], book.rels)
    for name, part in book.parts.items():
        writer.put(name, part.content, part.content_type, book.part_rels.get(name))
    book.root_rels.add("officeDocument", "xl/workbook.xml")
    writer.properties()
    return writer.archive()


def _content_types(types: dict[str, str], dialect: Dialect) -> bytes:
    defaults = "".join(f'<Default Extension="{end}" ContentType="{kind}"/>' for end, kind in DEFAULTS.items())
    overrides = "".join(
        f'<Override PartName="/{name}" ContentType="{kind}"/>' for name, kind in types.items()
    )
    xml = f'<Types xmlns="{PACKAGE}/content-types">{defaults}{overrides}</Types>'
    return encode(xml, dialect, relationships=True)
