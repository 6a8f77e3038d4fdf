"""Text files: encodings, delimiters, quotes, odd shapes; nothing in them may be dropped."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.readers.reading import columns_of, read, tables_of, texts_of, values
from withhold.readers.values import CellTypes, typed, typed_column

_PEOPLE = "Name{0}Born{0}Number\nAnn Lee{0}1990-01-02{0}A012345678\nBo Li{0}1991-03-04{0}A022345678\n"


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|", "^"])
def test_delimiters(delimiter: str) -> None:
    (table,) = tables_of(read(_PEOPLE.format(delimiter).encode()))
    assert columns_of(table) == {
        "Name": ["Ann Lee", "Bo Li"],
        "Born": ["1990-01-02", "1991-03-04"],
        "Number": ["A012345678", "A022345678"],
    }
    assert [column.kinds for column in table.columns] == ["tt", "dd", "tt"]


@pytest.mark.parametrize(
    "encoding",
    ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-32-le"],
)
def test_unicode_encodings(encoding: str) -> None:
    (table,) = tables_of(read(_PEOPLE.format(",").replace("Ann", "Zoë").encode(encoding)))
    assert list(table.columns[0].values) == ["Zoë Lee", "Bo Li"]


@pytest.mark.parametrize(
    ("encoding", "header", "name"),
    [
        ("cp1251", "ФИО,Дата рождения", "Иванов Пётр"),
        ("cp1252", "Nom,Date de naissance", "Zoé Lefèvre"),
        ("cp1252", "Name,Geburtsdatum", "Jörg Müßig"),
        ("gb18030", "姓名,出生日期", "王小明"),
        ("cp1256", "الاسم,تاريخ الميلاد", "فاطمة علي"),
    ],
)
def test_legacy_encodings(encoding: str, header: str, name: str) -> None:
    (table,) = tables_of(read(f"{header}\n{name},1990-01-01\n{name},1991-01-01\n".encode(encoding)))
    assert list(table.columns[0].values) == [name, name]


def test_quotes_hold_delimiters_and_line_ends() -> None:
    (table,) = tables_of(read(b'Name,Note\n"LEE, ANN","two\nlines"\n"LI, BO","say ""x"""\n'))
    assert columns_of(table) == {"Name": ["LEE, ANN", "LI, BO"], "Note": ["two\nlines", 'say "x"']}


def test_an_open_quote_loses_nothing() -> None:
    rows = "".join(f"Ann {number},{number}\n" for number in range(500))
    items = read(f'Name,Number\n"Bo,1\n{rows}'.encode())
    text = "\n".join(value for value, _ in values(items))
    assert "Bo" in text
    assert all(f"Ann {number}" in text for number in range(500))


def test_prose_is_text_with_line_numbers() -> None:
    line = "The committee met on Monday, as planned, and went home again.\n"
    texts = texts_of(read((line * 3000).encode()))
    assert "".join(text.text for text in texts) == line * 3000
    assert all(len(text.text) <= 1 << 16 for text in texts)
    assert texts[0].location.route() == ("line:1",)
    assert texts[1].location.route() == (f"line:{1 + len(texts[0].text) // len(line)}",)


def test_aligned_columns() -> None:
    (table,) = tables_of(
        read(b"NAME        BORN        COUNTRY\nAnn Lee     1990-01-01  Chad\nBo Li                   Mali\n")
    )
    assert columns_of(table) == {
        "NAME": ["Ann Lee", "Bo Li"],
        "BORN": ["1990-01-01", None],
        "COUNTRY": ["Chad", "Mali"],
    }


def test_labels_and_values_are_records() -> None:
    found = tables_of(
        read(b"Name: Ann Lee\nDate of birth: 1990-01-01\n\nName: Bo Li\nDate of birth: 1991-01-01\n")
    )
    assert [columns_of(table)["Name"] for table in found] == [["Ann Lee"], ["Bo Li"]]


def test_columns_far_along_are_read() -> None:
    header = ",".join(f"c{number}" for number in range(5000))
    row = ",".join("secret" if number == 4999 else "" for number in range(5000))
    items = read(f"{header}\n{row}\n{row}\n".encode())
    assert "secret" in {value for value, _ in values(items)}


def test_leading_zeros_stay_and_are_text() -> None:
    (table,) = tables_of(read(b"code,count\n007,7\n008,8\n"))
    assert columns_of(table)["code"] == ["007", "008"]
    assert [column.kinds for column in table.columns] == ["tt", "nn"]


def test_undecodable_bytes_are_kept() -> None:
    items = read("Straße,Ort\nEins,Köln\n".encode() * 40 + b"Caf\xe9,X\n")
    assert any("Café" in value for value, _ in values(items))


@given(st.binary(max_size=400))
def test_any_bytes_are_read_or_said(data: bytes) -> None:
    items = read(data)
    assert items


_WORD = st.text(st.characters(categories=("L", "N")), min_size=1, max_size=8)


@given(st.lists(st.lists(_WORD, min_size=3, max_size=3), min_size=3, max_size=20))
def test_every_field_comes_out(rows: list[list[str]]) -> None:
    items = read("\n".join(",".join(row) for row in rows).encode())
    seen = "\n".join(value for value, _ in values(items))
    seen += "\n".join(name for table in tables_of(items) for name in columns_of(table) if name)
    assert all(field in seen for row in rows for field in row)


_CELL = st.one_of(
    st.sampled_from(["", " ", "7", "-7.5", "1e3", "007", "1990-01-02", "1990-01-02 ", "true", "Tom", "x\ny"]),
    st.sampled_from(
        ["1990-01-02T10:00:00Z", "٣٤", "12345678901234567", "5 m", "-", "t", "\ufeffa", "1.", "a "]
    ),
)


@given(st.lists(_CELL, min_size=1, max_size=30), st.lists(_CELL, max_size=3))
def test_a_column_is_typed_like_its_cells(few: list[str], more: list[str]) -> None:
    cells = [*few, *(more[:1] * 40)]
    values_found, kinds = typed_column([cell or None for cell in cells], CellTypes())
    assert [(value, kind) for value, kind in zip(values_found, kinds, strict=True)] == list(map(typed, cells))


def test_long_tables_are_typed_to_their_end() -> None:
    rows = "".join(f"Ann {at},{at},1990-01-0{1 + at % 9}, x,00{at}\n" for at in range(9000))
    batches = tables_of(read(f"Name,Count,Born,Mark,Code\n{rows}".encode()))
    assert [set(column.kinds) for column in batches[-1].columns] == [{"t"}, {"n"}, {"d"}, {"t"}, {"t"}]
    assert set(batches[-1].columns[3].values) == {"x"}
    assert sum(len(table.rows) for table in batches) == 9000


@pytest.mark.parametrize("count", [40, 3000])
def test_a_table_without_header_keeps_every_row(count: int) -> None:
    rows = "".join(f"Rosa Tzoc,1963-07-{1 + at % 28:02},A{864552288 + at}\n" for at in range(count))
    batches = tables_of(read(rows.encode()))
    assert sum(len(table.rows) for table in batches) == count
    assert {column.name for table in batches for column in table.columns} == {None}


def test_aligned_columns_are_not_cut_at_the_commas_of_names() -> None:
    lines = [
        f"ext. {number}  Annex B   {name:<24}{role}"
        for number, name, role in [
            (1001, "Quill, Ada", "Inspector"),
            (1002, "Marrow, Benedict", "Analyst"),
            (1003, "Thorne, Cecily Ann", "Director"),
            (1004, "Ash, Dov", "Clerk"),
        ]
    ]
    (table,) = tables_of(read("\n".join(lines).encode()))
    assert ["Quill, Ada", "Marrow, Benedict", "Thorne, Cecily Ann", "Ash, Dov"] in [
        list(column.values) for column in table.columns
    ]


def test_text_of_mainframes() -> None:
    (table,) = tables_of(read(_PEOPLE.format(",").encode("cp500")))
    assert list(table.columns[0].values) == ["Ann Lee", "Bo Li"]


@pytest.mark.parametrize("bullet", ["- ", "* ", "{}. ", "({}) "])
def test_a_list_with_bullets_is_a_text(bullet: str) -> None:
    names = ("Amina Yusuf", "Omar Haddad", "Li Wei", "Rosa Tzoc")
    lines = [bullet.format(number) + name for number, name in enumerate(names, 1)]
    items = read(("Applicants\n\n" + "\n".join(lines) + "\n").encode())
    assert not tables_of(items)
    assert any("Omar Haddad" in text.text for text in texts_of(items))


@pytest.mark.parametrize(
    ("first", "pattern"),
    [("INSERT INTO t VALUES ", "('{}','{}','open'),"), ("people = [", '("{}", "{}", "open"),')],
)
def test_values_of_dumps_and_programs_lose_their_quotes(first: str, pattern: str) -> None:
    people = [("Ann Lee", "1990-01-02"), ("Bo Li", "1991-03-04"), ("Cy Orr", "1992-05-06")] * 4
    lines = [pattern.format(*person) for person in people]
    [table] = tables_of(read((first + "\n".join(lines)).encode(), "a.txt"))
    found = list(zip(table.columns[0].values, table.columns[1].values, strict=True))
    assert found == people


@pytest.mark.parametrize("cell", ["it's", "5' 10\"", "(555) 123-4567", "[redacted]", "'quoted' and more"])
def test_other_cells_stay_as_written(cell: str) -> None:
    from withhold.readers.delimited import literal

    assert literal(cell) == cell
