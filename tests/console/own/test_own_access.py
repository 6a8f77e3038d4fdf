"""A person's own access: a code that works once, two factors, one's own row, a notice that is read."""

from collections.abc import Callable

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tests.console.conftest import SignIn
from tests.console.counsel.making_counsel import NAMES, Office, a_client, a_representative, an_office
from tests.console.making import a_member, a_person
from tests.console.own.making_own import PASSWORD, a_code, queued, second, somebody
from withhold.console.affected.models import Standing
from withhold.console.cases.store import ConsoleCase
from withhold.console.holds.models import Proof as HoldProof
from withhold.console.holds.placing import place
from withhold.console.notices.models import Notice
from withhold.console.notices.queueing import Said, queue_notices
from withhold.console.outbox.models import Message
from withhold.console.own import noticing, reading, writing
from withhold.console.own.deciding import end
from withhold.console.own.entering import enter
from withhold.console.own.giving import OwnError, give
from withhold.console.own.models import MOST_TRIES, Access, OwnMessage, Way
from withhold.console.people.models import User
from withhold.console.people.roles import Role
from withhold.incident.affected.interface import Terminal
from withhold.incident.case.interface import CaseError, EventKind
from withhold.incident.counsel.interface import CounselError

pytestmark = pytest.mark.django_db


def test_a_code_works_once_and_its_account_needs_a_second_factor(office: Office, client: Client) -> None:
    access, code = a_code(office)
    grouped = "-".join(code[at : at + 4] for at in range(0, len(code), 4)).lower()
    assert len(code) == 28
    sent = {"code": grouped, "password": PASSWORD}
    assert client.post(reverse("own:start"), {**sent, "password": "short"}).status_code == 422
    answer = client.post(reverse("own:start"), sent)
    assert (answer.status_code, answer["Location"]) == (302, reverse("mfa_activate_totp"))
    access.refresh_from_db()
    user = access.user
    assert user is not None
    assert user.email == access.sign_in_name
    assert not set(" ".join(NAMES).split()) & set(user.name.split())
    assert client.get(reverse("own:mine")).status_code == 302, "to the second factor"
    assert Client().post(reverse("own:start"), sent).status_code == 422, "it works once"
    assert user.email not in [one.recipient for one in Message.objects.all()], "it is no mailbox"


def test_wrong_codes_are_all_the_same_and_few(office: Office) -> None:
    access, code = a_code(office)
    wrong = code[:-1] + ("0" if code[-1] != "0" else "1")
    said = set()
    for typed in (wrong, "", "x" * 28, "0" * 28, code[:8], *[wrong] * (MOST_TRIES - 1)):
        with pytest.raises(OwnError) as refused:
            enter(typed, PASSWORD)
        said.add(str(refused.value))
    assert len(said) == 1
    access.refresh_from_db()
    assert access.tries == MOST_TRIES
    with pytest.raises(OwnError):
        enter(code, PASSWORD)  # the right one, too late
    assert not User.objects.filter(email=access.sign_in_name).exists()


def test_a_late_code_and_one_that_was_ended_open_nothing(office: Office) -> None:
    access, code = a_code(office)
    Access.objects.filter(pk=access.pk).update(expires=timezone.now())
    with pytest.raises(OwnError):
        enter(code, PASSWORD)
    other, another = a_code(office, 2)
    end(office.case, other.pk, "the paper was lost", office.clerk)
    with pytest.raises(OwnError):
        enter(another, PASSWORD)


def test_a_weak_password_uses_nothing_up(office: Office) -> None:
    access, code = a_code(office)
    with pytest.raises(ValidationError):
        enter(code, "password1234")
    access.refresh_from_db()
    assert (access.tries, access.used_at) == (0, None)
    assert enter(code, PASSWORD).is_active


def _deceased(office: Office) -> None:
    Standing.objects.filter(case=office.case, number=2).update(terminal=Terminal.DECEASED)


@pytest.mark.parametrize(
    ("number", "said", "before"),
    [
        (4, "at liberty", None),
        (5, "duplicate; give access under number 1", None),
        (9, "nobody of that number", None),
        (2, "not to be told", _deceased),
    ],
)
def test_only_who_is_to_be_told_and_at_liberty_gets_one(
    office: Office, number: int, said: str, before: Callable[[Office], None] | None
) -> None:
    if before is not None:
        before(office)
    with pytest.raises(OwnError, match=said):
        a_code(office, number)
    assert not Access.objects.exists()


def test_one_at_a_time_and_never_by_who_may_not(office: Office) -> None:
    a_code(office)
    with pytest.raises(OwnError, match="already"):
        a_code(office)
    lead = a_member(office.case, Role.CASE_LEAD)
    with pytest.raises(OwnError, match="only who works"):
        give(office.case, 2, Way.CALLED, "their voice", lead)
    with pytest.raises(OwnError, match="what you looked at"):
        give(office.case, 2, Way.CALLED, " ", office.clerk)


def test_they_see_their_own_row_and_nothing_else(office: Office, client: Client, signed_in: SignIn) -> None:
    place(office.case, office.privacy, "the list was public", [1])
    access, user = somebody(office)
    own = a_client(office, a_representative(office, "Ada Lund", "ada@example.org"), 2)
    signed_in(client, user)
    page = client.get(reverse("own:mine"))
    assert page.status_code == 200
    assert page["Cache-Control"].startswith("no-store")
    told = page.content.decode()
    assert "Stands" in told
    assert "Folder" in told, "their own column"
    for name in NAMES:
        assert name not in told
    for address in (
        reverse("counsel:client", args=[own.key]),
        reverse("own:overview", args=[office.case.pk]),
        f"/cases/{office.case.pk}/",
        "/",
    ):
        assert client.get(address).status_code in (403, 404), address
    other = a_person(Role.REPRESENTATIVE)
    assert signed_in(Client(), other).get(reverse("own:mine")).status_code == 404
    assert signed_in(Client(), own.representative.user).get(reverse("own:mine")).status_code == 404
    assert signed_in(Client(), office.privacy).get(reverse("own:mine")).status_code == 403
    assert access.user == user


def test_ended_it_is_gone_at_once(office: Office, client: Client, signed_in: SignIn) -> None:
    access, user = somebody(office)
    signed_in(client, user)
    for _ in range(2):
        end(office.case, access.pk, "they were detained", office.clerk)
    assert client.get(reverse("own:mine")).status_code == 302
    user.refresh_from_db()
    assert not user.is_active
    with pytest.raises(OwnError, match="ended"):
        writing.write(access_again(access), True, "Hello", "Please call.", "a" * 32, office.clerk)
    again, _ = a_code(office)
    assert again.pk != access.pk


def access_again(access: Access) -> Access:
    return Access.objects.get(pk=access.pk)


def test_the_notice_waits_as_every_notice_does(office: Office) -> None:
    access, _ = somebody(office)
    with pytest.raises(OwnError, match="queue them first"):
        noticing.notify(office.case, access.pk, "now", office.privacy)
    said = Said("The Harbour Office", "https://door.example.org", "1 March 2026", "2 March 2026")
    queue_notices(office.case, office.privacy, "to tell them", said)
    with pytest.raises(OwnError, match="hold to stand"):
        noticing.notify(office.case, access.pk, "now", office.privacy)
    with pytest.raises(OwnError, match="ask one"):
        noticing.notify(office.case, access.pk, "now", office.clerk)
    assert not OwnMessage.objects.exists()


def test_that_they_read_the_notice_is_its_proof(office: Office, client: Client, signed_in: SignIn) -> None:
    queued(office)
    access, user = somebody(office)
    signed_in(client, office.privacy)
    address = reverse("own:notice", args=[office.case.pk, access.pk])
    for _ in range(2):
        assert client.post(address, {"why": "they came to the office"}).status_code == 302
    (message,) = OwnMessage.objects.all()
    notice = message.notice
    assert notice is not None
    assert (notice.channel, notice.state, notice.number) == ("portal", "accepted", 1)
    assert not HoldProof.objects.exists(), "put there is not read"
    signed_in(client, user)
    confirm = reverse("own:confirm", args=[message.pk])
    assert client.post(confirm).status_code == 404, "it was never open before them"
    assert "Harbour Office" in client.get(reverse("own:mine")).content.decode()
    message.refresh_from_db()
    assert message.opened_at is not None
    assert not HoldProof.objects.exists(), "opened is not confirmed"
    for _ in range(2):
        assert client.post(confirm).status_code == 302
    assert not HoldProof.objects.exists(), "one person of the office is no proof"
    second(office, access)
    assert HoldProof.objects.filter(case=office.case, number=1, counsel=False).count() == 1
    notice.refresh_from_db()
    assert notice.state == "proven"
    assert Standing.objects.get(case=office.case, number=1).terminal == Terminal.PROVEN_PERSON
    kinds = [one.kind for one in ConsoleCase.open(office.case).events()]
    assert kinds.count(EventKind.NOTICES_PROVEN) == 1
    other, _ = somebody(office, 2)
    Notice.objects.filter(number=2).update(state="proven")
    with pytest.raises(OwnError, match="proven already"):
        noticing.notify(office.case, other.pk, "again", office.privacy)


def test_messages_go_both_ways_once_and_name_nobody_else(
    office: Office, client: Client, signed_in: SignIn
) -> None:
    access, user = somebody(office)
    signed_in(client, user)
    client.get(reverse("own:mine"))
    sent = {"subject": "A question", "body": "May I travel?", "once": "a" * 32}
    for _ in range(2):
        assert client.post(reverse("own:write"), sent).status_code == 302
    assert client.post(reverse("own:write"), {**sent, "subject": " "}).status_code == 422
    assert Message.objects.filter(kind="own_message").count() == 1
    signed_in(client, office.clerk)
    overview = reverse("own:overview", args=[office.case.pk])
    assert "Wrote to you" in client.get(overview).content.decode()
    at = reverse("own:access", args=[office.case.pk, access.pk])
    assert "May I travel?" in client.get(at).content.decode()
    assert "Wrote to you" not in client.get(overview).content.decode()
    reply = reverse("own:office_write", args=[office.case.pk, access.pk])
    foreign = {"subject": "Hello", "body": f"{NAMES[1]} was on the list, too.", "once": "b" * 32}
    assert client.post(reply, foreign).status_code == 422
    with pytest.raises(CounselError, match="somebody else"):
        writing.write(access, True, "Hello", foreign["body"], "b" * 32, office.clerk)
    assert client.post(reply, {**foreign, "body": "Call us first."}).status_code == 302
    assert [one.from_office for one in OwnMessage.objects.order_by("pk")] == [False, True]
    assert "Call us first." in signed_in(client, user).get(reverse("own:mine")).content.decode()


def test_they_take_their_own_certificate(office: Office, client: Client, signed_in: SignIn) -> None:
    _, user = somebody(office)
    signed_in(client, user)
    address = reverse("own:certificate")
    assert client.post(address, {"why": "for the court"}).status_code == 422
    answer = client.post(address, {"why": "for the court", "understood": "on"})
    assert answer.content.startswith(b"%PDF")
    assert "document.pdf" in answer["Content-Disposition"]


def test_what_fails_inside_is_one_line_that_tells_nothing(
    office: Office, client: Client, signed_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*_args: object) -> None:
        raise CaseError("number 7 is settled as deceased")

    _, user = somebody(office)
    signed_in(client, user)
    monkeypatch.setattr(reading, "confirm", fails)
    page = client.post(reverse("own:confirm", args=[1]), follow=True).content.decode()
    assert "nothing was done" in page
    assert "deceased" not in page


def test_the_code_is_shown_once_and_kept_as_a_hash(office: Office, client: Client, signed_in: SignIn) -> None:
    signed_in(client, office.clerk)
    at = reverse("own:overview", args=[office.case.pk])
    sent = {"number": "1", "way": "called", "recognised": "the number of the file, and a shared word"}
    shown = client.post(at, sent)
    assert shown["Cache-Control"].startswith("no-store")
    code = str(shown.context["code"]).replace(" ", "")
    assert code.encode() not in client.get(at).content
    row = Access.objects.values().get()
    assert code not in str({name: value for name, value in row.items() if name != "recognised"})
    assert enter(code, PASSWORD).is_active
    assert client.post(at, {**sent, "way": "by mail"}).status_code == 422
    timeline = signed_in(client, a_member(office.case, Role.EDITOR)).get(f"/cases/{office.case.pk}/timeline/")
    assert "given access to their own row" in timeline.content.decode()
    for said in ("shared word", "number 1"):
        assert said not in timeline.content.decode()


def test_another_cases_access_does_not_exist(office: Office, client: Client, signed_in: SignIn) -> None:
    access, _ = a_code(office)
    other = an_office()
    signed_in(client, other.clerk)
    assert client.get(reverse("own:access", args=[other.case.pk, access.pk])).status_code == 404
    assert client.get(reverse("own:access", args=[office.case.pk, access.pk])).status_code == 404
    with pytest.raises(OwnError):
        end(other.case, access.pk, "not ours", other.clerk)
