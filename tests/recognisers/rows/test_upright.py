"""Tables on their side: one column a person."""

from tests.recognisers.analysis import analyse, table
from withhold.recognisers.rows.upright import upright

SIDEWAYS = """
Field         | Person 1      | Person 2
Full name     | Rosa Tzoc     | Juan Batz
Date of birth | 1990-03-04    | 1985-02-01
Nationality   | Guatemala     | Guatemala
"""
UNDER_A_NAME = """
Name          | Rosa Tzoc  | Juan Batz  | Ana Coc
Birth date    | 1990-03-04 | 1985-02-01 | 1991-05-06
Home address  | 3 Oak St   | 4 Oak St   | 5 Oak St
"""


def test_each_column_is_a_person() -> None:
    findings, people = analyse(table(SIDEWAYS))
    assert people == 2
    assert findings[0].identified == findings[0].private_two == 2
    assert findings[0].location.route()[-1] == "cells:B2:C4"


def test_names_in_the_header_row_are_people_too() -> None:
    findings, people = analyse(table(UNDER_A_NAME))
    assert people == 3
    assert findings[0].identified == 3


def test_upright_tables_stay() -> None:
    for rows in (
        "Name | Date of birth\nRosa Tzoc | 1990-03-04\nJuan Batz | 1985-02-01",
        "Month | Received\nJune | 5\nJuly | 6",
        "Variable | Meaning\nname | text\nage | years\nsum | total\nrate | share\nindex | value",
    ):
        piece = table(rows)
        assert upright(piece) is piece
