"""PDF documents: what is read beside the pages, and that nothing unread is silent."""

import zlib

import pytest

from corpus.pdf import PdfPage, pdf
from tests.readers.reading import columns_of, hidings, read, reasons_of, tables_of, texts_of
from tests.readers.test_archive import pack
from withhold.domain.concealment import Concealment
from withhold.domain.piece import PartRead, ReadItem, Skipped, SkipReason, TextRole
from withhold.readers.interface import Limits
from withhold.readers.pdf import document, letters

_NAME = "Ann Leefield"
_CSV = f"Name,Born\n{_NAME},1990-01-01\nBo Li,1991-01-01\n".encode()


def page_with(text: str) -> PdfPage:
    page = PdfPage()
    page.prose([text], 50, 800)
    return page


def skipped(items: list[ReadItem]) -> list[Skipped]:
    return [item for item in items if isinstance(item, Skipped)]


def test_a_document_that_only_its_pages_can_be_read_of_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("withhold.readers.pdf.document.Structure.of", lambda *_: None)
    (said,) = skipped(read(pdf([page_with("Nothing else here.")])))
    assert said.reason is SkipReason.CORRUPT
    assert "earlier versions were not looked at" in said.detail


def test_notes_properties_and_outline_are_read() -> None:
    page = page_with("Seen.")
    page.notes = [f"about {_NAME}"]
    items = read(
        pdf([page], properties={"Author": "Zed Ómer", "Title": "A list"}, outline="Chapter of Bo Li")
    )
    assert hidings(items, _NAME) == {Concealment.COMMENT}
    assert hidings(items, "A list") == {Concealment.METADATA}
    assert hidings(items, "Bo Li") == {Concealment.VISIBLE}
    assert [text.text for text in texts_of(items) if text.role is TextRole.AUTHOR] == ["Zed Ómer"]


def test_attached_files_are_read_as_what_they_are() -> None:
    items = read(pdf([page_with("Seen.")], files={"people.csv": _CSV, "more.pdf": pdf([page_with(_NAME)])}))
    (table,) = tables_of(items)
    assert columns_of(table)["Name"] == [_NAME, "Bo Li"]
    assert table.location.route() == ("member:people.csv",)
    assert hidings(items, _NAME) == {Concealment.ATTACHMENT}
    assert ("member:more.pdf", "page:1") in [text.location.route() for text in texts_of(items)]


def test_documents_nest_only_so_deep() -> None:
    inner = pdf([page_with(_NAME)])
    for _ in range(4):
        inner = pdf([page_with("Outer.")], files={"inner.pdf": inner})
    assert SkipReason.OVER_LIMIT in reasons_of(read(inner, limits=Limits(depth=2)))


def test_a_page_without_text_needs_ocr() -> None:
    items = read(pdf([page_with("Seen."), PdfPage(drawing="10 10 100 100 re f")]))
    told = {item.location.route(): item for item in skipped(items)}
    assert told["page:2",].reason is SkipReason.PICTURE
    assert "OCR" in told["page:2",].detail
    assert told["page:2",].extent > 1_000_000


def test_an_empty_page_is_read() -> None:
    items = read(pdf([PdfPage()]))
    assert ("page:1",) in [item.location.route() for item in items if isinstance(item, PartRead)]


@pytest.mark.parametrize(
    "data",
    [
        b"%PDF-1.7\n",
        b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer<</Root 1 0 R>>\n%%EOF",
        b"1 0 obj\n<</Type/Catalog/Pages 2 0 R>>\nendobj\ntrailer<</Root 1 0 R>>",
        b"%PDF-1.4\n" + b"<<" * 100_000,
        b"%PDF-1.4\n1 0 obj " + b"[" * 200_000 + b" endobj trailer<</Root 1 0 R>>",
    ],
)
def test_broken_documents_are_said(data: bytes) -> None:
    assert SkipReason.CORRUPT in reasons_of(read(data))


def test_a_tree_of_pages_that_holds_itself_ends() -> None:
    data = pdf([page_with(_NAME)]).replace(b"/Kids[", b"/Kids[3 0 R 3 0 R ")
    assert reasons_of(read(data))


def test_a_document_with_a_password_is_said() -> None:
    data = pdf([page_with(_NAME)])
    lock = (
        b"/Encrypt<</Filter/Standard/V 1/R 2/P -64/O<"
        + b"11" * 32
        + b">/U<"
        + b"22" * 32
        + b">>>/ID[<00><00>]"
    )
    items = read(data.replace(b"/Info ", lock + b"/Info ", 1))
    assert reasons_of(items) == {SkipReason.ENCRYPTED}
    assert not hidings(items, _NAME)


def test_more_pages_than_are_read_are_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(document, "MOST_PAGES", 2)
    items = read(pdf([page_with(f"Page {number}.") for number in range(5)]))
    assert "3 pages after the first 2" in " ".join(item.detail for item in skipped(items))
    assert len(texts_of(items)) == 2


def test_more_letters_than_are_read_are_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(letters, "MOST_LETTERS", 10)
    items = read(pdf([page_with("More than ten letters."), page_with("Few.")]))
    assert SkipReason.OVER_LIMIT in reasons_of(items)
    assert [text.text for text in texts_of(items)] == ["Few."]


def test_a_document_above_the_limit_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(document, "MOST_BYTES", 100)
    assert reasons_of(read(pdf([page_with(_NAME)]))) == {SkipReason.OVER_LIMIT}


def test_a_bomb_of_packed_content_stays_within_bounds() -> None:
    packed = zlib.compress(b"BT /F1 9 Tf 10 10 Td " + b"(%s) Tj " % (b"x" * 1000) * 1100 + b"ET", 9)
    data = pdf([PdfPage(drawing="% here")])
    start = data.rindex(b"<</Length ")
    end = data.rindex(b"endstream")
    stream = b"<</Filter/FlateDecode/Length %d>>stream\n%s\n" % (len(packed), packed)
    assert SkipReason.OVER_LIMIT in reasons_of(read(data[:start] + stream + data[end:]))


def test_an_archive_behind_a_document_is_read() -> None:
    for first in (pdf([page_with("Seen.")]), b"%PDF-1.7\n"):
        assert hidings(read(first + pack({"a.csv": _CSV})), _NAME) == {Concealment.VISIBLE}
