"""Rows from the form in which they are kept."""

from typing import Any

import pytest

from withhold.domain.fields import Field
from withhold.incident.affected.interface import RecordsUnusable
from withhold.incident.affected.rows import leak_row


def test_a_kept_row_comes_back_with_all_it_tells() -> None:
    row = leak_row(
        7,
        {
            "fields": {"full_name": ["PEREZ, Juan", "Juanito"], "date_of_birth": ["3/4/1987"]},
            "others": {"Docket": "D1"},
            "known": {"date_of_birth": "1987-03-04"},
        },
    )
    assert (row.number, row.others) == (7, {"Docket": "D1"})
    assert row.fields[Field.FULL_NAME] == ("PEREZ, Juan", "Juanito")
    assert row.known == {Field.DATE_OF_BIRTH: "1987-03-04"}


@pytest.mark.parametrize(
    "values", [{}, {"fields": {"PEREZ": ["x"]}}, {"fields": ["PEREZ"]}, {"fields": {"full_name": 3}}]
)
def test_another_form_is_refused_without_what_it_holds(values: dict[str, Any]) -> None:
    with pytest.raises(RecordsUnusable, match="row 7") as refused:
        leak_row(7, values)
    assert "PEREZ" not in str(refused.value)
