"""XML: records, text, comments; hostile and broken files."""

from tests.readers.reading import columns_of, hidings, read, reasons_of, tables_of
from withhold.domain.concealment import Concealment
from withhold.domain.piece import SkipReason

_BOOK = """<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?>
<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"
 xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet"><Worksheet ss:Name="S"><Table>
<Column/><Column ss:Hidden="1"/>
<Row><Cell><Data ss:Type="String">Name</Data></Cell><Cell><Data ss:Type="String">Born</Data></Cell></Row>
<Row ss:Index="5" ss:Hidden="1"><Cell><Data ss:Type="String">Ann</Data>
<Comment><ss:Data>note</ss:Data></Comment></Cell>
<Cell><Data ss:Type="DateTime">1990-01-01T00:00:00.000</Data></Cell></Row>
</Table><WorksheetOptions><Visible>SheetHidden</Visible></WorksheetOptions></Worksheet></Workbook>"""


def test_repeated_elements_are_records() -> None:
    data = (
        b"<list><made>2020-01-01</made>"
        b"<person id='1'><name>Ann</name><born>1990-01-01</born><home><zip>01234</zip></home></person>"
        b"<person id='2'><name>Bo</name><case><no>1</no></case><case><no>2</no></case></person></list>"
    )
    found = {table.location.route(): columns_of(table) for table in tables_of(read(data))}
    assert found["path:/list/person",]["name"] == ["Ann", "Bo"]
    assert found["path:/list/person",]["home.zip"] == ["01234", None]
    assert found["path:/list/person/case",] == {
        "person.id": ["2", "2"],
        "person.name": ["Bo", "Bo"],
        "no": ["1", "2"],
    }


def test_attributes_alone_are_records() -> None:
    (table,) = tables_of(read(b"<rows><row name='Ann' born='1990-01-01'/><row name='Bo'/></rows>"))
    assert columns_of(table)["name"] == ["Ann", "Bo"]


def test_comments_and_mixed_text() -> None:
    items = read(b"<doc><!-- Cy Ng --><p>Met <b>Ann Lee</b> today.</p><p><![CDATA[Bo <Li>]]></p></doc>")
    assert hidings(items, "Cy Ng") == {Concealment.PAGE_SOURCE}
    assert hidings(items, "Ann Lee") == {Concealment.VISIBLE}
    assert hidings(items, "Bo <Li>") == {Concealment.VISIBLE}


def test_entities_are_refused_and_the_text_still_read() -> None:
    items = read(b'<!DOCTYPE x [<!ENTITY a "Ann Lee">]><r><a>&a;</a></r>')
    assert reasons_of(items) == {SkipReason.CORRUPT}
    assert hidings(items, "Ann Lee")


def test_broken_xml_gives_what_it_has() -> None:
    items = read(b"<r><p><n>Ann</n><m>1</m></p><p><n>Bo</n><m>2</m></p><p><n>Cy")
    assert reasons_of(items) == {SkipReason.CORRUPT}
    assert all(hidings(items, name) for name in ("Ann", "Bo", "Cy"))


def test_declared_encodings() -> None:
    data = "<?xml version='1.0' encoding='windows-1251'?><r><n>Иван Петров</n></r>".encode("cp1251")
    assert hidings(read(data), "Иван Петров")


def test_spreadsheetml_is_a_grid() -> None:
    items = read(_BOOK.encode())
    (table,) = tables_of(items)
    assert columns_of(table) == {"Name": ["Ann"], "Born": ["1990-01-01"]}
    assert list(table.rows) == [5]
    assert table.concealment is Concealment.HIDDEN_SHEET
    assert table.row_concealment == {0: Concealment.HIDDEN_ROW}
    assert table.columns[1].concealment is Concealment.HIDDEN_COLUMN
    assert hidings(items, "note") == {Concealment.HIDDEN_SHEET}


def test_places_of_a_map_are_records_and_their_descriptions_pages() -> None:
    """KML: names stand beside values, and descriptions are parts of pages."""
    one = (
        "<Placemark><name>Site {0}</name><ExtendedData>"
        "<Data name='full_name'><value>Ann Lee {0}</value></Data>"
        "<Data name='born'><value>1990-01-0{0}</value></Data></ExtendedData></Placemark>"
    )
    page = "<table><tr><th>Name</th><th>Born</th></tr><tr><td>Bo Li</td><td>1991-01-01</td></tr></table>"
    last = f"<Placemark><description><![CDATA[{page}]]></description></Placemark>"
    text = f"<kml>{one.format(1)}{one.format(2)}{last}</kml>"
    found = [columns_of(table) for table in tables_of(read(text.encode(), "places.kml"))]
    assert any(
        columns.get("ExtendedData.full_name") == ["Ann Lee 1", "Ann Lee 2", None]
        or columns.get("ExtendedData.full_name") == ["Ann Lee 1", "Ann Lee 2"]
        for columns in found
    )
    assert any(columns.get("Name") == ["Bo Li"] for columns in found)
