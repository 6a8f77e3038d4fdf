"""Headers that tell half of it, people before the public, names among other things."""

import pytest

from tests.recognisers.analysis import TODAY, analyse, table
from tests.recognisers.test_analyst import ROSTER, one, quiet
from withhold.domain.fields import Protection
from withhold.domain.finding import Kind
from withhold.recognisers.analyst import Analyst


@pytest.mark.parametrize(
    "rows",
    [
        "Respondent Last | Respondent First | DOB\nTzoc | Rosa | 1990-03-04\nBatz | Juan | 1985-02-01",
        "subject.given | subject.family | born\nRosa | Tzoc | 1990-03-04\nJuan | Batz | 1985-02-01",
        "name | dob\nrosa tzoc | 1990-03-04\njuan perez | 1985-02-01",
        "Name | DOB\nRosa | 1990-03-04\nJuan | 1985-02-01",
        "Name | DOB\nKATUMBA, PATIENT | 1990-03-04\nTZOC, ROSA | 1985-02-01",
    ],
)
def test_names_under_headers_that_tell_half_of_it(rows: str) -> None:
    findings, people = analyse(table(rows))
    assert people == 2
    assert one(findings).identified == 2


@pytest.mark.parametrize(
    "rows",
    [
        "Laureate | Prize | Birth date\nSol Quispe | Physics | 1970-03-04\nJuan Batz | Peace | 1965-02-01",
        "Monarch | Accession | Date of birth\nMaria Coc | 2022 | 1970-03-04\nJuan Batz | 2014 | 1965-02-01",
        "Name | Breed | DOB\nBella | Poodle | 2019-03-04\nCharlie | Beagle | 2018-02-01",
        "School | Principal | Address\nLincoln High | Rosa Tzoc | 3 Elm St\nAdams High | Ana Coc | 9 Elm St",
        "Grantor | Grantee | Property address | Sale price\n"
        "Rosa Tzoc | Juan Batz | 3 Elm St | 250000\nAna Coc | Luis Tum | 9 Elm St | 260000",
    ],
)
def test_public_figures_animals_and_addresses_of_things_are_not_private(rows: str) -> None:
    assert quiet(analyse(table(rows))[0])


def test_a_kind_of_case_says_what_the_people_are_in() -> None:
    findings, _ = analyse(table("Name | DOB | Case type\nRosa Tzoc | 1990-03-04 | asylum"))
    assert Protection.ASYLUM in one(findings).protections


def test_names_in_a_column_of_other_things_are_counted() -> None:
    rows = "\n".join(["Note", *(f"Region total {i}" for i in range(30)), "Rosa Quispe", "Juan Hernandez"])
    findings, people = analyse(table(rows))
    assert people == 2
    assert one(findings).kind is Kind.NAMES
    assert quiet(findings)


def test_it_knows_whom_it_found() -> None:
    analyst = Analyst(TODAY)
    analyst.add(table(ROSTER))
    assert analyst.knows("carlos ramirez")
    assert analyst.knows("file A123-456-789")
    assert not analyst.knows("Carlos Quispe")
    assert not analyst.knows("Data")
