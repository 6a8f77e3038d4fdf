"""Presentations: what is visible, each place where something hides, and hostile or damaged bytes."""
# ruff: noqa: E501 (one file a line)

from typing import ClassVar

import pytest

from tests.contract.reader import Planted, ReaderContract, read_all, values
from tests.readers.powerpoint.building import (
    WIDTH,
    at,
    deck,
    group,
    picture,
    placeholder,
    run,
    slide,
    solid,
    sp,
    table,
)
from tests.readers.reading import hidings, read, reasons_of, tables_of
from withhold.domain.concealment import Concealment as C
from withhold.domain.piece import PartRead, Skipped, SkipReason
from withhold.readers.interface import Reader, ReaderError
from withhold.readers.powerpoint import READER

WHO = "Okonkwo-Lindqvist, Maralyn"
_ROWS = (("Name", "Born"), (WHO, "1990-01-01"), ("Ann Lee", "1991-01-01"))
_JPEG = b"\xff\xd8\xff\xe0" + bytes(40)
_OFF = at(WIDTH + 10, 0)
_WHITE = solid("FFFFFF")
_BLACK = solid("000000")
_DARK = f"<p:bg><p:bgPr>{_BLACK}</p:bgPr></p:bg>"
_BG1 = '<a:solidFill><a:schemeClr val="bg1"/></a:solidFill>'
_STYLE = '<p:style><a:lnRef idx="2"><a:schemeClr val="accent1"/></a:lnRef><a:fillRef idx="1"><a:srgbClr val="4472C4"/></a:fillRef><a:fontRef idx="minor"><a:srgbClr val="FFFFFF"/></a:fontRef></p:style>'
_HALVED = '<a:xfrm><a:off x="0" y="0"/><a:ext cx="1000000" cy="1000000"/><a:chOff x="20000000" y="0"/><a:chExt cx="2000000" cy="2000000"/></a:xfrm>'
_MOVED = _HALVED.replace('off x="0"', f'off x="{WIDTH}"')
_COVER = sp("", _BLACK, at(900_000, 900_000, 2_000_000, 2_000_000), name='id="8" name="Rectangle 7"')
_ANIMATED = '<p:timing><p:tnLst><p:spTgt spid="8"/></p:tnLst></p:timing>'
_LEVELS = f"<a:lstStyle><a:lvl1pPr><a:defRPr>{_WHITE}</a:defRPr></a:lvl1pPr></a:lstStyle>"
_SIZES = '<p:txStyles><p:bodyStyle><a:lvl2pPr><a:defRPr sz="100"/></a:lvl2pPr></p:bodyStyle></p:txStyles>'


def _slides(shapes: str, **more: str) -> bytes:
    return deck(slide(sp(run("Report"))), slide(shapes, **more))


def _part(kind: str, content: str, name: str = "") -> bytes:
    return deck(
        slide(sp(run("Report"))),
        parts={f"ppt/{kind}/{name or kind}1.xml": (kind, f'<p:x xmlns:p="p" xmlns:a="a">{content}</p:x>')},
    )


def _diagram(nodes: str, drawn: str) -> bytes:
    spaces = 'xmlns:p="p" xmlns:a="a"'
    return deck(
        slide(sp(run("Report"))),
        parts={
            "ppt/diagrams/data1.xml": ("diagramData", f"<p:x {spaces}>{nodes}</p:x>"),
            "ppt/diagrams/drawing1.xml": ("diagramDrawing", f"<p:x {spaces}>{drawn}</p:x>"),
        },
    )


def _of_deck(kind: str, content: str) -> bytes:
    return deck(
        slide(sp(run("Report"))),
        of_deck={f"ppt/{kind}.xml": (kind, f'<p:x xmlns:p="p" xmlns:a="a">{content}</p:x>')},
    )


class TestPowerPoint(ReaderContract):
    reader: ClassVar[Reader] = READER
    expected_parts: ClassVar[int] = 8
    planted: ClassVar[list[Planted]] = [
        Planted("shape", _slides(sp(run(WHO))), WHO, C.VISIBLE, ("slide:2", "part:ppt/slides/slide2.xml")),
        Planted("title", _slides(placeholder(run(WHO), "title")), WHO, C.VISIBLE, ("slide:2",)),
        Planted("table", _slides(table(*_ROWS)), WHO, C.VISIBLE, ("slide:2",), "Name"),
        Planted("hidden slide", _slides(sp(run(WHO)), attributes=' show="0"'), WHO, C.HIDDEN_SLIDE, ("slide:2",)),
        Planted("table on a hidden slide", _slides(table(*_ROWS), attributes=' show="0"'), WHO, C.HIDDEN_SLIDE),
        Planted("hidden shape", _slides(sp(run(WHO), name='id="2" name="x" hidden="1"')), WHO, C.INVISIBLE_TEXT),
        Planted("hidden group", _slides(group(sp(run(WHO)), at(0, 0), 'id="2" name="x" hidden="1"')), WHO, C.INVISIBLE_TEXT),
        Planted("off the right", _slides(sp(run(WHO), place=_OFF)), WHO, C.OFF_PAGE),
        Planted("off the top", _slides(sp(run(WHO), place=at(0, -1_000_001))), WHO, C.OFF_PAGE),
        Planted("group moves it on", _slides(group(sp(run(WHO), place=at(20_000_000, 0)), _HALVED)), WHO, C.VISIBLE),
        Planted("group moves it off", _slides(group(sp(run(WHO), place=at(20_000_000, 0)), _MOVED)), WHO, C.OFF_PAGE),
        Planted("placeholder off the slide", deck(slide(placeholder(run(WHO), "body", 1)), layout=slide(placeholder("", "body", 1, _OFF), root="sldLayout")), WHO, C.OFF_PAGE),
        Planted("master's placeholder off the slide", deck(slide(placeholder(run(WHO), "title")), layout=slide(placeholder("", "title"), root="sldLayout"), master=slide(placeholder("", "title", 0, _OFF), root="sldMaster")), WHO, C.OFF_PAGE),
        Planted("white", _slides(sp(run(WHO, _WHITE))), WHO, C.INVISIBLE_TEXT),
        Planted("colour of the ground", _slides(sp(run(WHO, _BLACK)), ground=_DARK), WHO, C.INVISIBLE_TEXT),
        Planted("name of the ground", _slides(sp(run(WHO, _BG1))), WHO, C.INVISIBLE_TEXT),
        Planted("white on black", _slides(sp(run(WHO, _WHITE)), ground=_DARK), WHO, C.VISIBLE),
        Planted("white on its own fill", _slides(sp(run(WHO, _WHITE), _BLACK)), WHO, C.VISIBLE),
        Planted("white on a shape below", _slides(_COVER + sp(run(WHO, _WHITE))), WHO, C.VISIBLE),
        Planted("white on a shape of the master", deck(slide(sp(run(WHO, _WHITE))), master=slide(_COVER, root="sldMaster")), WHO, C.VISIBLE),
        Planted("white by style on a fill by style", _slides(sp(run(WHO), style=_STYLE)), WHO, C.VISIBLE),
        Planted("white on a gradient", _slides(sp(run(WHO, _WHITE), "<a:gradFill/>")), WHO, C.VISIBLE),
        Planted("white with an outline", _slides(sp(run(WHO, f"<a:ln>{_BLACK}</a:ln>{_WHITE}"))), WHO, C.VISIBLE),
        Planted("white by level", _slides(sp(run(WHO), body=_LEVELS)), WHO, C.INVISIBLE_TEXT),
        Planted("white by layout", deck(slide(placeholder(run(WHO), "body", 1)), layout=slide(placeholder("", "body", 1, at(0, 0), _LEVELS), root="sldLayout")), WHO, C.INVISIBLE_TEXT),
        Planted("no paint", _slides(sp(run(WHO, "<a:noFill/>"))), WHO, C.INVISIBLE_TEXT),
        Planted("transparent", _slides(sp(run(WHO, '<a:solidFill><a:srgbClr val="000000"><a:alpha val="0"/></a:srgbClr></a:solidFill>'))), WHO, C.INVISIBLE_TEXT),
        Planted("tiny", _slides(sp(run(WHO, attributes=' sz="100"'))), WHO, C.ZERO_SIZE),
        Planted("tiny by master", deck(slide(placeholder(run(WHO).replace("<a:p>", '<a:p><a:pPr lvl="1"/>'), "body", 1)), master=slide("", after=_SIZES, root="sldMaster")), WHO, C.ZERO_SIZE),
        Planted("under a box", _slides(sp(run(WHO)) + _COVER), WHO, C.UNDER_REDACTION),
        Planted("table under a box", _slides(table(*_ROWS) + _COVER), WHO, C.UNDER_REDACTION),
        Planted("under a box that goes away", _slides(sp(run(WHO)) + _COVER, after=_ANIMATED), WHO, C.VISIBLE),
        Planted("under a picture", deck(slide(sp(run(WHO)) + picture("rIdP0")), parts={"ppt/media/a.jpeg": ("image", _JPEG)}), WHO, C.UNDER_REDACTION),
        Planted("merged cell", _slides(table(*_ROWS, attributes=' hMerge="1"')), WHO, C.INVISIBLE_TEXT),
        Planted("narrow column", _slides(table(*_ROWS, widths='<a:gridCol w="0"/><a:gridCol w="900000"/>')), WHO, C.HIDDEN_COLUMN),
        Planted("notes", _part("notesSlide", sp(run(WHO))), WHO, C.SPEAKER_NOTES, ("slide:1", "part:ppt/notesSlide/notesSlide1.xml")),
        Planted("notes master", _of_deck("notesMaster", sp(run(WHO))), WHO, C.HEADER_FOOTER),
        Planted("handout master", _of_deck("handoutMaster", sp(run(WHO))), WHO, C.HEADER_FOOTER),
        Planted("comment", _part("comments", f'<p:cm authorId="0"><p:text>{WHO}</p:text></p:cm>'), WHO, C.COMMENT, ("slide:1",)),
        Planted("threaded comment", _part("comments", f"<p:cm><p:txBody>{run('x')}</p:txBody><p:replyLst><p:reply><p:txBody>{run(WHO)}</p:txBody></p:reply></p:replyLst></p:cm>"), WHO, C.COMMENT),
        Planted("author", _of_deck("commentAuthors", f'<p:cmAuthor name="{WHO}"/>'), WHO, C.COMMENT),
        Planted("layout", deck(slide(""), layout=slide(sp(run(WHO)), root="sldLayout")), WHO, C.VISIBLE, ("part:ppt/slideLayouts/layout1.xml",)),
        Planted("prompt of a layout", deck(slide(""), layout=slide(placeholder(run(WHO), "body", 1), root="sldLayout")), WHO, C.METADATA),
        Planted("master", deck(slide(""), master=slide(sp(run(WHO)), root="sldMaster")), WHO, C.VISIBLE),
        Planted("master that the layout hides", deck(slide(""), layout=slide("", root="sldLayout", attributes=' showMasterSp="0"'), master=slide(sp(run(WHO)), root="sldMaster")), WHO, C.HIDDEN_SLIDE),
        Planted("slide that is not listed", deck(slide(""), of_deck={"ppt/slides/slide9.xml": ("slide", slide(sp(run(WHO))))}), WHO, C.HIDDEN_SLIDE, ("slide:2",)),
        Planted("description", _slides(sp("", name=f'id="2" name="a" descr="{WHO}"')), WHO, C.ALT_TEXT),
        Planted("title of a shape", _slides(sp("", name=f'id="2" name="a" title="{WHO}"')), WHO, C.ALT_TEXT),
        Planted("name of a shape", _slides(sp("", name=f'id="2" name="{WHO}"')), WHO, C.ALT_TEXT, ("slide:2",)),
        Planted("tool tip", _slides(sp(run("x", f'<a:hlinkClick tooltip="{WHO}"/>'))), WHO, C.ALT_TEXT),
        Planted("broken link", _slides(sp(run("x", f'<a:hlinkClick invalidUrl="{WHO}"/>'))), WHO, C.ALT_TEXT),
        Planted("section", deck(slide(""), inside=f'<p:section name="{WHO}"/>'), WHO, C.DEFINED_NAME),
        Planted("custom show", deck(slide(""), inside=f'<p:custShow name="{WHO}"/>'), WHO, C.DEFINED_NAME),
        Planted("tag", _part("tags", f'<p:tag name="a" val="{WHO}"/>'), WHO, C.METADATA, ("slide:1",)),
        Planted("revision", _of_deck("changesInfo", f'<p:chg name="{WHO}"/>'), WHO, C.REVISION_HISTORY),
        Planted("name of the slide", deck(slide("").replace("<p:cSld>", f'<p:cSld name="{WHO}">')), WHO, C.METADATA),
        Planted("theme", _of_deck("theme", f'<a:clrScheme name="{WHO}"/>'), WHO, C.METADATA),
        Planted("unknown element", _slides(f'<x:y xmlns:x="x" note="{WHO}"/>'), WHO, C.METADATA),
        Planted("loose text", _slides(f'<x:y xmlns:x="x">{WHO}</x:y>'), WHO, C.METADATA),
        Planted("XML comment", _slides(f"<!-- {WHO} -->"), WHO, C.CUSTOM_XML),
        Planted("other fallback", _slides(f"<m:AlternateContent xmlns:m='m'><m:Choice>{sp(run('Figure'))}</m:Choice><m:Fallback>{sp(run(WHO))}</m:Fallback></m:AlternateContent>"), WHO, C.INVISIBLE_TEXT),
        Planted("diagram", _part("diagramData", run(WHO)), WHO, C.VISIBLE, ("slide:1",)),
        Planted("node not drawn", _diagram(run("Board") + run(WHO), run("Board")), WHO, C.INVISIBLE_TEXT, ("slide:1",)),
        Planted("node drawn", _diagram(run("Board") + run(WHO), run(WHO)), WHO, C.VISIBLE, ("slide:1",)),
        Planted("chart", _part("chart", f"<c:cat xmlns:c='c'><c:strCache><c:pt idx='0'><c:v>{WHO}</c:v></c:pt></c:strCache></c:cat>"), WHO, C.CHART_CACHE, ("slide:1",)),
    ]  # fmt: skip


@pytest.mark.parametrize("drawn", ["<a:p", ""], ids=["damaged", "of another diagram"])
def test_nodes_count_as_drawn_unless_all_drawings_are_known(drawn: str) -> None:
    data = _diagram(run(WHO), drawn)
    if not drawn:
        node = f'<p:x xmlns:p="p" xmlns:a="a">{run(WHO)}</p:x>'
        parts = {f"ppt/diagrams/data{at}.xml": ("diagramData", node) for at in (1, 2)}
        parts["ppt/diagrams/drawing1.xml"] = ("diagramDrawing", '<p:x xmlns:p="p"/>')
        data = deck(slide(""), parts=dict[str, tuple[str, str | bytes]](parts))
    assert hidings(read(data), WHO) == {C.VISIBLE}


def test_the_picture_of_the_first_slide_is_said() -> None:
    """It may show an old one, and what stands between its pixels is not known."""
    data = deck(slide(sp(run("Report"))), of_deck={"docProps/thumbnail.jpeg": ("thumbnail", _JPEG)})
    found = [item for item in read(data) if isinstance(item, Skipped)]
    assert [item.location.steps[-1].value for item in found] == ["docProps/thumbnail.jpeg"]


def test_slides_come_in_the_order_of_their_list() -> None:
    items = read_all(READER, deck(slide(sp(run("one"))), slide(sp(run("two")))))
    found = [found.value for found in values(items) if found.concealment is C.VISIBLE]
    assert found == ["one", "two"]


def test_a_table_has_the_title_of_its_slide() -> None:
    items = read_all(READER, _slides(table(*_ROWS) + placeholder(run("People held"), "title")))
    (found,) = tables_of(items)
    assert found.titles == ("People held",)


def test_a_list_typed_on_a_slide_is_a_table() -> None:
    items = read(_slides(sp("".join(run("\t".join(row)) for row in _ROWS))))
    assert [column.name for table in tables_of(items) for column in table.columns] == ["Name", "Born"]


def test_a_fallback_that_repeats_its_choice_comes_once() -> None:
    both = f"<m:Choice>{sp(run(WHO))}</m:Choice><m:Fallback>{sp(run(WHO))}</m:Fallback>"
    data = _slides(f"<m:AlternateContent xmlns:m='m'>{both}</m:AlternateContent>")
    assert [found.concealment for found in values(read_all(READER, data)) if WHO in found.value] == [
        C.VISIBLE
    ]


def test_an_embedded_workbook_is_handed_on_as_part_of_its_slide() -> None:
    data = deck(slide(""), parts={"ppt/embeddings/book.xlsx": ("package", b"PK")})
    routes = [item.location.route() for item in read_all(READER, data) if isinstance(item, Skipped)]
    assert ("slide:1", "part:ppt/embeddings/book.xlsx") in routes


@pytest.mark.parametrize(
    ("shape", "how"),
    [
        (picture("rIdP0"), C.VISIBLE),
        (picture("rIdP0", _OFF), C.OFF_PAGE),
        (picture("rIdP0", crop='<a:srcRect l="30000"/>'), C.OFF_PAGE),
        (picture("rIdP0", crop='<a:srcRect l="30%"/>'), C.OFF_PAGE),
        (picture("rIdP0", crop='<a:srcRect l="1000"/>'), C.VISIBLE),
    ],
)  # fmt: skip
def test_a_file_is_hidden_like_the_picture_that_shows_it(shape: str, how: C) -> None:
    data = deck(
        slide(shape),
        parts={"ppt/media/a.svg": ("image", f"<svg xmlns='s'><title>{WHO}</title></svg>".encode())},
    )
    assert hidings(read(data), WHO) == {how}


@pytest.mark.parametrize(
    "element", ["p:sp", "p:grpSp", "a:p", "a:r", "a:tbl", "a:tc", "a:rPr", "m:Fallback", "p:spPr"]
)
def test_ten_thousand_deep(element: str) -> None:
    shapes = f"<{element}>" * 10_000 + f"</{element}>" * 10_000
    items = read_all(READER, _slides(sp(run(WHO)) + shapes))
    assert SkipReason.OVER_LIMIT in reasons_of(items)
    assert WHO in [found.value for found in values(items)]


def test_entities_are_refused() -> None:
    data = deck('<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>')
    assert SkipReason.CORRUPT in reasons_of(read_all(READER, data))


def test_very_much_on_one_slide_comes_in_portions() -> None:
    long = sp("".join(run(f"line {number} " + "x" * 1000) for number in range(6000)) + run(WHO), place=_OFF)
    rows = table(*(_ROWS * 3000))
    items = read_all(READER, _slides(long + rows + sp(run("end"))))
    assert hidings(items, WHO) == {C.OFF_PAGE, C.VISIBLE}
    assert sum("line 5999" in found.value for found in values(items)) == 1
    named = [column for table in tables_of(items) for column in table.columns if column.name == "Name"]
    assert sum(len(column.values) for column in named) >= 6000


def test_cut_anywhere_ends_in_what_was_read_or_an_error() -> None:
    whole = _slides(table(*_ROWS) + sp(run(WHO)) + group(_COVER, _HALVED), ground=_DARK)
    for end in range(0, len(whole), 59):
        try:
            items = read_all(READER, whole[:end])
        except ReaderError:
            continue
        assert any(isinstance(item, PartRead | Skipped) for item in items)
