"""That somebody read their notice is proof after two people of the office made sure who they are."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from tests.console.conftest import SignIn
from tests.console.counsel.making_counsel import Office
from tests.console.making import a_member
from tests.console.own.making_own import PASSWORD, a_code, queued, second, somebody
from withhold.console.affected.models import Standing
from withhold.console.cases.models import Case
from withhold.console.cases.store import ConsoleCase
from withhold.console.holds.models import Proof as HoldProof
from withhold.console.own import noticing, reading, writing
from withhold.console.own.deciding import end
from withhold.console.own.entering import enter
from withhold.console.own.giving import OwnError, give
from withhold.console.own.models import MOST_TRIES, Access, OwnMessage, Way
from withhold.console.people.models import User
from withhold.console.people.roles import Role
from withhold.incident.case.interface import EventKind

pytestmark = pytest.mark.django_db


def read(office: Office, access: Access, user: User) -> OwnMessage:
    """The notice is put into their page, opened and confirmed by whoever has it."""
    message = noticing.notify(office.case, access.pk, "they came to the office", office.privacy)
    writing.opened([message])
    done = reading.confirm(access, message.pk, user)
    assert done is not None
    return done


def test_one_person_alone_proves_nothing(office: Office) -> None:
    """Who may do everything gives the code, uses it, puts the notice in and says that it was read."""
    queued(office)
    alone = office.privacy
    given = give(office.case, 1, Way.IN_PERSON, "their passport", alone)
    user = enter(given.code, PASSWORD)
    access = Access.objects.get(pk=given.access.pk)
    message = read(office, access, user)
    seen = reading.Seen(Way.CALLED, "their voice", access.word)
    with pytest.raises(OwnError, match="a second person"):
        reading.recognise(office.case, access.pk, seen, alone)
    for other in (
        a_member(office.case, Role.CLERK, "anna  berg"),  # the same person under another account
        made_by(alone, office),
    ):
        with pytest.raises(OwnError, match="a second person"):
            reading.recognise(office.case, access.pk, seen, other)
    assert message.confirmed_at is not None
    assert not HoldProof.objects.exists()
    assert Standing.objects.get(case=office.case, number=1).terminal is None
    assert EventKind.NOTICES_PROVEN not in kinds(office)


def made_by(maker: User, office: Office) -> User:
    made = a_member(office.case, Role.CLERK, "Gerd Holm")
    made.created_by = maker
    made.save()
    return made


def kinds(office: Office) -> list[EventKind]:
    return [one.kind for one in ConsoleCase.open(Case.objects.get(pk=office.case.pk)).events()]


@pytest.mark.parametrize("recognised_first", [True, False])
def test_with_a_second_person_it_is_proof_in_whichever_order(office: Office, recognised_first: bool) -> None:
    queued(office)
    access, user = somebody(office)
    if recognised_first:
        second(office, access)
        read(office, access, user)
    else:
        read(office, access, user)
        assert not HoldProof.objects.exists()
        second(office, access)
    second(office, access)  # a second click
    assert HoldProof.objects.filter(case=office.case, number=1, counsel=False).count() == 1
    assert kinds(office).count(EventKind.NOTICES_PROVEN) == 1
    (evidence,) = Standing.objects.get(case=office.case, number=1).evidence
    assert evidence.startswith("receipt: ")
    assert "recognised by Carl Dahl (in_person) and by Anna Berg (called)" in evidence


def test_a_second_person_without_the_word_has_not_seen_the_page(office: Office) -> None:
    queued(office)
    access, user = somebody(office)
    read(office, access, user)
    for word in ("", "ABCD-EFGH", *["0000 0000"] * (MOST_TRIES - 2)):
        with pytest.raises(OwnError, match="not the word"):
            second(office, access, word)
    with pytest.raises(OwnError, match="too many"):
        second(office, access, access.word)
    access.refresh_from_db()
    assert (access.seen_by, access.seen_at) == (None, None)
    assert not HoldProof.objects.exists()
    end(office.case, access.pk, "too many wrong words", office.clerk)
    again, user = somebody(office)
    with pytest.raises(OwnError, match="not the word"):
        second(office, again, access.word)
    second(office, again, again.word.lower().replace("0", "O"))
    read(office, again, user)
    assert HoldProof.objects.count() == 1


def test_nobody_is_recognised_before_the_code_is_used_or_after_the_end(office: Office) -> None:
    access, code = a_code(office)
    with pytest.raises(OwnError, match="not used their code"):
        second(office, access, "")
    enter(code, PASSWORD)
    access.refresh_from_db()
    with pytest.raises(OwnError, match="what you looked at"):
        reading.recognise(office.case, access.pk, reading.Seen(Way.CALLED, " ", access.word), office.privacy)
    lead = a_member(office.case, Role.CASE_LEAD)
    with pytest.raises(OwnError, match="only who works"):
        reading.recognise(office.case, access.pk, reading.Seen(Way.CALLED, "-", access.word), lead)
    end(office.case, access.pk, "they want no page", office.clerk)
    with pytest.raises(OwnError, match="ended"):
        second(office, access)


def test_the_word_stands_on_their_page_and_on_none_of_the_offices(
    office: Office, client: Client, signed_in: SignIn
) -> None:
    access, user = somebody(office)
    word = f"{access.word[:4]}-{access.word[4:]}"
    assert word in signed_in(client, user).get(reverse("own:mine")).content.decode()
    at = reverse("own:access", args=[office.case.pk, access.pk])
    address = reverse("own:recognised", args=[office.case.pk, access.pk])
    sent: dict[str, Any] = {"way": "called", "recognised": "their voice, and their file", "word": word}
    own = signed_in(client, office.clerk).get(at).content.decode()
    assert address not in own
    assert client.post(address, sent).status_code == 422, "who gave the code"
    other = signed_in(client, office.privacy).get(at).content.decode()
    assert address in other
    for page in (own, other):
        assert access.word not in page
        assert word not in page
    assert client.post(address, {**sent, "word": "0000-0000"}).status_code == 422
    assert client.post(address, sent).status_code == 302
    shown = client.get(at).content.decode()
    assert "Anna Berg" in shown
    assert address not in shown
    assert word not in signed_in(client, user).get(reverse("own:mine")).content.decode()
    timeline = signed_in(client, a_member(office.case, Role.EDITOR)).get(f"/cases/{office.case.pk}/timeline/")
    assert "a second person recognised one of the people" in timeline.content.decode()
    for said in ("their voice", "number 1"):
        assert said not in timeline.content.decode()


def test_another_cases_access_is_recognised_by_nobody(office: Office) -> None:
    access, _ = somebody(office)
    stranger = a_member(office.case, Role.CLERK, "Ivo Strand")
    other = Case.objects.exclude(pk=office.case.pk).first() or Case.objects.create()
    with pytest.raises(OwnError):
        reading.recognise(other, access.pk, reading.Seen(Way.CALLED, "-", access.word), stranger)
