"""What programs are told of the affected people: counts, and who is missing by number."""

from typing import Any

import pytest
from django.test import RequestFactory
from ninja.errors import HttpError

from tests.console.affected.conftest import Desk
from tests.console.conftest import give_second_factor
from tests.console.making import a_member, a_person
from withhold.console.affected.api import affected, reconciliation
from withhold.console.people.models import User
from withhold.console.people.roles import Role

pytestmark = pytest.mark.django_db


def asked(view: Any, desk: Desk, user: User) -> Any:
    give_second_factor(user)
    request = RequestFactory().get("/")
    request.user = user
    request.auth = user  # type: ignore[attr-defined]
    return view(request, case_id=desk.row.pk)


def test_counts_for_those_who_work_with_them(derived: Desk) -> None:
    told = asked(affected, derived, derived.user)
    assert told["people"] == 8
    assert told["cohorts"]["Minor"] == 1
    assert told["terminals"] == {"Not settled": 7, "Duplicate of": 1}
    assert told["questions"] == 2
    missing = asked(reconciliation, derived, derived.user)
    assert (missing["complete"], missing["missing"], missing["unaccounted"]) == (False, 8, list(range(1, 9)))


def test_small_counts_are_not_for_everybody(derived: Desk) -> None:
    lead = a_member(derived.row, Role.CASE_LEAD)
    told = asked(affected, derived, lead)
    assert "Minor" not in told["cohorts"]
    assert set(told["missing"].values()) <= {None, 5}
    assert asked(reconciliation, derived, lead)["unaccounted"] == []


def test_before_anything_was_worked_out_nothing_is_told_as_known(desk: Desk) -> None:
    assert asked(affected, desk, desk.user)["people"] is None
    assert not asked(reconciliation, desk, desk.user)["complete"]


def test_others_are_told_nothing(derived: Desk) -> None:
    with pytest.raises(HttpError, match="role"):
        asked(affected, derived, a_member(derived.row, Role.EDITOR))
    for view in (affected, reconciliation):
        with pytest.raises(HttpError, match="no such case"):
            asked(view, derived, a_person(Role.PRIVACY_OFFICER))
