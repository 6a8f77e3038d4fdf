"""Registered people are found wherever a document names them, and nobody else is."""

import itertools
from collections.abc import Iterator, Mapping
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.inspection.fake_register import FakeRegister, Known
from tests.recognisers.analysis import table
from withhold.domain.concealment import Concealment
from withhold.domain.fields import Field, Protection
from withhold.domain.finding import Evidence, Finding, Kind
from withhold.domain.location import DOCUMENT, Location
from withhold.domain.piece import Piece, Text, TextRole
from withhold.inspection.matching import Matching
from withhold.inspection.matching.days import days_in
from withhold.recognisers.analyst import Analyst
from withhold.register.interface import RegisterError

SOMEBODY = Known("Zyxara Qwevalo", "1987-03-04", ("A312345678",))
COMMON = Known("Ana Lopez", "1990-05-06", ("A398765432",), Protection.VICTIM)


def matched(*pieces: Piece, people: tuple[Known, ...] = (SOMEBODY, COMMON), name: str = "") -> list[Finding]:
    matching = Matching(FakeRegister(people))
    analyst = Analyst(date(2026, 3, 2), [matching])
    if name:
        analyst.heading(name)
    for piece in pieces:
        analyst.add(piece)
    analyst.findings()
    return matching.findings()


def evidences(*pieces: Piece, name: str = "") -> list[Evidence | None]:
    return [finding.evidence for finding in matched(*pieces, name=name)]


def prose(text: str, role: TextRole = TextRole.PROSE) -> Text:
    return Text(DOCUMENT, text, role)


@pytest.mark.parametrize(
    "rows",
    [
        "Name | Date of birth\nZyxara Qwevalo | 1987-03-04\nJohn Smith | 1970-01-02",
        "Name | Date of birth\nQWEVALO, ZYXARA | 04/03/1987\nJohn Smith | 13/01/1970",
        "Given name | Surname | DOB\nZyxara | Qwevalo | 4 March 1987\nJohn | Smith | 5 May 1970",
        "Aardvark | Spoon\nZyxara Qwevalo | 1987-03-04\nblue | 7",
        "Alpha | Beta | Gamma\nZyxara | Qwevalo | 1987-03-04\nJohn | Smith | 1970-01-02",
        "Facility | Seen on\nQwevalo Zyxara | 1987-03-04\nNorth Center | 2024-01-02",
        "Name | Birth year | Birth month | Birth day\nZyxara Qwevalo | 1987 | 3 | 4\nAl Smith | 1970 | 1 | 2",
        "Name | DOB\nZyxara Qwevalo | 31840\nJohn Smith | 25000",
        "Remarks | Date\nInterview with Zyxara Qwevalo today | 1987-03-04\nnothing to say | 1970-01-02",
    ],
)
def test_a_row_tells_of_somebody_by_name_and_birth_date_under_any_header(rows: str) -> None:
    [finding] = matched(table(rows))
    assert finding.evidence is Evidence.NAME_AND_BIRTH_DATE
    assert finding.kind is Kind.REGISTER_MATCH
    assert finding.people == 1
    assert finding.protections == (Protection.ASYLUM,)
    assert Field.DATE_OF_BIRTH in finding.fields


def test_the_first_person_of_a_table_without_header_is_found() -> None:
    rows = "Zyxara Qwevalo | 1987-03-04\nJohn Smith | 1970-01-02\nMary Jones | 1971-02-03"
    assert Evidence.NAME_AND_BIRTH_DATE in evidences(table(rows))


@pytest.mark.parametrize(
    "rows",
    [
        "A-Number\nA312345678\nA311111111",
        "Alien number | x\nA312-345-678 | 1\nA311-111-111 | 2",
        "Name | Something\nZyxara Qwevalo | 312345678\nJohn Smith | 311111111",
    ],
)
def test_a_number_tells_of_somebody(rows: str) -> None:
    assert evidences(table(rows)) == [Evidence.IDENTIFIER]


def test_who_shares_the_name_but_not_the_birth_date_is_not_matched() -> None:
    rows = "Name | DOB | Seen\nLopez, Ana | 1991-07-08 | 2024-01-02\nAna Lopez | 1960-05-06 | 2024-05-06"
    assert matched(table(rows)) == []


def test_a_name_beside_other_dates_is_a_name_alone() -> None:
    rows = "Name | Hearing date\nAna Lopez | 2024-01-02\nJohn Smith | 2024-01-03"
    assert evidences(table(rows)) == [Evidence.NAME_ALONE]


def test_weaker_evidence_is_told_as_such() -> None:
    rows = "Name | Year of birth | Nationality\nAna Lopez | 1990 | Guatemala\nJohn Smith | 1970 | Mexico"
    assert evidences(table(rows)) == [Evidence.WEAKER]


def test_who_is_proved_to_be_there_is_not_told_as_a_likeness_elsewhere() -> None:
    rows = "Name | DOB\nAna Lopez | 1990-05-06\nJohn Smith | 1970-01-02"
    heading = prose("Ana Lopez", TextRole.HEADING)
    [finding] = matched(table(rows), heading)
    assert finding.evidence is Evidence.NAME_AND_BIRTH_DATE


def test_people_are_counted_once_over_the_document_under_their_strongest_evidence() -> None:
    matching = Matching(FakeRegister((SOMEBODY, COMMON)))
    analyst = Analyst(date(2026, 3, 2), [matching])
    analyst.add(table("Name | DOB\nAna Lopez | 1990-05-06\nZyxara Qwevalo | 1987-03-04"))
    analyst.add(table("A-Number\nA312345678\nA311111111", number=1))
    assert matching.registered() == 2
    assert matching.people()[Evidence.IDENTIFIER] == 1
    assert matching.people()[Evidence.NAME_AND_BIRTH_DATE] == 1


HIDDEN: dict[str, Mapping[str, object]] = {
    "hidden_sheet": {"concealment": Concealment.HIDDEN_SHEET},
    "hidden_column": {"columns": {1: Concealment.HIDDEN_COLUMN}},
    "filtered_row": {"rows": {0: Concealment.FILTERED_ROW}},
    "zero_size": {"cells": {(0, 0): Concealment.ZERO_SIZE}},
}


@pytest.mark.parametrize("way", HIDDEN)
def test_how_somebody_is_hidden_is_told(way: str) -> None:
    rows = "Name | DOB\nZyxara Qwevalo | 1987-03-04\nJohn Smith | 1970-01-02"
    [finding] = matched(table(rows, **HIDDEN[way]))  # type: ignore[arg-type]
    assert finding.concealment == way


def test_no_finding_points_at_the_cell_or_line_of_a_person() -> None:
    sheet = Location().child("sheet", "Data", 1)
    rows = "Name | DOB\nZyxara Qwevalo | 1987-03-04\nJohn Smith | 1970-01-02"
    note = Text(sheet.child("cells", "B7"), "Ana Lopez, born 6 May 1990", concealment=Concealment.COMMENT)
    assert {finding.location for finding in matched(table(rows), note)} == {sheet}


@pytest.mark.parametrize(
    "text",
    [
        "We spoke with Zyxara Qwevalo, who was born on 4 March 1987.",
        "QWEVALO ZYXARA 04.03.1987",
        "Qwevalo, Zyxara (1987-03-04) was moved.",
        "zyxara qwevalo; 1987-03-04",
        "A Heading\nzyxara qwevalo 1987-03-04\nAnd More",
        "WE HEARD ON TUESDAY THAT MS ZYXARA QWEVALO BORN 4 MARCH 1987 HAD LEFT",
        '{"n": "Zyxara Qwevalo", "d": "1987-03-04"}',
        "on March 4th, 1987 the mother of Zyxara Qwevalo wrote",
        "Zyxara Qwevalo\nborn: 1987/03/04",
        "Список: Zyxara Qwevalo — 04 марта 1987",
    ],
)
def test_free_text_tells_of_somebody_by_name_and_birth_date(text: str) -> None:
    assert evidences(prose(text)) == [Evidence.NAME_AND_BIRTH_DATE]


def test_a_labelled_number_in_a_text_tells_of_somebody() -> None:
    assert Evidence.IDENTIFIER in evidences(prose("The alien number is A312-345-678."))


def test_in_a_list_of_lines_each_name_goes_with_the_date_of_its_line() -> None:
    others = "John Smith, 06.05.1990\nMary Jones, 01.02.1980\nOmar Haddad, 04.10.1953"
    assert evidences(prose(f"Ana Lopez, 12.12.1971\n{others}")) == [], "another one of her name"
    assert evidences(prose(f"Ana Lopez, 06.05.1990\n{others}")) == [Evidence.NAME_AND_BIRTH_DATE]


def test_names_of_sheets_and_files_are_read() -> None:
    assert evidences(prose("Ana Lopez", TextRole.HEADING)) == [Evidence.NAME_ALONE]
    assert evidences(prose("x"), name="/srv/out/Ana_Lopez_1990-05-06.pdf") == [Evidence.NAME_AND_BIRTH_DATE]
    assert evidences(prose("x"), name="/home/Ana Lopez/figures.csv") == []


def test_a_damaged_register_is_an_error_not_a_silence() -> None:
    matching = Matching(FakeRegister((SOMEBODY,), broken=True))
    analyst = Analyst(date(2026, 3, 2), [matching])
    analyst.add(table("Name | DOB\nZyxara Qwevalo | 1987-03-04\nJohn Smith | 1970-01-02"))
    with pytest.raises(RegisterError):
        matching.findings()


def test_rows_that_tell_of_nobody_are_not_asked() -> None:
    register = FakeRegister((SOMEBODY,))
    matching = Matching(register)
    analyst = Analyst(date(2026, 3, 2), [matching])
    analyst.add(table("Name | DOB\n" + "\n".join(f"Mary Jones{c} | 1970-01-02" for c in "abcdefgh")))
    matching.findings()
    assert register.rows == []


def _documents() -> Iterator[str]:
    for name, day in itertools.product(("Zyxara Qwevalo", "QWEVALO Zyxara"), ("4.3.1987", "1987-03-04")):
        yield f"{name} {day}"


@settings(max_examples=60, deadline=None)
@given(before=st.text(max_size=80), behind=st.text(max_size=80), told=st.sampled_from(list(_documents())))
def test_whatever_stands_on_other_lines_somebody_is_found(before: str, behind: str, told: str) -> None:
    found = evidences(prose(f"{before}\n\n{told}\n\n{behind}"))
    assert Evidence.NAME_AND_BIRTH_DATE in found


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=200))
def test_days_are_found_in_any_text_without_failing(text: str) -> None:
    for start, end, day in days_in(text):
        assert 0 <= start < end <= len(text)
        assert date.fromisoformat(day)


def test_a_long_text_costs_in_proportion_to_its_length() -> None:
    register = FakeRegister((SOMEBODY,))
    matching = Matching(register)
    words = " ".join(f"Alba{chr(97 + n % 26)}{chr(97 + n // 26 % 26)}" for n in range(20_000))
    matching.text(prose(f"{words} 4 March 1987 {'王' * 5_000}"), ())
    matching.findings()
    assert register.asked_names <= 3 * 25_000


class Growing(FakeRegister):
    """Somebody is added while a document is read; like the real one, it follows when it is asked."""

    added = 0

    @property
    def version(self) -> str:
        return f"fake-{self.added}"

    def may_hold_names(self, names: list[str]) -> list[bool]:
        self.people = (COMMON, SOMEBODY)[: 1 + self.added]
        return super().may_hold_names(names)


def test_who_is_added_while_a_document_is_read_is_found_in_the_rest_of_it() -> None:
    register = Growing((COMMON,))
    matching = Matching(register)
    told = prose("Then Zyxara Qwevalo, born 4 March 1987, came in.")
    matching.text(told, ())
    assert matching.registered() == 0
    register.added = 1
    matching.text(told, ())
    assert matching.registered() == 1


@pytest.mark.parametrize(
    "rows",
    [
        "Surname | Forename | day | month | year\nQwevalo | Zyxara | 4 | 3 | 1987\nLee | Jo | 25 | 1 | 1970",
        "a | b | c | d\nZyxara Qwevalo | 1987 | 3 | 4\nJohn Smith | 1970 | 1 | 25",
        "Name | DOB day | DOB month | DOB year\nZyxara Qwevalo | 4 | March | 1987\nJo Lee | 25 | May | 1970",
        "Name | x\nZyxara Qwevalo | 04031987\nJohn Smith | 25011970",
        "Name | dob\nZyxara Qwevalo | 541814400\nJohn Smith | 2073600",
        "Name | dob\nZyxara Qwevalo | 541807200000\nJohn Smith | 2073600000",
        "Item | Day\n1. Zyxara Qwevalo | 1987-03-04\n2. John Smith | 1970-01-25",
        "x | y\n('Zyxara Qwevalo' | '1987-03-04')\n('John Smith' | '1970-01-25')",
        "Entry | n\nzyxara de qwevalo (1987-03-04) | a\njohn smith (1970-01-25) | b",
    ],
)
def test_the_writing_of_lists_and_programs_hides_nobody(rows: str) -> None:
    [finding] = matched(table(rows))
    assert finding.evidence is Evidence.NAME_AND_BIRTH_DATE


def test_three_columns_of_another_day_are_no_match() -> None:
    rows = "Name | day | month | year\nZyxara Qwevalo | 5 | 3 | 1987\nJohn Smith | 25 | 1 | 1970"
    assert Evidence.NAME_AND_BIRTH_DATE not in [finding.evidence for finding in matched(table(rows))]


def test_names_in_letters_without_capitals_are_asked_in_texts() -> None:
    nino = Known("ნინო ბერიძე", "1959-10-02")
    [finding] = matched(prose("საქმე: ნინო ბერიძე, 02.10.1959."), people=(nino,))
    assert finding.evidence is Evidence.NAME_AND_BIRTH_DATE


@pytest.mark.parametrize(
    "text",
    [
        "The case of Zyxara\nQwevalo, born on 4 March 1987, was heard.",
        "Qwevalo; Zyxara; 1987-03-04",
        "QWEVALO/ZYXARA/04MAR1987",
        "Qwevalo (Zyxara), 1987-03-04",
        "http://x.example/?name=Zyxara+Qwevalo&dob=1987-03-04",
        "Zyxara_Qwevalo_1987-03-04",
        "Zy\u00adxara\u200b Qwe\u00advalo, 1987-03-04",
        "\uff3a\uff59\uff58\uff41\uff52\uff41 \uff31\uff57\uff45\uff56\uff41\uff4c\uff4f 1987-03-04",
    ],
)
def test_line_ends_and_marks_between_names_hide_nobody(text: str) -> None:
    assert Evidence.NAME_AND_BIRTH_DATE in evidences(prose(text))


def test_names_of_two_paragraphs_are_not_put_together() -> None:
    assert evidences(prose("We saw Zyxara\n\nQwevalo, born on 4 March 1987")) == []
