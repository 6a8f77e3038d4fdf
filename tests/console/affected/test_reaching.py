"""By what leak and own records tell together: where somebody may not be written to, and what is shared."""

import pytest

from tests.console.affected.conftest import Desk, as_csv
from tests.console.affected.conftest import desk as desk
from tests.console.affected.rows import HEADER
from withhold.console.affected.api import addressees
from withhold.console.affected.deciding import decide
from withhold.console.affected.models import Question, Standing
from withhold.console.notices.queueing import addressee_of
from withhold.incident.notices.interface import Channel
from withhold.incident.notices.paths import SHARED, path_for

pytestmark = pytest.mark.django_db
BINTU = ["Bintu Varga", "1985-07-19", "A200100002", "es", "bintu@example.org"]
"""Number 2; the leak says Peru."""
COLD = (Channel.POST, Channel.EMAIL)


def ways(desk: Desk, number: int = 2) -> tuple[Channel, ...]:
    return path_for(addressee_of(next(addressees(desk.row, [number])))).channels


def give(desk: Desk, address: str, **further: str) -> None:
    record = ["r2", *BINTU, address, "", "", "", *further.values()]
    desk.give(as_csv([record], (*HEADER, *further)))


@pytest.mark.parametrize(
    ("address", "further", "expected"),
    [
        ("Jr. Union 5, Lima, Peru", {}, ()),
        ("Jr. Union 5, Lima", {"removed_on": "2026-01-05", "in_custody": "yes"}, ()),
        ("Av. 1, Lima", {"country": "PE", "nationality": "Peru"}, ()),
        ("1 Harbour Road, Springfield", {}, COLD),
        ("1 Harbour Road, Springfield", {"country": "US"}, COLD),
        ("5 rue du Port, Montréal, Canada", {}, COLD),
    ],
)
def test_no_cold_contact_where_they_fled_from(
    desk: Desk, address: str, further: dict[str, str], expected: tuple[Channel, ...]
) -> None:
    give(desk, address, **further)
    assert ways(desk) == expected


def test_every_nationality_that_is_told_is_a_country_fled(desk: Desk) -> None:
    give(desk, "Av. 1, Lima", country="PE", nationality="Colombia")
    for question in Question.objects.filter(case=desk.row, number=2, record__isnull=False):
        decide(question, True, "their papers say both", desk.user)
    assert next(addressees(desk.row, [2])).fled == ("CO", "PE")
    assert ways(desk) == ()


def test_of_several_records_each_tells_what_was_fled_and_the_country_in_doubt(desk: Desk) -> None:
    header = (*HEADER, "country", "nationality")
    desk.give(
        as_csv(
            [
                ["r2", *BINTU, "1 Harbour Road", "", "", "", "US", "Peru"],
                ["r3", *BINTU, "Carrera 7", "", "", "", "CO", "Peru"],
                ["r5", *BINTU, "1 Harbour Road", "", "", "", "", "Colombia"],
            ],
            header,
        )
    )
    for question in Question.objects.filter(case=desk.row, number=2, record__isnull=False):
        decide(question, True, "the same papers", desk.user)
    found = next(addressees(desk.row, [2]))
    assert (set(found.fled), found.country) == ({"PE", "CO"}, "CO")
    assert ways(desk) == ()


def test_a_minor_abroad_is_abroad(desk: Desk) -> None:
    desk.give(
        as_csv(
            [["r6", "Farid Haddad", "2015-11-30", "A200100006", "en", "f@example.org", "", "", "", "", "ER"]],
            (*HEADER, "country"),
        )
    )
    assert Standing.objects.get(case=desk.row, number=6).cohort == "minor"
    assert ways(desk, 6) == ()


@pytest.mark.parametrize(("victim", "expected"), [("", ()), ("yes", ()), ("no", COLD)])
def test_who_may_be_a_victim_is_not_written_to_where_others_read(
    desk: Desk, victim: str, expected: tuple[Channel, ...]
) -> None:
    home = ["es", "family@example.org", "1 Harbour Road", "", "", "", victim]
    people = [
        ["r2", "Bintu Varga", "1985-07-19", "A200100002", *home],
        ["r4", "Carla Rojas", "1990-05-21", "A200100004", *home],
    ]
    desk.give(as_csv(people, (*HEADER, "victim")))
    assert ways(desk, 2) == ways(desk, 4) == expected
    if not expected:
        who = addressee_of(next(addressees(desk.row, [2])))
        assert path_for(who).excluded[Channel.EMAIL] == SHARED
