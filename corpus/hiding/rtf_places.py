"""Hiding places of RTF documents."""
# ruff: noqa: E501 (one place a line)

from collections.abc import Callable
from random import Random

from corpus.content import Content
from corpus.hiding.place import HidingPlace
from corpus.ooxml.cells import escape
from corpus.picture import png
from corpus.rtf import (
    BLUE_GROUND,
    WHITE_INK,
    RtfDocument,
    escaped,
    hexadecimal,
    nested_table,
    ole_object,
    package,
    paragraphs,
    picture,
    table,
)
from corpus.xls.workbook import XlsBook, XlsSheet
from corpus.zips import zipped

Plant = Callable[[RtfDocument, Content], None]


def _making(plant: Plant) -> Callable[[Random, Content], bytes]:
    def make(rng: Random, content: Content) -> bytes:
        received = rng.randrange(1000, 4000)
        document = RtfDocument(
            paragraphs(["Quarterly report"], r"\s1")
            + paragraphs(
                [f"The office received {received} forms in the first quarter.", "It was a cold spring."]
            )
        )
        plant(document, content)
        return document.file()

    return make


def _text(look: str = "") -> Plant:
    def plant(document: RtfDocument, content: Content) -> None:
        document.body += paragraphs(content.lines, look)

    return plant


def _table(look: str = "", row_look: str = "", cell_look: str = "") -> Plant:
    def plant(document: RtfDocument, content: Content) -> None:
        document.body += table(content.texts, look, row_look, cell_look)

    return plant


def _nested(document: RtfDocument, content: Content) -> None:
    document.body += nested_table(content.texts)


def _list(document: RtfDocument, content: Content) -> None:
    lines = (r"\tab ".join(map(escaped, row)) for row in content.texts)
    document.body += "".join(rf"\pard {line}\par" for line in lines)


def _around(before: str, after: str = "}", *, joined: bool = True) -> Plant:
    """In a group of its own within a paragraph, all lines together or each in its own."""

    def plant(document: RtfDocument, content: Content) -> None:
        lines = [content.text] if joined else content.lines
        inside = "".join(f"{before}{escaped(line)}{after}" for line in lines)
        document.body += rf"\pard\plain See there {inside}\par "

    return plant


def _in_head(before: str, after: str, *, joined: bool = True) -> Plant:
    def plant(document: RtfDocument, content: Content) -> None:
        lines = [content.text] if joined else content.lines
        document.head += "".join(f"{before}{escaped(line)}{after}" for line in lines)

    return plant


def _author(document: RtfDocument, content: Content) -> None:
    first, second = (escaped(str(row[0])) for row in content.rows[:2])
    document.head += (
        rf"{{\info{{\author {first}}}{{\operator {second}}}}}{{\*\revtbl{{Unknown;}}{{{second};}}}}"
    )


def _comments(document: RtfDocument, content: Content) -> None:
    for number, line in enumerate(content.lines):
        document.body += (
            rf"\pard Done{{\*\atnid RP}}{{\*\atnauthor Reports}}\chatn{{\*\annotation{{\*\atnref {number}}}"
            rf"\pard\plain {escaped(line)}}}\par "
        )


def _text_box(document: RtfDocument, content: Content) -> None:
    inside = paragraphs(content.lines)
    document.body += (
        r"{\shp{\*\shpinst\shpleft100\shptop100\shpright4000\shpbottom900{\sp{\sn shapeType}{\sv 202}}"
        rf"{{\shptxt {inside}}}}}{{\shprslt {inside}}}}}\par "
    )


def _off_the_page(document: RtfDocument, content: Content) -> None:
    document.body += (
        rf"{{\shp{{\*\shpinst\shpleft14000\shptop100\shpright18000\shpbottom900"
        rf"{{\shptxt {paragraphs(content.lines)}}}}}}}\par "
    )


def _alt_text(document: RtfDocument, content: Content) -> None:
    document.body += (
        rf"{{\shp{{\*\shpinst{{\sp{{\sn wzDescription}}{{\sv {escaped(content.text)}}}}}}}}}\par "
    )


def _watermark(document: RtfDocument, content: Content) -> None:
    document.body += (
        r"{\header\pard{\shp{\*\shpinst{\sp{\sn gtextUNICODE}"
        rf"{{\sv {escaped(content.text)}}}}}}}}}\par}}"
    )


def _workbook(document: RtfDocument, content: Content) -> None:
    book = XlsBook([XlsSheet("Register", content.table)])
    document.body += ole_object("Excel.Sheet.8", book.file())


def _packaged(document: RtfDocument, content: Content) -> None:
    lines = "\n".join(",".join(f'"{cell}"' for cell in row) for row in content.texts)
    document.body += package("register.csv", lines.encode())


def _picture(document: RtfDocument, content: Content) -> None:
    document.body += picture(png(8, 8, content.text))


def _between_digits(document: RtfDocument, content: Content) -> None:
    document.body += picture(png(8, 8)).removesuffix("}") + rf"\nosuch {escaped(content.text)}}}"


def _in_theme(document: RtfDocument, content: Content) -> None:
    archive = zipped([("theme/notes.txt", content.text.encode())])
    document.body += rf"{{\*\themedata {hexadecimal(archive)}}}"


def _data_store(document: RtfDocument, content: Content) -> None:
    rows = "".join(f"<note>{escape(line)}</note>" for line in content.lines)
    document.body += rf"{{\*\datastore {hexadecimal(f'<notes>{rows}</notes>'.encode())}}}"


def _behind(document: RtfDocument, content: Content) -> None:
    document.behind = "\n" + "\n".join(content.lines) + "\n"


def _second_document(document: RtfDocument, content: Content) -> None:
    document.behind = r"{\rtf1\ansi " + paragraphs(content.lines) + "}"


def _closed_early(document: RtfDocument, content: Content) -> None:
    document.behind = r"{\b " + paragraphs(content.lines) + "}}"


def _replaced(document: RtfDocument, content: Content) -> None:
    """In the place of one character, where programs that know it leave out what they are told to."""
    text = escaped(content.text)
    document.body += rf"\pard{{\uc{len(content.text)}\u8364 {text}}}\par "


def _broken_up(document: RtfDocument, content: Content) -> None:
    """Written so that nobody finds it who looks for words: in groups, in bytes, over lines."""
    for line in content.lines:
        parts = [line[at : at + 2] for at in range(0, len(line), 2)]
        pieces = (
            rf"{{\rtlch\af0 \ltrch {escaped(part)}}}" if number % 2 else "{\\b0\r\n" + _bytes(part) + "}"
            for number, part in enumerate(parts)
        )
        document.body += r"\pard " + "".join(pieces) + "\\\n"


def _bytes(text: str) -> str:
    return "".join(f"\\'{byte:02x}" for byte in text.encode("cp1252", "replace"))


_HEADERS = ("part:headers",)
_SHADED = rf"\clcbpat{BLUE_GROUND}"
PLACES = (
    HidingPlace("text", _making(_text()), "visible"),
    HidingPlace("table", _making(_table()), "visible"),
    HidingPlace("nested_table", _making(_nested), "visible"),
    HidingPlace("list_with_tabs", _making(_list), "visible"),
    HidingPlace("broken_up", _making(_broken_up), "visible", among=("nigerian",)),
    HidingPlace("white_on_a_dark_cell", _making(_table(rf"\cf{WHITE_INK}", "", _SHADED)), "visible"),
    HidingPlace("hidden_text", _making(_text(r"\v")), "invisible_text"),
    HidingPlace("hidden_by_style", _making(_text(r"\s2")), "invisible_text"),
    HidingPlace("hidden_by_character_style", _making(_text(r"\cs3")), "invisible_text"),
    HidingPlace("white_text", _making(_text(rf"\cf{WHITE_INK}")), "invisible_text"),
    HidingPlace("colour_of_the_ground", _making(_text(rf"\cf2\highlight{BLUE_GROUND}")), "invisible_text"),
    HidingPlace("hidden_cells", _making(_table(r"\v")), "invisible_text"),
    HidingPlace("small_text", _making(_text(r"\fs2")), "zero_size"),
    HidingPlace("flat_rows", _making(_table("", r"\trrh-20")), "zero_size"),
    HidingPlace("deleted_text", _making(_text(r"\deleted\revauthdel1")), "tracked_change"),
    HidingPlace("inserted_text", _making(_text(r"\revised\revauth1")), "visible"),
    HidingPlace("deleted_cells", _making(_table("", "", r"\cldel")), "tracked_change"),
    HidingPlace("comment", _making(_comments), "comment", ("part:comments",)),
    HidingPlace("header", _making(_around(r"{\header ")), "header_footer", _HEADERS),
    HidingPlace("footer_of_first_page", _making(_around(r"{\footerf ")), "header_footer", ("part:footers",)),
    HidingPlace("watermark", _making(_watermark), "header_footer", _HEADERS),
    HidingPlace("footnote", _making(_around(r"{\footnote ")), "visible", ("part:footnotes",)),
    HidingPlace("endnote", _making(_around(r"{\footnote\ftnalt ")), "visible", ("part:footnotes",)),
    HidingPlace("field_result", _making(_around(r"{\field{\*\fldinst QUOTE}{\fldrslt ", "}}")), "visible"),
    HidingPlace("field_code", _making(_around(r"{\field{\*\fldinst QUOTE ", r"}{\fldrslt there}}")), "form_field"),
    HidingPlace("form_field", _making(_around(r"{\field{\*\fldinst FORMTEXT{\*\formfield{\*\ffdeftext ", "}}}}")), "form_field"),
    HidingPlace("form_list", _making(_around(r"{\field{\*\fldinst FORMDROPDOWN{\*\formfield{\*\ffl ", "}}}}", joined=False)), "validation_list"),
    HidingPlace("index_entry", _making(_around(r"{\xe\v ")), "invisible_text"),
    HidingPlace("bookmark", _making(_around(r"{\*\bkmkstart ", r"}{\*\bkmkend x}", joined=False)), "defined_name"),
    HidingPlace("text_box", _making(_text_box), "visible", ("part:text boxes",)),
    HidingPlace("text_box_off_the_page", _making(_off_the_page), "off_page", ("part:text boxes",)),
    HidingPlace("frame_off_the_page", _making(_text(r"\absw900\posy20000")), "off_page"),
    HidingPlace("old_text_box", _making(_around(r"{\*\do\dptxbx{\dptxbxtext ", "}}")), "visible", ("part:text boxes",)),
    HidingPlace("alt_text", _making(_alt_text), "alt_text"),
    HidingPlace("older_form_of_text", _making(_around(r"{\upr{", r"}{\*\ud there}}")), "invisible_text"),
    HidingPlace("in_place_of_a_character", _making(_replaced), "invisible_text", among=("nigerian",)),
    HidingPlace("property_author", _making(_author), None, author=True),
    HidingPlace("property_title", _making(_in_head(r"{\info{\title ", "}}")), "metadata"),
    HidingPlace("property_comment", _making(_in_head(r"{\info{\doccomm ", "}}")), "metadata"),
    HidingPlace("property_company", _making(_in_head(r"{\info{\company ", "}}")), "metadata"),
    HidingPlace("user_property", _making(_in_head(r"{\*\userprops{\propname x}\proptype30{\staticval ", "}}", joined=False)), "metadata"),
    HidingPlace("variable", _making(_in_head(r"{\*\docvar{x}{", "}}", joined=False)), "metadata"),
    HidingPlace("font_name", _making(_in_head(r"{\fonttbl{\f9\fnil ", ";}}", joined=False)), "metadata"),
    HidingPlace("style_name", _making(_in_head(r"{\stylesheet{\s9 ", ";}}", joined=False)), "metadata"),
    HidingPlace("list_name", _making(_in_head(r"{\*\listtable{\list{\listname ", ";}}}", joined=False)), "metadata"),
    HidingPlace("mail_merge", _making(_in_head(r"{\*\mailmerge{\*\mmdatasource ", "}}", joined=False)), "metadata"),
    HidingPlace("template", _making(_in_head(r"{\*\template ", "}", joined=False)), "metadata"),
    HidingPlace("name_space", _making(_in_head(r"{\*\xmlnstbl{\xmlns1 ", ";}}", joined=False)), "custom_xml"),
    HidingPlace("file_table", _making(_in_head(r"{\*\filetbl{\file\fid1 ", "}}", joined=False)), "metadata"),
    HidingPlace("unknown_destination", _making(_in_head(r"{\*\wherever ", "}")), "metadata", ("part:unknown destinations",), skipped=True),
    HidingPlace("html_in_it", _making(_around(r"{\*\htmltag64 <!-- ", " -->}")), "page_source"),
    HidingPlace("embedded_workbook", _making(_workbook), "embedded_object", ("member:object 1",)),
    HidingPlace("packaged_file", _making(_packaged), "embedded_object", ("member:object 1",)),
    HidingPlace("text_of_a_picture", _making(_picture), "metadata", ("member:picture 1",), skipped=True),
    HidingPlace("between_digits", _making(_between_digits), "invisible_text", ("member:picture 1",), skipped=True, among=("nigerian",)),
    HidingPlace("name_of_a_property", _making(_around(r"{\shp{\*\shpinst{\sp{\sn ", r"}{\sv 1}}}}", joined=False)), "alt_text"),
    HidingPlace("style_without_end", _making(_in_head(r"{\stylesheet{\s9 ", "}}")), "metadata"),
    HidingPlace("theme", _making(_in_theme), "metadata", ("member:theme 1",)),
    HidingPlace("data_store", _making(_data_store), "custom_xml", ("member:data store 1",)),
    HidingPlace("behind_the_end", _making(_behind), "invisible_text", ("part:behind the end",)),
    HidingPlace("second_document", _making(_second_document), "invisible_text", ("part:behind the end",)),
    HidingPlace("closed_early", _making(_closed_early), "invisible_text", ("part:behind the end",)),
)  # fmt: skip
"""One hiding place per file, each with a benign twin that holds something harmless in the same place."""
