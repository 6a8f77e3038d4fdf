"""Lists with and without a line of labels: nobody's values become names of columns."""

import os
from pathlib import Path

import pytest

from tests.console.counsel.making_counsel import a_client, a_representative, an_office
from withhold.console.counsel.certificates import sections_of
from withhold.console.counsel.clients import shown
from withhold.console.exports.facts import facts_of
from withhold.console.persons.models import ExposedPerson
from withhold.inspection.listed import ReadPerson, read_people

ROWS = (
    ("Amadou Okoro", "Nigeria", "blue folder", "Sister Ife Okoro"),
    ("Bintu Varga", "Peru", "red folder", "Mother Zora"),
    ("Carla Rojas", "Peru", "green", "none"),
    ("Farid Haddad", "Eritrea", "blue", "cousin Dawit"),
)
OF_THE_FIRST = {"Amadou Okoro", "Nigeria", "blue folder", "Sister Ife Okoro"}


def read(folder: Path, *lines: tuple[str, ...]) -> list[ReadPerson]:
    """As the worker reads the bytes of a leak."""
    path = folder / "list.csv"
    path.write_text("".join(",".join(line) + "\n" for line in lines), encoding="utf-8")
    descriptor = os.open(path, os.O_RDONLY)
    try:
        return read_people(descriptor, path.stat().st_size, path.name).people
    finally:
        os.close(descriptor)


def test_labels_are_names_of_columns(tmp_path: Path) -> None:
    people = read(tmp_path, ("Full name", "Nationality", "Folder", "Spouse"), *ROWS)
    assert [list(one.others) for one in people] == [["Folder", "Spouse"]] * 4


def test_the_first_rows_values_are_nobody_elses_columns(tmp_path: Path) -> None:
    people = read(tmp_path, *ROWS)
    assert [one.fields["full_name"] for one in people] == [[row[0]] for row in ROWS]
    for one in people:
        assert not OF_THE_FIRST & set(one.others)
        assert all(header.startswith("column ") for header in one.others)
    assert people[1].others["column 4"] == "Mother Zora"


def test_a_first_row_that_is_taken_for_a_header_names_no_column(tmp_path: Path) -> None:
    first = ("Amadou Okoro", "unknown", "pending", *ROWS[0][1:])
    below = [(row[0], f"198{at}-03-02", f"A20010000{at}", *row[1:]) for at, row in enumerate(ROWS[1:])]
    for one in read(tmp_path, first, *below):
        assert not OF_THE_FIRST & set(one.others)


@pytest.mark.parametrize(
    "first",
    [
        ("Amadou Okoro", "unknown", "pending", "Nigeria"),
        ("Amadou Okoro", "", "", "Nigeria"),
        ("Amadou Okoro", "not known", "", ""),
    ],
)
def test_nobody_is_lost_who_stands_where_a_header_would(tmp_path: Path, first: tuple[str, ...]) -> None:
    below = [(row[0], f"198{at}-03-02", f"A20010000{at}", row[1]) for at, row in enumerate(ROWS[1:])]
    people = read(tmp_path, first, *below)
    assert [one.fields["full_name"] for one in people] == [[row[0]] for row in ROWS]
    assert all("1985" not in str(one.fields) for one in people)


_TABLE = (
    "<table><tr><th>Full name</th><th>Date of birth</th><th>A-number</th></tr>"
    "<tr><td>Bintu Varga</td><td>1985-07-19</td><td>A200100002</td></tr>"
    "<tr><td>Carla Rojas</td><td>1990-05-21</td><td>A200100004</td></tr></table>"
)


@pytest.mark.parametrize(
    ("beside", "count"),
    [
        ("Added by hand: Amadou Okoro, born 1980-03-02, alien number A200100001, Nigeria.", 1),
        ("Note: Bintu Varga, alien number A200100002, was called on Monday.", 0),
        ("Figures for March 2026. Contact the press desk, Anna Berg, at press@example.org.", 0),
        ("Director Anna Berg said on 2 March 2026 that 6,252 people are waiting.", 0),
    ],
)
def test_people_who_are_named_beside_the_table_are_not_passed_over(
    tmp_path: Path, beside: str, count: int
) -> None:
    path = tmp_path / "list.html"
    path.write_text(f"<html><body><h1>Asylum applicants</h1>{_TABLE}<p>{beside}</p></body></html>", "utf-8")
    descriptor = os.open(path, os.O_RDONLY)
    try:
        found = read_people(descriptor, path.stat().st_size, path.name)
    finally:
        os.close(descriptor)
    assert (len(found.people), found.beside) == (2, count)


@pytest.mark.parametrize(
    "header",
    [
        ("Full name", "Date of birth", "A-number", "Nationality"),
        ("FULL_NAME", "DOB", "ALIEN_NO", "NAT"),
        ("Nombre completo", "Fecha de nacimiento", "Expediente", "País"),
        ("Bénéficiaire", "Né(e) le", "N° dossier", "Pays"),
        ("ФИО", "Дата рождения", "Номер дела", "Гражданство"),
        ("الاسم", "تاريخ الميلاد", "رقم", "الجنسية"),
        ("姓名", "出生日期", "编号", "国籍"),
        ("Applicant", "Born", "Identifier", "From"),
        ("NM", "BD", "NR", "NT"),
    ],
)
def test_a_header_is_nobody(tmp_path: Path, header: tuple[str, ...]) -> None:
    below = [(row[0], f"198{at}-03-02", f"A20010000{at}", row[1]) for at, row in enumerate(ROWS)]
    assert len(read(tmp_path, header, *below)) == len(ROWS)
    assert len(read(tmp_path, ("List of the week", "", "", ""), header, *below)) == len(ROWS)


@pytest.mark.django_db
def test_certificate_and_portal_show_no_value_of_another_row(tmp_path: Path) -> None:
    office = an_office()
    own = a_client(office, a_representative(office, "Ada Lund", "ada@example.org"), 2)
    second = read(tmp_path, *ROWS)[1]
    values = {"fields": second.fields, "others": second.others, "known": second.known}
    ExposedPerson.objects.filter(pk=own.person_id).update(values=values)
    own.person.refresh_from_db()
    printed = str(sections_of(facts_of(office.case), own.person.values))
    assert "column 4" in printed
    assert "Mother Zora" in printed
    assert not [one for one in OF_THE_FIRST if one in printed + str(shown(own).fields)]
