"""What was exposed of somebody, in words and without values."""

from dataclasses import replace

from tests.incident.affected.making import a_row
from withhold.domain.fields import Field
from withhold.incident.affected.fields import exposed


def test_each_field_that_was_to_be_read_and_no_other() -> None:
    row = a_row(1, "Juan Perez", "1987-03-04", alien="A312345678", phone=" ")
    found = exposed(row)
    assert [one.name for one in found] == ["full_name", "date_of_birth", "alien_number"]
    assert found[1].to_person == "your date of birth"
    assert found[1].on_certificate == "date of birth"


def test_columns_without_a_field_are_told_by_their_header() -> None:
    others = {"Claim\u202e \x07Type": "Asylum", "Spouse": "Ana Gomez", "Bond": ""}
    found = exposed(replace(a_row(1), others=others))
    assert [one.to_person for one in found] == [
        "what stood under “Claim Type”",
        "who your spouse is (“Spouse”)",
    ]
    assert [one.on_certificate for one in found] == ["column “Claim Type”", "spouse named (column “Spouse”)"]


def test_every_field_has_its_words_and_no_value_is_in_them() -> None:
    row = replace(a_row(1), fields=dict.fromkeys(Field, ("Zyxwv",)), others={"Docket": "Zyxwv"})
    found = exposed(row)
    assert len(found) == len(Field) + 1
    words = [text for one in found for text in (one.to_person, one.on_certificate)]
    assert all(words)
    assert not any("Zyxwv" in text for text in words)
    assert "Docket" not in repr(found)
