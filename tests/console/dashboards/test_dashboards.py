"""Across cases: medians of what is proven, and nothing of cases that are not one's own."""

from datetime import UTC, datetime, timedelta

import pyrage
import pytest
from django.test import Client
from django.urls import reverse

from tests.console.conftest import SignIn
from tests.console.making import a_member, a_person
from withhold.console.cases.models import Case
from withhold.console.cases.store import ConsoleCase
from withhold.console.dashboards.measuring import board_of, measure
from withhold.console.people.roles import Role
from withhold.incident import flow
from withhold.incident.case.events import Source
from withhold.incident.case.interface import Actor, Event, EventKind
from withhold.incident.case.interface import Role as CaseRole

AT = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
BY = Actor("Anna Berg", CaseRole.PRIVACY_OFFICER)


def a_case(title: str, at: datetime, hours: int | None) -> Case:
    """Told at `at`, and out of reach so many hours later."""
    recipient = str(pyrage.x25519.Identity.generate().to_public())
    first = [Event(EventKind.REPORTED, at, BY, "told", {"source": str(Source.TIP)})]
    case = ConsoleCase.create(title, {"recipients": [recipient]}, first)
    if hours is not None:
        flow.confirm(case, BY, "seen", at)
        gone = at + timedelta(hours=hours)
        looked = {"round": 1, "gone": 1, "still": 0, "unsure": 0}
        case.append(
            [
                Event(EventKind.DOCUMENT_ADDED, at, BY, "found", {"sha256": "ab" * 32, "size": 1}),
                Event(EventKind.ROUND_LOOKED, gone, BY, "looked", looked),
                Event(EventKind.UNREACHABLE, gone, BY, "gone", {"round": 1}),
            ]
        )
    return case.row


@pytest.mark.django_db
def test_to_tell_the_people_ends_with_the_first_proven_notice_not_with_an_authority() -> None:
    state = ConsoleCase.open(a_case("A", AT, 2)).state()
    later = [AT + timedelta(hours=hours) for hours in (9, 5)]
    events = [Event(EventKind.NOTICES_PROVEN, at, BY, "signed", {"notices": 1}) for at in later]
    spans = measure(state, events).spans
    assert (spans["tell"], spans["notify"]) == (5 * 3600, None)


@pytest.mark.django_db
def test_medians_are_of_what_is_proven() -> None:
    rows = [
        a_case("A", AT, 2),
        a_case("B", AT, 6),
        a_case("C", AT, None),
        a_case("D", AT - timedelta(days=40), 1),
    ]
    board = board_of(rows)
    assert board.months == ["2026-01", "2026-03"]
    assert board.opened == [1, 3]
    removed = board.trends[1]
    assert removed[1:] == ([1.0, 4.0], [1, 2])
    assert board.medians[1][1:] == (2.0, 3)
    assert board.medians[0][1:] == (None, 0)  # nothing bounds since when they were public


@pytest.mark.django_db
def test_one_sees_the_cases_that_one_is_a_member_of(client: Client, signed_in: SignIn) -> None:
    mine, _other = a_case("Mine", AT, 2), a_case("Foreign matter", AT, 9)
    signed_in(client, a_member(mine, Role.CASE_LEAD))
    page = client.get(reverse("dashboards:dashboards")).content.decode()
    assert "1 case," in page
    assert "Foreign" not in page
    auditor = signed_in(Client(), a_person(Role.AUDITOR))
    page = auditor.get(reverse("dashboards:dashboards")).content.decode()
    assert "2 cases," in page
    assert "Foreign" not in page
    assert "To hold: from told until every case system knows" in page


@pytest.mark.django_db
def test_a_role_that_the_office_took_back_shows_nothing(client: Client, signed_in: SignIn) -> None:
    mine = a_case("Mine", AT, 2)
    user = a_member(mine, Role.COUNSEL)
    user.roles = [str(Role.CASE_LEAD)]
    user.save()
    signed_in(client, user)
    assert "0 cases" in client.get(reverse("dashboards:dashboards")).content.decode()
