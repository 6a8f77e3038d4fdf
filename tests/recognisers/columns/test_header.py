"""What headers mean, in every language and spelling."""

import pytest

from withhold.domain.fields import Field
from withhold.recognisers.columns.header import read_header
from withhold.recognisers.interface import Marker, Role


@pytest.mark.parametrize(
    "header",
    [
        *(
            "DOB",
            "Date of birth",
            "date_of_birth",
            "dateOfBirth",
            "BIRTH DATE",
            "D.O.B.",
            "Date of Birth (MM/DD/YYYY)",
        ),
        *("Fecha de nacimiento", "Date de naissance", "Data de nascimento", "Geburtsdatum", "Geboortedatum"),
        *("дата рождения", "تاريخ الميلاد", "تاریخ تولد", "出生日期", "Doğum Tarihi", "申请人出生日期"),
        *("person.birthDate", "Applicant date of birth", "Дата рождения заявителя"),
    ],
)
def test_birth_date_in_every_language(header: str) -> None:
    assert read_header(header).fields[0] is Field.DATE_OF_BIRTH


@pytest.mark.parametrize(
    ("header", "field"),
    [
        ("Name (Last, First)", Field.FULL_NAME),
        ("FNAME", Field.GIVEN_NAME),
        ("LNAME", Field.FAMILY_NAME),
        ("nameFirst", Field.GIVEN_NAME),
        ("Alien #", Field.ALIEN_NUMBER),
        ("A#", Field.ALIEN_NUMBER),
        ("ANUMBER", Field.ALIEN_NUMBER),
        ("NATLTY", Field.NATIONALITY),
        ("COB", Field.COUNTRY_OF_BIRTH),
        ("Uyruğu", Field.NATIONALITY),
        ("ФИО", Field.FULL_NAME),
        ("الجنسية", Field.NATIONALITY),
        ("姓名", Field.FULL_NAME),
        ("Staatsangehörigkeit", Field.NATIONALITY),
        ("Numéro de passeport", Field.PASSPORT_NUMBER),
        ("Book-in date", Field.CUSTODY_DATE),
        ("Status of claim", Field.PROTECTION_CLAIM),
        ("E-mail address", Field.EMAIL),
        ("Zip code", Field.POSTCODE),
    ],
)
def test_fields(header: str, field: Field) -> None:
    assert read_header(header).fields[0] is field


@pytest.mark.parametrize(
    "header",
    [
        "Company name",
        "School name",
        "Street name",
        "file_name",
        "Species",
        "County",
        "Name of institution",
        "Raison sociale",
    ],
)
def test_names_of_things_are_not_of_people(header: str) -> None:
    assert read_header(header).thing


@pytest.mark.parametrize(
    "header", ["Judge", "Attorney", "Richter", "Entraîneur", "Case officer", "Winner", "Author"]
)
def test_officials(header: str) -> None:
    assert read_header(header).role is Role.OFFICIAL


@pytest.mark.parametrize(
    "header", ["Applicant", "Detainee", "Defendant name", "Paciente", "Antragsteller", "患者"]
)
def test_subjects(header: str) -> None:
    assert read_header(header).role is Role.SUBJECT


@pytest.mark.parametrize("header", [None, "", "  ", "Column 3", "Unnamed: 4", "F7", "列1"])
def test_headers_that_say_nothing(header: str | None) -> None:
    assert read_header(header).blank


def test_a_name_alone_is_ambiguous() -> None:
    meaning = read_header("Name")
    assert meaning.fields == ()
    assert Marker.NAME in meaning.markers


def test_a_question_of_a_survey_is_no_header_of_a_field() -> None:
    question = "How much would you say that your age, religion or race matters in the race for the office?"
    assert read_header(question).fields == ()


def test_short_words_of_other_languages_stand_alone() -> None:
    assert read_header("Ad").fields == (Field.GIVEN_NAME,)
    assert read_header("Ad spend").fields == ()


def test_hostile_headers_are_read_in_bounded_time() -> None:
    assert read_header("name " * 100_000).fields == ()
    assert not read_header("(" * 100_000).thing
