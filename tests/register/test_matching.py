"""Who is found, by what, and who is not."""

from pathlib import Path

import pytest

from tests.register.making import AMINA, crowd, opened, word
from withhold.domain.fields import Field, Protection
from withhold.domain.finding import Evidence
from withhold.register.file import RegisterInFile
from withhold.register.interface import Row
from withhold.register.people import Person


@pytest.fixture(scope="module")
def register(tmp_path_factory: pytest.TempPathFactory) -> RegisterInFile:
    people = [
        AMINA,
        Person(Row(names=("Undated Person",), birth_years=(1970,), nationalities=("Eritrean",)), "u", 8),
        Person(Row(names=("Suharto",), births=("1961-06-08",)), "mono", 8),
        Person(Row(identifiers=((Field.PERSON_NUMBER, "4711"), (Field.CASE_NUMBER, "202100123"))), "n", 8),
        *crowd(500),
    ]
    return opened(tmp_path_factory.mktemp("register") / "r", people)


def evidence(register: RegisterInFile, row: Row) -> list[Evidence]:
    return [hit.evidence for hit in register.match([row])]


IDENTIFIER, DATED = [Evidence.IDENTIFIER], [Evidence.NAME_AND_BIRTH_DATE]
WEAKER, ALONE, NOBODY = [Evidence.WEAKER], [Evidence.NAME_ALONE], list[Evidence]()


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        (Row(("Amina Yusuf Warsame",), ("1987-03-04",)), DATED),
        (Row(("WARSAME, Amina Yusuf",), ("1987-03-04",)), DATED),
        (Row(("Warsame Amina",), ("1987-03-04",)), DATED),
        (Row(("Amina Yusuf Warsame Jonesova",), ("1987-03-04",)), DATED),
        (Row(("Amina Warsame",), ("1987-04-03",)), DATED),
        (Row(("Amina Warsame",), ("2001-01-01", "1987-03-04")), DATED),
        (Row(("Somebody Else", "Amina Warsame"), ("1987-03-04",)), DATED),
        (Row(("Amina Warsame Jonesova",), ("1987-03-04",)), WEAKER),
        (Row(("Amina Warsame",), ("1987-03-05",)), NOBODY),
        (Row(("Amina Warsame",), ("1988-03-04",)), NOBODY),
        (Row(("Amina",), ("1987-03-04",)), NOBODY),
        (Row(("Amina Jonesova",), ("1987-03-04",)), NOBODY),
        (Row(("Amina Warsame",)), ALONE),
        (Row(("Amina Warsame",), birth_years=(1987,)), ALONE),
        (Row(("Amina Warsame",), birth_years=(1988,)), NOBODY),
        (Row(("Amina Warsame Jonesova",)), NOBODY),
        (Row(("Amina Warsame",), birth_years=(1987,), nationalities=("SOM",)), WEAKER),
        (Row(("Amina Warsame",), birth_years=(1987,), nationalities=("Kenyan",)), ALONE),
        (Row(("Amina Warsame",), ("1987-09-09",), nationalities=("Somali",)), NOBODY),
        (Row(("Suharto",), ("1961-06-08",)), WEAKER),
        (Row(("Suharto",)), NOBODY),
        (Row(("Undated Person",), ("1970-02-03",)), ALONE),
        (Row(("Undated Person",), ("1971-02-03",)), NOBODY),
        (Row(("Undated Person",), ("1970-02-03",), nationalities=("Eritrea",)), WEAKER),
        (Row(), NOBODY),
    ],
)
def test_names_with_and_without_birth(register: RegisterInFile, row: Row, expected: list[Evidence]) -> None:
    assert evidence(register, row) == expected


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        (Row(identifiers=((Field.ALIEN_NUMBER, "A 012-345-678"),)), IDENTIFIER),
        (Row(("Other Human",), ("1950-01-01",), identifiers=((Field.ALIEN_NUMBER, "12345678"),)), IDENTIFIER),
        (Row(identifiers=((Field.SOCIAL_SECURITY_NUMBER, "012345678"),)), NOBODY),
        (Row(identifiers=((Field.PASSPORT_NUMBER, "p1234567"),)), IDENTIFIER),
        (Row(("Other Human",), ("1950-01-01",), identifiers=((Field.PASSPORT_NUMBER, "P1234567"),)), WEAKER),
        (Row(("Other Human",), identifiers=((Field.PASSPORT_NUMBER, "P1234567"),)), IDENTIFIER),
        (
            Row(("Amina Warsame",), ("1950-01-01",), identifiers=((Field.PASSPORT_NUMBER, "P1234567"),)),
            IDENTIFIER,
        ),
        (Row(identifiers=((None, "P1234567"),)), IDENTIFIER),
        (Row(("Amina Warsame",), identifiers=((None, "012345678"),)), IDENTIFIER),
        (Row(identifiers=((None, "012345678"),)), NOBODY),
        (Row(("Other Human",), identifiers=((Field.PERSON_NUMBER, "4711"),)), NOBODY),
        (Row(identifiers=((Field.PERSON_NUMBER, "4711"),)), NOBODY),
        (Row(identifiers=((Field.CASE_NUMBER, "202100123"),)), IDENTIFIER),
        (Row(("Other Human",), identifiers=((Field.CASE_NUMBER, "202100123"),)), WEAKER),
        (Row(contacts=("020 7946 0123",)), WEAKER),
        (Row(contacts=("AMINA@example.org",)), WEAKER),
        (Row(contacts=("0123",)), NOBODY),
    ],
)
def test_identifiers_and_contacts(register: RegisterInFile, row: Row, expected: list[Evidence]) -> None:
    assert evidence(register, row) == expected


def test_a_hit_tells_protections_jurisdiction_and_fields_and_no_value(register: RegisterInFile) -> None:
    (hit,) = register.match([Row(), Row(("Amina Warsame",), ("1987-03-04",))])
    assert (hit.row, hit.protections, hit.jurisdiction) == (1, (Protection.ASYLUM,), "GB-SCT")
    assert hit.fields == (Field.FULL_NAME, Field.DATE_OF_BIRTH)
    assert "Amina" not in repr(hit)


def test_the_strongest_evidence_of_a_row_counts_and_the_person_is_the_same(register: RegisterInFile) -> None:
    rows = [
        Row(("Amina Warsame",), ("1987-03-04",), identifiers=((Field.ALIEN_NUMBER, "A12345678"),)),
        Row(contacts=("amina@example.org",)),
    ]
    first, second = register.match(rows)
    assert (first.evidence, second.evidence) == (Evidence.IDENTIFIER, Evidence.WEAKER)
    assert first.person == second.person


def test_every_namesake_with_the_same_birth_date_is_found(register: RegisterInFile) -> None:
    # Numbers that agree modulo 120 share a name, modulo 28 a day: modulo 840 both.
    hits = register.match([Row((f"{word(3)}son {word(3)}",), ("1990-05-04",))])
    assert [hit.evidence for hit in hits] == DATED
    alone = register.match([Row((f"{word(3)}son {word(3)}",))])
    assert len({hit.person for hit in alone}) == 5


def test_may_hold_names_never_denies_a_registered_name(register: RegisterInFile) -> None:
    names = [name for person in crowd(500) for name in person.row.names] + ["Warsame Amina", "Suharto"]
    assert all(register.may_hold_names(names))
    strangers = [f"Xy{word(number % 300)} Qu{word(number % 290)}" for number in range(1000)]
    assert sum(register.may_hold_names(strangers)) < 100


def test_a_contact_of_many_speaks_for_none_of_them(tmp_path: Path) -> None:
    people = [
        Person(Row((f"{word(n)} {word(n + 50)}",), contacts=("+1 555 010 9999",)), f"{n}", 1)
        for n in range(20)
    ]
    assert opened(tmp_path / "many", people).match([Row(contacts=("+1 555 010 9999",))]) == []
    assert len(opened(tmp_path / "few", people[:3]).match([Row(contacts=("+1 555 010 9999",))])) == 3
