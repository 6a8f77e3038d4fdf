"""One invented person in each hiding place of a workbook."""
# ruff: noqa: E501 (one place a line, and XML that can be compared with what programs write)

from typing import ClassVar

from tests.contract.reader import Planted, ReaderContract, read_all, values
from tests.readers.ooxml.building import (
    MAIN,
    OFFICE,
    inline,
    pack,
    relationships,
    row,
    sheet,
    table_rows,
    workbook,
)
from withhold.domain.concealment import Concealment as C
from withhold.domain.piece import PartRead, Skipped, SkipReason, Table, Text, TextRole
from withhold.readers.ooxml import READER

WHO = "Okonkwo-Lindqvist, Maralyn"
PLAIN = sheet(table_rows("harbour 9"))
SHEET = ("sheet:Data",)


def with_part(name: str, content: str | bytes, kind: str, *, of_sheet: bool = False) -> bytes:
    target = "/" + name
    if of_sheet:
        links = {"xl/worksheets/_rels/sheet1.xml.rels": relationships(("rId9", kind, target))}
        return workbook({"Data": PLAIN}, parts={name: content, **links})
    return workbook({"Data": PLAIN}, parts={name: content}, links=(("rId9", kind, target),))


def styled(style: str, cells: str = "") -> bytes:
    styles = (
        f'<styleSheet xmlns="{MAIN}"><numFmts count="1"><numFmt numFmtId="170" formatCode=";;;"/></numFmts>'
        '<fonts count="3"><font><sz val="11"/></font><font><sz val="11"/><color rgb="FFFFFFFF"/></font>'
        '<font><color theme="0"/></font></fonts><fills count="3"><fill><patternFill patternType="none"/></fill>'
        '<fill><patternFill patternType="gray125"/></fill><fill><patternFill patternType="solid">'
        f'<fgColor rgb="FF1F1F1F"/></patternFill></fill></fills><cellXfs count="2"><xf/>{style}</cellXfs></styleSheet>'
    )
    rows = table_rows("harbour 9") + row(10, cells or inline("A10", WHO, 1))
    return workbook(
        {"Data": sheet(rows)}, parts={"xl/styles.xml": styles}, links=(("rId9", "styles", "styles.xml"),)
    )


FILTER = '<autoFilter ref="A1:C9"><filterColumn colId="0"><filters><filter val="harbour 2"/></filters></filterColumn></autoFilter>'
SHARED = f'<sst xmlns="{MAIN}"><si><t>used</t></si><si><r><t>{WHO[:9]}</t></r><r><rPr/><t>{WHO[9:]}</t></r></si></sst>'
PIVOT = {
    "xl/pivotCache/pivotCacheDefinition1.xml": f'<pivotCacheDefinition xmlns="{MAIN}" refreshedBy="editor"><cacheFields>'
    f'<cacheField name="Person"><sharedItems><s v="{WHO}"/></sharedItems></cacheField>'
    '<cacheField name="Born"><sharedItems/></cacheField></cacheFields></pivotCacheDefinition>',
    "xl/pivotCache/_rels/pivotCacheDefinition1.xml.rels": relationships(
        ("rId1", "pivotCacheRecords", "pivotCacheRecords1.xml")
    ),
    "xl/pivotCache/pivotCacheRecords1.xml": f'<pivotCacheRecords xmlns="{MAIN}">'
    '<r><x v="0"/><d v="1987-03-04T00:00:00"/></r></pivotCacheRecords>',
}
CHART = (
    '<c:chartSpace xmlns:c="urn:c"><c:ser><c:tx><c:strRef><c:strCache><c:pt idx="0"><c:v>Cases</c:v></c:pt>'
    f'</c:strCache></c:strRef></c:tx><c:cat><c:strRef><c:strCache><c:pt idx="0"><c:v>{WHO}</c:v></c:pt></c:strCache>'
    '</c:strRef></c:cat><c:val><c:numRef><c:numCache><c:pt idx="0"><c:v>3</c:v></c:pt></c:numCache></c:numRef>'
    "</c:val></c:ser></c:chartSpace>"
)
EXTERNAL = (
    f'<externalLink xmlns="{MAIN}"><externalBook><sheetNames><sheetName val="Staff"/></sheetNames><sheetDataSet>'
    f'<sheetData sheetId="0"><row r="4"><cell r="B4" t="str"><v>{WHO}</v></cell></row></sheetData></sheetDataSet>'
    "</externalBook></externalLink>"
)
COMMENT = (
    f'<comments xmlns="{MAIN}"><authors><author>desk</author></authors><commentList><comment ref="B3" authorId="0">'
    f"<text><r><t>ask {WHO}</t></r></text></comment></commentList></comments>"
)
DRAWING = (
    '<xdr:wsDr xmlns:xdr="urn:x" xmlns:a="urn:a"><xdr:cNvPr id="1" name="Picture 1" descr="photo of {0}"/>'
    "<a:p><a:r><a:t>{1}</a:t></a:r></a:p></xdr:wsDr>"
)
VALIDATION = f'<dataValidations><dataValidation type="list" prompt="choose"><formula1>"{WHO.replace(", ", " ")},other"</formula1>'
VALIDATION += "</dataValidation></dataValidations>"
LOG = f'<revisions xmlns="{MAIN}"><rcc><oc r="A1" t="inlineStr"><is><t>{WHO}</t></is></oc><nc r="A1"/></rcc></revisions>'
CORE = f'<cp:coreProperties xmlns:cp="urn:c" xmlns:dc="urn:d"><dc:title>{WHO}</dc:title><dc:creator>desk</dc:creator></cp:coreProperties>'
SLICER = f'<slicerCacheDefinition xmlns="{MAIN}" sourceName="Person"><data><olap><i n="{WHO}"/></olap></data></slicerCacheDefinition>'
NAME = f'<definedNames><definedName name="list" hidden="1">{{"{WHO}"}}</definedName></definedNames>'
UTF16 = WHO.encode("utf-16-le")


class TestHidingPlaces(ReaderContract):
    reader = READER
    expected_parts = 5
    planted: ClassVar = [
        Planted("visible", workbook({"Front": PLAIN, "Data": sheet(table_rows(WHO))}), WHO, C.VISIBLE, SHEET, "Yard"),
        Planted(
            "hidden sheet",
            workbook({"Front": PLAIN, "Data": sheet(table_rows(WHO))}, states={"Data": "hidden"}),
            WHO,
            C.HIDDEN_SHEET,
            SHEET,
        ),
        Planted(
            "very hidden sheet",
            workbook({"Front": PLAIN, "Data": sheet(table_rows(WHO))}, states={"Data": "veryHidden"}),
            WHO,
            C.VERY_HIDDEN_SHEET,
            SHEET,
        ),
        Planted(
            "unlisted sheet",
            workbook({"Front": PLAIN}, parts={"xl/worksheets/sheet7.xml": sheet(table_rows(WHO))}),
            WHO,
            C.VERY_HIDDEN_SHEET,
        ),
        Planted("hidden row", workbook({"Data": sheet(table_rows(WHO, ' hidden="1"'))}), WHO, C.HIDDEN_ROW, SHEET),
        Planted("zero height", workbook({"Data": sheet(table_rows(WHO, ' ht="0"'))}), WHO, C.ZERO_SIZE, SHEET),
        Planted(
            "filtered row", workbook({"Data": sheet(table_rows(WHO, ' hidden="1"'), after=FILTER)}), WHO, C.FILTERED_ROW
        ),
        Planted(
            "hidden column",
            workbook({"Data": sheet(table_rows(WHO), before='<cols><col min="1" max="1" hidden="1"/></cols>')}),
            WHO,
            C.HIDDEN_COLUMN,
        ),
        Planted(
            "zero width",
            workbook({"Data": sheet(table_rows(WHO), before='<cols><col min="1" max="2" width="0"/></cols>')}),
            WHO,
            C.ZERO_SIZE,
        ),
        Planted("far right", workbook({"Data": sheet(table_rows("x") + row(10, inline("ZZ10", WHO)))}), WHO, C.OFF_PAGE),
        Planted("far below", workbook({"Data": sheet(table_rows("x") + row(5000, inline("A5000", WHO)))}), WHO, C.OFF_PAGE),
        Planted("white font", styled('<xf fontId="1"/>'), WHO, C.INVISIBLE_TEXT),
        Planted("white by theme", styled('<xf fontId="2"/>'), WHO, C.INVISIBLE_TEXT),
        Planted("white on dark", styled('<xf fontId="1" fillId="2"/>'), WHO, C.VISIBLE),
        Planted("number format", styled('<xf numFmtId="170"/>'), WHO, C.INVISIBLE_TEXT),
        Planted(
            "orphan string",
            workbook(
                {"Data": sheet(table_rows("x") + row(10, '<c r="A10" t="s"><v>0</v></c>'))},
                parts={"xl/sharedStrings.xml": SHARED},
                links=(("rId9", "sharedStrings", "sharedStrings.xml"),),
            ),
            WHO,
            C.ORPHAN_STRING,
            ("part:xl/sharedStrings.xml",),
        ),
        Planted(
            "pivot records",
            workbook(
                {"Data": PLAIN},
                parts=dict(PIVOT),
                links=(("rId9", "pivotCacheDefinition", "pivotCache/pivotCacheDefinition1.xml"),),
            ),
            "1987-03-04",
            C.PIVOT_CACHE,
            ("part:xl/pivotCache/pivotCacheRecords1.xml",),
            "Born",
        ),
        Planted("pivot items", with_part("xl/pivotCache/d.xml", PIVOT["xl/pivotCache/pivotCacheDefinition1.xml"], "pivotCacheDefinition"), WHO, C.PIVOT_CACHE, (), "Person"),
        Planted("slicer cache", with_part("xl/slicerCaches/s.xml", SLICER, "slicerCache"), WHO, C.SLICER_CACHE, (), "Person"),
        Planted("external link", with_part("xl/externalLinks/e.xml", EXTERNAL, "externalLink"), WHO, C.EXTERNAL_LINK_CACHE),
        Planted("defined name", workbook({"Data": PLAIN}, inside=NAME), WHO, C.DEFINED_NAME, ("part:xl/workbook.xml",)),
        Planted("data model", with_part("xl/model/item.data", b"\1\2" + UTF16 + b"\0\0", "powerPivotData"), WHO, C.DATA_MODEL),
        Planted("connections", with_part("xl/connections.xml", f'<connections><connection name="{WHO}"/></connections>', "connections"), WHO, C.QUERY_CACHE),
        Planted("chart cache", with_part("xl/charts/chart1.xml", CHART, "chart", of_sheet=True), WHO, C.CHART_CACHE),
        Planted("comment", with_part("xl/comments1.xml", COMMENT, "comments", of_sheet=True), WHO, C.COMMENT, ("sheet:Data", "cells:B3")),
        Planted("text box", with_part("xl/drawings/d.xml", DRAWING.format("", WHO), "drawing", of_sheet=True), WHO, C.VISIBLE, SHEET),
        Planted("alt text", with_part("xl/drawings/d.xml", DRAWING.format(WHO, ""), "drawing", of_sheet=True), WHO, C.ALT_TEXT, SHEET),
        Planted("shape name", with_part("xl/drawings/d.xml", DRAWING.format("", "").replace("Picture 1", WHO), "drawing", of_sheet=True), WHO, C.ALT_TEXT, SHEET),
        Planted("shape name and number", with_part("xl/drawings/d.xml", DRAWING.format("", "").replace("Picture", WHO), "drawing", of_sheet=True), WHO, C.ALT_TEXT, SHEET),
        Planted("validation", workbook({"Data": sheet(table_rows("x"), after=VALIDATION)}), WHO.replace(", ", " "), C.VALIDATION_LIST),
        Planted("header", workbook({"Data": sheet(table_rows("x"), after=f"<headerFooter><oddHeader>&amp;L{WHO}</oddHeader></headerFooter>")}), WHO, C.HEADER_FOOTER),
        Planted("tool tip", workbook({"Data": sheet(table_rows("x"), after=f'<hyperlinks><hyperlink ref="A1" tooltip="{WHO}"/></hyperlinks>')}), WHO, C.ALT_TEXT),
        Planted("properties", with_part("docProps/core.xml", CORE, "core-properties"), WHO, C.METADATA),
        Planted("revisions", with_part("xl/revisions/revisionLog1.xml", LOG, "revisionLog"), WHO, C.REVISION_HISTORY),
        Planted("printer settings", with_part("xl/printerSettings/p.bin", UTF16, "printerSettings", of_sheet=True), WHO, C.METADATA),
        Planted("unknown part", with_part("xl/odd/thing.bin", b"\xfe\xff\x01" + UTF16 + b"\xff\xff", "odd"), WHO, C.EMBEDDED_OBJECT),
    ]  # fmt: skip

    def test_a_strict_prefixed_utf16_workbook_reads_alike(self) -> None:
        content = sheet(table_rows(WHO)).replace(MAIN, "http://purl.oclc.org/ooxml/spreadsheetml/main")
        prefixed = (
            content.replace("<", "<x:")
            .replace("<x:/", "</x:")
            .replace("<x:?", "<?")
            .replace("xmlns=", "xmlns:x=")
        )
        encoded = prefixed.replace('"UTF-8"', '"UTF-16"').encode("utf-16")
        data = workbook({"Data": ""}, parts={"xl/worksheets/sheet1.xml": encoded})
        plain = workbook({"Data": sheet(table_rows(WHO))})
        tables = [
            [item for item in read_all(READER, bytes_) if isinstance(item, Table)] for bytes_ in (data, plain)
        ]
        assert tables[0] == tables[1]

    def test_authors_are_told_as_authors(self) -> None:
        items = read_all(READER, with_part("docProps/core.xml", CORE, "core-properties"))
        assert [item.text for item in items if isinstance(item, Text) and item.role is TextRole.AUTHOR] == [
            "desk"
        ]

    def test_an_unknown_part_is_said(self) -> None:
        items = read_all(READER, with_part("xl/odd/thing.bin", UTF16, "odd"))
        assert any(isinstance(i, Skipped) and i.reason is SkipReason.DECODED_AS_STRINGS for i in items)

    def test_every_member_ends_read_or_skipped(self) -> None:
        data = workbook(
            {"Data": PLAIN}, parts={**PIVOT, "odd/x": b"1", "xl/media/a.png": b"\x89PNG", "B.XML": "<a/>"}
        )
        items = read_all(READER, data)
        said = [i.location for i in items if isinstance(i, PartRead | Skipped)]
        assert len(said) == len(set(said)) == 11

    def test_rows_behind_truncated_xml_are_skipped_not_lost_silently(self) -> None:
        content = sheet(table_rows(WHO))
        data = workbook({"Data": content[: content.index("</sheetData>")]})
        items = read_all(READER, data)
        assert any(WHO in hit.value for hit in values(items))
        skipped = [item for item in items if isinstance(item, Skipped)]
        assert [(item.reason, item.location.route()) for item in skipped] == [(SkipReason.CORRUPT, SHEET)]

    def test_entity_declarations_are_refused(self) -> None:
        content = sheet(table_rows(WHO)).replace("?>", '?><!DOCTYPE a [<!ENTITY b "c">]>', 1)
        items = read_all(READER, workbook({"Data": content}))
        assert any(isinstance(item, Skipped) and item.reason is SkipReason.CORRUPT for item in items)

    def test_odd_names_still_lead_to_their_parts(self) -> None:
        parts = {
            "[content_types].XML": "<Types/>",
            "_rels\\.rels": relationships(("rId1", "officeDocument", "/XL/Workbook.xml")),
            "xl/workbook.xml": f'<workbook xmlns:r="{OFFICE}"><sheets><sheet name="Data" r:id="a"/></sheets></workbook>',
            "xl/_rels/workbook.xml.rels": relationships(("a", "worksheet", "Sheet%20One.xml")),
            "xl/Sheet One.xml": sheet(table_rows(WHO)),
        }
        hits = [hit for hit in values(read_all(READER, pack({**parts}))) if WHO in hit.value]
        assert [(hit.concealment, hit.route) for hit in hits] == [(C.VISIBLE, SHEET)]
