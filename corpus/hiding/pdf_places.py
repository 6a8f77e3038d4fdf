"""Hiding places of PDF documents: under boxes, in white, beside the page, in earlier versions."""

from random import Random

from corpus.content import Content
from corpus.hiding.place import HidingPlace
from corpus.pdf import PdfPage, Placed, pdf, saved_again

_LINES = ("Report of the fourth quarter", "The figures of all regions were checked.")
_TOP = 700
_LEFTS = (50, 220, 330, 440)


def _page() -> PdfPage:
    page = PdfPage()
    page.prose(_LINES, 50, 800)
    return page


def _written(content: Content, state: str = "", left: float = 50, top: float = _TOP) -> PdfPage:
    """The lines of what is planted, painted in some state."""
    page = _page()
    page.texts += [Placed(left, top - 14 * at, line, 10, state) for at, line in enumerate(content.lines)]
    return page


def _visible(_: Random, content: Content) -> bytes:
    page = _page()
    page.table(content.texts, _LEFTS, _TOP)
    return pdf([page])


def _under_a_bar(_: Random, content: Content) -> bytes:
    page = _written(content)
    page.over = f"0 g 40 {_TOP - 60} 520 80 re f"
    return pdf([page])


def _table_under_white(_: Random, content: Content) -> bytes:
    page = _page()
    page.table(content.texts, _LEFTS, _TOP)
    page.over = f"1 g 40 {_TOP - 80} 520 100 re f"
    return pdf([page])


def _white(_: Random, content: Content) -> bytes:
    return pdf([_written(content, "1 g")])


def _not_painted(_: Random, content: Content) -> bytes:
    return pdf([_written(content, "3 Tr")])


def _beside_the_page(_: Random, content: Content) -> bytes:
    return pdf([_written(content, left=650)])


def _cropped(_: Random, content: Content) -> bytes:
    page = _written(content, top=200)
    page.crop = (0, 400, 595, 842)
    return pdf([page])


def _note(_: Random, content: Content) -> bytes:
    page = _page()
    page.notes = content.lines
    return pdf([page])


def _property(_: Random, content: Content) -> bytes:
    return pdf([_page()], properties={"Subject": content.text})


def _attached(_: Random, content: Content) -> bytes:
    table = "\n".join(",".join(row) for row in content.texts).encode()
    return pdf([_page()], files={"data.csv": table})


def _earlier_version(_: Random, content: Content) -> bytes:
    return saved_again(pdf([_written(content)]), pdf([_page()]))


PLACES = (
    HidingPlace("visible", _visible, "visible", ("page:1",)),
    HidingPlace("under_a_bar", _under_a_bar, "under_redaction", ("page:1",)),
    HidingPlace("table_under_white", _table_under_white, "under_redaction", ("page:1",)),
    HidingPlace("white", _white, "invisible_text", ("page:1",)),
    HidingPlace("not_painted", _not_painted, "invisible_text", ("page:1",)),
    HidingPlace("beside_the_page", _beside_the_page, "off_page", ("page:1",)),
    HidingPlace("cropped", _cropped, "off_page", ("page:1",)),
    HidingPlace("note", _note, "comment", ("page:1",)),
    HidingPlace("property", _property, "metadata"),
    HidingPlace("attached", _attached, "attachment", ("member:data.csv",)),
    HidingPlace("earlier_version", _earlier_version, "previous_version", ("part:version 1", "page:1")),
)
