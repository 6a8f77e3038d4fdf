"""What stands in the objects of a PDF and on no page."""

from collections.abc import Callable
from io import BytesIO

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name, String

from corpus.pdf import PdfPage, pdf
from tests.readers.reading import hidings, read
from withhold.domain.concealment import Concealment as C

_WHO = "Ann Leefield"
_Put = Callable[[pikepdf.Pdf], None]


def _link(document: pikepdf.Pdf) -> None:
    action = Dictionary(S=Name("/URI"), URI=String(f"https://example.org/{_WHO}.pdf"))
    document.pages[0].obj.Annots = Array(
        [Dictionary(Type=Name("/Annot"), Subtype=Name("/Link"), Rect=Array([0, 0, 9, 9]), A=action)]
    )


def _choice(document: pikepdf.Pdf) -> None:
    document.Root.AcroForm = Dictionary(
        Fields=Array([Dictionary(FT=Name("/Ch"), T=String("who"), Opt=Array([String(_WHO)]))])
    )


def _described(document: pikepdf.Pdf) -> None:
    document.Root.StructTreeRoot = Dictionary(K=Array([Dictionary(S=Name("/Figure"), Alt=String(_WHO))]))


def _own_property(document: pikepdf.Pdf) -> None:
    document.docinfo["/Case"] = String(_WHO)


def _script_of_page(document: pikepdf.Pdf) -> None:
    script = document.make_stream(f"var who = '{_WHO}'".encode())
    document.pages[0].obj.AA = Dictionary(O=Dictionary(S=Name("/JavaScript"), JS=script))


def _form_as_xml(document: pikepdf.Pdf) -> None:
    document.Root.AcroForm = Dictionary(XFA=document.make_stream(f"<data><who>{_WHO}</who></data>".encode()))


@pytest.mark.parametrize(
    ("put", "how"),
    [
        (_link, C.ALT_TEXT),
        (_choice, C.VALIDATION_LIST),
        (_described, C.ALT_TEXT),
        (_own_property, C.METADATA),
        (_script_of_page, C.SCRIPT_DATA),
        (_form_as_xml, C.FORM_FIELD),
    ],
)
def test_what_stands_on_no_page_is_told(put: _Put, how: C) -> None:
    page = PdfPage()
    page.prose(["Nothing else here."], 50, 800)
    document = pikepdf.open(BytesIO(pdf([page])))
    put(document)
    saved = BytesIO()
    document.save(saved)
    assert hidings(read(saved.getvalue()), _WHO) == {how}
