"""The pages of a PDF: rows come out as rows, columns of prose in their order, letters as they are read."""

from collections.abc import Sequence
from random import Random

import pytest

from corpus.pdf import PdfPage, Placed, pdf
from corpus.people import people
from tests.readers.reading import columns_of, read, tables_of, texts_of
from withhold.domain.piece import Table

_LEFTS = (50, 220, 320)
_HEADER = ("Name", "Date of birth", "A-Number")
_ANN = ("Ann Leefield", "1990-01-01", "A300000001")
_BO = ("Bo Li", "1991-02-03", "A300000002")


def people_rows(count: int) -> list[tuple[str, str, str]]:
    return [(who.full, who.born.isoformat(), who.alien) for who in people(Random(3), count)]


def rows_of(tables: Sequence[Table]) -> list[tuple[str | None, ...]]:
    rows: list[tuple[str | None, ...]] = []
    for table in tables:
        columns = columns_of(table)
        rows += zip(*(columns[name] for name in _HEADER), strict=True)
    return rows


def tables_on(*pages: PdfPage) -> list[Table]:
    return tables_of(read(pdf(pages)))


def test_rows_are_found_with_their_header_and_titles() -> None:
    page = PdfPage()
    page.prose(["People who asked for asylum", "Held in the north"], 50, 800)
    end = page.table([_HEADER, _ANN, _BO], _LEFTS, 760)
    page.prose(
        ["This list was made for the office in the north and is not for the press at all."], 50, end - 30
    )
    items = read(pdf([page]))
    (table,) = tables_of(items)
    assert rows_of([table]) == [_ANN, _BO]
    assert table.titles == ("People who asked for asylum", "Held in the north")
    assert table.location.route() == ("page:1",)
    assert any("not for the press" in text.text for text in texts_of(items))


def test_a_header_holds_on_the_pages_after_it() -> None:
    rows = people_rows(90)
    pages = [PdfPage() for _ in range(3)]
    for number, page in enumerate(pages):
        part = rows[30 * number : 30 * number + 30]
        page.table([_HEADER, *part] if number == 0 else part, _LEFTS, 800)
    tables = tables_on(*pages)
    assert rows_of(tables) == rows
    assert [table.location.route() for table in tables] == [("page:1",), ("page:2",), ("page:3",)]


def test_a_line_above_the_table_does_not_part_it_from_its_header() -> None:
    rows = people_rows(40)
    pages = [PdfPage(), PdfPage()]
    for number, (page, part) in enumerate(zip(pages, (rows[:20], rows[20:]), strict=True), 1):
        page.texts += [Placed(50, 820, "The northern office"), Placed(400, 820, f"Page {number} of 2")]
        page.table([_HEADER, *part] if number == 1 else part, _LEFTS, 760)
    assert rows_of(tables_on(*pages)) == rows


def test_the_last_row_alone_on_a_page_keeps_its_columns() -> None:
    rows = people_rows(21)
    pages = [PdfPage(), PdfPage()]
    pages[0].table([_HEADER, *rows[:20]], _LEFTS, 800)
    pages[1].table(rows[20:], _LEFTS, 800)
    assert rows_of(tables_on(*pages)) == rows


def test_a_header_on_every_page_is_no_row() -> None:
    rows = people_rows(40)
    pages = [PdfPage(), PdfPage()]
    for page, part in zip(pages, (rows[:20], rows[20:]), strict=True):
        page.table([_HEADER, *part], _LEFTS, 800)
    assert rows_of(tables_on(*pages)) == rows


def test_another_table_on_the_next_page_has_its_own_header() -> None:
    first, second = PdfPage(), PdfPage()
    first.table([_HEADER, *people_rows(6)], _LEFTS, 800)
    second.table([("Room", "Date"), *((f"Hall {n}", f"2024-01-0{n}") for n in range(1, 7))], (60, 400), 800)
    tables = tables_on(first, second)
    assert list(columns_of(tables[1])) == ["Room", "Date"]


@pytest.mark.parametrize("pitch", [14.0, 20.0])
def test_cells_that_wrap_are_one_cell(pitch: float) -> None:
    long = ("Jean Marie\nof the Hill", "1988-05-05", "A300000003")
    page = PdfPage()
    page.table([_HEADER, _ANN, long, _BO, long], _LEFTS, 800, pitch)
    joined = ("Jean Marie of the Hill", *long[1:])
    assert rows_of(tables_on(page)) == [_ANN, joined, _BO, joined]


def test_cells_in_the_middle_of_their_row_are_in_that_row() -> None:
    page = PdfPage()
    page.table([_HEADER], _LEFTS, 800)
    for number, (name, born, alien) in enumerate([_ANN, _BO, _ANN, _BO]):
        top = 770 - 30 * number
        given, family = name.split()
        page.texts += [Placed(50, top, given), Placed(50, top - 12, family)]
        page.texts += [Placed(220, top - 6, born), Placed(320, top - 6, alien)]
    assert rows_of(tables_on(page)) == [_ANN, _BO, _ANN, _BO]


def test_empty_cells_do_not_join_rows() -> None:
    rows = [_ANN, ("Bo Li", "", "A300000002"), ("Cy Ode", "1970-01-01", ""), _BO, _ANN]
    page = PdfPage()
    page.table([_HEADER, *rows], _LEFTS, 800)
    assert rows_of(tables_on(page)) == [tuple(cell or None for cell in row) for row in rows]


def test_a_cell_that_runs_under_the_next_one_is_parted_from_it() -> None:
    rows = [(f"Maria Antonia Guadalupe of the Hill {number}", *_ANN[1:]) for number in range(8)]
    page = PdfPage()
    page.table([_HEADER, *rows], (50, 160, 320), 800)
    assert [row[1] for row in rows_of(tables_on(page))] == ["1990-01-01"] * 8


def test_columns_of_prose_are_read_one_after_the_other() -> None:
    left = [
        "The council met on Monday and spoke",
        "about the new bridge over the river",
        "in the town of Harper and its cost",
    ]
    right = [
        "Nobody spoke against the plan and it",
        "was agreed that work should begin in",
        "the spring of the next year at last",
    ]
    page = PdfPage()
    page.prose(left * 3, 50, 800)
    page.prose(right * 3, 320, 800)
    items = read(pdf([page]))
    assert tables_of(items) == []
    text = "\n".join(item.text for item in texts_of(items))
    assert text == "\n".join(left * 3 + right * 3)


def test_prose_is_no_table() -> None:
    page = PdfPage()
    page.prose(
        [f"Sentence {n} of a long report goes on over the whole line as prose does." for n in range(30)],
        50,
        800,
    )
    items = read(pdf([page]))
    assert tables_of(items) == []
    assert len("\n".join(text.text for text in texts_of(items)).splitlines()) == 30


def test_a_page_that_is_turned_reads_the_same() -> None:
    page = PdfPage(turned=90)
    page.table([_HEADER, _ANN, _BO], _LEFTS, 500)
    assert rows_of(tables_on(page)) == [_ANN, _BO]


def test_words_to_the_left_come_in_the_order_in_which_they_are_read() -> None:
    page = PdfPage()
    seen = [("1990-01-01", "ןהכ יול"), ("1991-02-03", "לضاف دمحأ"[1:]), ("1992-03-04", "ןהכ לא")]
    page.table([("Born", "Name"), *seen], (50, 200), 800)
    (table,) = tables_on(page)
    assert columns_of(table)["Name"] == ["לוי כהן", "أحمد فاض", "אל כהן"]


@pytest.mark.parametrize(
    "name", ["Воронцова Людмила", "Ελένη Παπά", "ნინო ლომიძე", "王小明", "김 서연", "𐐜 Deseret"]
)
def test_names_in_other_scripts(name: str) -> None:
    page = PdfPage()
    page.table([_HEADER, (name, *_ANN[1:]), (name, *_BO[1:])], _LEFTS, 800)
    found = [row[0] or "" for row in rows_of(tables_on(page))]
    assert [text.replace(" ", "") for text in found] == [name.replace(" ", "")] * 2


def test_nothing_on_a_page_is_lost() -> None:
    rng = Random(9)
    for _ in range(20):
        marks = [f"mark{number}x" for number in range(60)]
        page = PdfPage([Placed(rng.randrange(20, 500), rng.randrange(20, 800), mark) for mark in marks])
        said = ""
        for item in read(pdf([page])):
            if isinstance(item, Table):
                for column in item.columns:
                    said += " ".join([column.name or "", *(value or "" for value in column.values), ""])
        said += " ".join(text.text for text in texts_of(read(pdf([page]))))
        # Texts at one height that overlap may lie in each other: each letter is there all the same.
        assert sum(mark in said for mark in marks) >= 50


def test_columns_of_prose_need_not_stand_on_the_same_lines() -> None:
    left = [f"Line {number} of the left column goes on about it" for number in range(12)]
    right = [f"Line {number} of the right column goes on too" for number in range(12)]
    page = PdfPage()
    page.prose(["A heading over both of the columns, as papers have it, and an author."], 50, 820)
    page.prose(left, 50, 780)
    page.prose(right, 320, 774)
    text = "\n".join(item.text for item in texts_of(read(pdf([page]))))
    assert text.splitlines()[1:] == left + right


def test_cells_that_touch_in_most_lines_are_cells() -> None:
    numbers = [f"{100_000_000 + 37_811_113 * at}" for at in range(1, 13)]
    rows = [("R1", number, "refused") for number in numbers]
    page = PdfPage()
    page.table([("Case", "Number", "Decision"), *rows], (50, 120, 170), 760)  # nine digits are 50 points wide
    [table] = tables_on(page)
    assert [column.name for column in table.columns] == ["Case", "Number", "Decision"]
    assert list(table.columns[1].values) == numbers
    assert set(table.columns[2].values) == {"refused"}
