"""The office set as documents: what offices publish as texts, slides, pages and mail."""

from collections.abc import Callable, Sequence
from random import Random
from textwrap import wrap

from corpus import textual
from corpus.content import Content
from corpus.hiding import odf_text_places, pptx_places, word_places
from corpus.hiding.place import HidingPlace
from corpus.mail.message import mailbox, message, part
from corpus.office.data import DATA
from corpus.office.publications import CATEGORIES, SIZES
from corpus.office.words import Publication, Value, Words, languages
from corpus.pdf import PdfPage, pdf
from corpus.rtf import RtfDocument, paragraphs, table

Make = Callable[[Random, Publication], bytes]
_ROWS_OF_A_PAGE = 45
_WIDTH = 520
_LETTERS_OF_A_LINE = 95


def _texts(publication: Publication) -> list[list[str]]:
    rows: list[Sequence[Value]] = [publication.header, *publication.rows]
    return [["" if cell is None else textual.plain(cell) for cell in row] for row in rows]


def _told(publication: Publication) -> list[str]:
    """Its lines where it is a text, else what stands around its table."""
    if publication.text:
        return [line for line in publication.text.splitlines() if line]
    return [publication.title, *publication.notes]


def _in(places: Sequence[HidingPlace], text: str) -> Make:
    """A document whose body is the publication: a table, or its paragraphs."""
    known = {place.name: place for place in places}

    def make(rng: Random, publication: Publication) -> bytes:
        header, *rows = _texts(publication)
        lines = tuple(_told(publication))
        content = Content(tuple(header), tuple(map(tuple, rows)), lines, lines[0], (), False)
        return known[text if publication.text else "table"].make(rng, content)

    return make


def _rtf(_: Random, publication: Publication) -> bytes:
    told = paragraphs(_told(publication))
    return RtfDocument(told if publication.text else told + table(_texts(publication))).file()


def _pdf(_: Random, publication: Publication) -> bytes:
    if publication.text:
        lines = [line for told in _told(publication) for line in wrap(told, _LETTERS_OF_A_LINE)]
        cuts = [lines[at : at + _ROWS_OF_A_PAGE] for at in range(0, len(lines), _ROWS_OF_A_PAGE)]
        pages = [PdfPage() for _ in cuts]
        for page, cut in zip(pages, cuts, strict=True):
            page.prose(cut, 40, 800)
        return pdf(pages)
    header, *rows = _texts(publication)
    lefts = [40 + _WIDTH * at / len(header) for at in range(len(header))]
    pages = []
    for at in range(0, len(rows), _ROWS_OF_A_PAGE):
        page = PdfPage()
        top = page.prose([publication.title], 40, 810)
        page.table([header, *rows[at : at + _ROWS_OF_A_PAGE]], lefts, top - 10)
        pages.append(page)
    return pdf(pages)


def _eml(_: Random, publication: Publication) -> bytes:
    if publication.text:
        return message(part("text/plain; charset=utf-8", publication.text, encoding="quoted-printable"))
    header, *rows = _texts(publication)
    page = textual.html_page(publication.title, textual.html_table(header, rows, publication.title))
    return message(part("text/html; charset=utf-8", page, encoding="base64"), subject="Monthly figures")


def _mbox(rng: Random, publication: Publication) -> bytes:
    """The notes in a message, and the publication in the next one."""
    notes = message(part("text/plain; charset=utf-8", "\n".join(publication.notes), encoding="8bit"))
    return mailbox([notes, _eml(rng, publication)])


DOCUMENTS: dict[str, Make] = {
    "docx": _in(word_places.PLACES, "paragraphs"),
    "pptx": _in(pptx_places.PLACES, "text"),
    "odt": _in(odf_text_places.ODT_PLACES, "paragraphs"),
    "rtf": _rtf,
    "pdf": _pdf,
    "eml": _eml,
    "mbox": _mbox,
    "odp": _in(odf_text_places.ODP_PLACES, "box"),
    **DATA,
}


def document(seed: int, category: str, number: int, ending: str) -> bytes:
    """The file of this number of a category, in one format. Its size and language go with the number."""
    rng = Random(f"{seed}/office/{category}/{number}")
    words = Words(languages()[number % len(languages())], rng)
    return DOCUMENTS[ending](rng, CATEGORIES[category](words, SIZES[number % len(SIZES)]))
