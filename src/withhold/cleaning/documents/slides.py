"""Writes a presentation (ISO/IEC 29500-1, 19 and 21) of slides with titles, texts and tables, nothing else.

Where things stood on a slide is not kept: its texts and tables follow each other from top to bottom.
"""

from collections.abc import Iterator
from itertools import chain, groupby

from withhold.cleaning.documents.content import Block, Content, Paragraph, Rows, Zone
from withhold.cleaning.documents.package import is_right_to_left, packed, plain
from withhold.cleaning.documents.presentation import (
    EDGE,
    EMPTY_TREE,
    HEIGHT,
    NAMES,
    TOP,
    WIDTH,
    layout,
    master,
    presentation,
    relationships,
    theme,
    types,
)
from withhold.readers.laid_out import PAGE_BREAK

_POINT = 12_700
"""English metric units."""
_LARGEST, _SMALLEST = 20, 9
_LINE = 1.35
"""Height of a line, and of a row with its margins, in sizes of its letters."""
_ROW = 2.1
_ROOM = (HEIGHT - TOP - EDGE) / _POINT
_MOST_ROWS = 15
_MOST_LETTERS = 4000
"""Of one slide."""
_LETTERS = 90
"""Letters of the largest size on a line, about."""


def as_slides(content: Content) -> bytes:
    """A pptx file with what is left of the content: a slide for each that had something to keep, or several
    where one has not room enough."""
    slides = [part for section in content.of(Zone.SLIDE) for part in _parted(section.blocks)]
    numbers = range(1, len(slides) + 1)
    members = [
        ("[Content_Types].xml", types(numbers)),
        ("_rels/.rels", relationships([("officeDocument", "ppt/presentation.xml")])),
        ("ppt/presentation.xml", presentation(numbers)),
        (
            "ppt/_rels/presentation.xml.rels",
            relationships(
                [
                    ("slideMaster", "slideMasters/slideMaster1.xml"),
                    ("theme", "theme/theme1.xml"),
                    *(("slide", f"slides/slide{number}.xml") for number in numbers),
                ]
            ),
        ),
        ("ppt/theme/theme1.xml", theme()),
        ("ppt/slideMasters/slideMaster1.xml", master()),
        (
            "ppt/slideMasters/_rels/slideMaster1.xml.rels",
            relationships(
                [("slideLayout", "../slideLayouts/slideLayout1.xml"), ("theme", "../theme/theme1.xml")]
            ),
        ),
        ("ppt/slideLayouts/slideLayout1.xml", layout()),
        (
            "ppt/slideLayouts/_rels/slideLayout1.xml.rels",
            relationships([("slideMaster", "../slideMasters/slideMaster1.xml")]),
        ),
    ]
    for number, blocks in zip(numbers, slides, strict=True):
        members.append((f"ppt/slides/slide{number}.xml", _slide(blocks)))
        link = relationships([("slideLayout", "../slideLayouts/slideLayout1.xml")])
        members.append((f"ppt/slides/_rels/slide{number}.xml.rels", link))
    return packed(members)


def _parted(blocks: list[Block]) -> Iterator[list[Block]]:
    """The blocks of one slide after the other, so that nothing stands outside of a slide."""
    part: list[Block] = []
    used = 0.0
    for block in chain.from_iterable(map(_pieces, blocks)):
        height = _height(block, _SMALLEST)
        if part and used + height > _ROOM:
            yield part
            part, used = [], 0.0
        part.append(block)
        used += height
    yield part


def _pieces(block: Block) -> Iterator[Block]:
    """A block that is higher than a slide, in parts."""
    if _height(block, _SMALLEST) <= _ROOM:
        yield block
    elif isinstance(block, Rows):
        numbers = sorted(block.rows)
        for at in range(0, len(numbers), _MOST_ROWS):
            part = {number: block.rows[number] for number in numbers[at : at + _MOST_ROWS]}
            yield Rows(block.at, part, block.wide, block.joined)
    else:
        for at in range(0, len(block.text), _MOST_LETTERS):
            yield Paragraph(block.text[at : at + _MOST_LETTERS], block.level, block.entry)


def _slide(blocks: list[Block]) -> str:
    first = blocks[0]
    title = ""
    if isinstance(first, Paragraph) and first.level:
        title, blocks = _title(first.text), blocks[1:]
    size = _size(blocks)
    shapes = "".join(_shapes(blocks, size))
    return (
        f"<p:sld {NAMES}><p:cSld><p:spTree>{EMPTY_TREE}{title}{shapes}</p:spTree></p:cSld>"
        "<p:clrMapOvr><a:masterClrMapping/></p:clrMapOvr></p:sld>"
    )


def _size(blocks: list[Block]) -> int:
    """Points of letters with which everything has room, or nearly."""
    for size in range(_LARGEST, _SMALLEST, -1):
        if sum(_height(block, size) for block in blocks) <= _ROOM:
            return size
    return _SMALLEST


def _height(block: Block, size: int) -> float:
    """Points that a block takes, about."""
    a_line = _LETTERS * _LARGEST / size
    if isinstance(block, Paragraph):
        return (1 + len(block.text) // a_line) * size * _LINE
    lines = (max((text.count("\n") for text in row.values()), default=0) for row in block.rows.values())
    return sum(_ROW + at * _LINE for at in lines) * size


def _shapes(blocks: list[Block], size: int) -> Iterator[str]:
    top = float(TOP)
    number = 3
    for kind, group in groupby(blocks, type):
        members = list(group)
        for shape in [members] if kind is Paragraph else [[table] for table in members]:
            height = sum(_height(block, size) for block in shape) * _POINT
            yield (
                _text_box(shape, size, number, top, height)
                if kind is Paragraph
                else _frame(shape[0], size, number, top, height)
            )
            top += height
            number += 1


def _title(text: str) -> str:
    return (
        '<p:sp><p:nvSpPr><p:cNvPr id="2" name="Title"/><p:cNvSpPr/><p:nvPr><p:ph type="title"/></p:nvPr>'
        f"</p:nvSpPr><p:spPr/><p:txBody><a:bodyPr/>{_paragraph(text, '')}</p:txBody></p:sp>"
    )


def _text_box(blocks: list[Block], size: int, number: int, top: float, height: float) -> str:
    texts = "".join(
        _paragraph(block.text, f' sz="{size * 100}"', block.entry, block.level > 0)
        for block in blocks
        if isinstance(block, Paragraph)
    )
    return (
        f'<p:sp><p:nvSpPr><p:cNvPr id="{number}" name="Text"/><p:cNvSpPr txBox="1"/><p:nvPr/></p:nvSpPr>'
        f'<p:spPr><a:xfrm>{_place(top, height)}</a:xfrm><a:prstGeom prst="rect"/></p:spPr>'
        f'<p:txBody><a:bodyPr wrap="square"><a:normAutofit/></a:bodyPr>{texts}</p:txBody></p:sp>'
    )


def _frame(block: Block, size: int, number: int, top: float, height: float) -> str:
    table = _table(block, size) if isinstance(block, Rows) else ""
    return (
        f'<p:graphicFrame><p:nvGraphicFramePr><p:cNvPr id="{number}" name="Table"/><p:cNvGraphicFramePr/>'
        f"<p:nvPr/></p:nvGraphicFramePr><p:xfrm>{_place(top, height)}</p:xfrm><a:graphic>"
        f'<a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/table">{table}'
        "</a:graphicData></a:graphic></p:graphicFrame>"
    )


def _table(table: Rows, size: int) -> str:
    columns = table.width()
    grid = f'<a:gridCol w="{(WIDTH - 2 * EDGE) // max(columns, 1)}"/>' * columns
    height = int(_ROW * size * _POINT)
    rows = (
        f'<a:tr h="{height}">{"".join(_cells(table, number, size))}</a:tr>' for number in sorted(table.rows)
    )
    return f"<a:tbl><a:tblPr/><a:tblGrid>{grid}</a:tblGrid>{''.join(rows)}</a:tbl>"


def _cells(table: Rows, number: int, size: int) -> Iterator[str]:
    look = f' sz="{size * 100}"'
    line = '<a:solidFill><a:srgbClr val="000000"/></a:solidFill>'
    border = "".join(f'<a:ln{side} w="6350">{line}</a:ln{side}>' for side in "LRTB")
    empty = f"<a:txBody><a:bodyPr/><a:p/></a:txBody><a:tcPr>{border}</a:tcPr>"
    for cell in table.cells(number):
        reach = f' gridSpan="{cell.columns}"' if cell.columns > 1 else ""
        reach += f' rowSpan="{cell.rows}"' if cell.rows > 1 else ""
        if cell.is_joined:
            yield f'<a:tc{reach} vMerge="1">{empty}</a:tc>'
        else:
            texts = "".join(_paragraph(text, look) for text in cell.text.split("\n"))
            yield f"<a:tc{reach}><a:txBody><a:bodyPr/>{texts}</a:txBody><a:tcPr>{border}</a:tcPr></a:tc>"
        yield f'<a:tc hMerge="1">{empty}</a:tc>' * (cell.columns - 1)


def _paragraph(text: str, look: str, entry: int = 0, is_heading: bool = False) -> str:
    properties = ' rtl="1" algn="r"' if is_right_to_left(text) else ""
    bullet = ""
    if entry:
        properties += f' lvl="{entry - 1}" marL="{342_900 * entry}" indent="-342900"'
        bullet = '<a:buChar char="•"/>'
    strong = ' b="1"' if is_heading else ""
    runs = plain(text.replace(PAGE_BREAK, " "))
    return f"<a:p><a:pPr{properties}>{bullet}</a:pPr><a:r><a:rPr{look}{strong}/><a:t>{runs}</a:t></a:r></a:p>"


def _place(top: float, height: float) -> str:
    return f'<a:off x="{EDGE}" y="{int(top)}"/><a:ext cx="{WIDTH - 2 * EDGE}" cy="{int(height)}"/>'
