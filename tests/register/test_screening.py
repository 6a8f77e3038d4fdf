"""Lists are screened by columns: what is found is what row by row would be found."""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.register.making import AMINA, crowd, opened
from withhold.domain.fields import Field
from withhold.register.columns import columns_of
from withhold.register.file import RegisterInFile
from withhold.register.interface import Row
from withhold.register.people import Person
from withhold.register.records import Records

_HEADER = (
    *("full_name", "alias", "given_name", "family_name", "date_of_birth", "birth date", "birth_year"),
    *("nationality", "alien_number", "passport_number", "national_id", "person_number", "phone", "email"),
)
_NAMES = (
    *(
        "Amina Yusuf Warsame",
        "WARSAME, Amina",
        "Amina Warsame Jonesova",
        "Undated Person",
        "Person",
        "Suharto",
    ),
    *("Amina", "Somebody Else", "Bakurond Bakurondson", "Xy Qu", " ", "", "", "王小明"),
)
_CELLS = {
    "full_name": _NAMES,
    "alias": _NAMES,
    "given_name": ("Amina", "Undated", "Amina Yusuf", " ", "", "", ""),
    "family_name": ("Warsame", "Person", "", ""),
    "date_of_birth": (
        "1987-03-04",
        "4.3.1987",
        "03/04/1987",
        "1990-05-01",
        "1971",
        "soon",
        " ",
        "",
        "1961-06-08",
    ),
    "birth date": ("1987-03-04", "", "", "2001-01-01"),
    "birth_year": ("1987", "1970", "", "", "x"),
    "nationality": ("Somali", "Eritrea", "", "Kenya"),
    "alien_number": ("A012345678", "12345678", "A 012-345-678", "", "", "987654321"),
    "passport_number": ("P1234567", "p 1234567", "", ""),
    "national_id": ("N00000001", "P1234567", "", "77"),
    "person_number": ("4711", "P1234567", "", "202100123"),
    "phone": ("020 7946 0123", "", "", "12"),
    "email": ("AMINA@example.org", "", "nobody", "other@example.org"),
}
_PEOPLE = [
    AMINA,
    Person(Row(("Suharto",), ("1961-06-08",)), "mono", 8),
    Person(Row(identifiers=((Field.PERSON_NUMBER, "4711"), (Field.CASE_NUMBER, "202100123"))), "n", 8),
    *crowd(300),
]
_UNDATED = Person(Row(names=("Undated Person",), birth_years=(1970,), nationalities=("Eritrean",)), "u", 8)


@pytest.fixture(scope="module")
def dated(tmp_path_factory: pytest.TempPathFactory) -> RegisterInFile:
    return opened(tmp_path_factory.mktemp("register") / "dated", _PEOPLE)


@pytest.fixture(scope="module")
def mixed(tmp_path_factory: pytest.TempPathFactory) -> RegisterInFile:
    return opened(tmp_path_factory.mktemp("register") / "mixed", [*_PEOPLE, _UNDATED])


@st.composite
def lists(draw: st.DrawFn) -> tuple[list[str], list[list[str]]]:
    """Columns, and records of them; some records end early."""
    header = draw(st.lists(st.sampled_from(_HEADER), min_size=1, max_size=7, unique=True))
    header.append("name")
    cells = [st.sampled_from(_CELLS.get(column, _NAMES)) for column in header]
    records = draw(st.lists(st.tuples(*cells).map(list), min_size=0, max_size=30))
    return header, [record[: draw(st.integers(1, len(header)))] for record in records]


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(listed=lists(), undated=st.booleans())
def test_by_columns_is_found_what_is_found_by_rows(
    dated: RegisterInFile, mixed: RegisterInFile, listed: tuple[list[str], list[list[str]]], undated: bool
) -> None:
    header, told = listed
    register = mixed if undated else dated
    records = Records.like(columns_of(header), told)
    assert register.match_records(records, told) == register.match(records.rows(told))


def test_the_second_birth_date_and_people_without_one_are_looked_for(
    dated: RegisterInFile, mixed: RegisterInFile
) -> None:
    header = ["full_name", "date_of_birth", "birth date"]
    told = [["Amina Warsame", "2001-01-01", "4.3.1987"], ["Undated Person", "1970-02-03", ""]]
    records = Records.like(columns_of(header), told)
    assert [hit.row for hit in dated.match_records(records, told)] == [0]
    assert [hit.row for hit in mixed.match_records(records, told)] == [0, 1]


def test_nearly_no_stranger_is_looked_at_longer(dated: RegisterInFile, tmp_path: Path) -> None:
    header = ["full_name", "date_of_birth", "alien_number"]
    told = [[f"Amina Warsame {n}", f"1990-01-{1 + n % 28}", f"A{300_000_000 + n}"] for n in range(1000)]
    records = Records.like(columns_of(header), told)
    passed: list[int] = []
    rows = records.rows

    def counted(chosen: list[list[str]]) -> list[Row]:
        passed.append(len(chosen))
        return rows(chosen)

    class Counting(Records):
        def rows(self, chosen: object) -> list[Row]:
            assert isinstance(chosen, list)
            return counted(chosen)

    assert dated.match_records(Counting(records.columns, records.order), told) == []
    assert sum(passed) < 100
