"""Birth dates told in words of many languages."""

import pytest

from withhold.domain.fields import Field
from withhold.recognisers import prose

TOLD = [
    "Amina Yusuf was born on 4 March 1987 in Herat.",
    "Amina Yusuf, DOB 1987-03-04",
    "Amina Yusuf (b. March 4, 1987)",
    "María García, nacida el 4 de marzo de 1987",
    "Fatima Ali, née le 4 mars 1987",
    "Hassan Omar, geboren am 4. März 1987",
    "Ахмад Каримов, 04.03.1987 г.р.",
    "李明，1987年3月4日出生",
    "Ahmet Yılmaz (04.03.1987 doğumlu)",
]


@pytest.mark.parametrize("text", TOLD)
def test_the_date_is_told(text: str) -> None:
    assert [m.fields.get(Field.DATE_OF_BIRTH) for m in prose.read(text)] == ["1987-03-04"]


def test_a_year_alone_is_a_birth_year() -> None:
    (mention,) = prose.read("Amina Yusuf was born in 1987.")
    assert mention.fields == {Field.BIRTH_YEAR: "1987"}


@pytest.mark.parametrize("text", ["The agency was born in 1987.", "Amina Yusuf spoke on 4 March 1987."])
def test_other_dates_are_no_births(text: str) -> None:
    assert all(not m.fields for m in prose.read(text))
