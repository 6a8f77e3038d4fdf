"""Hiding places in the package of an OOXML workbook: properties, custom XML, revisions, objects, macros."""

from corpus.content import Content
from corpus.hiding.ooxml_cells import making
from corpus.hiding.ooxml_notes import EXCEL_2010
from corpus.hiding.place import HidingPlace
from corpus.ole import compound, compressed
from corpus.ooxml import dialects
from corpus.ooxml.cells import escape
from corpus.ooxml.dialects import MAIN, OFFICE_RELATIONSHIPS
from corpus.ooxml.model import Sheet, Workbook
from corpus.ooxml.package import SHEET_ML, package
from corpus.picture import png

CUSTOM = "http://schemas.openxmlformats.org/officeDocument/2006/custom-properties"
TYPES = "http://schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes"


def _description(book: Workbook, content: Content) -> None:
    book.core = f"<dc:title>Statistics</dc:title><dc:description>{escape(content.text)}</dc:description>"


def _keywords(book: Workbook, content: Content) -> None:
    book.core = f"<cp:keywords>{escape(content.text)}</cp:keywords>"


def _author(book: Workbook, content: Content) -> None:
    book.creator = str(content.rows[0][0])
    book.core = f"<cp:lastModifiedBy>{escape(str(content.rows[1][0]))}</cp:lastModifiedBy>"


def _manager(book: Workbook, content: Content) -> None:
    book.app = f"<Manager>{escape(str(content.rows[0][0]))}</Manager><Company>Department of Records</Company>"


def _titles_of_parts(book: Workbook, content: Content) -> None:
    items = "".join(f"<vt:lpstr>{escape(line)}</vt:lpstr>" for line in content.lines)
    count = len(content.lines)
    book.app = (
        f'<TitlesOfParts><vt:vector size="{count}" baseType="lpstr">{items}</vt:vector></TitlesOfParts>'
    )


def _custom_properties(book: Workbook, content: Content) -> None:
    items = "".join(
        f'<property fmtid="{{D5CDD505-2E9C-101B-9397-08002B2CF9AE}}" pid="{n}" name="note {n}">'
        f"<vt:lpwstr>{escape(line)}</vt:lpwstr></property>"
        for n, line in enumerate(content.lines, 2)
    )
    xml = f'<Properties xmlns="{CUSTOM}" xmlns:vt="{TYPES}">{items}</Properties>'
    kind = "application/vnd.openxmlformats-officedocument.custom-properties+xml"
    book.part("docProps/custom.xml", xml, kind)
    book.root_rels.add("custom-properties", "docProps/custom.xml")


def _custom_xml(book: Workbook, content: Content) -> None:
    names = ("name", "born", "a_number", "country")
    records = "".join(
        "<record>"
        + "".join(f"<{tag}>{escape(cell)}</{tag}>" for tag, cell in zip(names, row, strict=True))
        + "</record>"
        for row in content.texts[1:]
    )
    book.part("customXml/item1.xml", f'<records xmlns="urn:example:records">{records}</records>')
    book.root_rels.add("customXml", "customXml/item1.xml")


def _custom_xml_text(book: Workbook, content: Content) -> None:
    book.part("customXml/item1.xml", f"<note>{escape(content.text)}</note>")
    book.rels.add("customXml", "customXml/item1.xml")


def _revisions(book: Workbook, content: Content) -> None:
    changes = "".join(
        f'<rcc rId="{row}" sId="1"><oc r="A{row}" t="inlineStr"><is><t>{escape(line)}</t></is></oc>'
        f'<nc r="A{row}"/></rcc>'
        for row, line in enumerate(content.lines, 1)
    )
    headers = (
        f'<headers xmlns="{MAIN}" xmlns:r="{OFFICE_RELATIONSHIPS}" guid="{{1}}">'
        '<header guid="{1}" dateTime="2022-11-27T10:00:00" maxSheetId="3" userName="Reports" '
        'r:id="rId1"/></headers>'
    )
    book.part("xl/revisions/revisionHeaders.xml", headers, f"{SHEET_ML}.revisionHeaders+xml")
    log = f'<revisions xmlns="{MAIN}">{changes}</revisions>'
    book.part("xl/revisions/revisionLog1.xml", log, f"{SHEET_ML}.revisionLog+xml")
    book.part_relationships("xl/revisions/revisionHeaders.xml").add(
        "revisionLog", "xl/revisions/revisionLog1.xml"
    )
    book.rels.add("revisionHeaders", "xl/revisions/revisionHeaders.xml")


def _shared_users(book: Workbook, content: Content) -> None:
    users = "".join(
        f'<userInfo guid="{{{n}}}" name="{escape(str(row[0]))}" id="-{n}" dateTime="2022-11-27T10:00:00"/>'
        for n, row in enumerate(content.rows, 1)
    )
    book.part(
        "xl/revisions/userNames.xml", f'<users xmlns="{MAIN}">{users}</users>', f"{SHEET_ML}.userNames+xml"
    )
    book.rels.add("usernames", "xl/revisions/userNames.xml")


def _printer(book: Workbook, content: Content) -> None:
    blob = "Front desk printer".ljust(32, "\0").encode("utf-16-le") + bytes(range(64))
    blob += content.text.encode("utf-16-le") + bytes(40)
    kind = f"{SHEET_ML}.printerSettings"
    book.part("xl/printerSettings/printerSettings1.bin", blob, kind)
    book.sheets[0].rels.add("printerSettings", "xl/printerSettings/printerSettings1.bin")


def _inner(content: Content, state: str = "visible") -> bytes:
    return package(
        Workbook([Sheet("Cover", [["Notes"]]), Sheet("Source", content.table, state=state)]), dialects.EXCEL
    )


def _embedded_workbook(book: Workbook, content: Content) -> None:
    _embed(book, _inner(content))


def _embedded_hidden(book: Workbook, content: Content) -> None:
    _embed(book, _inner(content, "hidden"))


def _embed(book: Workbook, inner: bytes) -> None:
    name = "xl/embeddings/Microsoft_Excel_Worksheet.xlsx"
    book.part(name, inner, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")
    book.sheets[0].rels.add("package", name)


def _ole_object(book: Workbook, streams: dict[str, bytes]) -> None:
    name = "xl/embeddings/oleObject1.bin"
    book.part(name, compound(streams), "application/vnd.openxmlformats-officedocument.oleObject")
    book.sheets[0].rels.add("oleObject", name)


def _ole_workbook(book: Workbook, content: Content) -> None:
    """A whole workbook as the `Package` stream of an OLE object."""
    _ole_object(book, {"\x01CompObj": bytes(100), "Package": _inner(content)})


def _ole_text(book: Workbook, content: Content) -> None:
    """A text file packed by the old object packager (`\\x01Ole10Native`)."""
    text = content.text.encode()
    body = (
        b"\x02\0notes.txt\0C:\\notes.txt\0\0\0\x03\0\x0d\0\0\0C:\\notes.txt\0\0"
        + len(text).to_bytes(4, "little")
        + text
    )
    _ole_object(book, {"\x01Ole10Native": len(body).to_bytes(4, "little") + body})


def _picture_text(book: Workbook, content: Content) -> None:
    book.part("xl/media/image1.png", png(48, 16, content.text))
    book.sheets[0].rels.add("image", "xl/media/image1.png")


def module_directory(offset: int) -> bytes:
    """The records of MS-OVBA 2.3.4.2 that say which stream holds the module, and from which byte."""

    def record(kind: int, data: bytes) -> bytes:
        return kind.to_bytes(2, "little") + len(data).to_bytes(4, "little") + data

    code_page = record(0x0003, (1252).to_bytes(2, "little"))
    modules = record(0x000F, (1).to_bytes(2, "little")) + record(0x0013, b"\xff\xff")
    name = (
        record(0x0019, b"Module1")
        + record(0x001A, b"Module1")
        + record(0x0032, "Module1".encode("utf-16-le"))
    )
    place = record(0x0031, offset.to_bytes(4, "little")) + record(0x0021, b"") + record(0x002B, b"")
    return record(0x0001, bytes([1, 0, 0, 0])) + code_page + modules + name + place + record(0x0010, b"")


def _macro(book: Workbook, content: Content) -> None:
    code = 'Attribute VB_Name = "Module1"\r\nSub Check()\r\n'
    code += "".join(f"    ' {line}\r\n" for line in content.lines) + "End Sub\r\n"
    streams = {
        "PROJECT": b'ID="{00000000-0000-0000-0000-000000000000}"\r\nModule=Module1\r\n',
        "VBA/Module1": bytes(16) + compressed(code.encode("ascii")),
        "VBA/dir": compressed(module_directory(16)),
    }
    book.part("xl/vbaProject.bin", compound(streams), "application/vnd.ms-office.vbaProject")
    book.rels.add("http://schemas.microsoft.com/office/2006/relationships/vbaProject", "xl/vbaProject.bin")


def _unknown_utf8(book: Workbook, content: Content) -> None:
    book.part(
        "xl/extra/state.dat",
        b"\x00\x17STATE" + content.text.encode() + b"\xff\xfe\x00",
        "application/x-unknown",
    )


def _unknown_utf16(book: Workbook, content: Content) -> None:
    book.part("xl/extra/state.bin", bytes([9, 0, 1, 0]) + content.text.encode("utf-16-le") + bytes(7))


def _unknown_xml(book: Workbook, content: Content) -> None:
    book.part(
        "xl/extra/notes.xml",
        f'<n:notes xmlns:n="urn:example:notes"><n:note>{escape(content.text)}</n:note></n:notes>',
    )


def _sheet_extension(book: Workbook, content: Content) -> None:
    book.sheets[0].after["extLst"] = (
        f'<extLst><ext uri="{{05C60535-1F16-4fd2-B633-F4F36F0B64E0}}" xmlns:x14="{EXCEL_2010}">'
        f'<x14:note text="{escape(content.text)}"/></ext></extLst>'
    )


def _table_alt_text(book: Workbook, content: Content) -> None:
    xml = (
        f'<table xmlns="{MAIN}" id="1" name="Quarters1" displayName="Quarters1" ref="A1:C5" '
        'totalsRowShown="0">'
        '<autoFilter ref="A1:C5"/><tableColumns count="3"><tableColumn id="1" name="Quarter"/>'
        '<tableColumn id="2" name="Received"/><tableColumn id="3" name="Completed"/></tableColumns>'
        '<extLst><ext uri="{504A1905-F514-4f6f-8877-14C23A59335A}" '
        f'xmlns:x14="{EXCEL_2010}"><x14:table altText="Cases" '
        f'altTextSummary="{escape(content.text)}"/></ext></extLst></table>'
    )
    book.part("xl/tables/table1.xml", xml, f"{SHEET_ML}.table+xml")
    identifier = book.sheets[1].rels.add("table", "xl/tables/table1.xml")
    book.sheets[1].after["tableParts"] = (
        f'<tableParts count="1"><tablePart r:id="{identifier}"/></tableParts>'
    )


ASCII = ("afghan", "punjabi_latin", "eritrean", "somali")
"""Cultures that the code page of a macro can hold."""


def _number_formats(book: Workbook, content: Content) -> None:
    book.number_formats += [f'0;-0;"{line}"' for line in content.lines]


METADATA = ("part:docProps/",)
OBJECT = ("part:xl/embeddings/",)
PLACES = (
    HidingPlace("property_description", making(_description), "metadata", METADATA),
    HidingPlace("property_keywords", making(_keywords), "metadata", METADATA),
    HidingPlace("property_author", making(_author, dialects.EXCEL), None, author=True),
    HidingPlace("property_manager", making(_manager, dialects.EXCEL), None, author=True),
    HidingPlace("number_formats", making(_number_formats), "metadata", ("part:xl/styles.xml",)),
    HidingPlace("property_titles_of_parts", making(_titles_of_parts), "metadata", METADATA),
    HidingPlace("property_custom", making(_custom_properties), "metadata", METADATA),
    HidingPlace("custom_xml_records", making(_custom_xml), "custom_xml", ("part:customXml/",)),
    HidingPlace("custom_xml_text", making(_custom_xml_text), "custom_xml", ("part:customXml/",)),
    HidingPlace("revision_log", making(_revisions), "revision_history", ("part:xl/revisions/",)),
    HidingPlace("revision_users", making(_shared_users), None, author=True),
    HidingPlace("printer_settings", making(_printer), None, ("part:xl/printerSettings/",)),
    HidingPlace("embedded_workbook", making(_embedded_workbook), "embedded_object", OBJECT),
    HidingPlace("embedded_hidden_sheet", making(_embedded_hidden), "hidden_sheet", OBJECT),
    HidingPlace("embedded_ole_workbook", making(_ole_workbook), "embedded_object", OBJECT),
    HidingPlace("embedded_ole_text", making(_ole_text), "embedded_object", OBJECT),
    HidingPlace("picture_metadata", making(_picture_text), None, ("part:xl/media/",), skipped=True),
    HidingPlace(
        "macro", making(_macro, kind="xlsm"), "macro", ("part:xl/vbaProject.bin",), ending="xlsm", among=ASCII
    ),
    HidingPlace("unknown_part_utf8", making(_unknown_utf8), None, ("part:xl/extra/",)),
    HidingPlace("unknown_part_utf16", making(_unknown_utf16), None, ("part:xl/extra/",)),
    HidingPlace("unknown_part_xml", making(_unknown_xml), None, ("part:xl/extra/",)),
    HidingPlace("unknown_sheet_extension", making(_sheet_extension), None),
    HidingPlace("table_alt_text", making(_table_alt_text), "alt_text"),
)
