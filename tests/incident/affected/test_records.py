"""Own records from files and databases: strict, and without a value in any message."""

import sqlite3
from dataclasses import replace
from datetime import date
from pathlib import Path

import pyarrow
import pyarrow.parquet
import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.ooxml.model import Sheet, Workbook
from corpus.ooxml.package import package
from withhold.domain.fields import Field
from withhold.incident.affected.converting import Converter
from withhold.incident.affected.interface import OwnRecord, RecordsUnusable
from withhold.incident.affected.mapping import ColumnMap, parse_map, read_map
from withhold.incident.affected.records import database_records, file_records

USUAL = ColumnMap()
WHOLE = (
    "Record ID,Name,Date of Birth,A Number,Nationality,Preferred Language,Facility Code,In Custody,E-mail,"
    "Phone,Street,City,Zip Code,Country,Counsel ID,Case Status,Hearing Date,Removal Date,Removed On,"
    "Date of Death,Family ID,Victim\n"
    "R1,Juan Perez,1987-03-04,A312345678,GT,K'iche',F001,Yes,juan@example.org,+1 202 555 0101,12 Elm Court,"
    "Ashford,12345,US,C001,Pending,2022-12-01,2022-12-09,,,U1,No\n"
)


def _read(tmp_path: Path, text: str, mapping: ColumnMap = USUAL, name: str = "own.csv") -> list[OwnRecord]:
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    return list(file_records(path, mapping).read())


def _refused(tmp_path: Path, text: str, mapping: ColumnMap = USUAL) -> str:
    with pytest.raises(RecordsUnusable) as refused:
        _read(tmp_path, text, mapping)
    return str(refused.value)


def test_usual_columns_are_understood_by_their_names(tmp_path: Path) -> None:
    assert _read(tmp_path, WHOLE) == [
        OwnRecord(
            record="R1",
            names=("Juan Perez",),
            birth=date(1987, 3, 4),
            identifiers=((Field.ALIEN_NUMBER, "A312345678"),),
            nationality="GT",
            language="quc",
            facility="F001",
            in_custody=True,
            emails=("juan@example.org",),
            phones=("+1 202 555 0101",),
            addresses=("12 Elm Court\nAshford\n12345",),
            country="US",
            counsel="C001",
            status="Pending",
            court_date=date(2022, 12, 1),
            removal_date=date(2022, 12, 9),
            family="U1",
            victim=False,
        )
    ]


def test_what_a_record_does_not_tell_is_none(tmp_path: Path) -> None:
    found = _read(tmp_path, "record,name,in custody,language,e-mail\nR1,,N/A,unknown,-\n")
    assert found == [OwnRecord("R1")]


def test_tabs_and_semicolons_and_halves_of_names(tmp_path: Path) -> None:
    text = "record\tfirst name\tlast name\nR1\tJuan\tPerez\n"
    assert _read(tmp_path, text, name="own.tsv") == [OwnRecord("R1", ("Juan Perez",))]
    assert _read(tmp_path, text.replace("\t", ";")) == [OwnRecord("R1", ("Juan Perez",))]


def test_a_mapping_goes_before_usual_names(tmp_path: Path) -> None:
    mapping = parse_map(
        """
        [columns]
        "Key" = "record"
        "Status" = "in_custody"
        "Tongue" = "language"
        "Mails" = "emails"
        "Passports" = "identifiers.passport_number"
        [read]
        dates = "dmy"
        separator = "|"
        ignore = ["Notes"]
        [yes]
        in_custody = ["Detained"]
        [no]
        in_custody = ["Released", "Bond"]
        """
    )
    text = "Key,Status,Tongue,Mails,Passports,DOB,Notes\n"
    text += "R1,detained,Dari,a@example.org | b@example.org,C1234567,03/04/1987,x\n"
    text += "R2,BOND,,,,,\n"
    assert _read(tmp_path, text, mapping) == [
        OwnRecord(
            "R1",
            birth=date(1987, 4, 3),
            identifiers=((Field.PASSPORT_NUMBER, "C1234567"),),
            language="fa-AF",
            in_custody=True,
            emails=("a@example.org", "b@example.org"),
        ),
        OwnRecord("R2", in_custody=False),
    ]


def test_unknown_columns_are_told_and_may_be_ignored(tmp_path: Path) -> None:
    text = "record,name,Shoe Size\x1b[2J,Hat\nR1,Juan Perez,44,9\n"
    told = _refused(tmp_path, text)
    assert "“Shoe Size [2J”, “Hat”" in told
    assert "\x1b" not in told
    assert _read(tmp_path, text, ColumnMap(ignore=frozenset({"*"})))[0].names == ("Juan Perez",)


def test_without_a_line_of_names_nothing_of_it_is_told(tmp_path: Path) -> None:
    told = _refused(tmp_path, "R1,Juan Perez,1987-03-04\nR2,Ana Gomez,1990-01-02\n")
    assert "Perez" not in told
    assert "map one to “record”" in told


def test_bad_dates_and_flags_are_told_by_row_without_value(tmp_path: Path) -> None:
    text = "record,DOB,removal date,detained\n"
    text += "R1,1987-03-04,2022-12-01,yes\nR2,Tuesday,2022-12-01,maybe\nR3,1987-13-44,2022-12-01,no\n"
    told = _refused(tmp_path, text)
    assert "birth in rows 2, 3" in told
    assert "in_custody in row 2" in told
    assert not any(value in told for value in ("Tuesday", "maybe", "1987"))


def test_what_is_unreadable_may_be_unknown_and_is_counted(tmp_path: Path) -> None:
    path = tmp_path / "own.csv"
    path.write_text("record,DOB\nR1,Tuesday\nR2,1987-03-04\n", encoding="utf-8")
    source = file_records(path, ColumnMap(lenient=True))
    assert list(source.read()) == [OwnRecord("R1"), OwnRecord("R2", birth=date(1987, 3, 4))]
    assert source.unreadable == {"birth": (1,)}


def test_a_date_that_could_be_two_days_is_read_by_its_column_or_not_at_all(tmp_path: Path) -> None:
    days = "record,DOB\nR1,03/04/1987\nR2,25/04/1987\n"
    assert _read(tmp_path, days)[0].birth == date(1987, 4, 3)
    assert "birth in row 1" in _refused(tmp_path, "record,DOB\nR1,03/04/1987\n")
    mapping = ColumnMap(dates="mdy")
    assert _read(tmp_path, "record,DOB\nR1,03/04/1987\n", mapping)[0].birth == date(1987, 3, 4)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "is empty"),
        ("record,name\n", "hold nobody"),
        ("record,name\n,Juan Perez\n", "record in row 1"),
        ("record,name\nR1,Juan Perez,more\n", "number of cells in row 1"),
        ('record,name\nR1,"Juan Perez\n', "mend the quotes"),
    ],
)
def test_what_is_no_list_is_refused(tmp_path: Path, text: str, told: str) -> None:
    found = _refused(tmp_path, text)
    assert told in found
    assert "Perez" not in found


def test_two_columns_that_contradict_each_other_are_told(tmp_path: Path) -> None:
    same = "record,dob,born\nR1,1987-03-04,4 March 1987\n"
    assert _read(tmp_path, same)[0].birth == date(1987, 3, 4)
    assert "birth in row 1" in _refused(tmp_path, same.replace("4 March", "5 March"))


_cells = st.sampled_from(
    ["", "Zyxwv", "Zyxwv-1987", "31/31/1987", "9" * 80, "\x00\u202eZyxwv", "R1", "yes", "es"]
)
_table = st.lists(st.lists(_cells, min_size=6, max_size=7), max_size=5)


@given(_table)
def test_whatever_cells_hold_it_is_read_or_told_by_rows_alone(rows: list[list[str]]) -> None:
    converter = Converter(USUAL)
    converter.columns(["record", "name", "dob", "in custody", "language", "A Number"])
    converter.learn(rows)
    found = [converter.record(cells) for cells in rows]
    told = {number for numbers in converter.unreadable.values() for number in numbers}
    assert all(
        record is not None or number in told or not any(map(str.strip, cells))
        for number, (record, cells) in enumerate(zip(found, rows, strict=True), 1)
    )
    if not told:
        converter.check()
        return
    with pytest.raises(RecordsUnusable) as refused:
        converter.check()
    assert "Zyxwv" not in str(refused.value)


def test_mapped_columns_have_to_be_there(tmp_path: Path) -> None:
    mapping = parse_map('[columns]\n"Tongue" = "language"\n')
    assert "tongue" in _refused(tmp_path, "record,name\nR1,Juan Perez\n", mapping)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("[columns", "no TOML"),
        ("[column]", "column; allowed are"),
        ('[columns]\n"A" = "shoe_size"', "names no field"),
        ('[read]\ndates = "ddd"', "dmy"),
        ('[read]\nunreadable = "guess"', "stop"),
        ('[read]\nseparator = ""', "separator"),
        ('[read]\nignore = "Notes"', "list of texts"),
        ("[read]\nmore = 1", "more; allowed"),
        ('[yes]\nrecord = ["x"]', "in_custody and victim"),
        ("columns = 1", "is a table"),
    ],
)
def test_a_wrong_mapping_says_what_to_mend(text: str, told: str) -> None:
    with pytest.raises(RecordsUnusable, match=told):
        parse_map(text)


def test_a_mapping_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(RecordsUnusable, match="cannot be read"):
        read_map(tmp_path / "none.toml")


def test_a_workbook_and_parquet_are_known_by_what_they_begin_with(tmp_path: Path) -> None:
    header, values = (line.split(",") for line in WHOLE.splitlines())
    workbook = package(Workbook([Sheet("People", [header, values, values])]))
    book, table = tmp_path / "upload", tmp_path / "upload.bin"
    book.write_bytes(workbook)
    pyarrow.parquet.write_table(
        pyarrow.table({name: [value] for name, value in zip(header, values, strict=True)}), table
    )
    expected = _read(tmp_path, WHOLE)
    assert list(file_records(book, USUAL).read()) == expected * 2
    assert list(file_records(table, USUAL).read()) == expected


def test_a_workbook_with_several_tables_is_refused(tmp_path: Path) -> None:
    header, values = (line.split(",") for line in WHOLE.splitlines())
    path = tmp_path / "own.xlsx"
    sheets = [Sheet(name, [header, values, values]) for name in ("People", "More")]
    path.write_bytes(package(Workbook(sheets)))
    with pytest.raises(RecordsUnusable, match="several tables"):
        list(file_records(path, USUAL).read())


def test_a_broken_workbook_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "own.xlsx"
    path.write_bytes(b"PK\x03\x04 and nothing that follows")
    with pytest.raises(RecordsUnusable):
        list(file_records(path, USUAL).read())


@pytest.fixture
def sqlite(tmp_path: Path) -> Path:
    """A file with two people; dates as text, custody as a number."""
    path = tmp_path / "own file.sqlite"
    connection = sqlite3.connect(path)
    connection.execute("CREATE TABLE people (id TEXT, full TEXT, held INTEGER, born TEXT)")
    rows = [("R1", "Juan Perez", 1, "1987-03-04"), ("R2", "Ana Gomez", 0, None)]
    connection.executemany("INSERT INTO people VALUES (?, ?, ?, ?)", rows)
    connection.commit()
    connection.close()
    return path


QUERY = "SELECT id AS record, full AS name, held AS in_custody, born AS dob FROM people ORDER BY id"


def test_a_query_to_sqlite(sqlite: Path) -> None:
    assert list(database_records(str(sqlite), QUERY, USUAL).read()) == [
        OwnRecord("R1", ("Juan Perez",), date(1987, 3, 4), in_custody=True),
        OwnRecord("R2", ("Ana Gomez",), in_custody=False),
    ]


@pytest.mark.parametrize("query", ["DELETE FROM people", "SELECT nothing FROM people", "no SQL", ""])
def test_a_query_that_changes_or_fails_is_refused_and_nothing_changes(sqlite: Path, query: str) -> None:
    before = sqlite.read_bytes()
    with pytest.raises(RecordsUnusable):
        list(database_records(str(sqlite), query, USUAL).read())
    assert sqlite.read_bytes() == before


def test_a_file_that_is_not_there_is_not_made(tmp_path: Path) -> None:
    with pytest.raises(RecordsUnusable, match="no such SQLite file"):
        list(database_records(str(tmp_path / "none.sqlite"), QUERY, USUAL).read())
    assert list(tmp_path.iterdir()) == []


def test_reading_again_reads_again(tmp_path: Path) -> None:
    path = tmp_path / "own.csv"
    path.write_text(WHOLE, encoding="utf-8")
    source = file_records(path, USUAL)
    assert list(source.read()) == list(source.read())


def test_nothing_of_anybody_is_in_a_repr(tmp_path: Path) -> None:
    found = _read(tmp_path, WHOLE)[0]
    assert "Juan" not in repr(found)
    assert "312345678" not in repr(replace(found, record="R2"))


def test_a_value_that_is_far_too_long_is_told_in_one_line(tmp_path: Path) -> None:
    path = tmp_path / "own.csv"
    path.write_text("record,full_name\nr1," + "x" * 2_000_000 + "\n", "utf-8")
    with pytest.raises(RecordsUnusable, match="far too long"):
        list(file_records(path, parse_map("")).read())
