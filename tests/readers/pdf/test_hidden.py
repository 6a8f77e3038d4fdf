"""What nobody sees on a PDF page is read and told as hidden, and what is seen is not."""

from io import BytesIO

import pikepdf
import pytest

from corpus.pdf import PdfPage, Placed, pdf, saved_again
from tests.contract.reader import values
from tests.readers.reading import read
from withhold.domain.concealment import Concealment as C
from withhold.domain.piece import Skipped

WHO = "Okonkwo"
BAR = "0 g 90 690 200 24 re f"
"""A black bar over the place where the name stands."""


def name(state: str = "", size: float = 10.0, x: float = 100.0, y: float = 700.0) -> Placed:
    return Placed(x, y, WHO, size, state)


def how(data: bytes) -> set[C]:
    """How the name is hidden, wherever it is read."""
    return {found.concealment for found in values(read(data)) if WHO in found.value}


def page(*texts: Placed, drawing: str = "", over: str = "") -> bytes:
    return pdf([PdfPage([Placed(100, 800, "Minutes of the board"), *texts], drawing=drawing, over=over)])


@pytest.mark.parametrize(
    ("data", "concealment"),
    [
        (page(name()), C.VISIBLE),
        (page(name(), over=BAR), C.UNDER_REDACTION),
        (page(name(), over="1 g 90 690 200 24 re f"), C.UNDER_REDACTION),
        (page(name(), over="0 g 90 690 20 24 re f 110 690 60 24 re f"), C.UNDER_REDACTION),
        (page(name("0 g"), drawing=BAR), C.UNDER_REDACTION),
        (page(name("1 g"), drawing=BAR), C.VISIBLE),
        (
            page(
                name("1 g"),
                drawing="0 g 90 690 m 290 690 l 300 700 l 300 720 l 290 724 l 90 724 l 80 700 l f",
            ),
            C.VISIBLE,
        ),
        (page(name("1 g")), C.INVISIBLE_TEXT),
        (page(name("0.98 g")), C.INVISIBLE_TEXT),
        (page(name("3 Tr")), C.INVISIBLE_TEXT),
        (page(name(size=0.4)), C.INVISIBLE_TEXT),
        (page(name(x=700)), C.OFF_PAGE),
        (page(name(y=-40)), C.OFF_PAGE),
        (page(name(), over="0 g 90 640 200 24 re f"), C.VISIBLE),
        (page(name(), over="0 G 90 690 200 24 re S"), C.VISIBLE),
        (page(name(), over="0 g 90 699 200 0.5 re f"), C.VISIBLE),
        (page(name(), drawing="q 0.9 g 90 690 200 24 re f Q"), C.VISIBLE),
    ],
)
def test_a_text_is_as_hidden_as_it_is(data: bytes, concealment: C) -> None:
    assert how(data) == {concealment}


def test_what_is_cut_off_at_the_edge_of_the_page_is_off_page() -> None:
    cropped = PdfPage([Placed(100, 400, "Minutes"), name(y=700)], crop=(0, 300, 595, 600))
    assert how(pdf([cropped])) == {C.OFF_PAGE}


def test_a_table_under_a_box_is_a_table_still() -> None:
    under = PdfPage(over="0 g 40 600 500 160 re f")
    rows = [("Name", "Born"), *((f"{WHO} {at}", f"19{at}-03-04") for at in range(60, 70))]
    under.table(rows, (50, 300), 740)
    found = [one for one in values(read(pdf([under]))) if WHO in one.value]
    assert len(found) == 10
    assert {(one.name, one.concealment) for one in found} == {("Name", C.UNDER_REDACTION)}


def test_an_earlier_version_is_read() -> None:
    data = saved_again(page(name()), page(Placed(100, 700, "x")))
    assert how(data) == {C.PREVIOUS_VERSION}


def changed(data: bytes, change: object) -> bytes:
    document = pikepdf.open(BytesIO(data))
    change(document)  # type: ignore[operator]
    out = BytesIO()
    document.save(out)
    return out.getvalue()


@pytest.mark.parametrize(("switched", "concealment"), [("/OFF", C.INVISIBLE_TEXT), ("/ON", C.VISIBLE)])
def test_a_layer_that_is_off_is_not_seen(switched: str, concealment: C) -> None:
    layered = page(name(), drawing="", over="")

    def put(document: pikepdf.Pdf) -> None:
        layer = document.make_indirect(
            pikepdf.Dictionary(Type=pikepdf.Name("/OCG"), Name=pikepdf.String("Draft"))
        )
        document.Root.OCProperties = pikepdf.Dictionary(
            {"/OCGs": pikepdf.Array([layer]), "/D": pikepdf.Dictionary({switched: pikepdf.Array([layer])})}
        )
        resources = document.pages[0].Resources
        resources.Properties = pikepdf.Dictionary({"/L1": layer})
        content = document.pages[0].Contents.read_bytes()
        document.pages[0].Contents = document.make_stream(b"/OC /L1 BDC\n" + content + b"\nEMC")

    assert how(changed(layered, put)) == {concealment}


@pytest.mark.parametrize("coloured", [True, False])
def test_a_text_in_a_pattern_is_seen_and_one_in_a_white_pattern_is_not(coloured: bool) -> None:
    patterned = page(name("/Pattern cs /P1 scn"))
    last = [0, 0, 1] if coloured else [1, 1, 1]

    def put(document: pikepdf.Pdf) -> None:
        colours = pikepdf.Dictionary(
            FunctionType=2, Domain=[0, 1], C0=[1, 0, 0] if coloured else [1, 1, 1], C1=last, N=1
        )
        shading = pikepdf.Dictionary(
            ShadingType=2, ColorSpace=pikepdf.Name("/DeviceRGB"), Coords=[0, 0, 595, 0], Function=colours
        )
        document.pages[0].Resources.Pattern = pikepdf.Dictionary(
            P1=document.make_indirect(pikepdf.Dictionary(PatternType=2, Shading=shading))
        )

    assert how(changed(patterned, put)) == {C.VISIBLE if coloured else C.INVISIBLE_TEXT}


def test_metadata_and_values_of_parent_fields_are_read() -> None:
    def put(document: pikepdf.Pdf) -> None:
        document.Root.Metadata = document.make_stream(
            "<x:xmpmeta xmlns:x='adobe:ns:meta/'>"
            "<rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#'>"
            "<rdf:Description rdf:about='' xmlns:xmp='http://ns.adobe.com/xap/1.0/'>"
            f"<xmp:Label>{WHO}</xmp:Label></rdf:Description></rdf:RDF></x:xmpmeta>".encode()
        )

    assert how(changed(page(), put)) == {C.METADATA}

    def field(document: pikepdf.Pdf) -> None:
        kid = document.make_indirect(pikepdf.Dictionary(T=pikepdf.String("1")))
        parent = document.make_indirect(
            pikepdf.Dictionary(T=pikepdf.String("who"), V=pikepdf.String(WHO), Kids=pikepdf.Array([kid]))
        )
        document.Root.AcroForm = pikepdf.Dictionary(Fields=pikepdf.Array([parent]))

    assert how(changed(page(), field)) == {C.FORM_FIELD}


def test_a_plain_document_is_read_whole() -> None:
    assert not [item for item in read(page(name())) if isinstance(item, Skipped)]
