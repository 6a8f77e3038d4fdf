"""Writes a Word document (ISO/IEC 29500-1, 17) of paragraphs and tables, and nothing else."""

from collections.abc import Iterable, Iterator

from withhold.cleaning.documents.content import Block, Content, Paragraph, Rows, Zone
from withhold.cleaning.documents.package import is_right_to_left, packed, plain
from withhold.readers.laid_out import PAGE_BREAK

_MAIN = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_LINKS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml"
_NAMES = f'xmlns:w="{_MAIN}" xmlns:r="{_LINKS}"'
_WIDTH = 9360
"""Twentieths of a point between the margins of a letter page."""
_MARGINS = (
    '<w:pgMar w:top="1440" w:right="1440" w:bottom="1440" w:left="1440" w:header="720" w:footer="720"'
    ' w:gutter="0"/>'
)
_PARTS = {"styles": "styles", "numbering": "numbering", "header": "header1", "footer": "footer1"}


def as_word(content: Content) -> bytes:
    """A docx file with what is left of the content."""
    parts = {
        zone: "".join(_block(block) for section in content.of(zone) for block in section.blocks)
        for zone in (Zone.HEADER, Zone.FOOTER)
    }
    beside = [zone for zone, blocks in parts.items() if blocks]
    references = "".join(f'<w:{zone}Reference w:type="default" r:id="{zone}"/>' for zone in beside)
    members = [
        ("[Content_Types].xml", _types(beside)),
        ("_rels/.rels", _relationships([("document", "officeDocument", "word/document.xml")])),
        ("word/document.xml", _document(content, references)),
        (
            "word/_rels/document.xml.rels",
            _relationships(
                [(name, name, f"{_PARTS[name]}.xml") for name in ("styles", "numbering", *beside)]
            ),
        ),
        ("word/styles.xml", _styles()),
        ("word/numbering.xml", _numbering()),
    ]
    for zone in beside:
        tag = "hdr" if zone is Zone.HEADER else "ftr"
        members.append((f"word/{zone}1.xml", f"<w:{tag} {_NAMES}>{parts[zone]}</w:{tag}>"))
    return packed(members)


def _document(content: Content, references: str) -> str:
    sections = [*content.of(Zone.BODY), *content.of(Zone.SLIDE), *content.of(Zone.NOTES)]
    blocks = "".join(_block(block) for section in sections for block in section.blocks)
    return (
        f"<w:document {_NAMES}><w:body>{blocks or '<w:p/>'}<w:sectPr>{references}{_MARGINS}</w:sectPr>"
        "</w:body></w:document>"
    )


def _block(block: Block) -> str:
    return _paragraph(block) if isinstance(block, Paragraph) else _table(block)


def _paragraph(paragraph: Paragraph) -> str:
    properties = ""
    if paragraph.level:
        properties = f'<w:pStyle w:val="Heading{paragraph.level}"/>'
    elif paragraph.entry:
        properties = (
            '<w:pStyle w:val="ListParagraph"/>'
            f'<w:numPr><w:ilvl w:val="{paragraph.entry - 1}"/><w:numId w:val="1"/></w:numPr>'
        )
    return _lines(paragraph.text, properties)


def _lines(text: str, properties: str = "") -> str:
    """A paragraph; tabs and page breaks in the text are elements of their own."""
    look = ""
    if is_right_to_left(text):
        properties, look = f"{properties}<w:bidi/>", "<w:rPr><w:rtl/></w:rPr>"
    runs = []
    for at, page in enumerate(text.split(PAGE_BREAK)):
        if at:
            runs.append('<w:r><w:br w:type="page"/></w:r>')
        for index, part in enumerate(page.split("\t")):
            tab = "<w:tab/>" if index else ""
            if part or tab:
                runs.append(f'<w:r>{look}{tab}<w:t xml:space="preserve">{plain(part)}</w:t></w:r>')
    return f"<w:p><w:pPr>{properties}</w:pPr>{''.join(runs)}</w:p>"


def _table(table: Rows) -> str:
    columns = table.width()
    width = _WIDTH // max(columns, 1)
    grid = f'<w:gridCol w:w="{width}"/>' * columns
    rows = "".join(f"<w:tr>{''.join(_cells(table, number, width))}</w:tr>" for number in sorted(table.rows))
    return (
        '<w:tbl><w:tblPr><w:tblStyle w:val="TableGrid"/><w:tblW w:w="0" w:type="auto"/></w:tblPr>'
        f"<w:tblGrid>{grid}</w:tblGrid>{rows}</w:tbl><w:p/>"
    )


def _cells(table: Rows, number: int, width: int) -> Iterator[str]:
    for cell in table.cells(number):
        look = f'<w:tcW w:w="{width * cell.columns}" w:type="dxa"/>'
        if cell.columns > 1:
            look += f'<w:gridSpan w:val="{cell.columns}"/>'
        if cell.is_joined or cell.rows > 1:
            look += "<w:vMerge/>" if cell.is_joined else '<w:vMerge w:val="restart"/>'
        lines = [] if cell.is_joined else cell.text.split("\n")
        yield f"<w:tc><w:tcPr>{look}</w:tcPr>{''.join(map(_lines, lines)) or '<w:p/>'}</w:tc>"


def _types(beside: Iterable[str]) -> str:
    parts = [("document", "document.main"), ("styles", "styles"), ("numbering", "numbering")]
    parts += [(f"{zone}1", str(zone)) for zone in beside]
    overrides = "".join(
        f'<Override PartName="/word/{part}.xml" ContentType="{_TYPE}.{kind}+xml"/>' for part, kind in parts
    )
    return (
        f'<Types xmlns="{_PACKAGE}/content-types"><Default Extension="rels"'
        ' ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Default Extension="xml" ContentType="application/xml"/>{overrides}</Types>'
    )


def _relationships(links: Iterable[tuple[str, str, str]]) -> str:
    entries = "".join(
        f'<Relationship Id="{identifier}" Type="{_LINKS}/{kind}" Target="{target}"/>'
        for identifier, kind, target in links
    )
    return f'<Relationships xmlns="{_PACKAGE}/relationships">{entries}</Relationships>'


def _styles() -> str:
    headings = "".join(
        f'<w:style w:type="paragraph" w:styleId="Heading{level}"><w:name w:val="heading {level}"/>'
        '<w:basedOn w:val="Normal"/><w:next w:val="Normal"/><w:pPr><w:keepNext/>'
        f'<w:spacing w:before="240" w:after="80"/><w:outlineLvl w:val="{level - 1}"/></w:pPr>'
        f'<w:rPr><w:b/><w:sz w:val="{max(36 - 4 * level, 22)}"/></w:rPr></w:style>'
        for level in range(1, 10)
    )
    lines = "".join(
        f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="auto"/>'
        for side in ("top", "left", "bottom", "right", "insideH", "insideV")
    )
    return (
        f"<w:styles {_NAMES}><w:docDefaults><w:rPrDefault><w:rPr>"
        '<w:rFonts w:ascii="Calibri" w:hAnsi="Calibri" w:cs="Calibri"/>'
        '<w:sz w:val="22"/></w:rPr></w:rPrDefault>'
        '<w:pPrDefault><w:pPr><w:spacing w:after="120"/></w:pPr></w:pPrDefault></w:docDefaults>'
        '<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/></w:style>'
        f"{headings}"
        '<w:style w:type="paragraph" w:styleId="ListParagraph"><w:name w:val="List Paragraph"/>'
        '<w:basedOn w:val="Normal"/></w:style>'
        '<w:style w:type="table" w:styleId="TableGrid"><w:name w:val="Table Grid"/>'
        f'<w:pPr><w:spacing w:after="0"/></w:pPr><w:tblPr><w:tblBorders>{lines}</w:tblBorders></w:tblPr>'
        "</w:style></w:styles>"
    )


def _numbering() -> str:
    levels = "".join(
        f'<w:lvl w:ilvl="{level}"><w:numFmt w:val="bullet"/><w:lvlText w:val="•"/><w:pPr>'
        f'<w:ind w:left="{720 * (level + 1)}" w:hanging="360"/></w:pPr></w:lvl>'
        for level in range(9)
    )
    return (
        f'<w:numbering {_NAMES}><w:abstractNum w:abstractNumId="0">{levels}</w:abstractNum>'
        '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num></w:numbering>'
    )
