"""Hiding places of PowerPoint presentations of the old format."""

import zlib
from collections.abc import Callable
from random import Random

from corpus.content import Content
from corpus.hiding.place import HidingPlace
from corpus.ole import compound
from corpus.word97.presentation import (
    Presentation,
    comment,
    described,
    master,
    notes,
    record,
    slide,
    text,
)
from corpus.xls.properties import COMMENTS, summary
from corpus.xls.workbook import XlsBook, XlsSheet

Plant = Callable[[Presentation, Content], None]


def _making(plant: Plant) -> Callable[[Random, Content], bytes]:
    def make(rng: Random, content: Content) -> bytes:
        first = slide(text("Quarterly report"))
        second = slide(text(f"{rng.randrange(1000, 4000)} forms were received"))
        presentation = Presentation([first, second])
        plant(presentation, content)
        return presentation.file()

    return make


def _lines(content: Content) -> str:
    return "\r".join(content.lines)


def _slide(presentation: Presentation, content: Content) -> None:
    presentation.slides.append(slide(text(_lines(content))))


def _hidden_slide(presentation: Presentation, content: Content) -> None:
    presentation.slides.append(slide(text(_lines(content)), is_hidden=True))


def _outline(presentation: Presentation, content: Content) -> None:
    presentation.outlines = ["Quarterly report", _lines(content)]


def _comment(presentation: Presentation, content: Content) -> None:
    found = b"".join(comment("Reports", line) for line in content.lines)
    presentation.slides.append(slide(text("Next steps"), extra=found))


def _alt_text(presentation: Presentation, content: Content) -> None:
    presentation.slides.append(slide(*(described(line) for line in content.lines)))


def _notes(presentation: Presentation, content: Content) -> None:
    presentation.others.append(notes(_lines(content)))


def _master(presentation: Presentation, content: Content) -> None:
    presentation.others.append(master(_lines(content)))


def _earlier(presentation: Presentation, content: Content) -> None:
    presentation.earlier.append(slide(text(_lines(content))))


def _embedded(presentation: Presentation, content: Content) -> None:
    inner = compound({"Workbook": XlsBook([XlsSheet("Register", content.table)]).stream()})
    packed = len(inner).to_bytes(4, "little") + zlib.compress(inner)
    presentation.others.append(record(4113, packed, 1))


def _property(presentation: Presentation, content: Content) -> None:
    presentation.streams["\x05SummaryInformation"] = summary({COMMENTS: content.text})


PLACES = (
    HidingPlace("slide", _making(_slide), "visible", ("slide:3",)),
    HidingPlace("hidden_slide", _making(_hidden_slide), "hidden_slide", ("slide:3",)),
    HidingPlace("outline", _making(_outline), "visible", ("slide:2",), among=("eritrean", "somali")),
    HidingPlace("comment", _making(_comment), "comment", ("slide:3",)),
    HidingPlace("alt_text", _making(_alt_text), "alt_text", ("slide:3",)),
    HidingPlace("notes", _making(_notes), "speaker_notes"),
    HidingPlace("master", _making(_master), "visible", ("part:PowerPoint Document", "part:master")),
    HidingPlace("earlier_save", _making(_earlier), "previous_version"),
    HidingPlace("embedded_workbook", _making(_embedded), "embedded_object"),
    HidingPlace("property_comments", _making(_property), "metadata"),
)
"""One hiding place per file, each with a benign twin that holds something harmless in the same place."""
