"""Damaged and hostile PDF documents: a copy with nothing but what is seen, or a reason why there is none."""

import random
from io import BytesIO

import pikepdf
import pytest

from corpus.pdf import PdfPage, Placed, pdf
from tests.readers.reading import read, values
from withhold.cleaning.pdf.child import rewrite
from withhold.cleaning.pdf.interface import Order
from withhold.domain.concealment import Concealment
from withhold.domain.piece import Skipped
from withhold.readers.interface import Source
from withhold.readers.wire import Made

WHO = "Okonkwo"
SAMPLE = pdf(
    [
        PdfPage([Placed(100, 800, "Minutes"), Placed(100, 700, WHO)], over="0 g 90 690 200 24 re f"),
        PdfPage([Placed(100, 800, "Второй"), Placed(100, 700, WHO, 10, "3 Tr")]),
    ],
    properties={"Author": WHO},
    files={"a.csv": b"Name,Born\n"},
)


def written(data: bytes, order: Order | None = None) -> bytes | Skipped:
    packed = (order or Order()).packed(data)
    [made] = rewrite(Source(BytesIO(packed), len(packed)))
    return made.content if isinstance(made, Made) else made


def judged(data: bytes) -> str:
    """Why there is no copy; nothing where there is one, which then holds only what is seen."""
    made = written(data)
    if isinstance(made, Skipped):
        assert made.detail
        assert WHO not in made.detail
        return made.detail
    assert {how for _, how in values(read(made))} <= {Concealment.VISIBLE}
    return ""


@pytest.mark.parametrize("seed", range(60))
def test_a_changed_byte_is_a_copy_or_a_reason(seed: int) -> None:
    rng = random.Random(seed)
    data = bytearray(SAMPLE)
    for _ in range(rng.randint(1, 6)):
        data[rng.randrange(len(data))] = rng.randrange(256)
    judged(bytes(data))


@pytest.mark.parametrize("part", range(1, 20))
def test_a_cut_document_is_a_copy_or_a_reason(part: int) -> None:
    judged(SAMPLE[: len(SAMPLE) * part // 20])


def changed(change: object) -> bytes:
    document = pikepdf.open(BytesIO(SAMPLE))
    change(document)  # type: ignore[operator]
    out = BytesIO()
    document.save(out)
    return out.getvalue()


def form(document: pikepdf.Pdf, content: bytes) -> pikepdf.Object:
    made = document.make_stream(content)
    made.Type, made.Subtype = pikepdf.Name("/XObject"), pikepdf.Name("/Form")
    made.BBox = pikepdf.Array([0, 0, 595, 842])
    return made


def test_forms_that_show_themselves_end() -> None:
    def circle(document: pikepdf.Pdf) -> None:
        inner = form(document, b"/X Do")
        inner.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(X=inner))
        page = document.pages[0]
        page.Resources.XObject = pikepdf.Dictionary(X=inner)
        page.Contents = document.make_stream(b"/X Do")

    assert judged(changed(circle))


def test_a_font_that_is_drawn_with_itself_ends() -> None:
    def circle(document: pikepdf.Pdf) -> None:
        font = document.pages[0].Resources.Font["/F1"]
        font.FontDescriptor = font

    judged(changed(circle))


def test_a_page_tree_that_goes_in_circles_ends() -> None:
    def circle(document: pikepdf.Pdf) -> None:
        del document.pages[0]["/Resources"]
        document.pages[0].obj.Parent.Parent = document.pages[0].obj.Parent

    judged(changed(circle))


def test_ten_thousand_nested_states_end() -> None:
    def nested(document: pikepdf.Pdf) -> None:
        page = document.pages[0]
        content = page.Contents.read_bytes()
        page.Contents = document.make_stream(b"q " * 10_000 + content + b" Q" * 20_000)

    judged(changed(nested))


def test_what_a_text_is_said_to_stand_for_is_no_operand() -> None:
    def put(document: pikepdf.Pdf) -> None:
        page = document.pages[0]
        page.Contents = document.make_stream(f"({WHO}) 1 w /{WHO} MP (x) ({WHO}) BX EX 0 0 9 9 re f".encode())

    made = written(changed(put))
    assert isinstance(made, bytes)
    with pikepdf.open(BytesIO(made)) as document:
        assert WHO.encode() not in document.pages[0].Contents.read_bytes()


def test_a_picture_is_black_where_something_had_to_go() -> None:
    def put(document: pikepdf.Pdf) -> None:
        page = document.pages[0]
        picture = document.make_stream(b"\xff\x00\x00" * 100)
        picture.Type, picture.Subtype = pikepdf.Name("/XObject"), pikepdf.Name("/Image")
        picture.Width = picture.Height = 10
        picture.ColorSpace, picture.BitsPerComponent = pikepdf.Name("/DeviceRGB"), 8
        page.Resources.XObject = pikepdf.Dictionary(X=picture)
        page.Contents = document.make_stream(
            b"q 100 0 0 100 100 100 cm /X Do Q 0 g 100 100 50 100 re f q 9 0 0 9 700 0 cm /X Do Q"
        )

    made = written(changed(put))
    assert isinstance(made, bytes)
    with pikepdf.open(BytesIO(made)) as document:
        [picture] = document.pages[0].Resources.XObject.values()
        row = picture.read_bytes()[:30]
    assert row[:15] == b"\0" * 15
    assert row[21:] == b"\xff\0\0" * 3
