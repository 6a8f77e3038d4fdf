"""Tables copied into plain text with a line for each cell."""

import pytest

from tests.readers.reading import read, tables_of
from withhold.domain.piece import Text
from withhold.readers.laid_down import rows_down, stretches_down

HEADER = ["Name", "Date of birth", "Nationality", "A-Number"]
PEOPLE = [
    ["Margaret Holloway", "24.07.1995", "Syria", "A378837457"],
    ["Omar Haddad", "14.09.1966", "Chad", "A312633036"],
    ["Aisha Rahman", "04.10.1953", "Mali", "A379918134"],
    ["Carlos Ramirez", "17.02.1964", "Peru", "A383634885"],
    ["Marie Pierre", "05.06.1971", "Haiti", "A332473041"],
]
TITLE = ["Quarterly report", "The office decided 214 matters in the quarter."]


def cells(rows: list[list[str]], blank: int = 0) -> list[str]:
    return [cell for row in rows for cell in [*row, *[""] * blank]]


@pytest.mark.parametrize("blank", [0, 1])
@pytest.mark.parametrize("title", [[], TITLE])
@pytest.mark.parametrize("end", [[], ["", "That is all for this quarter, and more will follow soon."]])
def test_rows_are_found_with_their_header(title: list[str], blank: int, end: list[str]) -> None:
    lines = [*title, *cells([HEADER, *PEOPLE], blank), *end]
    [(first, last, width)] = stretches_down(lines)
    assert (first, width) == (len(title), 4 + blank)
    assert list(rows_down(lines[first:last], width))[: len(PEOPLE) + 1] == [HEADER, *PEOPLE]


def test_rows_without_a_header_are_found() -> None:
    lines = [*TITLE, *cells(PEOPLE)]
    [(first, last, width)] = stretches_down(lines)
    assert list(rows_down(lines[first:last], width)) == PEOPLE


def test_an_empty_cell_moves_no_other() -> None:
    people = [list(row) for row in PEOPLE * 3]
    people[6][2] = ""
    [(first, last, width)] = stretches_down(cells([HEADER, *people]))
    assert list(rows_down(cells([HEADER, *people])[first:last], width)) == [HEADER, *people]


def test_labels_between_the_values_are_rows_of_two() -> None:
    lines = [cell for row in PEOPLE for pair in zip(HEADER, row, strict=True) for cell in pair]
    assert list(stretches_down(lines)) == [(0, len(lines), 2)]


@pytest.mark.parametrize(
    "lines",
    [
        [row[0] for row in PEOPLE * 4],
        ["A first line of a text that goes on.", "Another one.", "And 1990.", "Short."] * 2,
        [f"Name: {row[0]}" if at % 2 else f"Born: {row[1]}" for row in PEOPLE for at in (0, 1)],
        [str(number) for number in range(50)],
        cells(PEOPLE[:2]),
    ],
)
def test_other_lines_are_no_table(lines: list[str]) -> None:
    assert list(stretches_down(lines)) == []


def test_long_texts_take_time_in_proportion() -> None:
    assert list(stretches_down(["x" * 200] * 20_000)) == []
    [(first, last, width)] = stretches_down(cells(PEOPLE * 2_000))
    assert (first, last, width) == (0, 40_000, 4)


def test_a_text_file_is_read_so() -> None:
    items = read("\n".join([*TITLE, *cells([HEADER, *PEOPLE])]).encode(), "a.txt")
    [table] = tables_of(items)
    assert [column.name for column in table.columns] == HEADER
    assert list(zip(*(column.values for column in table.columns), strict=True)) == list(map(tuple, PEOPLE))
    assert any(isinstance(item, Text) and "214 matters" in item.text for item in items)
