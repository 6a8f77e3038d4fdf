"""The portal: own clients only, the same answer for everybody else's and nobody's, receipts, requests."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from tests.console.conftest import SignIn
from tests.console.counsel.making_counsel import Office, a_client, a_representative, an_office
from tests.console.making import a_member
from withhold.console.counsel import corresponding, holding
from withhold.console.counsel.models import Asked, AskState, Request, SecureMessage
from withhold.console.counsel.representing import end
from withhold.console.holds.models import Waiver
from withhold.console.holds.placing import place
from withhold.console.ledgers.office import office_ledger
from withhold.console.people.models import User
from withhold.console.people.roles import Role
from withhold.incident.case.interface import CaseError
from withhold.incident.counsel.interface import CounselError, Scope

pytestmark = pytest.mark.django_db


@pytest.fixture
def office() -> Office:
    return an_office()


def _page(client: Client, key: str, name: str = "client") -> Any:
    return client.get(reverse(f"counsel:{name}", args=[key]))


def test_counsel_sees_their_own_clients_and_nothing_of_others(
    office: Office, client: Client, signed_in: SignIn
) -> None:
    ada = a_representative(office, "Ada Lund", "ada@example.org")
    ole = a_representative(office, "Ole Vik", "ole@example.org")
    own, foreign = a_client(office, ada, 1), a_client(office, ole, 2)
    waiting = a_client(office, ada, 3, verified=False)
    over = a_client(office, ada, 4)
    end(office.case, over.pk, office.privacy, "over")
    signed_in(client, ada.user)
    listed = client.get(reverse("counsel:portal")).content.decode()
    assert "file 1" in listed
    assert not any(f"file {number}" in listed for number in (2, 3, 4))
    assert "Quispe" not in listed
    page = _page(client, own.key)
    assert page.status_code == 200
    for said in (
        "Full name",
        "Further columns",
        "At least 2 and at most 5 networks",
        "not a number of people",
    ):
        assert said in page.content.decode()
    nobodys = _page(client, "0" * 16)
    assert nobodys.status_code == 404
    for key in (foreign.key, waiting.key, over.key):
        for name in ("client", "certificate"):
            answer = _page(client, key, name)
            assert (answer.status_code, answer.content) == (404, nobodys.content)
        for name in ("ask", "write"):
            assert client.post(reverse(f"counsel:{name}", args=[key]), {}).status_code == 404


def test_the_office_has_no_portal_and_counsel_has_no_office(
    office: Office, client: Client, signed_in: SignIn
) -> None:
    ada = a_representative(office, "Ada Lund", "ada@example.org")
    own = a_client(office, ada, 1)
    signed_in(client, office.privacy)
    assert client.get(reverse("counsel:portal")).status_code == 403
    assert _page(client, own.key).status_code == 403
    signed_in(client, ada.user)
    for name in ("representatives", "remedies", "enter"):
        assert client.get(reverse(f"counsel:{name}", args=[office.case.pk])).status_code == 404
    assert client.get(reverse("counsel:questions")).status_code == 403
    assert client.get("/cases/").status_code == 403


def test_an_account_that_has_a_role_of_the_office_as_well_sees_no_client(
    office: Office, client: Client, signed_in: SignIn
) -> None:
    ada = a_representative(office, "Ada Lund", "ada@example.org")
    own = a_client(office, ada, 1)
    User.objects.filter(pk=ada.user_id).update(roles=[str(Role.REPRESENTATIVE), str(Role.EDITOR)])
    signed_in(client, User.objects.get(pk=ada.user_id))
    assert _page(client, own.key).status_code == 404


def test_without_a_second_factor_there_is_no_portal(office: Office, client: Client) -> None:
    ada = a_representative(office, "Ada Lund", "ada@example.org")
    own = a_client(office, ada, 1)
    client.force_login(ada.user, backend="withhold.console.people.backend.PeopleBackend")
    answer = _page(client, own.key)
    assert (answer.status_code, answer["Location"]) == (302, reverse("mfa_activate_totp"))


def test_a_hold_is_shown_as_it_stands(office: Office, client: Client, signed_in: SignIn) -> None:
    own = a_client(office, a_representative(office, "Ada Lund", "ada@example.org"), 1)
    signed_in(client, own.representative.user)
    assert b"Does not stand" in _page(client, own.key).content
    place(office.case, office.privacy, "the list was public", [1])
    assert b"Does not stand" not in _page(client, own.key).content


def test_a_receipt_proves_a_message_once(office: Office, client: Client, signed_in: SignIn) -> None:
    ada = a_representative(office, "Ada Lund", "ada@example.org")
    own, other = a_client(office, ada, 1), a_client(office, ada, 2)
    message = corresponding.write(own, True, "Your client", "was on it", "a" * 32, office.privacy)
    again = corresponding.write(own, True, "Your client", "was on it", "a" * 32, office.privacy)
    assert message.pk == again.pk
    signed_in(client, ada.user)
    before = office_ledger().size()
    wrong = reverse("counsel:confirm", args=[other.key, message.pk])
    assert client.post(wrong).status_code == 404
    for _ in range(2):
        assert client.post(reverse("counsel:confirm", args=[own.key, message.pk])).status_code == 302
    message.refresh_from_db()
    assert message.confirmed_by == ada.user
    assert office_ledger().size() == before + 1
    assert client.get(reverse("counsel:confirm", args=[own.key, message.pk])).status_code == 405


def test_counsel_confirms_nothing_that_they_wrote_themselves(office: Office) -> None:
    own = a_client(office, a_representative(office, "Ada Lund", "ada@example.org"), 1)
    mine = corresponding.write(own, False, "A question", "When?", "b" * 32, own.representative.user)
    assert corresponding.confirm(own, mine.pk, own.representative.user) is None
    mine.refresh_from_db()
    assert mine.confirmed_at is None


def test_what_counsel_asks_is_kept_once_and_answered_once(
    office: Office, client: Client, signed_in: SignIn
) -> None:
    own = a_client(office, a_representative(office, "Ada Lund", "ada@example.org"), 1)
    signed_in(client, own.representative.user)
    sent = {"what": "interview", "words": "She wants to speak.", "once": "c" * 32, "action": ""}
    for _ in range(2):
        assert client.post(reverse("counsel:ask", args=[own.key]), sent).status_code == 302
    (asked,) = Request.objects.all()
    signed_in(client, office.privacy)
    for words in ("Friday at ten", "another answer"):
        client.post(
            reverse("counsel:answer", args=[office.case.pk, asked.pk]), {"state": "done", "words": words}
        )
    asked.refresh_from_db()
    assert (asked.state, asked.answer) == ("done", "Friday at ten")


def test_a_waiver_takes_effect_when_the_office_carries_it_out_and_ends_when_counsel_says(
    office: Office, client: Client, signed_in: SignIn
) -> None:
    ada = a_representative(office, "Ada Lund", "ada@example.org")
    own, other = a_client(office, ada, 1), a_client(office, ada, 2)
    place(office.case, office.privacy, "the list was public", [1, 2])
    wish = corresponding.Wish(Asked.WAIVER, "wants to go home", "d" * 32, "removal")
    asked = corresponding.ask(own, wish, ada.user)
    assert not Waiver.objects.exists()
    with pytest.raises(CounselError, match="privacy officer"):
        corresponding.answer(office.case, asked.pk, AskState.DONE, "so", office.clerk)
    for _ in range(2):
        corresponding.answer(office.case, asked.pk, AskState.DONE, "called", office.privacy)
    (waiver,) = Waiver.objects.all()
    assert (waiver.hold.number, waiver.action, waiver.by) == (1, "removal", ada.user)
    assert waiver.verified_by == "Anna Berg"
    signed_in(client, ada.user)
    assert client.post(reverse("counsel:take_back", args=[other.key, asked.pk])).status_code == 404
    assert Waiver.objects.get().withdrawn_at is None
    assert client.post(reverse("counsel:take_back", args=[own.key, asked.pk])).status_code == 302
    assert Waiver.objects.get().withdrawn_at is not None
    assert client.post(reverse("counsel:take_back", args=[own.key, asked.pk])).status_code == 404


def test_a_waiver_needs_a_mandate_that_covers_it_and_still_stands(office: Office) -> None:
    ada = a_representative(office, "Ada Lund", "ada@example.org")
    narrow, wide = a_client(office, ada, 1, scope=Scope.ASYLUM), a_client(office, ada, 2)
    wish = corresponding.Wish(Asked.WAIVER, "wants to go home", "d" * 32, "removal")
    with pytest.raises(CounselError, match="mandate"):
        corresponding.ask(narrow, wish, ada.user)
    with pytest.raises(CounselError, match="choose the action"):
        corresponding.ask(wide, corresponding.Wish(wish.what, wish.words, wish.once, "release"), ada.user)
    asked = corresponding.ask(wide, wish, ada.user)
    end(office.case, wide.pk, office.privacy, "over")
    with pytest.raises(CounselError, match="does not stand"):
        corresponding.answer(office.case, asked.pk, AskState.DONE, "so", office.privacy)
    asked.refresh_from_db()
    assert asked.state == "open"


def test_nothing_is_written_to_who_stands_for_nobody_any_more(office: Office) -> None:
    own = a_client(office, a_representative(office, "Ada Lund", "ada@example.org"), 1)
    end(office.case, own.pk, office.privacy, "over")
    own.refresh_from_db()
    with pytest.raises(CounselError, match="does not stand"):
        corresponding.write(own, True, "Your client", "was on it", "a" * 32, office.privacy)
    assert not SecureMessage.objects.exists()


def test_only_adverse_actions_can_be_waived() -> None:
    assert {value for value, _ in holding.ACTIONS} == {"removal", "transfer", "denial", "detention"}


def test_a_case_lead_does_not_manage_representatives(
    office: Office, client: Client, signed_in: SignIn
) -> None:
    lead = a_member(office.case, Role.CASE_LEAD)
    signed_in(client, lead)
    assert client.get(reverse("counsel:representatives", args=[office.case.pk])).status_code == 403
    assert client.get(reverse("counsel:remedies", args=[office.case.pk])).status_code == 200


@pytest.mark.parametrize(
    ("name", "function", "sent"),
    [
        ("confirm", "confirm", {}),
        ("take_back", "take_back", {}),
        ("ask", "ask", {"what": "interview", "words": "She wants to speak.", "once": "c" * 32, "action": ""}),
        ("write", "write", {"subject": "Hello", "body": "Please call.", "once": "c" * 32}),
    ],
)
def test_what_fails_inside_is_one_clear_line_for_counsel_and_tells_nothing(
    office: Office,
    client: Client,
    signed_in: SignIn,
    monkeypatch: pytest.MonkeyPatch,
    name: str,
    function: str,
    sent: dict[str, str],
) -> None:
    def fails(*_args: object) -> None:
        raise CaseError("the ledger of case abcdefgh cannot be written; number 7 is settled as deceased")

    own = a_client(office, a_representative(office, "Ada Lund", "ada@example.org"), 1)
    signed_in(client, own.representative.user)
    monkeypatch.setattr(corresponding, function, fails)
    more = [1] if name in ("confirm", "take_back") else []
    answer = client.post(reverse(f"counsel:{name}", args=[own.key, *more]), sent, follow=True)
    assert answer.status_code in (200, 422)
    page = answer.content.decode()
    assert page.count("This could not be recorded, so nothing was done.") >= 1
    assert "deceased" not in page
    assert "ledger of case" not in page


def test_a_receipt_that_cannot_be_recorded_is_none(
    office: Office, client: Client, signed_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*_args: object) -> None:
        raise CaseError("the ledger cannot be written")

    own = a_client(office, a_representative(office, "Ada Lund", "ada@example.org"), 1)
    made = corresponding.write(own, True, "Your client", "Please call.", "a" * 32, office.privacy)
    monkeypatch.setattr(corresponding, "record", fails)
    signed_in(client, own.representative.user)
    address = reverse("counsel:confirm", args=[own.key, made.pk])
    assert "nothing was done" in client.post(address, follow=True).content.decode()
    made.refresh_from_db()
    assert made.confirmed_at is None


def test_an_action_that_there_is_not_is_not_found(office: Office, client: Client, signed_in: SignIn) -> None:
    own = a_client(office, a_representative(office, "Ada Lund", "ada@example.org"), 1)
    address = reverse("counsel:act", args=[office.case.pk, own.pk, "verify"]).replace("verify", "nothing")
    assert signed_in(client, office.privacy).post(address, {"why": "so"}).status_code == 404
