"""Hiding places in the caches of an OOXML workbook: pivots, slicers, links, names, model, queries, charts."""

from corpus.content import Content
from corpus.hiding.ooxml_cells import making
from corpus.hiding.place import HidingPlace
from corpus.ooxml.cells import escape
from corpus.ooxml.dialects import MAIN, OFFICE_RELATIONSHIPS
from corpus.ooxml.model import Relationships, Sheet, Workbook
from corpus.ooxml.package import SHEET_ML
from corpus.ooxml.pivot import add_pivot_cache

CHART = "http://schemas.openxmlformats.org/drawingml/2006/chart"
DRAWING = "http://schemas.openxmlformats.org/drawingml/2006/main"
SHEET_DRAWING = "http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing"
DRAWING_TYPE = "application/vnd.openxmlformats-officedocument.drawing+xml"
CHART_TYPE = "application/vnd.openxmlformats-officedocument.drawingml.chart+xml"
EXCEL_2010 = "http://schemas.microsoft.com/office/spreadsheetml/2009/9/main"
EXCEL_2013 = "http://schemas.microsoft.com/office/spreadsheetml/2010/11/main"
CUSTOM_KIND = "http://schemas.microsoft.com/office/2007/relationships"


def _pivot_shared(book: Workbook, content: Content) -> None:
    """Source sheet deleted, values in the shared items, records refer to them."""
    add_pivot_cache(book, content.header, content.rows, "Cases", shared=True)


def _pivot_records(book: Workbook, content: Content) -> None:
    """Source sheet deleted, values in the records themselves."""
    add_pivot_cache(book, content.header, content.rows, "Cases", shared=False)


def _pivot_unrecorded(book: Workbook, content: Content) -> None:
    """Records not saved: only the shared items are left."""
    header = ("Record", "Count")
    rows = tuple((line, number) for number, line in enumerate(content.lines))
    add_pivot_cache(book, header, rows, "Cases", shared=True, records=False)


def _slicer(book: Workbook, content: Content) -> None:
    items = "".join(f'<i n="[Case].&amp;[{n}]" c="{escape(line)}"/>' for n, line in enumerate(content.lines))
    xml = (
        f'<slicerCacheDefinition xmlns="{EXCEL_2010}" name="Slicer_Case" sourceName="[Case].[Case]">'
        '<data><olap pivotCacheId="1"><levels count="1"><level uniqueName="[Case].[Case]" '
        'sourceCaption="Case" '
        f'count="{len(content.lines)}"><ranges><range startItem="0">{items}</range></ranges></level></levels>'
        '<selections count="1"><selection n="[Case].[All]"/></selections></olap></data>'
        "</slicerCacheDefinition>"
    )
    book.part("xl/slicerCaches/slicerCache1.xml", xml, "application/vnd.ms-excel.slicerCache+xml")
    book.rels.add(f"{CUSTOM_KIND}/slicerCache", "xl/slicerCaches/slicerCache1.xml")


def _timeline(book: Workbook, content: Content) -> None:
    xml = (
        f'<timelineCacheDefinition xmlns="{EXCEL_2013}" name="NativeTimeline_Date" '
        f'sourceName="{escape(content.text)}"><state minimalRefreshVersion="6" lastRefreshVersion="6"/>'
        "</timelineCacheDefinition>"
    )
    book.part("xl/timelineCaches/timelineCache1.xml", xml, "application/vnd.ms-excel.timelineCache+xml")
    book.rels.add(
        "http://schemas.microsoft.com/office/2011/relationships/timelineCache",
        "xl/timelineCaches/timelineCache1.xml",
    )


def _external_link(book: Workbook, content: Content) -> None:
    rows = "".join(
        f'<row r="{number}">'
        + "".join(
            f'<cell r="{"ABCDEFG"[column]}{number}" t="str"><v>{escape(value)}</v></cell>'
            for column, value in enumerate(row)
        )
        + "</row>"
        for number, row in enumerate(content.texts, 1)
    )
    xml = (
        f'<externalLink xmlns="{MAIN}" xmlns:r="{OFFICE_RELATIONSHIPS}"><externalBook r:id="rId1">'
        '<sheetNames><sheetName val="Register"/></sheetNames>'
        f'<sheetDataSet><sheetData sheetId="0">{rows}</sheetData></sheetDataSet></externalBook>'
        "</externalLink>"
    )
    name = "xl/externalLinks/externalLink1.xml"
    book.part(name, xml, f"{SHEET_ML}.externalLink+xml")
    book.part_relationships(name).add("externalLinkPath", "file:///S:/reports/source.xlsx", external=True)
    link = book.rels.add("externalLink", name)
    book.after_sheets["externalReferences"] = (
        f'<externalReferences><externalReference r:id="{link}"/></externalReferences>'
    )


def _defined_name(book: Workbook, content: Content) -> None:
    names = "".join(
        f'<definedName name="note_{number}" hidden="1">"{escape(line)}"</definedName>'
        for number, line in enumerate(content.lines)
    )
    book.after_sheets["definedNames"] = f"<definedNames>{names}</definedNames>"


def _defined_array(book: Workbook, content: Content) -> None:
    rows = ";".join(",".join(f'"{cell}"' for cell in row) for row in content.texts)
    name = f'<definedName name="lookup">{{{escape(rows)}}}</definedName>'
    book.after_sheets["definedNames"] = f"<definedNames>{name}</definedNames>"


def _data_model(book: Workbook, content: Content) -> None:
    """A dictionary page of the model: length-prefixed UTF-16 strings between binary numbers."""
    pages = b"".join(
        b"\x01\x00\x00\x00" + len(line).to_bytes(4, "little") + line.encode("utf-16-le") + b"\0\0\xff\x13"
        for line in content.lines
    )
    head = "This backup was created using XPress9 compression.".encode("utf-16-le")
    book.part("xl/model/item.data", head + bytes(52) + pages, f"{SHEET_ML}.model+data")
    book.rels.add(
        "http://schemas.microsoft.com/office/2011/relationships/powerPivotData", "xl/model/item.data"
    )


def _connection(book: Workbook, content: Content) -> None:
    command = escape("SELECT * FROM cases WHERE note IN ('" + "','".join(content.lines) + "')")
    xml = (
        f'<connections xmlns="{MAIN}"><connection id="1" name="Cases" type="1" refreshedVersion="6">'
        f'<dbPr connection="DSN=cases" command="{command}"/></connection></connections>'
    )
    book.part("xl/connections.xml", xml, f"{SHEET_ML}.connections+xml")
    book.rels.add("connections", "xl/connections.xml")


def _query_table(book: Workbook, content: Content) -> None:
    fields = "".join(f'<queryTableDeletedField name="{escape(line)}"/>' for line in content.lines)
    xml = (
        f'<queryTable xmlns="{MAIN}" name="ExternalData_1" connectionId="1"><queryTableRefresh nextId="9">'
        '<queryTableFields count="1"><queryTableField id="1" name="Quarter" tableColumnId="1"/>'
        "</queryTableFields>"
        f"<queryTableDeletedFields>{fields}</queryTableDeletedFields></queryTableRefresh></queryTable>"
    )
    book.part("xl/queryTables/queryTable1.xml", xml, f"{SHEET_ML}.queryTable+xml")
    book.sheets[1].rels.add("queryTable", "xl/queryTables/queryTable1.xml")


_AXES = "".join(
    f'<c:{kind}><c:axId val="{own}"/><c:scaling><c:orientation val="minMax"/></c:scaling><c:delete val="0"/>'
    f'<c:axPos val="{side}"/><c:crossAx val="{other}"/></c:{kind}>'
    for kind, own, other, side in (("catAx", 1, 2, "b"), ("valAx", 2, 1, "l"))
)


def _chart_xml(content: Content, user_shapes: str = "") -> str:
    points = "".join(
        f'<c:pt idx="{number}"><c:v>{escape(line)}</c:v></c:pt>' for number, line in enumerate(content.lines)
    )
    numbers = "".join(f'<c:pt idx="{n}"><c:v>{n + 4}</c:v></c:pt>' for n in range(len(content.lines)))
    count = len(content.lines)
    return (
        f'<c:chartSpace xmlns:c="{CHART}" xmlns:a="{DRAWING}" xmlns:r="{OFFICE_RELATIONSHIPS}"><c:chart>'
        '<c:plotArea><c:layout/><c:barChart><c:barDir val="col"/><c:grouping val="clustered"/><c:ser>'
        '<c:idx val="0"/><c:order val="0"/><c:cat><c:strRef><c:f>[1]Register!$A$2:$A$4</c:f><c:strCache>'
        f'<c:ptCount val="{count}"/>{points}</c:strCache></c:strRef></c:cat><c:val><c:numRef>'
        f"<c:f>Summary!$B$2:$B$4</c:f><c:numCache><c:formatCode>General</c:formatCode>"
        f'<c:ptCount val="{count}"/>{numbers}</c:numCache></c:numRef></c:val></c:ser><c:axId val="1"/>'
        f'<c:axId val="2"/></c:barChart>{_AXES}</c:plotArea></c:chart>{user_shapes}</c:chartSpace>'
    )


def _chart_drawing(book: Workbook, sheet: Sheet | None, chart: str) -> str:
    """A drawing that shows the chart; returns the id of the sheet's relationship to it."""
    frame = (
        '<xdr:graphicFrame macro=""><xdr:nvGraphicFramePr><xdr:cNvPr id="2" name="Chart 1"/>'
        "<xdr:cNvGraphicFramePr/></xdr:nvGraphicFramePr><xdr:xfrm/><a:graphic>"
        f'<a:graphicData uri="{CHART}"><c:chart xmlns:c="{CHART}" r:id="rId1"/></a:graphicData></a:graphic>'
        "</xdr:graphicFrame><xdr:clientData/>"
    )
    anchor = f'<xdr:absoluteAnchor><xdr:pos x="0" y="0"/><xdr:ext cx="9" cy="9"/>{frame}</xdr:absoluteAnchor>'
    xml = (
        f'<xdr:wsDr xmlns:xdr="{SHEET_DRAWING}" xmlns:a="{DRAWING}" xmlns:r="{OFFICE_RELATIONSHIPS}">'
        f"{anchor}</xdr:wsDr>"
    )
    book.part("xl/drawings/drawing1.xml", xml, DRAWING_TYPE)
    book.part_relationships("xl/drawings/drawing1.xml").add("chart", chart)
    rels = sheet.rels if sheet else Relationships()
    return rels.add("drawing", "xl/drawings/drawing1.xml")


def _chart_cache(book: Workbook, content: Content) -> None:
    book.part("xl/charts/chart1.xml", _chart_xml(content), CHART_TYPE)
    identifier = _chart_drawing(book, book.sheets[0], "xl/charts/chart1.xml")
    book.sheets[0].after["drawing"] = f'<drawing r:id="{identifier}"/>'


def _chart_sheet(book: Workbook, content: Content) -> None:
    book.part("xl/charts/chart1.xml", _chart_xml(content), CHART_TYPE)
    sheet = Sheet("Trend", [])
    identifier = _chart_drawing(book, sheet, "xl/charts/chart1.xml")
    sheet.body = (
        f'<chartsheet xmlns="{MAIN}" xmlns:r="{OFFICE_RELATIONSHIPS}"><sheetViews>'
        f'<sheetView workbookViewId="0"/></sheetViews><drawing r:id="{identifier}"/></chartsheet>'
    )
    book.sheets.append(sheet)


def _chart_shapes(book: Workbook, content: Content) -> None:
    quiet = Content(content.header, content.rows, ("North", "South", "East"), "", (), False)
    shapes = '<c:userShapes r:id="rId1"/>'
    book.part("xl/charts/chart1.xml", _chart_xml(quiet, shapes), CHART_TYPE)
    identifier = _chart_drawing(book, book.sheets[0], "xl/charts/chart1.xml")
    book.sheets[0].after["drawing"] = f'<drawing r:id="{identifier}"/>'
    space = "http://schemas.openxmlformats.org/drawingml/2006/chartDrawing"
    paragraphs = "".join(f"<a:p><a:r><a:t>{escape(line)}</a:t></a:r></a:p>" for line in content.lines)
    xml = (
        f'<c:userShapes xmlns:c="{CHART}" xmlns:a="{DRAWING}"><cdr:relSizeAnchor xmlns:cdr="{space}">'
        "<cdr:from><cdr:x>0</cdr:x><cdr:y>0</cdr:y></cdr:from><cdr:to><cdr:x>1</cdr:x><cdr:y>1</cdr:y></cdr:to>"
        '<cdr:sp macro=""><cdr:nvSpPr><cdr:cNvPr id="2" name="Note"/><cdr:cNvSpPr txBox="1"/></cdr:nvSpPr>'
        f"<cdr:spPr/><cdr:txBody><a:bodyPr/>{paragraphs}</cdr:txBody></cdr:sp></cdr:relSizeAnchor></c:userShapes>"
    )
    kind = "application/vnd.openxmlformats-officedocument.drawingml.chartshapes+xml"
    book.part("xl/drawings/drawing2.xml", xml, kind)
    book.part_relationships("xl/charts/chart1.xml").add("chartUserShapes", "xl/drawings/drawing2.xml")


PIVOT = ("part:xl/pivotCache/",)
PLACES = (
    HidingPlace("pivot_cache_shared_items", making(_pivot_shared), "pivot_cache", PIVOT),
    HidingPlace("pivot_cache_records", making(_pivot_records), "pivot_cache", PIVOT),
    HidingPlace("pivot_cache_without_records", making(_pivot_unrecorded), "pivot_cache", PIVOT),
    HidingPlace("slicer_cache", making(_slicer), "slicer_cache", ("part:xl/slicerCaches/",)),
    HidingPlace("timeline_cache", making(_timeline), "slicer_cache", ("part:xl/timelineCaches/",)),
    HidingPlace(
        "external_link_cache", making(_external_link), "external_link_cache", ("part:xl/externalLinks/",)
    ),
    HidingPlace("defined_name", making(_defined_name), "defined_name"),
    HidingPlace("defined_name_array", making(_defined_array), "defined_name", fields=("full_name",)),
    HidingPlace("data_model", making(_data_model), "data_model", ("part:xl/model/",), skipped=True),
    HidingPlace("connection", making(_connection), "query_cache", ("part:xl/connections.xml",)),
    HidingPlace("query_table", making(_query_table), "query_cache", ("part:xl/queryTables/",)),
    HidingPlace("chart_cache", making(_chart_cache), "chart_cache", ("part:xl/charts/",)),
    HidingPlace("chart_sheet", making(_chart_sheet), "chart_cache", ("part:xl/charts/",)),
    HidingPlace("chart_user_shapes", making(_chart_shapes), None, ("part:xl/drawings/",)),
)
