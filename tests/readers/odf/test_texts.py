"""OpenDocument texts and slides: what is visible, each place where something hides, hostile bytes."""
# ruff: noqa: E501 (one file a line)

import base64
from typing import ClassVar

import pytest

from tests.contract.reader import Planted, ReaderContract, read_all, values
from tests.readers.odf.test_document import _DC, _NAMES, pack
from tests.readers.reading import columns_of, hidings, read, reasons_of, tables_of, texts_of
from withhold.domain.concealment import Concealment as C
from withhold.domain.piece import SkipReason, Text, TextRole
from withhold.readers.interface import Reader, ReaderError
from withhold.readers.odf import READER

WHO = "Okonkwo-Lindqvist, Maralyn"
_MORE = (
    'xmlns:presentation="urn:oasis:names:tc:opendocument:xmlns:presentation:1.0" '
    'xmlns:loext="urn:org:documentfoundation:names:experimental:office:xmlns:loext:1.0" '
    'xmlns:svg="urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0" '
    'xmlns:form="urn:oasis:names:tc:opendocument:xmlns:form:1.0" '
    'xmlns:script="urn:oasis:names:tc:opendocument:xmlns:script:1.0" '
    'xmlns:math="http://www.w3.org/1998/Math/MathML" '
    'xmlns:config="urn:oasis:names:tc:opendocument:xmlns:config:1.0"'
)
_LAYOUT = (
    '<style:page-layout style:name="L"><style:page-layout-properties fo:page-width="28cm" fo:page-height="21cm"/>'
    "</style:page-layout>"
)


def part(body: str, styles: str = "", kind: str = "text", root: str = "document-content") -> str:
    return (
        f"<office:{root} {_NAMES} {_DC} {_MORE}><office:automatic-styles>{styles}</office:automatic-styles>"
        f"<office:body><office:{kind}>{body}</office:{kind}></office:body></office:{root}>"
    )


def masters(inner: str, styles: str = "", layout: str = _LAYOUT) -> str:
    return (
        f"<office:document-styles {_NAMES} {_DC} {_MORE}><office:automatic-styles>{layout}{styles}"
        f"</office:automatic-styles><office:master-styles>{inner}</office:master-styles></office:document-styles>"
    )


def text(body: str, styles: str = "", **members: str | bytes) -> bytes:
    named = {name.replace("__", "/").replace("_xml", ".xml"): data for name, data in members.items()}
    return pack({"content.xml": part(body, styles), **named})


def slides(body: str, styles: str = "", master: str = "", master_styles: str = "") -> bytes:
    inner = f'<style:master-page style:name="M" style:page-layout-name="L" draw:style-name="MD">{master}</style:master-page>'
    layers = '<draw:layer-set><draw:layer draw:name="gone" draw:display="none"/></draw:layer-set>'
    return pack(
        {
            "styles.xml": masters(layers + inner, master_styles),
            "content.xml": part(body, styles, "presentation"),
        }
    )


def p(inner: str = WHO, style: str = "") -> str:
    return f'<text:p text:style-name="{style}">{inner}</text:p>'


def style(name: str, family: str, inner: str, parent: str = "") -> str:
    return f'<style:style style:name="{name}" style:family="{family}" style:parent-style-name="{parent}">{inner}</style:style>'


def letters(attributes: str) -> str:
    return f"<style:text-properties {attributes}/>"


def page(inner: str, extra: str = "") -> str:
    return f'<draw:page draw:name="page1" draw:master-page-name="M" {extra}>{inner}</draw:page>'


def box(inner: str, where: str = 'svg:x="1cm" svg:y="1cm"', extra: str = "") -> str:
    return f'<draw:frame svg:width="5cm" svg:height="2cm" {where} {extra}><draw:text-box>{inner}</draw:text-box></draw:frame>'


def table(*rows: tuple[str, ...], row: str = "", cell: str = "", style_name: str = "") -> str:
    made = "".join(
        f"<table:table-row {row}>{''.join(f'<table:table-cell {cell}>{p(value)}</table:table-cell>' for value in values)}</table:table-row>"
        for values in rows
    )
    return f'<table:table table:name="Table1" table:style-name="{style_name}"><table:table-column/>{made}</table:table>'


_ROWS = (("Name", "Born"), (WHO, "1990-01-01"), ("Ann Lee", "1991-01-01"))
_WHITE = style("W", "text", letters('fo:color="#ffffff"'))
_CHANGES = "<text:tracked-changes><text:changed-region><text:deletion><office:change-info><dc:creator>Cy Ng</dc:creator><dc:date>2022-01-01T10:00:00</dc:date></office:change-info>{}</text:deletion></text:changed-region></text:tracked-changes>"
_NOTE = "<office:annotation><dc:creator>Cy Ng</dc:creator><dc:date>2022-01-01T10:00:00</dc:date><text:p>{}</text:p></office:annotation>"
_SPAN = f'<text:span text:style-name="W">{WHO}</text:span>'
_DARK = '<style:drawing-page-properties draw:fill="solid" draw:fill-color="#101040"/>'
_CONTENT = ("part:content.xml",)
_FLAT_PICTURE = base64.b64encode(f"Name;Born\n{WHO};1990-01-01\nAnn Lee;1991-01-01\n".encode()).decode()
_FLAT_CHART = f"<draw:frame><draw:object>{part(table(*_ROWS), kind='chart', root='document')}</draw:object></draw:frame>"
_SIGNED = f"<d xmlns='x'><X509SubjectName>CN={WHO}</X509SubjectName><SignatureValue>AAAA</SignatureValue></d>"


class TestText(ReaderContract):
    reader: ClassVar[Reader] = READER
    expected_parts: ClassVar[int] = 2
    planted: ClassVar[list[Planted]] = [
        Planted("paragraph", text(p()), WHO, C.VISIBLE, _CONTENT),
        Planted("split", text(p("Okonkwo-<text:span>Lindqvist,</text:span><text:s/>Maralyn")), WHO, C.VISIBLE),
        Planted("heading", text(f"<text:h>{WHO}</text:h>"), WHO, C.VISIBLE),
        Planted("list", text(f"<text:list><text:list-item>{p()}</text:list-item></text:list>"), WHO, C.VISIBLE),
        Planted("table", text(table(*_ROWS)), WHO, C.VISIBLE, _CONTENT, "Name"),
        Planted("nested table", text(f"<table:table><table:table-row><table:table-cell>{table(*_ROWS)}</table:table-cell></table:table-row></table:table>"), WHO, C.VISIBLE),
        Planted("hidden row", text(table(*_ROWS, row='table:visibility="collapse"')), WHO, C.HIDDEN_ROW),
        Planted("table not shown", text(table(*_ROWS, style_name="T"), style("T", "table", '<style:table-properties table:display="false"/>')), WHO, C.INVISIBLE_TEXT),
        Planted("white cell", text(table(("Name", "Born"), (_SPAN, "1990-01-01"), ("Bo Li", "1991-01-01")), _WHITE), WHO, C.INVISIBLE_TEXT),
        Planted("white on a dark cell", text(table(("Name", "Born"), (_SPAN, "1990-01-01"), cell='table:style-name="D"'), _WHITE + style("D", "table-cell", '<style:table-cell-properties fo:background-color="#000080"/>')), WHO, C.VISIBLE),
        Planted("deleted", text(_CHANGES.format(p())), WHO, C.TRACKED_CHANGE),
        Planted("deleted table", text(_CHANGES.format(table(*_ROWS))), WHO, C.TRACKED_CHANGE),
        Planted("annotation", text(p("Seen " + _NOTE.format(WHO) + " here")), WHO, C.COMMENT),
        Planted("author of a change", text(_CHANGES.format(p("x")).replace("Cy Ng", WHO)), WHO, C.TRACKED_CHANGE),
        Planted("hidden style", text(p(style="P"), style("H", "paragraph", letters('text:display="none"')) + style("P", "paragraph", "", "H")), WHO, C.INVISIBLE_TEXT),
        Planted("hidden span", text(p(f'<text:span text:style-name="H">{WHO}</text:span>'), style("H", "text", letters('text:display="none"'))), WHO, C.INVISIBLE_TEXT),
        Planted("white", text(p(_SPAN), _WHITE), WHO, C.INVISIBLE_TEXT),
        Planted("nearly white", text(p(_SPAN), style("W", "text", letters('fo:color="#fefefe"'))), WHO, C.INVISIBLE_TEXT),
        Planted("white on a dark word", text(p(_SPAN), style("W", "text", letters('fo:color="#ffffff" fo:background-color="#003366"'))), WHO, C.VISIBLE),
        Planted("dark on dark", text(p(_SPAN), style("W", "text", letters('fo:color="#000000" fo:background-color="#000000"'))), WHO, C.INVISIBLE_TEXT),
        Planted("white after automatic", text(p(style="P"), style("A", "paragraph", letters('style:use-window-font-color="true"')) + style("P", "paragraph", letters('fo:color="#ffffff"'), "A")), WHO, C.INVISIBLE_TEXT),
        Planted("tiny", text(p(style="P"), style("P", "paragraph", letters('fo:font-size="1pt"'))), WHO, C.ZERO_SIZE),
        Planted("automatic", text(p(style="P"), style("P", "paragraph", letters('style:use-window-font-color="true" loext:opacity="0%"'))), WHO, C.VISIBLE),
        Planted("clear", text(p(style="P"), style("P", "paragraph", letters('fo:color="#000000" loext:opacity="0%"'))), WHO, C.INVISIBLE_TEXT),
        Planted("tiny bullet", text(p(style="P"), style("P", "paragraph", letters('fo:font-size="9pt"') + '<text:list-style><text:list-level-style-bullet><style:text-properties fo:font-size="1pt" fo:color="#ffffff"/></text:list-level-style-bullet></text:list-style>')), WHO, C.VISIBLE),
        Planted("tiny share", text(p(_SPAN, "P"), style("P", "paragraph", letters('fo:font-size="10pt"')) + style("W", "text", letters('fo:font-size="5%"'))), WHO, C.ZERO_SIZE),
        Planted("hidden section", text(f'<text:section text:display="none">{p()}</text:section>'), WHO, C.INVISIBLE_TEXT),
        Planted("section on a condition", text(f'<text:section text:display="condition" text:condition="x" text:is-hidden="true">{p()}</text:section>'), WHO, C.INVISIBLE_TEXT),
        Planted("section shown", text(f'<text:section text:display="condition" text:is-hidden="false">{p()}</text:section>'), WHO, C.VISIBLE),
        Planted("hidden paragraph", text(p(f'<text:hidden-paragraph text:condition="1" text:is-hidden="true"/>{WHO}')), WHO, C.INVISIBLE_TEXT),
        Planted("hidden text", text(p(f'<text:hidden-text text:condition="1" text:string-value="{WHO}" text:is-hidden="true"/>')), WHO, C.INVISIBLE_TEXT),
        Planted("shown text", text(p(f'<text:hidden-text text:condition="1" text:string-value="{WHO}">{WHO}</text:hidden-text>')), WHO, C.VISIBLE),
        Planted("other branch", text(p(f'<text:conditional-text text:condition="1" text:string-value-if-true="no" text:string-value-if-false="{WHO}">no</text:conditional-text>')), WHO, C.INVISIBLE_TEXT),
        Planted("variable", text(p(f'<text:variable-set text:name="v" text:display="none" office:string-value="{WHO}"/>')), WHO, C.INVISIBLE_TEXT),
        Planted("user field", text(f'<text:user-field-decls><text:user-field-decl text:name="v" office:string-value="{WHO}"/></text:user-field-decls>'), WHO, C.DEFINED_NAME),
        Planted("placeholder", text(p(f'<text:placeholder text:description="{WHO}">x</text:placeholder>')), WHO, C.FORM_FIELD),
        Planted("choices", text(p(f'<text:drop-down text:name="d"><text:label text:value="{WHO}"/>x</text:drop-down>')), WHO, C.VALIDATION_LIST),
        Planted("database field", text(p(f'<text:database-display text:database-name="{WHO}" text:table-name="t">x</text:database-display>')), WHO, C.QUERY_CACHE),
        Planted("bookmark", text(p(f'<text:bookmark text:name="{WHO}"/>x')), WHO, C.DEFINED_NAME),
        Planted("reference", text(p(f'<text:reference-mark-start text:name="{WHO}"/>x')), WHO, C.DEFINED_NAME),
        Planted("index entry", text(p(f'<text:alphabetical-index-mark text:string-value="{WHO}"/>x')), WHO, C.DEFINED_NAME),
        Planted("link", text(p(f'<text:a xlink:href="x" office:title="{WHO}">x</text:a>')), WHO, C.ALT_TEXT),
        Planted("footnote", text(p(f"x<text:note><text:note-citation>1</text:note-citation><text:note-body>{p()}</text:note-body></text:note>")), WHO, C.VISIBLE),
        Planted("text box", text(p(box(p()))), WHO, C.VISIBLE),
        Planted("off the page", text(p(box(p(), 'svg:x="90cm" svg:y="1cm"')), styles_xml=masters('<style:master-page style:name="S" style:page-layout-name="L"/>')), WHO, C.OFF_PAGE),
        Planted("alternative text", text(p(f"<draw:frame><svg:title>x</svg:title><svg:desc>{WHO}</svg:desc></draw:frame>")), WHO, C.ALT_TEXT),
        Planted("control", text(f'<office:forms><form:form><form:text form:current-value="{WHO}"/></form:form></office:forms>'), WHO, C.FORM_FIELD),
        Planted("script", text(p(f'<text:script script:language="x">{WHO}</text:script>')), WHO, C.MACRO),
        Planted("comment", text(p(f"x<!-- {WHO} -->")), WHO, C.PAGE_SOURCE),
        Planted("header", text(p("x"), styles_xml=masters(f'<style:master-page style:name="S"><style:header>{p()}</style:header></style:master-page>')), WHO, C.HEADER_FOOTER, ("part:styles.xml",)),
        Planted("white in a footer", text(p("x"), styles_xml=masters(f'<style:master-page style:name="S"><style:footer>{p(_SPAN)}</style:footer></style:master-page>', _WHITE)), WHO, C.INVISIBLE_TEXT),
        Planted("title field", text(p(f"<text:title>{WHO}</text:title>")), WHO, C.VISIBLE),
        Planted("chart", text(p("x"), **{"Object 1__content_xml": part(table(*_ROWS), kind="chart")}), WHO, C.CHART_CACHE, ("part:Object 1/content.xml",)),
        Planted("formula", text(p("x"), **{"Object 1__content_xml": f"<math:math {_MORE}><math:mtext>{WHO}</math:mtext></math:math>"}), WHO, C.EMBEDDED_OBJECT),
        Planted("embedded text, hidden", text(p("x"), **{"Object 1__content_xml": part(p(_SPAN), _WHITE)}), WHO, C.INVISIBLE_TEXT),
        Planted("printer", text(p("x"), settings_xml=f'<config:config-item {_MORE} config:type="base64Binary">{base64.b64encode(WHO.encode("utf-16-le")).decode()}</config:config-item>'), WHO, C.METADATA),
        Planted("setting", text(p("x"), settings_xml=f'<config:config-item {_MORE} config:type="string">{WHO}</config:config-item>'), WHO, C.METADATA),
        Planted("signer", pack({"content.xml": part(p("x")), "META-INF/documentsignatures.xml": _SIGNED}), WHO, C.METADATA),
        Planted("statement", pack({"content.xml": part(p("x")), "manifest.rdf": f"<r><d>{WHO}</d></r>"}), WHO, C.CUSTOM_XML),
        Planted("member that is gone", pack({"content.xml": part(p("x")), "META-INF/manifest.xml": f'<m><file-entry full-path="{WHO}.png"/></m>'}), WHO, C.METADATA),
        Planted("remark on a version", pack({"content.xml": part(p("x")), "VersionList.xml": f'<v><version-entry comment="{WHO}"/></v>'}), WHO, C.PREVIOUS_VERSION),
        Planted("property", pack({"content.xml": part(p("x")), "meta.xml": f"<office:document-meta {_NAMES} {_DC}><office:meta><meta:user-defined>{WHO}</meta:user-defined></office:meta></office:document-meta>"}), WHO, C.METADATA),
    ]  # fmt: skip


class TestSlides(ReaderContract):
    reader: ClassVar[Reader] = READER
    expected_parts: ClassVar[int] = 3
    planted: ClassVar[list[Planted]] = [
        Planted("box", slides(page(box(p()))), WHO, C.VISIBLE, ("part:content.xml", "slide:1")),
        Planted("second", slides(page("") + page(box(p()))), WHO, C.VISIBLE, ("slide:2",)),
        Planted("table", slides(page(f"<draw:frame>{table(*_ROWS)}</draw:frame>")), WHO, C.VISIBLE, ("slide:1",), "Name"),
        Planted("hidden slide", slides(page(box(p()), 'draw:style-name="H"'), style("H", "drawing-page", '<style:drawing-page-properties presentation:visibility="hidden"/>')), WHO, C.HIDDEN_SLIDE, ("slide:1",)),
        Planted("notes", slides(page(f"<presentation:notes>{box(p())}</presentation:notes>")), WHO, C.SPEAKER_NOTES, ("slide:1",)),
        Planted("annotation", slides(page(_NOTE.format(WHO))), WHO, C.COMMENT, ("slide:1",)),
        Planted("off the slide", slides(page(box(p(), 'svg:x="30cm" svg:y="1cm"'))), WHO, C.OFF_PAGE),
        Planted("above the slide", slides(page(box(p(), 'svg:x="3cm" svg:y="-5cm"'))), WHO, C.OFF_PAGE),
        Planted("turned off the slide", slides(page(box(p(), 'draw:transform="rotate (0.5) translate (50cm 1cm)"'))), WHO, C.OFF_PAGE),
        Planted("hidden layer", slides(page(box(p(), extra='draw:layer="gone"'))), WHO, C.INVISIBLE_TEXT),
        Planted("white", slides(page(box(p(_SPAN))), _WHITE), WHO, C.INVISIBLE_TEXT),
        Planted("white on a dark slide", slides(page(box(p(_SPAN)), 'draw:style-name="D"'), _WHITE + style("D", "drawing-page", _DARK)), WHO, C.VISIBLE),
        Planted("white on a dark master", slides(page(box(p(_SPAN))), _WHITE, master_styles=style("MD", "drawing-page", _DARK)), WHO, C.VISIBLE),
        Planted("white in a filled box", slides(page(box(p(_SPAN), extra='draw:style-name="F"')), _WHITE + style("F", "graphic", '<style:graphic-properties draw:fill="solid" draw:fill-color="#203050"/>')), WHO, C.VISIBLE),
        Planted("white beside a picture", slides(page('<draw:frame svg:x="20cm" svg:y="1cm" svg:width="2cm" svg:height="2cm"><draw:image xlink:href="Pictures/a.png"/></draw:frame>' + box(p(_SPAN))), _WHITE), WHO, C.INVISIBLE_TEXT),
        Planted("white on a picture", slides(page('<draw:frame svg:x="0cm" svg:y="0cm" svg:width="20cm" svg:height="20cm"><draw:image xlink:href="Pictures/a.png"/></draw:frame>' + box(p(_SPAN))), _WHITE), WHO, C.VISIBLE),
        Planted("footer", slides(f"<presentation:footer-decl>{WHO}</presentation:footer-decl>" + page("")), WHO, C.HEADER_FOOTER),
        Planted("master", slides(page(""), master=box(p())), WHO, C.HEADER_FOOTER, ("part:styles.xml",)),
        Planted("group", slides(page(f"<draw:g>{box(p())}</draw:g>")), WHO, C.VISIBLE, ("slide:1",)),
        Planted("drawing", pack({"content.xml": part(page(box(p())), kind="drawing")}), WHO, C.VISIBLE, ("page:1",)),
    ]  # fmt: skip


class TestFlat(ReaderContract):
    reader: ClassVar[Reader] = READER
    planted: ClassVar[list[Planted]] = [
        Planted("paragraph", part(p(), root="document").encode(), WHO, C.VISIBLE),
        Planted("chart", part(p(_FLAT_CHART), root="document").encode(), WHO, C.CHART_CACHE),
    ]


def test_a_slide_keeps_its_title_apart_and_paragraphs_keep_their_order() -> None:
    items = read(
        slides(page(box(p("Numbers"), extra='presentation:class="title"') + box(p("one") + p("two"))))
    )
    told = [(item.text, item.role) for item in texts_of(items) if item.location.route()[-1] == "slide:1"]
    assert told[:2] == [("Numbers", TextRole.HEADING), ("one\ntwo", TextRole.PROSE)]


def test_a_list_typed_as_paragraphs_is_a_table() -> None:
    lines = (
        "Name<text:tab/>Born",
        f"{WHO}<text:tab/>1990-01-01",
        "Ann Lee<text:tab/>1991-01-01",
        "Bo Li<text:tab/>1992-01-01",
    )
    (found,) = tables_of(read(text("".join(map(p, lines)))))
    assert columns_of(found)["Name"] == [WHO, "Ann Lee", "Bo Li"]


def test_a_note_does_not_cut_the_sentence_around_it() -> None:
    items = read(text(p("Ann" + _NOTE.format("who?") + " Lee came") + p("Bo Li went")))
    assert "Ann Lee came\nBo Li went" in [item.text for item in texts_of(items)]
    assert {item.role for item in texts_of(items) if item.text == "Cy Ng"} == {TextRole.AUTHOR}


def test_what_is_shown_is_not_told_as_hidden_again() -> None:
    field = '<text:conditional-text text:string-value-if-true="Ann Lee" text:string-value-if-false="">Ann Lee</text:conditional-text>'
    assert hidings(read(text(p(field))), "Ann Lee") == {C.VISIBLE}


def test_objects_in_flat_files_are_opened() -> None:
    body = p(
        f"<draw:frame><draw:object-ole><office:binary-data>{_FLAT_PICTURE}</office:binary-data></draw:object-ole></draw:frame>"
    )
    (found,) = tables_of(read(part(body, root="document").encode()))
    assert columns_of(found)["Name"] == [WHO, "Ann Lee"]
    assert found.concealment is C.EMBEDDED_OBJECT


def test_objects_in_sheets_of_flat_files_are_opened() -> None:
    frame = f"<draw:frame><draw:object-ole><office:binary-data>{_FLAT_PICTURE}</office:binary-data></draw:object-ole></draw:frame>"
    sheet = f'<table:table table:name="One"><table:shapes>{frame}</table:shapes></table:table>'
    items = read(part(sheet, kind="spreadsheet", root="document").encode())
    assert hidings(items, WHO) == {C.EMBEDDED_OBJECT}
    assert hidings(items, _FLAT_PICTURE[:20]) == set()


def test_damaged_objects_in_flat_files_are_said() -> None:
    body = p("<draw:image><office:binary-data>AAA</office:binary-data></draw:image>")
    assert reasons_of(read(part(body, root="document").encode())) == {SkipReason.CORRUPT}


def test_a_cut_text_gives_what_stands_before_the_cut() -> None:
    whole = part(p("Ann Lee") + table(("Name", "Born"), ("Bo Li", "1990-01-01"), ("Cy Ng", "1991-01-01")))
    items = read(pack({"content.xml": whole[: whole.index("Cy Ng")]}))
    assert hidings(items, "Ann Lee")
    assert hidings(items, "Bo Li")
    assert reasons_of(items) == {SkipReason.CORRUPT}


@pytest.mark.parametrize(
    "element", ["text:p", "text:section", "draw:g", "office:annotation", "table:table", "office:document"]
)
def test_deep_nesting_ends(element: str) -> None:
    deep = f"<{element}>" * 10_000 + f"</{element}>" * 10_000
    items = read(text(p("Ann Lee") + deep))
    assert hidings(items, "Ann Lee") == {C.VISIBLE}
    assert reasons_of(items) == {SkipReason.OVER_LIMIT}


def test_tables_in_tables_end() -> None:
    deep = "<table:table><table:table-row><table:table-cell>" * 80
    deep += p() + "</table:table-cell></table:table-row></table:table>" * 80
    items = read(text(p("Ann Lee") + deep))
    assert hidings(items, "Ann Lee") == {C.VISIBLE}
    assert hidings(items, WHO) or reasons_of(items) == {SkipReason.OVER_LIMIT}


def test_styles_that_are_based_on_one_another_end() -> None:
    items = read(text(p(style="A"), style("A", "paragraph", "", "B") + style("B", "paragraph", "", "A")))
    assert hidings(items, WHO) == {C.VISIBLE}


def test_large_numbers_repeat_nothing_for_long() -> None:
    cells = f'<table:table-cell table:number-columns-repeated="99999999">{p("x")}</table:table-cell>'
    body = (
        p(f'<text:s text:c="99999999"/>{WHO}')
        + f"<table:table><table:table-row>{cells}</table:table-row></table:table>"
    )
    items = read(text(body))
    assert hidings(items, WHO) == {C.VISIBLE}
    assert sum(len(item.text) for item in items if isinstance(item, Text)) < 10_000


def test_entities_are_refused() -> None:
    bomb = '<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>' + part(p("&b;"))
    assert reasons_of(read(pack({"content.xml": bomb}))) == {SkipReason.CORRUPT}


def test_broken_markup_at_any_place_loses_nothing_before_it() -> None:
    whole = part(p("Ann Lee") + p(box(p("x")) + _NOTE.format("y")) + table(*_ROWS))
    start = whole.index("Ann Lee") + 20
    for cut in range(start, len(whole) - 1, 37):
        try:
            items = read_all(READER, pack({"content.xml": whole[:cut] + "<<" + whole[cut:]}))
        except ReaderError:
            continue
        assert any("Ann Lee" in found.value for found in values(items)), cut


def test_a_stream_of_paragraphs_is_given_in_pieces() -> None:
    items = read_all(READER, text(p("Bo Li came by.") * 5000))
    sizes = [len(item.text) for item in items if isinstance(item, Text)]
    assert max(sizes) < 1 << 15
