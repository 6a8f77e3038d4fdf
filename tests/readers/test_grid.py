"""Layouts of sheets: where the header is, what is a title, which tables there are; nothing is lost."""

from collections import Counter
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.readers.reading import columns_of
from withhold.domain.concealment import Concealment
from withhold.domain.location import DOCUMENT
from withhold.domain.piece import ReadItem, Table, Text
from withhold.readers.grid import GridRow, tables
from withhold.readers.interface import Place, Source
from withhold.readers.values import CellTypes


def _no_nested(source: Source, place: Place) -> Iterator[ReadItem]:
    raise AssertionError("a grid opens nothing")


def lay(text: str, **options: object) -> list[Table | Text]:
    """Lays out a sheet drawn with bars between its cells."""
    return lay_rows([line.split("|") for line in text.strip("\n").split("\n")])


def lay_rows(rows: list[list[str]], columns: dict[int, Concealment] | None = None) -> list[Table | Text]:
    types = CellTypes()
    grid = [GridRow(number, *types.row([cell.strip() for cell in row])) for number, row in enumerate(rows, 1)]
    return list(tables(iter(grid), place=Place(_no_nested), location=DOCUMENT, columns=columns))


def only_table(pieces: list[Table | Text]) -> Table:
    found = [piece for piece in pieces if isinstance(piece, Table)]
    assert len(found) == 1
    return found[0]


def test_title_rows_become_titles_and_headings() -> None:
    pieces = lay("""
Asylum applicants

Name|Born|Country
Ann Lee|1990-02-03|Chad
Bo Li|1991-04-05|Mali
""")
    table = only_table(pieces)
    assert table.titles == ("Asylum applicants",)
    assert [column.name for column in table.columns] == ["Name", "Born", "Country"]
    assert list(table.rows) == [4, 5]
    assert [piece.text for piece in pieces if isinstance(piece, Text)] == ["Asylum applicants"]


def test_two_header_lines_are_joined() -> None:
    table = only_table(
        lay("""
Person||Birth|
First|Last|Date|Place
Ann|Lee|1990-01-02|Chad
Bo|Li|1991-01-03|Mali
""")
    )
    assert [column.name for column in table.columns] == [
        "Person First",
        "Person Last",
        "Birth Date",
        "Birth Place",
    ]
    assert list(table.rows) == [3, 4]


def test_a_table_without_header_keeps_its_first_row() -> None:
    table = only_table(lay("Ann Lee|Chad|held\nBo Li|Mali|free\nCy Ng|Peru|held"))
    assert [column.name for column in table.columns] == [None, None, None]
    assert list(table.columns[0].values) == ["Ann Lee", "Bo Li", "Cy Ng"]


def test_a_doubtful_header_stays_a_row() -> None:
    table = only_table(lay("Widget|Gadget|blue\nRe|Mi Fa|x y z\nUt Re|Sol|q"))
    assert "Widget" in columns_of(table)[table.columns[0].name]


@pytest.mark.parametrize(
    "header",
    [
        "Фамилия|Дата рождения",
        "姓名|出生日期",
        "الاسم|تاريخ الميلاد",
        "Apellidos|Fecha de nacimiento",
        "Soyadı|Doğum",
    ],
)
def test_headers_in_other_languages(header: str) -> None:
    table = only_table(lay(f"{header}\nX Y|1990-01-01\nZ W|1991-01-01"))
    assert [column.name for column in table.columns] == header.split("|")


def test_years_head_columns() -> None:
    table = only_table(lay("Country|2019|2020|2021\nChad|4|5|6\nMali|7|8|9"))
    assert [column.name for column in table.columns] == ["Country", "2019", "2020", "2021"]


def test_stacked_tables_part_and_blank_rows_within_a_table_do_not() -> None:
    pieces = lay("""
Name|Country
Ann Lee|Chad

Bo Li|Mali

Facility|Count
North|4
South|5
""")
    names = [[column.name for column in piece.columns] for piece in pieces if isinstance(piece, Table)]
    assert names[-1] == ["Facility", "Count"]
    assert {value for piece in pieces if isinstance(piece, Table) for value in piece.columns[0].values} >= {
        "Ann Lee",
        "Bo Li",
        "North",
    }


def test_tables_side_by_side_part() -> None:
    pieces = lay("""
Name|Born||State|Count
Ann Lee|1990-01-01||TX|5
Bo Li|1991-01-03||CA|6
|||NY|7
""")
    found = [piece for piece in pieces if isinstance(piece, Table)]
    assert [[column.name for column in table.columns] for table in found] == [
        ["Name", "Born"],
        ["State", "Count"],
    ]
    assert list(found[1].rows) == [2, 3, 4]


def test_a_spacer_column_does_not_part_a_table() -> None:
    table = only_table(lay("Name||Born\nAnn Lee||1990-01-01\nBo Li||1991-01-03"))
    assert [column.name for column in table.columns] == ["Name", "Born"]


def test_a_form_becomes_one_record() -> None:
    table = only_table(lay("Name:|Ann Lee\nDate of birth:|1990-01-01\nNationality:|Chad"))
    assert columns_of(table) == {
        "Name": ["Ann Lee"],
        "Date of birth": ["1990-01-01"],
        "Nationality": ["Chad"],
    }


def test_records_in_columns_are_turned() -> None:
    pieces = lay("Name|Ann Lee|Bo Li\nDate of birth|1990-01-01|1991-02-03\nNationality|Chad|Mali")
    people = [columns_of(piece)["Name"] for piece in pieces if isinstance(piece, Table)]
    assert people == [["Ann Lee"], ["Bo Li"]]


def test_long_tables_come_in_batches_of_one_table() -> None:
    rows = [["Name", "Number"], *([f"Ann Lee {at}", str(at)] for at in range(10_000))]
    found = [piece for piece in lay_rows(rows) if isinstance(piece, Table)]
    assert sum(len(table.rows) for table in found) == 10_000
    assert {table.table_id for table in found} == {found[0].table_id}
    assert [table.continues for table in found] == [False, *[True] * (len(found) - 1)]
    assert all(len(table.rows) <= 4096 for table in found)


def test_a_column_that_begins_late_is_not_lost() -> None:
    rows = [["Name", "Number"], *([f"Ann {at}", str(at)] for at in range(9000)), ["Bo", "1", "late"]]
    found = [piece for piece in lay_rows(rows) if isinstance(piece, Table)]
    assert any("late" in column.values for table in found for column in table.columns)
    for table in found:
        first = next(other for other in found if other.table_id == table.table_id)
        assert [c.index for c in table.columns] == [c.index for c in first.columns]


def test_hidden_columns_are_marked() -> None:
    rows = [["Name", "Born"], ["Ann", "1990-01-01"], ["Bo", "1991-01-01"]]
    table = only_table(lay_rows(rows, {1: Concealment.HIDDEN_COLUMN}))
    assert [column.concealment for column in table.columns] == [
        Concealment.VISIBLE,
        Concealment.HIDDEN_COLUMN,
    ]


_CELL = st.sampled_from(
    ["", "", "Name", "Ann Lee", "7", "1990-01-01", "A012345678", "Total", "a@b.org", "Date:"]
)


@given(st.lists(st.lists(_CELL, max_size=6), max_size=30))
def test_every_cell_comes_out(rows: list[list[str]]) -> None:
    numbered = [[cell and f"{cell} {y}.{x}" for x, cell in enumerate(row)] for y, row in enumerate(rows)]
    seen: Counter[str] = Counter()
    for piece in lay_rows(numbered):
        if isinstance(piece, Text):
            seen.update(part for line in piece.text.split("\n") for part in line.split("\t"))
            continue
        seen.update(piece.titles)
        for column in piece.columns:
            assert len(column.values) == len(column.kinds) == len(piece.rows)
            seen.update(value for value in column.values if value is not None)
            seen.update([column.name] if column.name else [])
    text = "\n".join(seen)
    for cell in (cell for row in numbered for cell in row if cell):
        assert cell.rstrip(":") in text


def test_a_table_whose_first_column_looks_like_labels_is_no_form() -> None:
    table = only_table(lay("Office|Opened|Note\nOffice 2|1992|ok\nRosa Tzoc|1990|x\nOffice 4|1999|y"))
    assert columns_of(table)["Office"] == ["Office 2", "Rosa Tzoc", "Office 4"]


def test_months_with_their_numbers_are_no_form() -> None:
    table = only_table(lay("Month 0|33\nMonth 1|99\nMonth 2|68"))
    assert list(table.columns[0].values) == ["Month 0", "Month 1", "Month 2"]


def test_a_name_in_the_place_of_a_label_is_a_value_too() -> None:
    table = only_table(lay("Name:|Ann Lee\nRosa Tzoc:|1990-01-01\nNationality:|Chad|Bo Li"))
    assert {"Ann Lee", "Rosa Tzoc:", "Chad", "Bo Li"} <= {column.values[0] for column in table.columns}
    assert ("Rosa Tzoc", "1990-01-01") in [(column.name, column.values[0]) for column in table.columns]


def test_names_in_the_place_of_a_header_are_told_as_text_too() -> None:
    pieces = lay("Province|Ann Lee|Bo Li\nNorth|4|5\nSouth|6|7")
    assert [column.name for column in only_table(pieces).columns] == ["Province", "Ann Lee", "Bo Li"]
    assert [piece.text for piece in pieces if isinstance(piece, Text)] == ["Ann Lee\tBo Li"]


def test_a_first_row_that_differs_from_the_rest_in_one_cell_stays_a_row() -> None:
    table = only_table(lay("Rosa Tzoc|unknown\nAnn Lee|1990-01-01\nBo Li|1991-02-03\nCy Ng|1992-03-04"))
    assert "Rosa Tzoc" in table.columns[0].values


@pytest.mark.parametrize("title", ["", "Staff\n"])
def test_a_second_table_without_a_blank_row_before_it(title: str) -> None:
    found = [piece for piece in lay(f"""
Name|Born|Country
Ann Lee|1990-01-01|Chad
Bo Li|1991-02-03|Mali
{title}Employee|Phone|Office
Cy Ng|555 0100|North
Di Po|555 0101|South
""") if isinstance(piece, Table)]  # fmt: skip
    assert [[column.name for column in table.columns] for table in found] == [
        ["Name", "Born", "Country"],
        ["Employee", "Phone", "Office"],
    ]
    assert [list(table.columns[0].values) for table in found] == [["Ann Lee", "Bo Li"], ["Cy Ng", "Di Po"]]


def test_a_second_table_far_down_without_a_blank_row() -> None:
    rows = [["Region", "Count"], *([f"Zone {at}", str(at)] for at in range(5000))]
    rows += [["Full name", "Date of birth"], *([f"Ann {at}", "1990-01-01"] for at in range(50))]
    found = [piece for piece in lay_rows(rows) if isinstance(piece, Table)]
    assert [column.name for column in found[-1].columns] == ["Full name", "Date of birth"]
    assert list(found[-1].rows) == list(range(5003, 5053))


def test_long_tables_side_by_side_part() -> None:
    rows = [["Name", "Born", "", "Name", "Count"]]
    rows += [[f"Ann {at}", "1990-01-01", "", f"Zone {at}", str(at)] for at in range(5000)]
    rows += [["", "", "", f"Zone {at}", str(at)] for at in range(5000, 6000)]
    rows += [["", "", "", "", ""], ["Note: counted twice", "", "", "", ""]]
    pieces = lay_rows(rows)
    found = [piece for piece in pieces if isinstance(piece, Table)]
    by_id: Counter[int] = Counter()
    for table in found:
        by_id[table.table_id] += len(table.rows)
        assert len(table.columns) == 2
    assert sorted(by_id.values()) == [5000, 6000]
    assert "Note: counted twice" in [piece.text for piece in pieces if isinstance(piece, Text)]


def test_a_cell_between_long_tables_side_by_side_is_not_lost() -> None:
    rows = [["Name", "Born", "", "Name", "Count"]]
    rows += [[f"Ann {at}", "1990-01-01", "", f"Zone {at}", str(at)] for at in range(3000)]
    rows[2500][2] = "Rosa Tzoc"
    found = [piece for piece in lay_rows(rows) if isinstance(piece, Table)]
    assert any("Rosa Tzoc" in column.values for table in found for column in table.columns)


_LABELS = ("Name", "Date of birth", "Office", "Country", "Phone", "Age", "Status")
_VALUE = st.sampled_from(
    ["", "", "Ann Lee", "Rosa Tzoc", "7", "1990-01-01", "A012345678", "Harbour", "a@b.org", "Bo Li:", "held"]
)
_EITHER = st.one_of(_VALUE, st.sampled_from([*_LABELS, "Name:", "Office 2", "Born:"]))


@given(
    st.lists(st.lists(_EITHER, max_size=5), max_size=3),
    st.lists(st.lists(_VALUE, max_size=5), max_size=12),
    st.lists(st.lists(_EITHER, max_size=5), max_size=6),
)
def test_no_value_is_lost_in_a_header_or_a_label(
    head: list[list[str]], middle: list[list[str]], end: list[list[str]]
) -> None:
    """Only words that head columns everywhere may come as names alone."""
    rows = [*head, *middle, *end]
    names, seen = set[str](), set[str]()
    for piece in lay_rows(rows):
        if isinstance(piece, Text):
            seen.update(part for line in piece.text.split("\n") for part in line.split("\t"))
            continue
        for column in piece.columns:
            seen.update(value for value in column.values if value is not None)
            names.add(column.name or "")
    for cell in (cell for row in rows for cell in row if cell):
        is_label = cell.rstrip(":") in (*_LABELS, "Born", "Harbour", "held")
        assert cell in seen or (is_label and any(cell.rstrip(":") in name for name in names)), cell


def test_two_title_lines_of_which_one_has_a_usual_word_are_titles() -> None:
    table = only_table(
        lay("""
Office of Statistics
Asylum applicants in custody

Run date: 2024-02-01

No.|Name|Born
1|Ann Lee|1990-02-03
2|Bo Li|1991-04-05
""")
    )
    assert table.titles == ("Office of Statistics", "Asylum applicants in custody", "Run date: 2024-02-01")
