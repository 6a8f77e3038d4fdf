"""Lists of people: which columns are understood, how records are read, what is refused."""

import csv
import io
import os
from collections import Counter
from contextlib import closing
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from withhold.domain.fields import Field, Protection
from withhold.register.columns import ROLES, columns_of, labels
from withhold.register.interface import RegisterError, Row
from withhold.register.payload import (
    jurisdiction_code,
    jurisdiction_text,
    protection_bits,
    protections_of,
)
from withhold.register.people import Person
from withhold.register.sources import delimited
from withhold.register.sources.delimited import Delimited, records_of
from withhold.register.sources.people import open_people


def people(path: Path, *mapping: str) -> list[Person]:
    listed = open_people(str(path), mapping)
    try:
        return [person for batch in listed.batches for person in listed.people_of(batch)[0]]
    finally:
        listed.close()


def written(tmp_path: Path, text: str, name: str = "people.csv", encoding: str = "utf-8") -> Path:
    path = tmp_path / name
    path.write_bytes(text.encode(encoding))
    return path


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_any_delimiter_and_line_end(tmp_path: Path, delimiter: str, end: str, encoding: str) -> None:
    lines = [
        "First Name,SURNAME,Date of birth,A-Number,Protection",
        "Zoë,Brown,4.3.1987,A012345678,asylum seeker",
    ]
    text = end.join(line.replace(",", delimiter) for line in lines) + end
    (person,) = people(written(tmp_path, text, encoding=encoding))
    assert person.row.names == ("Zoë Brown",)
    assert person.row.births == ("1987-03-04",)
    assert person.row.identifiers == ((Field.ALIEN_NUMBER, "A012345678"),)
    assert protections_of(person.protections) == (Protection.ASYLUM,)


def test_all_that_can_be_told_is_understood(tmp_path: Path) -> None:
    text = (
        "person_id,full_name,alias,dob,year of birth,nationality,birth country,telephone,e-mail,"
        "protection,jurisdiction\n"
        'x1,"Lopes, Ana",Anita Lopes,,1999,Brazil,Angola,+55 11 91234 5678,a@example.org,'
        "victim; witness,GB-SCT\n"
        "x2,Second Person,,1980,,,,,,rarely heard,Germany\n"
    )
    first, second = people(written(tmp_path, text))
    assert (first.person_id, first.row.names) == ("x1", ("Lopes, Ana", "Anita Lopes"))
    assert (first.row.birth_years, first.row.nationalities) == ((1999,), ("Brazil", "Angola"))
    assert first.row.contacts == ("+55 11 91234 5678", "a@example.org")
    assert set(protections_of(first.protections)) == {Protection.VICTIM, Protection.WITNESS}
    assert jurisdiction_text(first.jurisdiction) == "GB-SCT"
    assert (second.row.births, second.row.birth_years) == ((), (1980,))
    assert protections_of(second.protections) == (Protection.OTHER,)
    assert jurisdiction_text(second.jurisdiction) == "DE"


def test_what_is_not_understood_is_counted(tmp_path: Path) -> None:
    text = "name,dob,year of birth,protection,jurisdiction\nA Person,soon,long ago,rarely heard,Atlantis\n"
    listed = open_people(str(written(tmp_path, text)))
    _, remarks = listed.people_of(next(listed.batches))
    listed.close()
    assert sorted(remarks.values()) == [1, 1, 1, 1]
    assert not any("soon" in remark or "Atlantis" in remark for remark in remarks)


def test_the_order_of_dates_is_the_columns(tmp_path: Path) -> None:
    text = "name,dob\nA Person,03/04/1987\nB Person,25/04/1987\n"
    assert [p.row.births for p in people(written(tmp_path, text))] == [("1987-04-03",), ("1987-04-25",)]


def test_quotes_may_hold_delimiters_and_lines(tmp_path: Path) -> None:
    text = (
        'name,note,email\n"Ana\nLopes","said ""no"", twice\r\n",a@example.org\nOther Person,,b@example.org\n'
    )
    assert [p.row.contacts for p in people(written(tmp_path, text))] == [
        ("a@example.org",),
        ("b@example.org",),
    ]


@pytest.mark.parametrize("block", [7, 64, 1 << 20])
@given(
    rows=st.lists(
        st.lists(st.text('ab "\n,;é', max_size=9), min_size=3, max_size=3).filter(any),
        min_size=1,
        max_size=30,
    )
)
def test_records_are_those_that_were_written(block: int, rows: list[list[str]]) -> None:
    stream = io.StringIO()
    csv.writer(stream, lineterminator="\n").writerows([["name", "dob", "email"], *rows])
    reading, writing = os.pipe()
    os.write(writing, stream.getvalue().encode())
    os.close(writing)
    before = delimited._BLOCK
    delimited._BLOCK = block
    try:
        source = Delimited(f"/dev/fd/{reading}")
        found = [record for batch in source.batches({0, 1, 2}) for record in records_of(batch, ",", "x")]
        source.close()
    finally:
        delimited._BLOCK = before
        os.close(reading)
    assert found == rows


def test_other_encodings_empty_and_endless_files_are_one_line(tmp_path: Path) -> None:
    for content, said in [
        ("name,dob\nZoë Brown,1987\n".encode("cp1252"), "UTF-8"),
        ("name,dob\nZoë Brown,1987\n".encode("utf-16"), "UTF-8"),
        (b"", "empty"),
        (b"name,dob\n", "holds nobody"),
        (b"Zoe Brown,1987-03-04\nAna Lopes,1999-01-31\n", "no column"),
        (b"dob,nationality\n1987-03-04,Kenya\n", "no column"),
    ]:
        path = tmp_path / "people.csv"
        path.write_bytes(content)
        with pytest.raises(RegisterError, match=said) as raised:
            people(path)
        assert "Brown" not in str(raised.value)
        assert "\n" not in str(raised.value)
    with pytest.raises(RegisterError, match="cannot be read"):
        people(tmp_path / "none.csv")


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ('full_name,dob\nAna Quev,1970-01-02\nBo\n"Un closed,1970-02-03\nCy Dee,1971-01-01\n', 4),
        ('full_name,dob,note\nAna Quev,1970-01-02,"a\nBo Dee,1970-02-03,"b"\nCy Dee,1971-01-01,c\n', 2),
        ('full_name,dob\n\n"Ana' + "\nx,y" * 200 + '",1970-01-02\nCy Dee,1971-01-01\n', 3),
        ("full_name,dob\n" + "Ana Quev,1970-01-02\n" * 60_000 + '"Un closed,1970-02-03\n', 60_002),
    ],
)
def test_quotes_that_do_not_pair_swallow_nobody(tmp_path: Path, text: str, line: int) -> None:
    with pytest.raises(RegisterError, match=f"from line {line:,} on") as raised:
        people(written(tmp_path, text))
    assert "\n" not in str(raised.value)


def test_records_with_more_or_fewer_fields_are_counted(tmp_path: Path) -> None:
    text = "full_name,dob\nAna Quev,1970-01-02,extra\nBo\nCy Dee,1971-01-01\n"
    with closing(open_people(str(written(tmp_path, text)))) as listed:
        remarks = sum((listed.people_of(batch)[1] for batch in listed.batches), Counter[str]())
    assert [count for remark, count in remarks.items() if "fewer fields" in remark] == [2]


def test_a_mapping_goes_before_the_name(tmp_path: Path) -> None:
    path = written(tmp_path, "who,name\nAna Lopes,a@example.org\n")
    (person,) = people(path, "who=full_name", "Name=email")
    assert person.row == Row(names=("Ana Lopes",), contacts=("a@example.org",))
    for wrong in ("who", "who=nonsense", "nothing=full_name"):
        with pytest.raises(RegisterError, match="--map"):
            people(path, wrong)


def test_every_label_is_of_a_role_and_of_one_only() -> None:
    assert set(labels("columns").values()) <= set(ROLES)
    assert set(labels("protections").values()) <= set(Protection)
    assert columns_of(["full_name", "favourite colour"]).unused == ("favourite colour",)


def test_parquet_tells_the_same(tmp_path: Path) -> None:
    pyarrow = pytest.importorskip("pyarrow")
    parquet = pytest.importorskip("pyarrow.parquet")
    table = pyarrow.table(
        {
            "full_name": ["Ana Lopes", None],
            "unused": [1, 2],
            "dob": pyarrow.array([date(1999, 1, 31), None]),
            "alien_number": [12345678.0, 87654321.0],
        }
    )
    path = tmp_path / "people.parquet"
    parquet.write_table(table, path)
    first, second = people(path)
    assert first.row == Row(("Ana Lopes",), ("1999-01-31",), (), ((Field.ALIEN_NUMBER, "12345678"),))
    assert second.row == Row(identifiers=((Field.ALIEN_NUMBER, "87654321"),))
    path.write_bytes(b"PAR1 not really")
    with pytest.raises(RegisterError, match="Parquet"):
        people(path)


def test_a_query_needs_a_database_and_the_other_way_round() -> None:
    for place, query in (("people.csv", "SELECT 1"), ("postgresql://localhost/x", None)):
        with pytest.raises(RegisterError, match="--query"):
            open_people(place, query=query)


def test_an_address_that_does_not_answer_shows_no_password() -> None:
    pytest.importorskip("psycopg")
    with pytest.raises(RegisterError) as raised:
        open_people("postgresql://someone:hunter2@127.0.0.1:1/x", query="SELECT 1")
    assert "hunter2" not in str(raised.value)
    assert raised.value.__cause__ is None


@given(st.sets(st.sampled_from(list(Protection))))
def test_protections_are_kept_as_bits(protections: set[Protection]) -> None:
    assert set(protections_of(protection_bits(protections))) == protections


@given(st.from_regex(r"\A[A-Z]{2}(-[A-Z0-9]{1,3})?\Z"))
def test_jurisdictions_are_kept_as_codes(text: str) -> None:
    code = jurisdiction_code(text)
    assert code is not None
    assert 0 < code < 1 << 26
    assert jurisdiction_text(code) == text
