"""The copy of a PDF document shows what the original shows, and holds nothing that is not seen."""

from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import pikepdf
import pypdfium2
import pytest

from corpus.hiding.pdf_places import PLACES
from corpus.manifest import cases
from corpus.pdf import PdfPage, Placed, pdf, saved_again
from withhold.cleaning.clean import clean
from withhold.cleaning.interface import CleanCopy, Refused
from withhold.domain.concealment import Concealment
from withhold.domain.verdict import Decision
from withhold.inspection.inspector import Inspector
from withhold.inspection.opening import open_bytes
from withhold.inspection.run import Run

TITLE = "Minutes of the board"
WHO = "Okonkwo"
APPLICANT = (
    "Asylum applicant Juan Quispe Huaman, born on 4 March 1987, was heard.",
    "The number of visitors rose to 4,310.",
)


@pytest.fixture(scope="module")
def inspector() -> Iterator[Inspector]:
    with Run.under(("default",), None).inspector() as inspector:
        yield inspector


def page(*texts: Placed, drawing: str = "", over: str = "") -> PdfPage:
    return PdfPage([Placed(100, 800, TITLE), *texts], drawing=drawing, over=over)


def copied(data: bytes, folder: Path, inspector: Inspector) -> bytes:
    path = folder / "a.pdf"
    path.write_bytes(data)
    copy = clean(path, inspector)
    assert isinstance(copy, CleanCopy), copy
    assert path.read_bytes() == data
    assert copy.suffix == ".pdf"
    judged = inspector.inspect(open_bytes(copy.content, "copy.pdf"), "copy.pdf")
    assert judged.decision is Decision.RELEASE
    assert not judged.skipped
    return copy.content


def refused(data: bytes, folder: Path, inspector: Inspector) -> str:
    path = folder / "a.pdf"
    path.write_bytes(data)
    made = clean(path, inspector)
    assert isinstance(made, Refused), "a copy was made"
    return made.why


def shown(data: bytes) -> str:
    """The text of all pages, as another program reads it."""
    document = pypdfium2.PdfDocument(data)
    try:
        return "\n".join(page.get_textpage().get_text_bounded() for page in document)
    finally:
        document.close()


def everything(data: bytes) -> bytes:
    """The bytes of a document, and those of its streams unpacked."""
    with pikepdf.open(BytesIO(data)) as document:
        streams = [one.read_bytes() for one in document.objects if isinstance(one, pikepdf.Stream)]
        texts = [str(one).encode() for one in document.objects if isinstance(one, pikepdf.String)]
    return b"\n".join([data, *streams, *texts])


def holds(data: bytes, text: str) -> bool:
    """Whether a text is in a document, in any of the ways in which it may be written."""
    whole = everything(data)
    plain = text.encode("latin-1")
    forms = (plain, plain.hex().encode(), plain.hex().upper().encode(), text.encode("utf-16-be"))
    return text in shown(data) or any(form in whole for form in forms)


@pytest.mark.parametrize("place", [place.name for place in PLACES if place.name != "visible"])
def test_what_is_hidden_is_in_no_byte_of_the_copy(place: str, tmp_path: Path, inspector: Inspector) -> None:
    [case] = [case for case in cases(1, "hiding") if case.file == f"hiding/pdf/{place}.pdf"]
    original = case.make()
    copy = copied(original, tmp_path, inspector)
    assert shown(copy).startswith("Report of the fourth quarter")
    assert everything(copy).count(b"%%EOF") == 1
    names = {word for word in shown(original).split() if word.isalpha() and word not in shown(copy).split()}
    assert not [word for word in names if holds(copy, word)]


@pytest.mark.parametrize(
    "hidden",
    [
        page(Placed(100, 700, WHO), over="0 g 90 690 200 24 re f"),
        page(Placed(100, 700, WHO, 10, "3 Tr")),
        page(Placed(100, 700, WHO, 10, "1 g")),
        page(Placed(100, 700, WHO, 0.4)),
        page(Placed(700, 700, WHO)),
        page(Placed(100, 700, WHO), over="q 0 0 10 10 re W n Q"),
    ],
    ids=["bar", "not painted", "white", "tiny", "off page", "seen"],
)
def test_a_text_is_in_the_copy_as_far_as_it_is_seen(
    hidden: PdfPage, tmp_path: Path, inspector: Inspector
) -> None:
    copy = copied(pdf([hidden]), tmp_path, inspector)
    assert TITLE in shown(copy)
    assert holds(copy, WHO) is (hidden.over.endswith("Q"))


def test_letters_that_are_seen_keep_their_place(tmp_path: Path, inspector: Inspector) -> None:
    half = page(Placed(100, 700, f"Here {WHO} ends"), over="0 g 124 690 45 24 re f")
    copy = copied(pdf([half]), tmp_path, inspector)
    assert not holds(copy, WHO)
    for text in ("Here", "ends"):
        assert place_of(copy, text) == pytest.approx(place_of(pdf([half]), text), abs=0.1)


def place_of(data: bytes, text: str) -> float:
    document = pypdfium2.PdfDocument(data)
    try:
        letters = document[0].get_textpage()
        found = letters.search(text).get_next()
        assert found is not None
        return float(letters.get_charbox(found[0])[0])
    finally:
        document.close()


def test_what_is_found_in_visible_text_is_taken_out_not_covered(tmp_path: Path, inspector: Inspector) -> None:
    people = PdfPage()
    people.prose(APPLICANT, 50, 800)
    path = tmp_path / "a.pdf"
    path.write_bytes(pdf([people]))
    copy = clean(path, inspector)
    assert isinstance(copy, CleanCopy), copy
    for text in ("Juan", "Quispe", "Huaman", "4 March 1987"):
        assert not holds(copy.content, text)
    assert "4,310" in shown(copy.content)
    assert "was heard" in shown(copy.content)
    assert Concealment.VISIBLE in {one.concealment for one in copy.removed}
    assert "Quispe" not in repr(copy)


def test_a_list_of_people_loses_its_people(tmp_path: Path, inspector: Inspector) -> None:
    listed = page()
    rows = [
        ("Name", "Date of birth", "A-Number", "Status"),
        ("Juan Quispe Huaman", "1987-03-04", "A203456789", "asylum pending"),
        ("Aleksei Vorontsov", "1979-11-30", "A203456790", "asylum granted"),
    ]
    listed.table(rows, (50, 200, 300, 400), 700)
    copy = copied(pdf([listed]), tmp_path, inspector)
    for text in ("Quispe", "Vorontsov", "1987-03-04", "A203456790"):
        assert not holds(copy, text)
    assert "A-Number" in shown(copy)


def drawn_twice() -> bytes:
    """A page that writes its texts by a form, and marks on them what they stand for."""
    document = pikepdf.open(BytesIO(pdf([PdfPage([Placed(100, 700, APPLICANT[0])])])))
    first = document.pages[0]
    content = first.Contents.read_bytes()
    form = document.make_stream(b"/Span <</ActualText (Quispe)>> BDC\n" + content + b"\nEMC")
    form.Type, form.Subtype = pikepdf.Name("/XObject"), pikepdf.Name("/Form")
    form.BBox = pikepdf.Array([0, 0, 595, 842])
    form.Resources = first.Resources
    form.PieceInfo = pikepdf.Dictionary(Told=pikepdf.String("Quispe"))
    first.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(Quispe=form))
    first.Contents = document.make_stream(b"q /Quispe Do Q q 1 0 0 1 0 -200 cm /Quispe Do Q")
    out = BytesIO()
    document.save(out)
    return out.getvalue()


def test_a_form_is_written_anew_wherever_it_is_used(tmp_path: Path, inspector: Inspector) -> None:
    copy = copied(drawn_twice(), tmp_path, inspector)
    assert not holds(copy, "Quispe")
    assert shown(copy).count("was heard") == 2


def test_what_was_marked_for_redaction_goes(tmp_path: Path, inspector: Inspector) -> None:
    document = pikepdf.open(BytesIO(pdf([page(Placed(100, 700, f"Here {WHO} ends"))])))
    mark = pikepdf.Dictionary(
        Type=pikepdf.Name("/Annot"), Subtype=pikepdf.Name("/Redact"), Rect=[124, 695, 168, 712]
    )
    document.pages[0].Annots = pikepdf.Array([document.make_indirect(mark)])
    out = BytesIO()
    document.save(out)
    copy = copied(out.getvalue(), tmp_path, inspector)
    assert not holds(copy, WHO)
    assert "Here" in shown(copy)


def test_the_same_document_gives_the_same_bytes(tmp_path: Path, inspector: Inspector) -> None:
    data = saved_again(pdf([page(Placed(100, 700, WHO))]), pdf([page(Placed(100, 700, "x"))]))
    assert copied(data, tmp_path, inspector) == copied(data, tmp_path, inspector)


def test_the_copy_names_nobody_beside_its_pages(tmp_path: Path, inspector: Inspector) -> None:
    data = pdf([page()], properties={"Author": WHO}, files={f"{WHO}.txt": b"x"}, outline=WHO)
    copy = copied(data, tmp_path, inspector)
    assert not holds(copy, WHO)
    with pikepdf.open(BytesIO(copy)) as document:
        assert set(document.Root.keys()) == {"/Type", "/Pages"}
        assert "/Info" not in document.trailer


def test_a_page_that_nobody_can_follow_is_refused(tmp_path: Path, inspector: Inspector) -> None:
    document = pikepdf.open(BytesIO(pdf([page()])))
    tile = document.make_stream(
        b"BT /F1 4 Tf (x) Tj ET",
        PatternType=1,
        PaintType=1,
        TilingType=1,
        BBox=[0, 0, 9, 9],
        XStep=9,
        YStep=9,
    )
    document.pages[0].Resources.Pattern = pikepdf.Dictionary(P1=tile)
    content = document.pages[0].Contents.read_bytes()
    document.pages[0].Contents = document.make_stream(b"/Pattern cs /P1 scn 0 0 50 50 re f\n" + content)
    out = BytesIO()
    document.save(out)
    assert "page 1 cannot be written anew" in refused(out.getvalue(), tmp_path, inspector)


def test_a_scan_is_refused_with_its_page(tmp_path: Path, inspector: Inspector) -> None:
    why = refused(pdf([page(), PdfPage(drawing="0 0 m 100 100 l S")]), tmp_path, inspector)
    assert "page 2" in why
