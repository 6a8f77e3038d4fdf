"""The readers outside of OOXML keep what every reader promises."""
# ruff: noqa: E501 (one file a line)

from typing import ClassVar

from corpus.pdf import PdfPage
from corpus.pdf import pdf as make_pdf
from tests.contract.reader import Planted, ReaderContract
from tests.readers.odf.test_document import cell, content, row, sheet
from tests.readers.odf.test_document import pack as pack_odf
from tests.readers.test_archive import pack
from withhold.domain.concealment import Concealment as C
from withhold.readers import archive, delimited, html, json_, odf, pdf, xml_
from withhold.readers.interface import Reader


def _page(*rows: tuple[str, ...], notes: tuple[str, ...] = ()) -> PdfPage:
    page = PdfPage(notes=notes)
    page.table(rows, (50, 300)[: len(rows[0])], 800)
    return page


WHO = "Okonkwo-Lindqvist, Maralyn"
_TITLE = row(cell("Name"), cell("Born"))
_ROWS = _TITLE + row(cell("Ann Lee"), cell("1990-01-01"))


class TestDelimited(ReaderContract):
    reader: ClassVar[Reader] = delimited.READER
    planted: ClassVar[list[Planted]] = [
        Planted(
            "quoted", f'Name,Born\n"{WHO}",1990-01-01\nBo,1991-01-01\n'.encode(), WHO, C.VISIBLE, (), "Name"
        ),
        Planted("tabs", f"Name\tBorn\n{WHO}\t1990-01-01\nBo\t1991-01-01\n".encode(), WHO, C.VISIBLE),
        Planted("prose", f"We met on Monday.\nThen {WHO} spoke.\n".encode(), WHO, C.VISIBLE, ("line:1",)),
    ]


class TestJson(ReaderContract):
    reader: ClassVar[Reader] = json_.READER
    planted: ClassVar[list[Planted]] = [
        Planted("nested", f'{{"a": [{{"who": {{"name": "{WHO}"}}}}]}}'.encode(), WHO, C.VISIBLE, ("path:/a",), "who.name"),
        Planted("lines", f'{{"name": "{WHO}"}}\n{{"name": "Bo"}}\n'.encode(), WHO, C.VISIBLE, (), "name"),
    ]  # fmt: skip


class TestXml(ReaderContract):
    reader: ClassVar[Reader] = xml_.READER
    planted: ClassVar[list[Planted]] = [
        Planted("record", f"<l><p><name>{WHO}</name><n>1</n></p><p><n>2</n></p></l>".encode(), WHO, C.VISIBLE, (), "name"),
        Planted("comment", f"<l><!-- {WHO} --><p>1</p></l>".encode(), WHO, C.PAGE_SOURCE),
    ]  # fmt: skip


class TestHtml(ReaderContract):
    reader: ClassVar[Reader] = html.READER
    planted: ClassVar[list[Planted]] = [
        Planted("paragraph", f"<!doctype html><p>{WHO}</p>".encode(), WHO, C.VISIBLE),
        Planted("comment", f"<!doctype html><p>x</p><!-- {WHO} -->".encode(), WHO, C.PAGE_SOURCE),
        Planted("script", f'<!doctype html><script>var a = {{"name": "{WHO}"}}</script>'.encode(), WHO, C.SCRIPT_DATA),
        Planted("alt", f'<!doctype html><img alt="{WHO}" src="a.png">'.encode(), WHO, C.ALT_TEXT),
    ]  # fmt: skip


class TestZip(ReaderContract):
    reader: ClassVar[Reader] = archive.READER
    planted: ClassVar[list[Planted]] = [
        Planted("comment", pack({"a.csv": b"a,b\n1,2\n", "b.txt": b"x"}, WHO.encode()), WHO, C.METADATA),
        Planted("member name", pack({f"{WHO}.txt": b"x"}), WHO, C.VISIBLE, (f"member:{WHO}.txt",)),
    ]
    expected_parts: ClassVar[int] = 3


class TestOdf(ReaderContract):
    reader: ClassVar[Reader] = odf.READER
    planted: ClassVar[list[Planted]] = [
        Planted(
            "visible",
            pack_odf({"content.xml": content(sheet(_ROWS + row(cell(WHO), cell("1991-01-01"))))}),
            WHO, C.VISIBLE, ("sheet:Data",), "Name",
        ),
        Planted(
            "hidden row",
            pack_odf({"content.xml": content(sheet(_ROWS + row(cell(WHO), extra='table:visibility="collapse"')))}),
            WHO, C.HIDDEN_ROW, ("sheet:Data",),
        ),
    ]  # fmt: skip


class TestPdf(ReaderContract):
    reader: ClassVar[Reader] = pdf.READER
    planted: ClassVar[list[Planted]] = [
        Planted(
            "row",
            make_pdf([_page(("Name", "Born"), (WHO, "1990-01-01"), ("Bo", "1991-01-01")), _page(("more",))]),
            WHO, C.VISIBLE, ("page:1",), "Name",
        ),
        Planted("line", make_pdf([_page(("Page one",)), _page((f"Then {WHO} spoke.",))]), WHO, C.VISIBLE, ("page:2",)),
        Planted("note", make_pdf([_page(("Seen",), notes=(WHO,))]), WHO, C.COMMENT, ("page:1",)),
        Planted("property", make_pdf([_page(("Seen",))], properties={"Subject": WHO}), WHO, C.METADATA),
        Planted("attachment", make_pdf([_page(("Seen",))], files={f"{WHO}.txt": b"x"}), WHO, C.ATTACHMENT),
    ]  # fmt: skip
    expected_parts: ClassVar[int] = 2
