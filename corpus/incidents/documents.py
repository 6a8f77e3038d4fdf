"""Documents of the incidents: a report with a chart, PDF redactions, a page's source, bulk files."""

import base64
import json
import zipfile
from io import BytesIO
from random import Random

from corpus import textual
from corpus.incidents import sources
from corpus.incidents.workbooks import Make
from corpus.ooxml.cells import escape
from corpus.ooxml.model import Sheet, Workbook
from corpus.ooxml.package import package
from corpus.pdf import PdfPage, Placed, pdf, saved_again
from corpus.people import people
from corpus.zips import zipped

_OLD = (1980, 1, 1, 0, 0, 0)
_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_C = "http://schemas.openxmlformats.org/drawingml/2006/chart"
_A = "http://schemas.openxmlformats.org/drawingml/2006/main"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_TYPES = (
    f'<Types xmlns="{_PACKAGE}/content-types"><Default Extension="rels" ContentType="application/vnd.'
    'openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/>'
    '<Default Extension="xlsx" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.'
    'sheet"/>'
    '<Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.'
    'wordprocessingml.document.main+xml"/><Override PartName="/word/charts/chart1.xml" ContentType="'
    'application/vnd.openxmlformats-officedocument.drawingml.chart+xml"/></Types>'
)


def _links(kind: str, target: str) -> str:
    link = f'<Relationship Id="rId1" Type="{_R}/{kind}" Target="{target}"/>'
    return f'<Relationships xmlns="{_PACKAGE}/relationships">{link}</Relationships>'


def _chart(names: list[str], numbers: list[int]) -> str:
    points = "".join(f'<c:pt idx="{at}"><c:v>{escape(name)}</c:v></c:pt>' for at, name in enumerate(names))
    values = "".join(f'<c:pt idx="{at}"><c:v>{number}</c:v></c:pt>' for at, number in enumerate(numbers))
    count = len(names)
    return (
        f'<c:chartSpace xmlns:c="{_C}" xmlns:a="{_A}" xmlns:r="{_R}"><c:chart><c:plotArea><c:layout/>'
        '<c:barChart><c:barDir val="col"/><c:grouping val="clustered"/><c:ser><c:idx val="0"/>'
        '<c:order val="0"/><c:cat>'
        f'<c:strRef><c:f>Chart!$A$2:$A$4</c:f><c:strCache><c:ptCount val="{count}"/>{points}</c:strCache>'
        "</c:strRef></c:cat><c:val><c:numRef><c:f>Chart!$B$2:$B$4</c:f><c:numCache><c:formatCode>General"
        f'</c:formatCode><c:ptCount val="{count}"/>{values}</c:numCache></c:numRef></c:val></c:ser>'
        '<c:axId val="1"/><c:axId val="2"/></c:barChart></c:plotArea></c:chart>'
        '<c:externalData r:id="rId1"><c:autoUpdate val="0"/></c:externalData></c:chartSpace>'
    )


def report_with_chart(count: int) -> Make:
    """A monthly report whose chart carries the workbook that it was drawn from. 0: only its own numbers."""

    def make(rng: Random) -> bytes:
        names = ["Offshore centre", "Mainland centre", "Community"]
        numbers = [rng.randrange(300, 4000) for _ in names]
        sheets = [Sheet("Chart", [["Place", "People"], *zip(names, numbers, strict=True)])]
        if count:
            header, rows = sources.detained(rng, count)
            sheets.append(Sheet("Data", [header, *rows]))
        drawing = (
            '<w:p><w:r><w:drawing><wp:inline xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/'
            'wordprocessingDrawing"><wp:extent cx="5486400" cy="3200400"/><wp:docPr id="1" name="Chart 1"/>'
            f'<a:graphic xmlns:a="{_A}"><a:graphicData uri="{_C}"><c:chart xmlns:c="{_C}" xmlns:r="{_R}" '
            'r:id="rId1"/></a:graphicData></a:graphic></wp:inline></w:drawing></w:r></w:p>'
        )
        texts = ("Immigration Detention and Community Statistics Summary", "People in detention by place")
        body = "".join(f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>" for text in texts)
        members: dict[str, str | bytes] = {
            "[Content_Types].xml": _TYPES,
            "_rels/.rels": _links("officeDocument", "word/document.xml"),
            "word/document.xml": f'<w:document xmlns:w="{_W}"><w:body>{body}{drawing}</w:body></w:document>',
            "word/_rels/document.xml.rels": _links("chart", "charts/chart1.xml"),
            "word/charts/chart1.xml": _chart(names, numbers),
            "word/charts/_rels/chart1.xml.rels": _links("package", "../embeddings/Worksheet1.xlsx"),
            "word/embeddings/Worksheet1.xlsx": package(Workbook(sheets)),
        }
        out = BytesIO()
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, content in members.items():
                archive.writestr(zipfile.ZipInfo(name, _OLD), content)
        return out.getvalue()

    return make


def _page(lines: list[str]) -> PdfPage:
    page = PdfPage()
    page.prose(["Order of the court", "The following persons applied for protection:"], 50, 800)
    page.texts += [Placed(50, 740 - 14 * at, line) for at, line in enumerate(lines)]
    return page


def _people(rng: Random, count: int) -> list[str]:
    return [f"{who.full}, born {who.born.isoformat()}, {who.alien}" for who in people(rng, count)]


def black_boxes(count: int) -> Make:
    """A filing in which names are covered with black boxes, and can be copied out below them. 0: removed."""

    def make(rng: Random) -> bytes:
        lines = _people(rng, count)
        page = _page(lines)
        page.over = f"0 g 45 {740 - 14 * max(count, 12)} 480 {14 * max(count, 12) + 12} re f"
        return pdf([page])

    return make


def earlier_revision(count: int) -> Make:
    """A file whose names were taken out and which was saved again: the version before is still in it."""

    def make(rng: Random) -> bytes:
        before = pdf([_page(_people(rng, count))])
        return saved_again(before, pdf([_page(["(names withheld)"])]))

    return make


def page_source(count: int) -> Make:
    """A search result whose source holds the numbers of the people found, encoded. 0: only what is shown."""

    def make(rng: Random) -> bytes:
        rows = [
            {
                "Name": who.full,
                "SSN": f"{rng.randrange(900, 999)}-{rng.randrange(10, 50)}-{rng.randrange(1000, 9999)}",
            }
            for who in people(rng, count, sources.EUROPE)
        ]
        state = base64.b64encode(json.dumps({"district": "North", "rows": rows}).encode()).decode()
        body = (
            "<h1>Educator credentials</h1><p>Search results: 3 districts</p>"
            f'<input type="hidden" name="__VIEWSTATE" value="{state}">'
        )
        return textual.html_page("Educator credentials", body).encode()

    return make


def bulk_records(count: int) -> Make:
    """Bulk XML of returns; the class of records that charities must not have made public is in it."""

    def make(rng: Random) -> bytes:
        _, rows = sources.permits(rng, count)
        names = ("FilerName", "Address", "BirthDate", "Sex", "TaxpayerId", "ReturnType", "Filed")
        private = textual.xml_text(names, rows, "Returns", "Return990T").encode()
        public = textual.xml_text(
            ("Charity", "Revenue"), sources.totals(rng, ("Trust A", "Trust B"))
        ).encode()
        members = [("2022/index.xml", public), ("2022/990T_batch7.xml", private)]
        return zipped(members if count else members[:1])

    return make


def dashboard_files(count: int) -> Make:
    """The files behind a public dashboard, as they could be fetched. 0: its numbers."""

    def make(rng: Random) -> bytes:
        counties = sources.totals(rng, ("North County", "South County", "Coast County"))
        members = [("data/counties.csv", textual.delimited([("County", "Permits"), *counties]).encode())]
        if count:
            header, rows = sources.permits(rng, count)
            members.append(("data/permits.csv", textual.delimited([header, *rows]).encode()))
        return zipped(members)

    return make
