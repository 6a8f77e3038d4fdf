"""Data behind labels."""

import pytest

from withhold.domain.fields import Field, Protection
from withhold.recognisers import prose

RECORDS = [
    "Name: Omar Haddad\nDOB: 1990-04-03\nA#: A 098 765 432\nStatus: Detained",
    "Name: Omar Haddad; DOB: 1990-04-03; A#: A098765432; Status: Detained",
    "name=Omar Haddad, dob=1990-04-03, a_number=A098765432, status=Detained",
]


@pytest.mark.parametrize("text", RECORDS)
def test_labelled_data_are_one_person(text: str) -> None:
    (mention,) = prose.read(text)
    assert mention.name == "Omar Haddad"
    assert mention.fields[Field.DATE_OF_BIRTH] == "1990-04-03"
    assert mention.fields[Field.ALIEN_NUMBER] == "A098765432"
    assert mention.protections == {Protection.CUSTODY}


def test_each_repeated_label_begins_another_person() -> None:
    text = "Name: Omar Haddad\nDOB: 1990-04-03\n\nName: Amina Yusuf\nDOB: 1987-03-04\n"
    assert [(m.name, m.fields[Field.DATE_OF_BIRTH]) for m in prose.read(text)] == [
        ("Omar Haddad", "1990-04-03"),
        ("Amina Yusuf", "1987-03-04"),
    ]


def test_a_label_of_an_office_marks_a_public_role() -> None:
    (mention,) = prose.read("Judge: Maria Lopez\nCourtroom: 4\n")
    assert (mention.name, mention.public_role) == ("Maria Lopez", True)


@pytest.mark.parametrize("text", ["Victim: Hassan Omar", "Patient: Hassan Omar\nWard: 3"])
def test_a_label_may_say_the_protection(text: str) -> None:
    assert any(m.name == "Hassan Omar" and m.protections for m in prose.read(text))


@pytest.mark.parametrize(
    "text", ["Subject: Roads\nDate: 2021-03-04", "Note: see https://example.org/a:b", "12:30: lunch"]
)
def test_other_labels_are_nobody(text: str) -> None:
    assert prose.read(text) == []
