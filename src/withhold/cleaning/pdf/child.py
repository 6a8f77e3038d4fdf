"""Writes a PDF document anew; runs in the sandbox, as readers do, and opens no file."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from io import BytesIO
from typing import Any

import pikepdf
import pypdfium2.raw as pdfium

from withhold.cleaning.pdf.beheld import Beheld
from withhold.cleaning.pdf.compared import is_alike
from withhold.cleaning.pdf.content import Content
from withhold.cleaning.pdf.interface import Unsure, unpacked
from withhold.cleaning.pdf.layers import Layers
from withhold.cleaning.pdf.notes import flattened, opened
from withhold.cleaning.pdf.page import Page
from withhold.cleaning.pdf.resources import Resources
from withhold.cleaning.pdf.spans import Spans
from withhold.cleaning.pdf.state import State
from withhold.cleaning.pdf.values import entry, number
from withhold.domain.location import DOCUMENT
from withhold.domain.piece import Skipped, SkipReason
from withhold.readers.interface import Source
from withhold.readers.pdf.layers import Layers as ReadLayers
from withhold.readers.pdf.letters import Box
from withhold.readers.pdf.painted import painted_on
from withhold.readers.pdf.seen import Seen, shown_of
from withhold.readers.pdf.structure import Structure
from withhold.readers.wire import Made

_MOST_PAGES = 5000
_DEEPEST = 64


def rewrite(source: Source) -> Iterator[Skipped | Made]:
    """The copy, or one `Skipped` for the page or document that cannot be written anew with certainty."""
    source.stream.seek(0)
    order, data = unpacked(source.stream.read())
    where = DOCUMENT
    try:
        with opened(data, source.passwords) as document:
            if len(document.pages) > _MOST_PAGES:
                raise Unsure(f"it has more than {_MOST_PAGES} pages")
            flat, marked = flattened(document)
        del data
        with _Copy(flat) as copy:
            for page in range(1, copy.pages + 1):
                where = DOCUMENT.child("page", str(page), page)
                copy.write(page, order.texts.get(page, ()), marked.get(page, []))
            where = DOCUMENT
            content = copy.content()
    except Unsure as unsure:
        yield Skipped(where, SkipReason.UNSUPPORTED, 0, str(unsure))
        return
    except Exception as error:  # noqa: BLE001  # whatever a library makes of a page: it is told, by type only
        yield Skipped(where, SkipReason.CRASHED, 0, f"the writer failed: {type(error).__name__}")
        return
    yield Made(content)


class _Copy:
    """A document without notes, open for both libraries, and what has been written of its copy."""

    def __init__(self, flat: bytes) -> None:
        self._flat = flat
        self._source = opened(flat, ())
        self._shown = pdfium.FPDF_LoadMemDocument64(flat, len(flat), None)
        if not self._shown:
            raise Unsure("it cannot be shown")
        structure = Structure.of(flat)
        self._read_layers = ReadLayers(structure)
        self._layers = Layers(self._source)
        self._made = pikepdf.new()
        self._resources = Resources(self._made)
        self._going: list[Sequence[Box]] = []
        self.pages = len(self._source.pages)
        if self.pages != pdfium.FPDF_GetPageCount(self._shown):
            raise Unsure("its pages cannot be counted")

    def write(self, page: int, texts: Sequence[str], marked: Sequence[Box]) -> None:
        """A page anew, without these texts and without what is marked. Raises Unsure."""
        original = self._source.pages[page - 1].obj
        with _page(self._shown, page) as shown:
            seen = Seen(shown_of(shown), painted_on(shown), self._read_layers, (), shown)
            beheld = Beheld(shown, seen)
            going = [*marked, *Spans(beheld.letters).boxes(texts)]
            beheld.going = going
            state = State()
            state.clip_to(seen.shown)
            content = Content(
                Page(beheld, self._resources, self._layers),
                _inherited(original, "/Resources"),
                state,
                is_off=False,
            )
            written, used = content.written(self._source.pages[page - 1])
            beheld.end()
        self._going.append(going)
        left, bottom, right, top = seen.shown
        made = pikepdf.Dictionary(
            Type=pikepdf.Name("/Page"),
            MediaBox=pikepdf.Array([round(side, 3) for side in (left, bottom, right, top)]),
            Rotate=int(number(_inherited(original, "/Rotate"))) % 360,
            Resources=used,
            Contents=self._made.make_stream(b"q\n" + written + b"\nQ\n" + _black(going)),
        )
        if (unit := entry(original, "/UserUnit")) is not None:
            made["/UserUnit"] = unit
        if (group := entry(original, "/Group")) is not None:
            made["/Group"] = self._resources.taken(group)
        self._made.pages.append(pikepdf.Page(self._made.make_indirect(made)))

    def content(self) -> bytes:
        """The bytes of the copy, once each of its pages has turned out to look like its original."""
        self._resources.used.prune(self._made)
        out = BytesIO()
        self._made.save(out, deterministic_id=True, object_stream_mode=pikepdf.ObjectStreamMode.generate)
        content = out.getvalue()
        copy = pdfium.FPDF_LoadMemDocument64(content, len(content), None)
        try:
            for number_, going in enumerate(self._going, 1):
                with _page(self._shown, number_) as before, _page(copy, number_) as after:
                    if not is_alike(before, after, going):
                        raise Unsure(f"page {number_} would not look as it does")
        finally:
            pdfium.FPDF_CloseDocument(copy)
        return content

    def __enter__(self) -> "_Copy":
        return self

    def __exit__(self, *_: object) -> None:
        pdfium.FPDF_CloseDocument(self._shown)
        self._source.close()
        self._made.close()


@contextmanager
def _page(document: Any, page: int) -> Iterator[Any]:
    opened_page = pdfium.FPDF_LoadPage(document, page - 1)
    if not opened_page:
        raise Unsure("it cannot be shown")
    try:
        yield opened_page
    finally:
        pdfium.FPDF_ClosePage(opened_page)


def _inherited(page: Any, key: str) -> Any:
    """What a page has under a key, or the pages above it (7.7.3.4)."""
    for _ in range(_DEEPEST):
        if page is None or (value := entry(page, key)) is not None:
            return value if page is not None else None
        page = entry(page, "/Parent")
    return None


def _black(boxes: Sequence[Box]) -> bytes:
    """Operators that paint boxes over what was taken out."""
    parts = [
        b"%.2f %.2f %.2f %.2f re f\n" % (box[0], box[1], box[2] - box[0], box[3] - box[1]) for box in boxes
    ]
    return b"q 0 g\n%sQ\n" % b"".join(parts) if parts else b""
