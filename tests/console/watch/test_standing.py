"""The owner's standing choice: two people, recorded, only for what a sweep itself found."""

from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied

from tests.console.desk.making import CLAIMS, STAFF
from tests.console.making import a_person
from tests.console.watch.making import LIST, a_crawler, a_watched_site
from withhold.console.cases.models import Case
from withhold.console.cases.store import ConsoleCase
from withhold.console.jobs.models import Job, Kind
from withhold.console.outbox.models import Message
from withhold.console.people.models import User
from withhold.console.people.roles import Role
from withhold.console.watch.accepting import NotPossible
from withhold.console.watch.models import PublicDocument, WatchedSite
from withhold.console.watch.opening import open_for
from withhold.console.watch.standing import act, choose, current, end, hindrance
from withhold.console.watch.sweeping import sweep_piece
from withhold.incident.case.events import Source
from withhold.incident.case.interface import MACHINE, EventKind, Phase
from withhold.incident.case.interface import Role as CaseRole
from withhold.incident.flow import report

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def owner() -> User:
    return a_person(Role.EDITOR, name="Olga Owner")


@pytest.fixture
def site(tmp_path: Path, settings: Any, owner: User) -> WatchedSite:
    return a_watched_site(tmp_path, settings, owner)


def chosen(site: WatchedSite, owner: User) -> None:
    assert not choose(site, owner, "lists never belong there")
    assert choose(site, site.added_by, "agreed: minutes count")


def case_of(site: WatchedSite) -> ConsoleCase:
    assert sweep_piece(site, a_crawler({LIST: CLAIMS}))
    return ConsoleCase.open(Case.objects.get())


def test_what_is_found_is_confirmed_in_the_owners_name_and_taken_down(site: WatchedSite, owner: User) -> None:
    chosen(site, owner)
    case = case_of(site)
    [confirmed] = [one for one in case.events() if one.kind is EventKind.CONFIRMED]
    assert (confirmed.by.name, confirmed.by.role) == ("Olga Owner", CaseRole.WEB_EDITOR)
    assert "lists never belong there" in confirmed.why
    assert "Otto Officer" in confirmed.why
    assert case.state().phase is Phase.CONFIRMED
    assert Job.objects.get().kind == Kind.TAKEDOWN
    assert PublicDocument.objects.get().evidence


def test_one_person_alone_changes_nothing(site: WatchedSite, owner: User) -> None:
    assert not choose(site, owner, "lists never belong there")
    assert not choose(site, owner, "really")
    case = case_of(site)
    assert case.state().phase is Phase.REPORTED
    assert not Job.objects.exists()
    assert any("second person" in one.body for one in Message.objects.all())


def test_the_second_person_has_to_answer_for_data(site: WatchedSite, owner: User) -> None:
    choose(site, owner, "lists never belong there")
    with pytest.raises(PermissionDenied):
        choose(site, a_person(Role.EDITOR), "fine by me")
    assert current(site) is not None


def test_nobody_but_the_owner_begins(site: WatchedSite) -> None:
    with pytest.raises(NotPossible, match="owner"):
        choose(site, site.added_by, "I know better")


@pytest.mark.parametrize("who", ["owner", "second"])
def test_it_ends_with_the_role_of_either(site: WatchedSite, owner: User, who: str) -> None:
    chosen(site, owner)
    lost = owner if who == "owner" else site.added_by
    a_person(Role.CASE_LEAD)  # somebody is left who could lead
    lost.roles = []
    lost.save()
    assert case_of(site).state().phase is Phase.REPORTED
    assert any("lost the account" in one.body for one in Message.objects.all())


def test_another_owner_has_not_chosen(site: WatchedSite, owner: User) -> None:
    chosen(site, owner)
    site.owner = a_person(Role.EDITOR)
    site.save()
    choice = current(site)
    assert choice is not None
    assert "another owner" in hindrance(choice)


def test_ended_it_waits_for_a_person_again(site: WatchedSite, owner: User) -> None:
    chosen(site, owner)
    end(site, site.added_by, "the editors asked for it")
    assert current(site) is None
    assert case_of(site).state().phase is Phase.REPORTED
    assert site.choices.get().ended_by == site.added_by


def test_what_a_tip_is_behind_is_never_taken_down_by_the_choice(site: WatchedSite, owner: User) -> None:
    case = case_of(site)
    report(case, MACHINE, "somebody wrote", case.clock.now(), Source.TIP)
    chosen(site, owner)
    acted = act(site, case.row)
    assert acted is not None
    assert not acted.started
    assert ConsoleCase.open(case.row).state().phase is Phase.REPORTED


def test_a_case_that_people_opened_is_not_confirmed_by_it(site: WatchedSite, owner: User) -> None:
    case = case_of(site)
    chosen(site, owner)
    PublicDocument.objects.update(state=PublicDocument.State.WAITING, case=None)
    assert not open_for(PublicDocument.objects.get().pk).new
    assert ConsoleCase.open(case.row).state().phase is Phase.REPORTED


def test_what_a_person_opens_by_hand_waits_for_who_confirms_it(site: WatchedSite, owner: User) -> None:
    chosen(site, owner)
    assert sweep_piece(site, a_crawler({LIST: STAFF}))
    opened = open_for(PublicDocument.objects.get().pk, by=site.added_by)
    case = ConsoleCase.open(opened.row)
    assert case.state().phase is Phase.REPORTED
    assert case.events()[0].by.name == "Otto Officer"
