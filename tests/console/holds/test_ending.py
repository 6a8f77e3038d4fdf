"""A hold ends by two after the protected period; counsel waives one action; silence confirms nothing."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client as Browser
from django.urls import reverse
from django.utils import timezone
from withhold_holds import Action

from tests.console.affected.conftest import a_case
from tests.console.affected.rows import ROWS
from tests.console.conftest import SignIn
from tests.console.holds.asking import HELD, a_system
from tests.console.making import a_member, a_person
from withhold.console.access.models import Agreement
from withhold.console.affected.models import Standing
from withhold.console.cases import ending
from withhold.console.cases.models import Case
from withhold.console.cases.store import ConsoleCase
from withhold.console.holds import systems
from withhold.console.holds.epochs import current_epoch
from withhold.console.holds.models import CaseSystem, Change, Confirmation, Hold, State
from withhold.console.holds.periods import period_over, proved
from withhold.console.holds.placing import hold_stands, place_when_due
from withhold.console.holds.releasing import propose, second
from withhold.console.holds.reviewing import review
from withhold.console.holds.waiving import waive, withdraw
from withhold.console.holds.watching import confirm_due, hold_due, notice_fishing, review_due
from withhold.console.outbox.models import Message
from withhold.console.people.roles import Role
from withhold.console.persons.models import ExposedPerson
from withhold.incident.case.interface import CaseError, EventKind, Phase
from withhold.incident.holds.interface import Action as Act
from withhold.incident.holds.interface import HoldError

pytestmark = pytest.mark.django_db
LONG_AGO = timedelta(days=40)


@pytest.fixture
def row() -> Case:
    found = a_case()
    place_when_due(found)
    return found


def sha_of(row: Case, number: int) -> str:
    return Hold.objects.get(case=row, number=number).determination_sha256


def test_before_the_period_is_over_nobody_releases(row: Case) -> None:
    one = a_member(row, Role.PRIVACY_OFFICER, "Pia Officer")
    with pytest.raises(HoldError, match="not proven"):
        propose(row, 2, one, "no effect was found", "reviewed")
    proved(row, 2, False, timezone.now())
    with pytest.raises(HoldError, match="not over"):
        propose(row, 2, one, "no effect was found", "reviewed")


def test_two_people_release_and_one_alone_never_does(row: Case) -> None:
    one = a_member(row, Role.PRIVACY_OFFICER, "Pia Officer")
    other = a_member(row, Role.COUNSEL, "Carl Counsel")
    proved(row, 2, False, timezone.now() - LONG_AGO)
    propose(row, 2, one, "no effect was found", "reviewed")
    for _ in range(2):
        assert not second(row, 2, sha_of(row, 2), one, "sure")
    assert hold_stands(row, 2)
    assert second(row, 2, sha_of(row, 2), other, "I read it")
    assert not hold_stands(row, 2)
    assert hold_due() == 0, "the machine does not hold anew who was released"
    last = ConsoleCase.open(row).events()[-1]
    assert last.kind is EventKind.HOLD_RELEASED
    assert last.private["second"] == "Pia Officer"


def test_the_second_agrees_to_what_was_shown(row: Case) -> None:
    one = a_member(row, Role.PRIVACY_OFFICER, "Pia Officer")
    other = a_member(row, Role.COUNSEL, "Carl Counsel")
    proved(row, 2, False, timezone.now() - LONG_AGO)
    propose(row, 2, one, "no effect was found", "reviewed")
    shown = sha_of(row, 2)
    propose(row, 2, one, "something else", "reviewed")
    with pytest.raises(HoldError, match="written anew"):
        second(row, 2, shown, other, "I read it")


def test_the_same_determination_by_another_one_is_agreed_to_and_not_written_again(row: Case) -> None:
    one = a_member(row, Role.PRIVACY_OFFICER, "Pia Officer")
    other = a_member(row, Role.COUNSEL, "Carl Counsel")
    proved(row, 2, False, timezone.now() - LONG_AGO)
    for _ in range(2):  # a double click
        propose(row, 2, one, "no effect was found", "reviewed")
    with pytest.raises(HoldError, match="agree to theirs"):
        propose(row, 2, other, "no effect was found", "reviewed")
    assert hold_stands(row, 2)
    propose(row, 2, other, "no effect, the court says so too", "reviewed")  # now that one waits
    assert not second(row, 2, sha_of(row, 2), other, "sure")
    assert second(row, 2, sha_of(row, 2), one, "I read it")
    assert not hold_stands(row, 2)


def test_a_determination_that_nobody_agreed_to_in_time_is_written_again(
    row: Case, client: Browser, signed_in: SignIn
) -> None:
    one = a_member(row, Role.PRIVACY_OFFICER, "Pia Officer")
    other = a_member(row, Role.COUNSEL, "Carl Counsel")
    proved(row, 2, False, timezone.now() - LONG_AGO)
    propose(row, 2, one, "no effect was found", "reviewed")
    page = reverse("holds:hold", args=[row.pk, 2])
    signed_in(client, other)
    assert "Agree, and end the hold" in client.get(page).content.decode()
    Agreement.objects.filter(outcome="open").update(expires=timezone.now())
    shown = client.get(page).content.decode()
    assert "Agree, and end the hold" not in shown
    assert "Nobody agreed in time" in shown
    for user in (other, one):
        with pytest.raises(HoldError, match="lapsed"):
            second(row, 2, sha_of(row, 2), user, "I read it")
    assert hold_stands(row, 2)
    propose(row, 2, other, "no effect was found", "reviewed")  # the other one is the first now
    assert not second(row, 2, sha_of(row, 2), other, "sure")
    assert second(row, 2, sha_of(row, 2), one, "I read it")
    assert not hold_stands(row, 2)


@pytest.mark.parametrize("role", [Role.CASE_LEAD, Role.CLERK, Role.EDITOR])
def test_other_roles_do_not_release(row: Case, role: Role) -> None:
    proved(row, 2, False, timezone.now() - LONG_AGO)
    with pytest.raises(PermissionDenied):
        propose(row, 2, a_member(row, role), "no effect was found", "reviewed")
    assert hold_stands(row, 2)


def test_a_waiver_is_for_one_action_and_can_be_taken_back(row: Case) -> None:
    system, counsel = a_system(), a_person(Role.REPRESENTATIVE, name="Rita Representative")
    for number in (1, 3):  # the same person twice
        assert waive(row, number, Act.TRANSFER, counsel, "nearer to the family", "Pia Officer")
    assert not waive(row, 1, Act.TRANSFER, counsel, "nearer to the family", "Pia Officer")
    assert system.may_act(Action.TRANSFER, HELD)
    assert not system.may_act(Action.REMOVAL, HELD)
    assert withdraw(row, 1, Act.TRANSFER, counsel, "changed their mind")
    assert not system.may_act(Action.TRANSFER, HELD)


def test_only_verified_counsel_waives_and_never_what_needs_no_waiver(row: Case) -> None:
    counsel = a_person(Role.REPRESENTATIVE)
    with pytest.raises(HoldError, match="verified counsel"):
        waive(row, 1, Act.TRANSFER, counsel, "nearer to the family", "")
    with pytest.raises(HoldError, match="nothing to waive"):
        waive(row, 1, Act.RELEASE, counsel, "why not", "Pia Officer")


def test_without_a_case_system_nothing_is_confirmed(row: Case) -> None:
    assert confirm_due() == 0
    assert not Confirmation.objects.exists()


def test_silence_confirms_nothing_and_acknowledging_does(row: Case) -> None:
    system = a_system()
    assert confirm_due() == 0
    system.heartbeat()
    assert confirm_due() == 1
    assert confirm_due() == 0
    kinds = [one.kind for one in ConsoleCase.open(row).events()]
    assert kinds.count(EventKind.HOLDS_CONFIRMED) == 1


def test_a_silent_case_system_is_settled_by_two_people(row: Case) -> None:
    a_system()
    silent = systems.present()[0]
    one, other = a_member(row, Role.CASE_LEAD, "Lena Lead"), a_member(row, Role.COUNSEL, "Carl Counsel")
    assert not systems.on_paper(row, silent, one, "I called Kim of the night desk")
    assert not systems.on_paper(row, silent, one, "I called again")
    assert confirm_due() == 0
    assert systems.on_paper(row, silent, other, "I called too")
    assert confirm_due() == 1


def test_reviews_that_are_due_are_told_once_a_day_and_end_nothing(row: Case) -> None:
    assert review_due() == 0
    Hold.objects.filter(case=row).update(review=timezone.now().date() - timedelta(days=8))
    assert review_due() == 1
    assert review_due() == 0
    assert hold_stands(row, 1)


def test_fishing_is_told_once_a_day() -> None:
    from withhold_holds import Person

    system = a_system()
    for year in range(1980, 1984):
        person = Person("Somebody Else", f"{year}-01-02", (("alien_number", "A300000009"),))
        system.may_act(Action.REMOVAL, person)
    assert notice_fishing() == 1
    assert notice_fishing() == 0


def test_pages_say_that_nothing_is_sure_until_it_is(row: Case, client: Browser, signed_in: SignIn) -> None:
    signed_in(client, a_member(row, Role.CASE_LEAD))
    url = reverse("holds:overview", args=[row.pk])
    assert "holds bind nowhere" in client.get(url).content.decode()
    system = a_system()
    assert "never asked" in client.get(url).content.decode()
    system.heartbeat()
    confirm_due()
    page = client.get(url).content.decode()
    assert "Every case system knows" in page
    assert "1 of 1 case systems" in page


def test_the_way_through_the_pages(row: Case, client: Browser, signed_in: SignIn) -> None:
    proved(row, 2, False, timezone.now() - LONG_AGO)
    signed_in(client, a_member(row, Role.PRIVACY_OFFICER, "Pia Officer"))
    for name, args in (("numbers", ()), ("place", ()), ("hold", (2,)), ("release", (2,))):
        assert client.get(reverse(f"holds:{name}", args=[row.pk, *args])).status_code == 200
    given = {"determination": "no effect was found", "why": "reviewed"}
    assert client.post(reverse("holds:release", args=[row.pk, 2]), given).status_code == 302
    other = Browser()
    signed_in(other, a_member(row, Role.COUNSEL, "Carl Counsel"))
    assert "Agree, and end the hold" in other.get(reverse("holds:hold", args=[row.pk, 2])).content.decode()
    agreed = {"seen": sha_of(row, 2), "why": "I read it"}
    other.post(reverse("holds:agree", args=[row.pk, 2]), agreed)
    assert Hold.objects.get(case=row, number=2).state == State.RELEASED
    assert "Released" in other.get(reverse("holds:hold", args=[row.pk, 2])).content.decode()
    placed = client.post(reverse("holds:place", args=[row.pk]), {"numbers": "2", "why": "new facts"})
    assert placed.status_code == 302
    assert hold_stands(row, 2)


def test_case_systems_are_added_and_removed(client: Browser, signed_in: SignIn) -> None:
    signed_in(client, a_person(Role.PRIVACY_OFFICER))
    url = reverse("holds:consumers")
    key = "ZGVmYXVsdCB0ZXN0IGtleSBvZiAzMiBieXRlcyEhISE="
    given = {"name": "court-east", "public_key": key, "webhook": "", "contact": "Kim, night desk"}
    assert client.post(url, {**given, "public_key": "nonsense"}).status_code == 422
    assert client.post(url, given).status_code == 302
    assert client.post(url, given).status_code == 422
    page = client.get(url).content.decode()
    assert "never asked" in page
    removed = client.post(
        reverse("holds:remove", args=[systems.present()[0].pk]), {"why": "it is switched off"}
    )
    assert removed.status_code == 302
    assert systems.present() == []


def test_every_row_is_held_in_one_epoch(row: Case) -> None:
    assert Hold.objects.filter(case=row, epoch=current_epoch()).count() == len(ROWS)


def test_destroying_the_case_ends_no_hold(row: Case, monkeypatch: pytest.MonkeyPatch) -> None:
    user = a_member(row, Role.PRIVACY_OFFICER, "Pia Officer")
    monkeypatch.setattr(ending, "_OVER", (Phase.CONFIRMED,))
    with pytest.raises(CaseError, match="held"):
        ending.destroy(row, user, "the time is over", agreed=True)
    assert hold_stands(row, 1)


def test_a_review_moves_the_date_and_ends_the_reminders(
    row: Case, client: Browser, signed_in: SignIn
) -> None:
    officer = a_member(row, Role.PRIVACY_OFFICER, "Pia Officer")
    signed_in(client, officer)
    today = timezone.now().date()
    Hold.objects.filter(case=row, number__in=[1, 2]).update(review=today)
    url = reverse("holds:review", args=[row.pk])
    late = (today + timedelta(days=91)).isoformat()
    assert client.post(url, {"until": late, "why": "still open"}).status_code == 422
    assert Hold.objects.filter(case=row, review=today).count() == 2
    until = today + timedelta(days=20)
    assert client.post(url, {"until": until.isoformat(), "why": "still open"}).status_code == 302
    assert set(Hold.objects.filter(case=row, review=until).values_list("number", flat=True)) == {1, 2}
    assert review_due() == 0
    last = ConsoleCase.open(row).events()[-1]
    assert last.kind is EventKind.NOTED
    assert "still open" not in last.why
    with pytest.raises(HoldError, match="none waits for a review"):
        review(row, officer, until, "again")
    assert review(row, officer, until + timedelta(days=1), "early", [1]) == 1


def test_the_hold_of_a_duplicate_ends_when_theirs_may(row: Case) -> None:
    for person in ExposedPerson.objects.filter(case=row, number__in=[1, 3]):
        Standing.objects.create(person=person, case=row, number=person.number, rank=1, known={})
    Standing.objects.filter(number=3).update(terminal="duplicate_of", duplicate_of=1)
    lead = a_member(row, Role.PRIVACY_OFFICER, "Pia Officer")
    counsel = a_member(row, Role.COUNSEL, "Carl Counsel")
    with pytest.raises(HoldError, match="not proven"):
        propose(row, 3, lead, "no effect", "done")
    proved(row, 1, False, timezone.now() - LONG_AGO)
    proved(row, 1, True, timezone.now() - LONG_AGO)
    propose(row, 3, lead, "no effect", "done")
    assert second(row, 3, sha_of(row, 3), counsel, "done")
    assert hold_stands(row, 1), "each is released by itself"


def test_what_was_proven_before_two_were_found_to_be_one_counts_for_them(row: Case) -> None:
    """The person's under 1, counsel's under 3, who is 1: and parted again each has their own."""
    for person in ExposedPerson.objects.filter(case=row, number__in=[1, 3]):
        Standing.objects.create(person=person, case=row, number=person.number, rank=1, known={})
    assert proved(row, 1, False, timezone.now() - LONG_AGO)
    assert proved(row, 3, True, timezone.now() - LONG_AGO)
    assert [period_over(row, number, True) for number in (1, 3)] == [None, None]
    Standing.objects.filter(number=3).update(terminal="duplicate_of", duplicate_of=1)
    assert None not in [period_over(row, number, True) for number in (1, 3)]
    assert not proved(row, 1, True, timezone.now()), "counsel of theirs was told before"
    Standing.objects.filter(number=3).update(terminal=None, duplicate_of=None)
    assert period_over(row, 3, True) is None


def test_a_case_system_that_comes_later_or_falls_silent_is_told_of(row: Case, settings: Any) -> None:
    settings.CONFIG = replace(settings.CONFIG, on_call=("duty@example.org",))
    system = a_system()
    system.heartbeat()
    assert confirm_due() == 1
    Change.objects.update(at=timezone.now() - timedelta(days=2))
    a_system("court-west")
    confirm_due()
    told = Message.objects.filter(kind="holds_unconfirmed")
    assert not told.exists(), "it has a minute to say that it knows"
    CaseSystem.objects.update(added_at=timezone.now() - timedelta(days=1))
    for _ in range(2):
        confirm_due()
    assert told.count() == 1
    CaseSystem.objects.filter(name="court-west").update(removed_at=timezone.now())
    CaseSystem.objects.filter(name="court-east").update(seen=timezone.now() - timedelta(hours=1))
    confirm_due()
    assert told.count() == 2
    system.heartbeat()
    confirm_due()
    CaseSystem.objects.filter(name="court-east").update(seen=timezone.now() - timedelta(hours=1))
    confirm_due()
    assert told.count() == 3, "silent again is told again"


def test_each_case_tells_of_a_silent_case_system(row: Case, settings: Any) -> None:
    settings.CONFIG = replace(settings.CONFIG, on_call=("duty@example.org",))
    other = a_case()
    place_when_due(other)
    a_system()
    Change.objects.update(at=timezone.now() - timedelta(days=2))
    CaseSystem.objects.update(added_at=timezone.now() - timedelta(days=1))
    for _ in range(2):
        confirm_due()
    told = Message.objects.filter(kind="holds_unconfirmed")
    assert sorted(told.values_list("case", flat=True)) == sorted([row.pk, other.pk])


@pytest.mark.parametrize(("days", "mails", "alerts"), [(1, 1, 0), (8, 2, 0), (15, 2, 1)])
def test_the_longer_a_review_waits_the_more_are_told(
    row: Case, settings: Any, days: int, mails: int, alerts: int
) -> None:
    settings.CONFIG = replace(settings.CONFIG, on_call=("duty@example.org",))
    a_member(row, Role.PRIVACY_OFFICER, "Pia Officer")
    Hold.objects.filter(case=row).update(review=timezone.now().date() - timedelta(days=days))
    owners = set(Hold.objects.filter(case=row).values_list("owner__username", flat=True))
    assert review_due() == 1
    told = list(Message.objects.filter(kind="holds_review"))
    assert len([one for one in told if one.recipient == "duty@example.org"]) == alerts
    assert len({one.recipient for one in told} - {"duty@example.org"}) == mails
    assert owners <= {one.recipient for one in told}
