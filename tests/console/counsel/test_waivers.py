"""A waiver that counsel gave by letter or call: one person writes it down, another one carries it out."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from tests.console.conftest import SignIn
from tests.console.counsel.making_counsel import Office, a_client, a_representative, an_office
from tests.console.making import a_member
from withhold.console.cases.models import Case
from withhold.console.counsel import corresponding
from withhold.console.counsel.models import Asked, AskState, Representation, Request
from withhold.console.counsel.representing import end
from withhold.console.holds.models import Waiver
from withhold.console.holds.placing import place
from withhold.console.people.models import User
from withhold.console.people.roles import Role
from withhold.incident.counsel.interface import CounselError, Scope

pytestmark = pytest.mark.django_db
WISH = corresponding.Wish(Asked.WAIVER, "letter of 3 March, folder 12", "c" * 32, "removal")


@pytest.fixture
def office() -> Office:
    return an_office()


@pytest.fixture
def own(office: Office) -> Representation:
    made = a_client(office, a_representative(office, "Ada Lund", "ada@example.org"), 1)
    place(office.case, office.privacy, "the list was public", [1])
    return made


def second(office: Office) -> User:
    return a_member(office.case, Role.COUNSEL, "Pia Second")


def carry_out(office: Office, asked: Request, by: User) -> Request:
    return corresponding.answer(office.case, asked.pk, AskState.DONE, "called back", by)


def test_who_wrote_it_down_does_not_carry_it_out(office: Office, own: Representation) -> None:
    for _ in range(2):  # a double click
        asked = corresponding.record_waiver(office.case, own.pk, WISH, office.privacy)
    assert Request.objects.count() == 1
    with pytest.raises(CounselError, match="second person"):
        carry_out(office, asked, office.privacy)
    assert not Waiver.objects.exists()
    carry_out(office, asked, second(office))
    waiver = Waiver.objects.get()
    assert (waiver.action, waiver.by, waiver.withdrawn_at) == ("removal", own.representative.user, None)
    assert "written down by Anna Berg: letter of 3 March" in waiver.why


def test_counsel_reads_it_and_takes_it_back_in_the_portal(
    office: Office, own: Representation, client: Client, signed_in: SignIn
) -> None:
    asked = corresponding.record_waiver(office.case, own.pk, WISH, office.clerk)
    carry_out(office, asked, office.privacy)
    signed_in(client, own.representative.user)
    shown = client.get(reverse("counsel:client", args=[own.key])).content.decode()
    assert "written down by the office" in shown
    assert client.post(reverse("counsel:take_back", args=[own.key, asked.pk])).status_code == 302
    assert Waiver.objects.get().withdrawn_at is not None


def test_one_person_writes_down_that_counsel_took_it_back(office: Office, own: Representation) -> None:
    asked = corresponding.record_waiver(office.case, own.pk, WISH, office.clerk)
    carry_out(office, asked, office.privacy)
    with pytest.raises(CounselError, match="how and when"):
        corresponding.take_back_for_counsel(office.case, asked.pk, " ", office.clerk)
    assert corresponding.take_back_for_counsel(office.case, asked.pk, "a call on Monday", office.clerk)
    assert not corresponding.take_back_for_counsel(office.case, asked.pk, "a call on Monday", office.clerk)
    assert Waiver.objects.get().withdrawn_at is not None
    asked.refresh_from_db()
    assert asked.answer == "Taken back by counsel, written down by Carl Dahl."


def test_only_for_who_stands_for_them_and_within_their_mandate(office: Office, own: Representation) -> None:
    narrow = a_client(office, a_representative(office, "Ole Vik", "ole@example.org"), 2, True, Scope.ASYLUM)
    unverified = a_client(office, a_representative(office, "Eva Roth", "eva@example.org"), 3, verified=False)
    end(office.case, own.pk, office.privacy, "over")
    foreign = a_client(an_office(), a_representative(office, "Ivo Lind", "ivo@example.org"), 1)
    for one in (narrow, unverified, own, foreign):
        with pytest.raises(CounselError):
            corresponding.record_waiver(office.case, one.pk, WISH, office.privacy)
    assert not Request.objects.exists()


def test_the_pages(office: Office, own: Representation, client: Client, signed_in: SignIn) -> None:
    def post(name: str, *args: object, **told: str) -> Any:
        return client.post(reverse(f"counsel:{name}", args=[office.case.pk, *args]), told)

    signed_in(client, office.clerk)
    page = reverse("counsel:waiver", args=[office.case.pk, own.pk])
    assert client.get(page).status_code == 200
    told = {"action": "removal", "words": "letter of 3 March", "once": "d" * 32}
    assert post("waiver", own.pk, **told | {"action": "grant"}).status_code == 422
    assert post("waiver", own.pk, **told | {"words": " "}).status_code == 422
    assert not Request.objects.exists()
    assert post("waiver", own.pk, **told).status_code == 302
    asked = Request.objects.get()
    assert post("answer", asked.pk, state="done", words="called").status_code == 422, "a clerk, and the same"
    signed_in(client, second(office))
    shown = client.get(reverse("counsel:representation", args=[office.case.pk, own.pk])).content.decode()
    assert "another person than Carl Dahl" in shown
    assert post("answer", asked.pk, state="done", words="called").status_code == 302
    assert Waiver.objects.filter(withdrawn_at=None).count() == 1
    assert post("taken_back", asked.pk, why="").status_code == 422
    assert post("taken_back", asked.pk, why="a call").status_code == 302
    assert not Waiver.objects.filter(withdrawn_at=None).exists()
    other = an_office()
    assert client.get(reverse("counsel:waiver", args=[other.case.pk, own.pk])).status_code == 404


def test_who_may_not_and_another_case_get_nothing(
    office: Office, own: Representation, client: Client, signed_in: SignIn
) -> None:
    other = an_office()
    both = a_member(other.case, Role.PRIVACY_OFFICER, "Beata Both")
    a_member(office.case, Role.EDITOR, "Edda Editor")
    asked = corresponding.record_waiver(office.case, own.pk, WISH, office.clerk)
    told = {"action": "removal", "words": "letter", "once": "e" * 32, "why": "a call"}
    for who, case, status in (
        (both, other.case, 404),
        (both, office.case, 404),
        (a_member(office.case, Role.EDITOR, "Edda Second"), office.case, 403),
    ):
        signed_in(client, who)
        for name, pk in (("waiver", own.pk), ("taken_back", asked.pk)):
            answer = client.post(reverse(f"counsel:{name}", args=[case.pk, pk]), told)
            assert answer.status_code == status, (name, who.get_full_name())
    assert Request.objects.get().state == AskState.OPEN


def test_a_waiver_that_is_carried_out_while_it_is_taken_back_does_not_stand(
    office: Office, own: Representation, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = corresponding.ask(own, WISH, own.representative.user)
    lock = Case.objects.select_for_update

    def slow(*given: Any, **named: Any) -> Any:
        monkeypatch.undo()  # the office is quicker, and had the case before
        carry_out(office, asked, office.privacy)
        return lock(*given, **named)

    monkeypatch.setattr(Case.objects, "select_for_update", slow)
    assert corresponding.take_back(own, asked.pk, own.representative.user)
    assert Waiver.objects.get().withdrawn_at is not None


def test_what_somebody_confirms_who_stands_for_nobody_any_more_proves_nothing(
    office: Office, own: Representation
) -> None:
    made = corresponding.write(own, True, "Hello", "Please call us.", "f" * 32, office.privacy)
    end(office.case, own.pk, office.privacy, "over")
    assert corresponding.confirm(own, made.pk, own.representative.user) is None
    made.refresh_from_db()
    assert made.confirmed_at is None
