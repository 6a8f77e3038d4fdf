"""Copies of documents and pages: what is seen and unobjectionable, in its order, and nothing else."""

import io
import re
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from corpus.case import Case
from corpus.manifest import cases
from withhold.cleaning.clean import clean
from withhold.cleaning.documents.content import Block, Content, Paragraph, Rows, Section, Zone, content_of
from withhold.cleaning.documents.open_text import as_open_text
from withhold.cleaning.documents.presentation import HEIGHT
from withhold.cleaning.documents.slides import as_slides
from withhold.cleaning.documents.web import as_page
from withhold.cleaning.documents.word import as_word
from withhold.cleaning.interface import CleanCopy
from withhold.domain.concealment import Concealment
from withhold.domain.location import DOCUMENT
from withhold.domain.verdict import Decision
from withhold.inspection.inspector import Inspector
from withhold.inspection.opening import open_bytes
from withhold.inspection.run import Run
from withhold.readers.sandbox import READ_AS_LAID_OUT
from withhold.readers.wire import MediaType

ENDINGS = (".docx", ".odt", ".pptx", ".html")
HIDING = [
    case for case in cases(1, "hiding") if case.file.endswith(ENDINGS) and case.expect.decision == "withhold"
]
PEOPLE = (
    "Rosa Quispe Huamán, born 4 March 1987, alien number A 204 518 336, applied for asylum.",
    "Ivan Petrovich Sokolov, born 30 November 1979, alien number A 204 518 337, applied for asylum.",
)
Write = Callable[[Content], bytes]


@pytest.fixture(scope="module")
def inspector() -> Iterator[Inspector]:
    with Run.under(("default",), None).inspector() as inspector:
        yield inspector


def unpacked(content: bytes) -> str:
    """Everything in a file, decompressed."""
    if not content.startswith(b"PK"):
        return content.decode()
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        return "\n".join(parts.read(name).decode() for name in parts.namelist())


def laid_out(content: bytes, name: str, inspector: Inspector) -> Content:
    """What is seen of a file."""
    with (
        open_bytes(content, name) as opened,
        inspector.sandbox.beside(READ_AS_LAID_OUT) as sandbox,
    ):
        items = sandbox.read(opened.descriptor, opened.size, name)
        return content_of(item for item in items if not isinstance(item, MediaType))


def report() -> Content:
    """A report with all that a copy keeps."""
    table = Rows((DOCUMENT, 0))
    table.rows = {
        1: {0: "Region", 1: "Cases", 2: "Median days"},
        2: {0: "North", 1: "1,204", 2: "31"},
        3: {0: "South\nand islands", 1: "987", 2: "28.5"},
    }
    body: list[Block] = [
        Paragraph("Annual figures", 1),
        Paragraph("Cases were decided faster than in the year before.\tSee below."),
        Paragraph("By region", 2),
        table,
        Paragraph("Counts are rounded to the nearest case", entry=1),
        Paragraph("A day counts from midnight < & >", entry=1),
        Paragraph("تقرير سنوي عن عدد الطلبات"),
    ]
    content = Content()
    content.sections[Zone.BODY, 0] = Section(Zone.BODY, 0, list(body))
    return content


def spanning() -> Content:
    """A table whose first cell reaches over two columns, and whose second row begins a cell of two rows."""
    table = Rows((DOCUMENT, 0))
    table.rows = {
        1: {0: "Cases by region", 2: "Days"},
        2: {0: "North", 1: "1,204", 2: "31"},
        3: {1: "87", 2: "12"},
    }
    table.wide = {(1, 0): 2, (3, 0): 1}
    table.joined = {(3, 0)}
    content = Content()
    content.sections[Zone.BODY, 0] = Section(Zone.BODY, 0, [Paragraph("Figures", 1), table])
    return content


def outline(content: Content) -> list[object]:
    """Paragraphs and rows, in order."""
    told: list[object] = []
    for section in content.sections.values():
        for block in section.blocks:
            if isinstance(block, Paragraph):
                told.append((section.zone, block.text, block.level, block.entry))
            else:
                told.append([block.rows[number] for number in sorted(block.rows)])
    return told


@pytest.mark.parametrize("case", HIDING, ids=lambda case: case.file.partition("/")[2])
def test_nothing_that_was_hidden_is_in_a_copy(case: Case, tmp_path: Path, inspector: Inspector) -> None:
    path = tmp_path / case.file.rpartition("/")[2]
    path.write_bytes(case.make())
    copy = clean(path, inspector)
    assert isinstance(copy, CleanCopy), copy
    found = unpacked(copy.content)
    assert case.planted
    assert not [value for value in case.planted if value in found]
    assert copy.removed
    told = str(copy.removed)
    assert not [value for value in case.planted if value in told]
    assert inspector.inspect(open_bytes(copy.content, "copy"), "copy").decision is Decision.RELEASE


@pytest.mark.parametrize(("write", "name"), [(as_word, "a.docx"), (as_page, "a.html")])
def test_what_is_written_reads_as_it_was(write: Write, name: str, inspector: Inspector) -> None:
    found = outline(laid_out(write(report()), name, inspector))
    if name == "a.html":
        # Blanks in a row are one on a page, and its title is that of its first heading.
        found = found[1:]
        expected = outline(report())
        expected[1] = (Zone.BODY, "Cases were decided faster than in the year before. See below.", 0, 0)
        assert found == expected
    else:
        assert found == outline(report())


@pytest.mark.parametrize(
    ("write", "name"), [(as_word, "a.docx"), (as_open_text, "a.odt"), (as_page, "a.html")]
)
def test_a_paragraph_on_people_goes_and_the_others_stay(
    write: Write, name: str, tmp_path: Path, inspector: Inspector
) -> None:
    content = report()
    content.sections[Zone.BODY, 0].blocks[2:2] = [Paragraph(text) for text in PEOPLE]
    path = tmp_path / name
    path.write_bytes(write(content))
    assert inspector.inspect_path(str(path)).decision is Decision.WITHHOLD
    copy = clean(path, inspector)
    assert isinstance(copy, CleanCopy), copy
    [gone] = [one for one in copy.removed if one.concealment is Concealment.VISIBLE]
    assert (gone.place, gone.cells) == ("the text", 2)
    found = unpacked(copy.content)
    for told in ("Quispe", "Sokolov", "204 518"):
        assert told not in found
    for said in ("Annual figures", "1,204", "28.5", "nearest case", "تقرير سنوي"):
        assert said in found


@pytest.mark.parametrize(("write", "name"), [(as_word, "a.docx"), (as_page, "a.html")])
def test_merged_cells_stay_merged(write: Write, name: str, inspector: Inspector) -> None:
    found = laid_out(write(spanning()), name, inspector).sections[Zone.BODY, 0].blocks[-1]
    assert isinstance(found, Rows)
    assert found.wide == {(1, 0): 2, (3, 0): 1}
    assert found.joined == {(3, 0)}
    assert found.rows[1] == {0: "Cases by region", 2: "Days"}
    assert found.rows[3][1] == "87"


def test_what_is_left_of_a_merged_cell_is_one_row() -> None:
    content = spanning()
    [_, table] = content.sections[Zone.BODY, 0].blocks
    assert isinstance(table, Rows)
    del table.rows[2]
    assert [(cell.text, cell.columns, cell.rows) for cell in table.cells(3)] == [
        ("", 1, 1),
        ("87", 1, 1),
        ("12", 1, 1),
    ]


def test_a_list_that_somebody_typed_loses_its_people(tmp_path: Path, inspector: Inspector) -> None:
    content = report()
    lines = [
        "Full name\tDate of birth\tNationality\tAlien number",
        "Rosa Quispe Huamán\t1987-03-04\tPeru\tA204518336",
        "Ivan Petrovich Sokolov\t1979-11-30\tRussia\tA204518337",
        "Amina Yusuf Warsame\t1991-07-12\tSomalia\tA204518338",
    ]
    content.sections[Zone.BODY, 0].blocks[2:2] = [Paragraph(line) for line in lines]
    path = tmp_path / "a.docx"
    path.write_bytes(as_word(content))
    assert inspector.inspect_path(str(path)).decision is Decision.WITHHOLD
    copy = clean(path, inspector)
    assert isinstance(copy, CleanCopy), copy
    found = unpacked(copy.content)
    assert not [name for name in ("Quispe", "Sokolov", "Warsame", "A20451833") if name in found]
    assert "1,204" in found


def test_headers_stay_and_lose_people(tmp_path: Path, inspector: Inspector) -> None:
    content = report()
    content.sections[Zone.HEADER, 0] = Section(
        Zone.HEADER, 0, [Paragraph("Office of Statistics"), Paragraph(PEOPLE[0])]
    )
    path = tmp_path / "a.docx"
    path.write_bytes(as_word(content))
    copy = clean(path, inspector)
    assert isinstance(copy, CleanCopy), copy
    assert "Office of Statistics" in unpacked(copy.content)
    assert "Quispe" not in unpacked(copy.content)
    assert [one.place for one in copy.removed] == ["the header"]


def test_a_profile_takes_out_the_columns_it_does_not_declare(tmp_path: Path) -> None:
    profile = tmp_path / "staff.toml"
    profile.write_text(
        'destination = "staff page"\npurpose = "contact"\nauthority = "none"\nowner = "press office"\n'
        'expiry = 2099-01-01\nfields = ["full_name"]\n'
    )
    content = report()
    table = Rows((DOCUMENT, 1))
    table.rows = {
        1: {0: "Full name", 1: "Date of birth", 2: "Room"},
        2: {0: "Rosa Quispe Huamán", 1: "1987-03-04", 2: "12"},
        3: {0: "Ivan Sokolov", 1: "1979-11-30", 2: "14"},
    }
    content.sections[Zone.BODY, 0].blocks.append(table)
    path = tmp_path / "a.docx"
    path.write_bytes(as_word(content))
    with Run.under(("default",), profile).inspector() as inspector:
        copy = clean(path, inspector)
        assert isinstance(copy, CleanCopy), copy
        found = outline(laid_out(copy.content, "a.docx", inspector))
    assert found[-1] == [
        {0: "Full name", 1: "Room"},
        {0: "Rosa Quispe Huamán", 1: "12"},
        {0: "Ivan Sokolov", 1: "14"},
    ]


@pytest.mark.parametrize("write", [as_word, as_open_text, as_page, as_slides])
def test_the_same_content_gives_the_same_bytes(write: Write) -> None:
    assert write(report()) == write(report())


@pytest.mark.parametrize("write", [as_word, as_open_text, as_slides])
def test_letters_that_xml_has_not_are_left_out(write: Write) -> None:
    content = Content()
    zone = Zone.SLIDE if write is as_slides else Zone.BODY
    content.sections[zone, 1] = Section(zone, 1, [Paragraph("one\x00\x0btwo\ud800three")])
    assert "onetwothree" in unpacked(write(content))


def test_what_has_not_room_on_one_slide_stands_on_several() -> None:
    content = Content()
    long = Rows((DOCUMENT, 0), {number: {0: f"Region {number}", 1: "12"} for number in range(1, 101)})
    content.sections[Zone.SLIDE, 3] = Section(Zone.SLIDE, 3, [Paragraph("Regions", 1), long])
    with zipfile.ZipFile(io.BytesIO(as_slides(content))) as parts:
        slides = [parts.read(name).decode() for name in parts.namelist() if "slides/slide" in name]
    assert len(slides) > 3
    assert all(sum(f"Region {number}<" in slide for slide in slides) == 1 for number in range(1, 101))
    tops = [int(y) for slide in slides for y in re.findall(r'y="(\d+)"', slide)]
    assert max(tops) < HEIGHT
