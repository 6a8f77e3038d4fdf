"""Whole documents: who is found, how many, where, how hidden, and what passes."""

import pytest

from tests.recognisers.analysis import SHEET, analyse, table
from withhold.domain.concealment import Concealment
from withhold.domain.fields import Field, Protection
from withhold.domain.finding import Finding, Kind, Severity
from withhold.domain.location import Location
from withhold.domain.piece import Text, TextRole

ROSTER = """
Name            | Date of birth | Nationality | A-Number
Ramirez, Carlos | 1987-03-04    | Guatemala   | A123456789
Pierre, Marie   | 1990-05-14    | Haiti       | A098765432
Okafor, Chidi   | 1979-11-02    | Nigeria     | A200100300
"""


def one(findings: list[Finding]) -> Finding:
    assert len(findings) == 1, [(f.kind, f.concealment) for f in findings]
    return findings[0]


def quiet(findings: list[Finding]) -> bool:
    """Whether nothing here could stop a publication."""
    return not any(
        f.protected or f.government_identifiers or f.private_two or f.identified or f.membership
        for f in findings
    )


def test_a_roster() -> None:
    findings, people = analyse(table(ROSTER))
    found = one(findings)
    assert people == found.people == found.named == found.identified == found.private_two == 3
    assert found.kind is Kind.ROSTER
    assert found.severity is Severity.CRITICAL
    assert found.government_identifiers == 3
    assert found.location.route() == ("sheet:Data", "cells:A2:D4")
    assert found.fields == (Field.FULL_NAME, Field.DATE_OF_BIRTH, Field.NATIONALITY, Field.ALIEN_NUMBER)


def test_the_same_roster_without_a_header() -> None:
    findings, people = analyse(table("\n".join(ROSTER.strip().splitlines()[1:]), header=False))
    assert people == 3
    assert findings[0].identified == 3


def test_a_hidden_sheet_is_unseen_unless_the_same_is_visible() -> None:
    hidden = table(ROSTER, number=1, concealment=Concealment.HIDDEN_SHEET)
    assert one(analyse(hidden)[0]).unseen == 3
    for pieces in ((hidden, table(ROSTER)), (table(ROSTER), hidden)):
        findings, people = analyse(*pieces)
        assert people == 3
        assert {f.concealment: f.unseen for f in findings} == {
            Concealment.HIDDEN_SHEET: 0,
            Concealment.VISIBLE: 0,
        }


def test_a_hidden_column_is_told_with_the_visible_name() -> None:
    findings, people = analyse(table(ROSTER, columns={1: Concealment.HIDDEN_COLUMN}))
    hidden = next(f for f in findings if f.concealment is Concealment.HIDDEN_COLUMN)
    assert people == 3
    assert hidden.fields == (Field.FULL_NAME, Field.DATE_OF_BIRTH)
    assert hidden.location.route() == ("sheet:Data", "cells:B2:B4")
    assert hidden.identified == hidden.unseen == 3


def test_a_hidden_row_and_a_hidden_cell() -> None:
    findings, people = analyse(
        table(ROSTER, rows={1: Concealment.FILTERED_ROW}, cells={(0, 1): Concealment.INVISIBLE_TEXT})
    )
    by = {f.concealment: f for f in findings}
    assert people == 3
    assert by[Concealment.FILTERED_ROW].location.route()[-1] == "cells:A3:D3"
    assert by[Concealment.INVISIBLE_TEXT].location.route()[-1] == "cells:B2"
    assert by[Concealment.FILTERED_ROW].people == by[Concealment.INVISIBLE_TEXT].people == 1
    assert by[Concealment.VISIBLE].people == 2


def test_the_table_hides_before_the_column() -> None:
    findings, _ = analyse(
        table(ROSTER, concealment=Concealment.PIVOT_CACHE, columns={1: Concealment.HIDDEN_COLUMN})
    )
    assert one(findings).concealment is Concealment.PIVOT_CACHE


def test_batches_of_one_table_are_one_finding() -> None:
    more = ROSTER.replace("Carlos", "Jose").replace("Marie", "Rose").replace("Chidi", "Emeka")
    more = more.replace("A1", "A3").replace("A0", "A4").replace("A2", "A5")
    findings, people = analyse(table(ROSTER), table(more, first_row=5, continues=True))
    assert people == one(findings).people == 6
    assert one(findings).location.route()[-1] == "cells:A2:D7"


def test_a_late_column_is_read_when_it_fills() -> None:
    first = "Name | Note\n" + "\n".join("Ramirez, Carlos | " for _ in range(3))
    then = "Name | Note\nPierre, Marie | SSN 219-09-9998"
    findings, _ = analyse(table(first), table(then, first_row=5, continues=True))
    assert any(f.government_identifiers == 1 for f in findings)


@pytest.mark.parametrize("row", [0, 1500, 2999])
def test_one_odd_cell_among_thousands_is_read(row: int) -> None:
    lines = [f"{i} | delivered to site {i % 7}" for i in range(3000)]
    lines[row] = f"{row} | call back about SSN 219-09-9998 today"
    findings, _ = analyse(table("No | Remark\n" + "\n".join(lines)))
    found = next(f for f in findings if f.government_identifiers)
    assert found.location.route()[-1] == f"cells:B{row + 2}"


def test_protected_by_a_value_a_header_or_a_title() -> None:
    value = "Name | Date of birth | Status\nRamirez, Carlos | 1987-03-04 | Asylum granted"
    header = "Name | Asylum status\nRamirez, Carlos | Pending"
    title = "Name | Country\nRamirez, Carlos | Guatemala"
    for made in (table(value), table(header), table(title, titles=("Asylum applicants, November",))):
        found = one([f for f in analyse(made)[0] if f.named])
        assert found.protected == 1
        assert Protection.ASYLUM in found.protections


def test_a_protected_context_denied_is_not_said() -> None:
    text = "Name | Asylum applicant\nRamirez, Carlos | No\nPierre, Marie | No"
    assert not any(f.protected for f in analyse(table(text))[0])


def test_a_file_name_is_only_nearby() -> None:
    text = "Name | Status\nRamirez, Carlos | open\nPierre, Marie | closed"
    found = one(analyse(table(text), file_name="asylum_seekers_nov.xlsx")[0])
    assert found.protected == 0
    assert found.nearby_protections == (Protection.ASYLUM,)


def test_the_official_is_not_the_subject() -> None:
    text = """
    Case | Applicant       | DOB        | Attorney    | Judge      | Status
    1    | Ramirez, Carlos | 1987-03-04 | Jane Miller | Paul King  | Asylum granted
    2    | Pierre, Marie   | 1990-05-14 | Jane Miller | Mary Jones | Pending
    """
    findings, people = analyse(table(text))
    found = one(findings)
    assert people == 2
    assert found.protected == 1
    assert not found.public_role


def test_given_and_family_names_are_one_person() -> None:
    text = "Name | Vorname | Geburtsdatum\nMüller | Hans | 04.03.1987\nOkonkwo | Chidi | 14.05.1990"
    other = "Nachname | Vorname | Geburtsdatum\nMüller | Hans | 04.03.1987"
    findings, people = analyse(table(text), table(other, number=1))
    assert people == 2
    assert findings[0].identified == 2


def test_birth_date_in_three_columns() -> None:
    text = """
    playerID | birthYear | birthMonth | birthDay | deathYear | nameFirst | nameLast
    a01      | 1981      | 12         | 27       |           | David     | Aardsma
    a02      | 1934      | 2          | 5        | 2021      | Hank      | Aaron
    """
    found = one(analyse(table(text))[0])
    assert found.named == 2
    assert found.identified == 1
    assert Field.DATE_OF_BIRTH in found.private_fields


BENIGN = {
    "staff directory": """
    Name        | Title                        | Department           | Phone          | Email
    Jane Miller | Director of Asylum Division  | Refugee Services     | 202-555-0101 | j.miller@dept.example
    Robert Chen | Asylum Officer               | Detention Operation | 202-555-0102 | r.chen@dept.example
    Maria Lopez | Nurse                        | Health               | 202-555-0103 | m.lopez@dept.example
    """,
    "court calendar": """
    Hearing date | Time  | Courtroom | Case No.   | Defendant   | Charge   | Judge
    2022-11-01   | 09:00 | 4B        | 22-CR-1234 | John Smith  | Burglary | Hon. Mary Jones
    2022-11-02   | 10:00 | 2A        | 22-CR-2234 | Linda Evans | Fraud    | Hon. Paul King
    """,
    "results": """
    Rank | Name          | Nationality | Club      | Time    | Age
    1    | Anna Schmidt  | GER         | LC Berlin | 2:31:10 | 27
    2    | Grace Wanjiru | KEN         | Iten AC   | 2:31:40 | 24
    3    | Sofia Rossi   | ITA         | Roma      | 2:32:10 | 30
    """,
    "death notices": """
    Name         | Date of birth | Date of death | Age | Address
    Anna Schmidt | 1935-03-04    | 2022-10-01    | 87  | 12 Elm Street, Springfield
    Grace Hall   | 1938-05-06    | 2022-10-03    | 84  | 1 Oak Road, Springfield
    Mark Stone   | 1942-12-01    | 2022-10-04    | 79  | 9 Hill Street, Springfield
    """,
    "licensees": """
    Licence No | Name         | Profession | Status  | Expiry date | City        | Address
    123456789  | Anna Schmidt | Dentist    | Active  | 2025-01-01  | Springfield | 12 Elm Street
    123456780  | Grace Hall   | Nurse      | Active  | 2025-01-01  | Springfield | 1 Oak Road
    123456781  | Mark Stone   | Pharmacist | Expired | 2021-01-01  | Springfield | 9 Hill Street
    """,
    "elected": """
    Name         | Party   | District | Born | Phone
    Anna Schmidt | Green   | 4        | 1965 | 202-555-0100
    Grace Hall   | Labour  | 5        | 1970 | 202-555-0101
    Mark Stone   | Liberal | 6        | 1959 | 202-555-0102
    """,
    "grants": """
    Recipient    | Project title               | Amount | City
    Anna Schmidt | Refugee health outcomes     | 12000  | Springfield
    Grace Hall   | Detention and mental health | 9000   | Albany
    Mark Stone   | Asylum law clinic           | 4500   | Salem
    """,
    "requests": """
    Request No | Date received | Requester    | Request description                                | Status
    22-001     | 2022-01-04    | Anna Schmidt | All records on asylum seekers detained at Adelanto | Closed
    22-002     | 2022-01-05    | Grace Hall   | Number of asylum claims by month                   | Open
    """,
    "contractors": """
    Company           | Contact person | Contract value | Email
    Acme Holdings LLC | Anna Schmidt   | 120000         | info@acme.example
    Borealis Corp     | Grace Hall     | 90000          | hall@borealis.example
    """,
    "history": """
    Name         | Date of birth | Address
    Anna Schmidt | 1835-03-04    | 12 Elm Street, Springfield
    """,
    "statistics": """
    Facility                       | Average daily population | Asylum seekers
    Adelanto ICE Processing Center | 1203                     | 345
    Stewart Detention Center       | 1010                     | 298
    """,
    "names of babies": "Name | Count | Year\nOlivia | 1203 | 2020\nLiam | 1010 | 2020\nEmma | 900 | 2020",
    "microdata": "Age | Sex | Religion | Income\n33 | F | none | 12000\n41 | M | Catholic | 34000",
}


@pytest.mark.parametrize("name", [name for name in BENIGN if name != "history"])
def test_what_offices_publish_passes(name: str) -> None:
    assert quiet(analyse(table(BENIGN[name]))[0])


def test_birth_dates_of_history_are_not_private() -> None:
    assert not any(f.private_two for f in analyse(table(BENIGN["history"]))[0])


def test_totals_are_nobody() -> None:
    text = "Name | Date of birth | Nationality\nRamirez, Carlos | 1987-03-04 | Guatemala\nTotal | | 1"
    assert one(analyse(table(text))[0]).people == 1


def test_numbers_without_names() -> None:
    text = "Record | SSN\n1 | 123-45-6789\n2 | 219-09-9998\n3 | 457-55-5462"
    findings, people = analyse(table(text))
    assert people == 3
    assert one(findings).kind is Kind.IDENTIFIERS


def test_names_that_nobody_sees() -> None:
    text = "Name | Code\nAnna Schmidt | 1\nGrace Hall | 2"
    found = one(analyse(table(text, concealment=Concealment.VERY_HIDDEN_SHEET))[0])
    assert found.kind is Kind.NAMES
    assert found.unseen == 2


def test_hidden_content_without_people_is_told() -> None:
    text = "Region | Total | Code\nNorth | 12 | AA1\nSouth | 13 | AA2"
    found = one(analyse(table(text, columns={2: Concealment.HIDDEN_COLUMN}))[0])
    assert found.kind is Kind.CONCEALED_DATA
    assert found.people == 0


def test_an_author_is_told_apart() -> None:
    place = Location().child("part", "docProps/core.xml")
    findings, people = analyse(Text(place, "Jane Doe", TextRole.AUTHOR, Concealment.METADATA))
    assert one(findings).author
    assert people == 0


def test_tables_of_json_keep_their_path() -> None:
    place = Location().child("path", "/records")
    assert one(analyse(table(ROSTER, location=place))[0]).location == place


def test_no_value_is_in_a_repr() -> None:
    findings, _ = analyse(table(ROSTER))
    assert "Ramirez" not in repr(findings)
    assert SHEET.steps[0].value == "Data"


def test_a_list_of_people_below_another_table_has_its_own_header() -> None:
    months = "\n".join(f"May {year} | {year % 91} | |" for year in range(1990, 2020))
    findings, people = analyse(table(f"Month | Received | |\n{months}\n{ROSTER.strip()}"))
    assert people == 3
    assert findings[0].identified == 3
    assert findings[0].location.route()[-1] == "cells:A33:D35"


def test_the_inner_header_holds_for_the_batches_that_follow() -> None:
    first = "Month | Received | |\nMay | 12 | |\n" + ROSTER.strip()
    then = "Month | Received | |\nLopez, Ana | 1977-08-09 | Honduras | A012345678"
    findings, people = analyse(table(first), table(then, first_row=7, continues=True))
    assert people == 4
    assert findings[0].identified == 4


def test_a_header_may_end_a_batch() -> None:
    first = "Month | Received | |\nMay | 12 | |\n" + ROSTER.strip().splitlines()[0]
    then = "Month | Received | |\n" + "\n".join(ROSTER.strip().splitlines()[1:])
    assert analyse(table(first), table(then, first_row=4, continues=True))[1] == 3


def test_people_in_names_of_marks_and_links() -> None:
    place = Location().child("part", "word/document.xml")
    lines = "S:/Carlos%20Ramirez%20A300456789.pdf\nMarie_Pierre_A300765432"
    _, people = analyse(Text(place, lines, TextRole.LABEL, Concealment.DEFINED_NAME))
    assert people == 2
