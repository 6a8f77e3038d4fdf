"""Hiding places around the cells of an OOXML sheet: comments, drawings, validation, headers, links."""

from corpus.content import Content
from corpus.hiding.ooxml_caches import DRAWING, DRAWING_TYPE, SHEET_DRAWING
from corpus.hiding.ooxml_cells import making
from corpus.hiding.place import HidingPlace
from corpus.ooxml.cells import escape
from corpus.ooxml.dialects import MAIN, OFFICE_RELATIONSHIPS
from corpus.ooxml.model import Workbook
from corpus.ooxml.package import SHEET_ML
from corpus.picture import png

THREADED = "http://schemas.microsoft.com/office/spreadsheetml/2018/threadedcomments"
THREADED_KIND = "http://schemas.microsoft.com/office/2017/10/relationships"
EXCEL_2010 = "http://schemas.microsoft.com/office/spreadsheetml/2009/9/main"


def _comment_part(book: Workbook, author: str, texts: tuple[str, ...]) -> None:
    items = "".join(
        f'<comment ref="B{row}" authorId="0"><text><r><t>{escape(text)}</t></r></text></comment>'
        for row, text in enumerate(texts, 2)
    )
    xml = (
        f'<comments xmlns="{MAIN}"><authors><author>{escape(author)}</author></authors>'
        f"<commentList>{items}</commentList></comments>"
    )
    book.part("xl/comments1.xml", xml, f"{SHEET_ML}.comments+xml")
    book.sheets[0].rels.add("comments", "xl/comments1.xml")


def _comments(book: Workbook, content: Content) -> None:
    _comment_part(book, "Statistics Unit", content.lines)


def _comment_author(book: Workbook, content: Content) -> None:
    _comment_part(book, str(content.rows[0][0]), ("checked against source",))


def _threaded(book: Workbook, content: Content) -> None:
    items = "".join(
        f'<threadedComment ref="B2" dT="2022-11-2{n}T09:00:00" personId="{{0000000A}}" id="{{0000000{n}}}">'
        f"<text>{escape(line)}</text></threadedComment>"
        for n, line in enumerate(content.lines)
    )
    xml = f'<ThreadedComments xmlns="{THREADED}">{items}</ThreadedComments>'
    book.part(
        "xl/threadedComments/threadedComment1.xml", xml, "application/vnd.ms-excel.threadedcomments+xml"
    )
    book.sheets[0].rels.add(f"{THREADED_KIND}/threadedComment", "xl/threadedComments/threadedComment1.xml")
    _persons_part(book, ("Statistics Unit",))


def _persons_part(book: Workbook, names: tuple[str, ...]) -> None:
    items = "".join(
        f'<person displayName="{escape(name)}" id="{{0000000{chr(65 + n)}}}" userId="u{n}" '
        'providerId="None"/>'
        for n, name in enumerate(names)
    )
    xml = f'<personList xmlns="{THREADED}">{items}</personList>'
    book.part("xl/persons/person.xml", xml, "application/vnd.ms-excel.person+xml")
    book.rels.add(f"{THREADED_KIND}/person", "xl/persons/person.xml")


def _persons(book: Workbook, content: Content) -> None:
    _persons_part(book, tuple(str(row[0]) for row in content.rows))


def _drawing(book: Workbook, shape: str) -> None:
    anchor = (
        "<xdr:twoCellAnchor><xdr:from><xdr:col>1</xdr:col><xdr:colOff>0</xdr:colOff><xdr:row>1</xdr:row>"
        "<xdr:rowOff>0</xdr:rowOff></xdr:from><xdr:to><xdr:col>4</xdr:col><xdr:colOff>0</xdr:colOff>"
        f"<xdr:row>6</xdr:row><xdr:rowOff>0</xdr:rowOff></xdr:to>{shape}<xdr:clientData/></xdr:twoCellAnchor>"
    )
    xml = (
        f'<xdr:wsDr xmlns:xdr="{SHEET_DRAWING}" xmlns:a="{DRAWING}" xmlns:r="{OFFICE_RELATIONSHIPS}">'
        f"{anchor}</xdr:wsDr>"
    )
    book.part("xl/drawings/drawing1.xml", xml, DRAWING_TYPE)
    identifier = book.sheets[0].rels.add("drawing", "xl/drawings/drawing1.xml")
    book.sheets[0].after["drawing"] = f'<drawing r:id="{identifier}"/>'


def _shape(description: str, paragraphs: str) -> str:
    return (
        f'<xdr:sp macro="" textlink=""><xdr:nvSpPr><xdr:cNvPr id="2" name="TextBox 1"{description}/>'
        '<xdr:cNvSpPr txBox="1"/></xdr:nvSpPr><xdr:spPr/><xdr:txBody><a:bodyPr/>'
        f"{paragraphs}</xdr:txBody></xdr:sp>"
    )


def _text_box(book: Workbook, content: Content) -> None:
    _drawing(
        book, _shape("", "".join(f"<a:p><a:r><a:t>{escape(x)}</a:t></a:r></a:p>" for x in content.lines))
    )


def _alt_text(book: Workbook, content: Content) -> None:
    _drawing(book, _shape(f' descr="{escape(content.text)}"', "<a:p><a:r><a:t>see table</a:t></a:r></a:p>"))


def _picture(book: Workbook, description: str, picture: bytes) -> None:
    shape = (
        f'<xdr:pic><xdr:nvPicPr><xdr:cNvPr id="2" name="Picture 1" descr="{escape(description)}"/>'
        '<xdr:cNvPicPr/></xdr:nvPicPr><xdr:blipFill><a:blip r:embed="rId1"/></xdr:blipFill>'
        "<xdr:spPr/></xdr:pic>"
    )
    _drawing(book, shape)
    book.part("xl/media/image1.png", picture)
    book.part_relationships("xl/drawings/drawing1.xml").add("image", "xl/media/image1.png")


def _picture_alt_text(book: Workbook, content: Content) -> None:
    _picture(book, content.text, png(32, 32))


def _validation_list(book: Workbook, content: Content) -> None:
    items = ",".join(line.replace(",", " ") for line in content.lines)
    book.sheets[1].after["dataValidations"] = (
        '<dataValidations count="1"><dataValidation type="list" allowBlank="1" sqref="F2:F9">'
        f"<formula1>&quot;{escape(items)}&quot;</formula1></dataValidation></dataValidations>"
    )


def _validation_prompt(book: Workbook, content: Content) -> None:
    book.sheets[1].after["dataValidations"] = (
        '<dataValidations count="1"><dataValidation type="whole" allowBlank="1" '
        'showInputMessage="1" sqref="F2" '
        f'promptTitle="Cases" prompt="{escape(content.text)}" error="Whole numbers only">'
        "<formula1>1</formula1><formula2>9</formula2></dataValidation></dataValidations>"
    )


def _validation_extension(book: Workbook, content: Content) -> None:
    items = ",".join(line.replace(",", " ") for line in content.lines)
    book.sheets[1].after["extLst"] = (
        '<extLst><ext uri="{CCE6A557-97BC-4b89-ADB6-D9C93CAAB3DF}" '
        f'xmlns:x14="{EXCEL_2010}"><x14:dataValidations count="1" '
        'xmlns:xm="http://schemas.microsoft.com/office/excel/2006/main"><x14:dataValidation type="list" '
        f'allowBlank="1"><x14:formula1><xm:f>&quot;{escape(items)}&quot;</xm:f></x14:formula1>'
        "<xm:sqref>F2:F9</xm:sqref></x14:dataValidation></x14:dataValidations></ext></extLst>"
    )


def _conditional_format(book: Workbook, content: Content) -> None:
    rules = "".join(
        f'<cfRule type="containsText" dxfId="0" priority="{n}" operator="containsText" text="{escape(line)}">'
        f'<formula>NOT(ISERROR(SEARCH("{escape(line)}",A1)))</formula></cfRule>'
        for n, line in enumerate(content.lines, 1)
    )
    book.sheets[0].after["conditionalFormatting"] = (
        f'<conditionalFormatting sqref="A1:A20">{rules}</conditionalFormatting>'
    )


def _header_footer(book: Workbook, content: Content) -> None:
    text = escape(content.text.replace("&", "and"))
    book.sheets[0].after["headerFooter"] = (
        f"<headerFooter><oddHeader>&amp;LSummary</oddHeader><oddFooter>&amp;C{text}</oddFooter></headerFooter>"
    )


def _tooltip(book: Workbook, content: Content) -> None:
    target = book.sheets[0].rels.add("hyperlink", "https://statistics.example/notes", external=True)
    book.sheets[0].after["hyperlinks"] = (
        f'<hyperlinks><hyperlink ref="A2" r:id="{target}" tooltip="{escape(content.text)}"/></hyperlinks>'
    )


def _scenario(book: Workbook, content: Content) -> None:
    book.sheets[1].after["scenarios"] = (
        '<scenarios current="0"><scenario name="Best" count="1" user="Reports" '
        f'comment="{escape(content.text)}">'
        '<inputCells r="B2" val="1"/></scenario></scenarios>'
    )


def _ink_notes(book: Workbook, content: Content) -> None:
    """The old drawing of a comment, with a text of its own."""
    lines = "".join(f"<div>{escape(line)}</div>" for line in content.lines)
    xml = (
        '<xml xmlns:v="urn:schemas-microsoft-com:vml" xmlns:x="urn:schemas-microsoft-com:office:excel">'
        f'<v:shape id="s1" type="#t202" style="visibility:hidden"><v:textbox>{lines}</v:textbox>'
        '<x:ClientData ObjectType="Note"><x:Row>1</x:Row></x:ClientData></v:shape></xml>'
    )
    book.part("xl/drawings/vmlDrawing1.vml", xml.encode())
    identifier = book.sheets[0].rels.add("vmlDrawing", "xl/drawings/vmlDrawing1.vml")
    book.sheets[0].after["legacyDrawing"] = f'<legacyDrawing r:id="{identifier}"/>'


SUMMARY = ("sheet:Summary",)
QUARTERS = ("sheet:Quarters",)
PLACES = (
    HidingPlace("comments", making(_comments), "comment"),
    HidingPlace("comment_author", making(_comment_author), None, author=True),
    HidingPlace("threaded_comments", making(_threaded), "comment"),
    HidingPlace("comment_persons", making(_persons), None, author=True),
    HidingPlace("comment_drawing", making(_ink_notes), None),
    HidingPlace("text_box", making(_text_box), "visible"),
    HidingPlace("alt_text", making(_alt_text), "alt_text"),
    HidingPlace("picture_alt_text", making(_picture_alt_text), "alt_text"),
    HidingPlace("validation_list", making(_validation_list), "validation_list", QUARTERS),
    HidingPlace("validation_prompt", making(_validation_prompt), "validation_list", QUARTERS),
    HidingPlace("validation_list_extension", making(_validation_extension), "validation_list", QUARTERS),
    HidingPlace("conditional_format", making(_conditional_format), None, SUMMARY),
    HidingPlace("header_footer", making(_header_footer), "header_footer", SUMMARY),
    HidingPlace("hyperlink_tooltip", making(_tooltip), "alt_text", SUMMARY),
    HidingPlace("scenario_comment", making(_scenario), None, QUARTERS),
)
