"""Writes an OpenDocument text (ODF 1.3, part 3) of paragraphs and tables, and nothing else."""

from collections.abc import Iterator

from withhold.cleaning.documents.content import Block, Content, Rows, Zone
from withhold.cleaning.documents.package import is_right_to_left, packed, plain
from withhold.readers.laid_out import PAGE_BREAK

_TYPE = "application/vnd.oasis.opendocument.text"
_ODF = "urn:oasis:names:tc:opendocument:xmlns"
_NAMES = " ".join(
    [
        *(f'xmlns:{name}="{_ODF}:{name}:1.0"' for name in ("office", "text", "table", "style")),
        f'xmlns:fo="{_ODF}:xsl-fo-compatible:1.0"',
        'office:version="1.3"',
    ]
)


def as_open_text(content: Content) -> bytes:
    """An odt file with what is left of the content."""
    sections = [*content.of(Zone.BODY), *content.of(Zone.SLIDE), *content.of(Zone.NOTES)]
    blocks = "".join(
        _block(block, number)
        for number, block in enumerate((block for section in sections for block in section.blocks), 1)
    )
    members = [
        ("META-INF/manifest.xml", _manifest()),
        (
            "content.xml",
            f"<office:document-content {_NAMES}><office:automatic-styles>{_look()}</office:automatic-styles>"
            f"<office:body><office:text>{blocks}</office:text></office:body></office:document-content>",
        ),
        ("styles.xml", _styles(content)),
    ]
    return packed(members, first=("mimetype", _TYPE))


def _block(block: Block, number: int = 0) -> str:
    if isinstance(block, Rows):
        return _table(block, number)
    if block.level:
        look = f'text:style-name="Heading" text:outline-level="{block.level}"'
        return f"<text:h {look}>{_runs(block.text)}</text:h>"
    paragraph = _paragraph(block.text)
    for _ in range(block.entry):
        paragraph = (
            f'<text:list text:style-name="Dots"><text:list-item>{paragraph}</text:list-item></text:list>'
        )
    return paragraph


def _paragraph(text: str) -> str:
    """A paragraph, or several where a new page begins within it."""
    parts = []
    for at, part in enumerate(text.split(PAGE_BREAK)):
        look = "Page" if at else "Right" if is_right_to_left(part) else "Standard"
        if part or at:
            parts.append(f'<text:p text:style-name="{look}">{_runs(part)}</text:p>')
    return "".join(parts)


def _runs(text: str) -> str:
    """Blanks in a row and tabs are elements, or they would be folded (ODF 1.3, part 3, 6.1.2)."""
    runs = plain(text.replace(PAGE_BREAK, " ")).replace("\t", "<text:tab/>")
    return runs.replace("  ", " <text:s/>")


def _table(table: Rows, number: int) -> str:
    columns = table.width()
    rows = [f"<table:table-row>{''.join(_cells(table, at))}</table:table-row>" for at in sorted(table.rows)]
    return (
        f'<table:table table:name="Table{number}"><table:table-column'
        f' table:number-columns-repeated="{max(columns, 1)}"/>{"".join(rows)}</table:table><text:p/>'
    )


def _cells(table: Rows, number: int) -> Iterator[str]:
    for cell in table.cells(number):
        covered = "<table:covered-table-cell/>"
        if cell.is_joined:
            yield covered * cell.columns
            continue
        reach = ""
        if cell.columns > 1 or cell.rows > 1:
            reach = f' table:number-columns-spanned="{cell.columns}" table:number-rows-spanned="{cell.rows}"'
        lines = "".join(map(_cell_line, cell.text.split("\n")))
        yield f'<table:table-cell table:style-name="Cell"{reach}>{lines}</table:table-cell>'
        yield covered * (cell.columns - 1)


def _cell_line(text: str) -> str:
    return f"<text:p>{_runs(text)}</text:p>"


def _look() -> str:
    return (
        '<style:style style:name="Page" style:family="paragraph" style:parent-style-name="Standard">'
        '<style:paragraph-properties fo:break-before="page"/></style:style>'
        '<style:style style:name="Right" style:family="paragraph" style:parent-style-name="Standard">'
        '<style:paragraph-properties style:writing-mode="rl-tb" fo:text-align="end"/></style:style>'
        '<style:style style:name="Cell" style:family="table-cell">'
        '<style:table-cell-properties fo:border="0.5pt solid #000000" fo:padding="0.05in"/></style:style>'
        f'<text:list-style style:name="Dots">{_dots()}</text:list-style>'
    )


def _dots() -> str:
    return "".join(
        f'<text:list-level-style-bullet text:level="{level}" text:bullet-char="•">'
        "<style:list-level-properties"
        ' text:list-level-position-and-space-mode="label-alignment"><style:list-level-label-alignment'
        f' text:label-followed-by="listtab" fo:text-indent="-0.25in" fo:margin-left="{level * 0.5}in"/>'
        "</style:list-level-properties></text:list-level-style-bullet>"
        for level in range(1, 10)
    )


def _styles(content: Content) -> str:
    parts = []
    for zone in (Zone.HEADER, Zone.FOOTER):
        texts = "".join(_block(block) for section in content.of(zone) for block in section.blocks)
        if texts:
            parts.append(f"<style:{zone}>{texts}</style:{zone}>")
    beside = "".join(f"<style:{zone}-style/>" for zone in (Zone.HEADER, Zone.FOOTER) if content.of(zone))
    return (
        f"<office:document-styles {_NAMES}><office:styles>"
        '<style:style style:name="Standard" style:family="paragraph"><style:paragraph-properties'
        ' fo:margin-bottom="0.08in"/></style:style>'
        '<style:style style:name="Heading" style:family="paragraph" style:parent-style-name="Standard">'
        '<style:paragraph-properties fo:margin-top="0.17in" fo:keep-with-next="always"/>'
        '<style:text-properties fo:font-weight="bold" fo:font-size="14pt"/></style:style></office:styles>'
        f'<office:automatic-styles><style:page-layout style:name="Sheet">{beside}</style:page-layout>'
        '</office:automatic-styles><office:master-styles><style:master-page style:name="Standard"'
        f' style:page-layout-name="Sheet">{"".join(parts)}</style:master-page></office:master-styles>'
        "</office:document-styles>"
    )


def _manifest() -> str:
    name = f"{_ODF}:manifest:1.0"
    parts = "".join(
        f'<manifest:file-entry manifest:full-path="{path}" manifest:media-type="{media_type}"/>'
        for path, media_type in (("/", _TYPE), ("content.xml", "text/xml"), ("styles.xml", "text/xml"))
    )
    return f'<manifest:manifest xmlns:manifest="{name}" manifest:version="1.3">{parts}</manifest:manifest>'
