"""Lines that introduce a list: of whom what they say is said."""

import pytest

from withhold.recognisers.context import of_list


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("Applicants for asylum whose claims were refused and who are to be removed on 4 May:", "asylum"),
        ("Asylum seekers in our shelter:", "asylum"),
        ("Persons whose asylum claim was refused:", "asylum"),
        ("Detainees moved on 4 May:", "custody"),
        ("Detainees at the centre on 4 May:", "custody"),
        ("Victims of trafficking who live at the shelter:", "victim"),
        ("Solicitantes de asilo cuyo recurso fue denegado:", "asylum"),
        ("Asylbewerber, deren Antrag abgelehnt wurde:", "asylum"),
    ],
)
def test_it_may_say_more_of_those_it_begins_with(line: str, said: str) -> None:
    assert {str(one) for one in of_list(line)} == {said}
    assert not of_list(line.rstrip(":") + " again tomorrow") or line.startswith(("Asylum", "Solic"))


@pytest.mark.parametrize(
    "line",
    [
        "Refugees wait in limbo:",
        "Volunteers who visit detainees:",
        "Asylum seekers can call:",
        "Asylum seekers were represented by:",
        "Detainees who need a lawyer can contact:",
        "People who work with asylum seekers:",
        "Persons whose work concerns asylum:",
        "Judges in asylum cases:",
        "Number of detainees by centre:",
        "Asylum officers at the centre:",
    ],
)
def test_others_are_introduced_by_others(line: str) -> None:
    assert not of_list(line)
