"""Counsel is told by itself once all is there; people told through counsel, when counsel says so."""

import pytest
from django.test import Client
from django.urls import reverse

from tests.console.affected.conftest import Desk
from tests.console.affected.conftest import desk as desk
from tests.console.conftest import SignIn
from tests.console.counsel.making_counsel import Office, a_client, a_representative
from tests.console.making import a_member
from tests.console.notices.test_notices import SAID, sign_all
from tests.console.notices.test_notices import derived as derived
from withhold.console.affected.models import Standing
from withhold.console.cases.store import ConsoleCase
from withhold.console.counsel.inviting import add_firm
from withhold.console.counsel.models import Representation, SecureMessage
from withhold.console.counsel.notifying import notify_due
from withhold.console.counsel.through import client_told, hand_over_due
from withhold.console.holds.models import Proof as HoldProof
from withhold.console.holds.placing import place_when_due
from withhold.console.notices.models import Notice
from withhold.console.notices.queueing import queue_notices
from withhold.console.notices.texts import sign
from withhold.console.outbox.models import Setback
from withhold.console.outbox.sending import Unmailable
from withhold.console.people.models import User
from withhold.console.people.roles import Role
from withhold.incident.case.interface import MACHINE, EventKind
from withhold.incident.counsel.interface import CounselError
from withhold.incident.notices.interface import Audience, Channel, Form, Proof
from withhold.incident.notices.templates import shipped, version_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def own(derived: Desk) -> Representation:
    """Number 2 is represented, and can be told through counsel alone."""
    office = Office(derived.row, derived.user, a_member(derived.row, Role.CLERK, "Carl Dahl"))
    found = a_client(office, a_representative(office, "Ada Lund", "ada@example.org"), 2)
    queue_notices(derived.row, derived.user, "they are to be told", SAID)
    Notice.objects.filter(number=2).update(channel=Channel.COUNSEL)
    return found


def signed(desk: Desk) -> None:
    sign_all(desk)
    sign(version_of(shipped(Audience.COUNSEL, "en"), Form.WRITTEN).sha256, desk.user)


def test_counsel_is_told_by_itself_and_once(derived: Desk, own: Representation) -> None:
    assert notify_due() == 0
    signed(derived)
    assert notify_due() == 0, "the hold comes first"
    place_when_due(derived.row)
    assert [notify_due() for _ in range(2)] == [1, 0]
    last = ConsoleCase.open(derived.row).events()[-1]
    assert (last.kind, last.by) == (EventKind.NOTICES_QUEUED, MACHINE)
    assert SecureMessage.objects.get().is_notice


def test_the_letter_waits_for_hold_review_and_counsel(derived: Desk, own: Representation) -> None:
    assert hand_over_due() == 0
    place_when_due(derived.row)
    signed(derived)
    Representation.objects.update(ended_at="2026-01-01T00:00:00Z")
    assert hand_over_due() == 0
    assert Notice.objects.get(number=2).waiting == ["counsel"]


def test_what_counsel_says_they_told_proves_it(
    derived: Desk, own: Representation, client: Client, signed_in: SignIn
) -> None:
    place_when_due(derived.row)
    signed(derived)
    assert [hand_over_due() for _ in range(2)] == [1, 0]
    letter = SecureMessage.objects.get()
    assert Notice.objects.get(number=2).state == Proof.ACCEPTED
    assert "Varga" in letter.body
    signed_in(client, own.representative.user)
    page = client.get(reverse("counsel:client", args=[own.key])).content.decode()
    assert "My client has this letter" in page
    assert client.post(reverse("counsel:confirm", args=[own.key, letter.pk])).status_code == 404
    told = reverse("counsel:told", args=[own.key, letter.pk])
    assert client.post(told, {"how": " "}).status_code == 302
    assert not HoldProof.objects.exists()
    assert client.post(told, {"how": "in my office today, with an interpreter"}).status_code == 302
    assert HoldProof.objects.get().number == 2
    assert Standing.objects.get(number=2).terminal == "proven_person"
    assert client.post(told, {"how": "again"}).status_code == 404
    assert (
        "Your client was told, you said"
        in client.get(reverse("counsel:client", args=[own.key])).content.decode()
    )


def test_nobody_else_says_so(derived: Desk, own: Representation, client: Client, signed_in: SignIn) -> None:
    place_when_due(derived.row)
    signed(derived)
    hand_over_due()
    letter = SecureMessage.objects.get()
    office = Office(derived.row, derived.user, derived.user)
    other = a_representative(office, "Otto Other", "otto@example.org")
    signed_in(client, other.user)
    assert client.post(reverse("counsel:told", args=[own.key, letter.pk]), {"how": "x"}).status_code == 404
    with pytest.raises(CounselError, match="how and when"):
        client_told(own, letter.pk, "", other.user)


def test_counsel_is_not_told_of_somebody_who_is_not_to_be_told(derived: Desk, own: Representation) -> None:
    signed(derived)
    place_when_due(derived.row)
    Standing.objects.filter(number=2).update(terminal="not_affected")
    assert notify_due() == 0
    Standing.objects.filter(number=2).update(terminal=None)
    assert notify_due() == 1


def test_one_whom_no_mail_reaches_stops_no_other(derived: Desk, own: Representation) -> None:
    office = Office(derived.row, derived.user, a_member(derived.row, Role.CLERK, "Clara Dahl"))
    with pytest.raises(Unmailable):
        add_firm(derived.row, "Firm", "jürgen@example.org", True, derived.user)
    other = a_representative(office, "Ole Vik", "ole@example.org")
    a_client(office, other, 4)
    Notice.objects.filter(number=4).update(channel=Channel.COUNSEL)
    place_when_due(derived.row)
    signed(derived)
    User.objects.filter(pk=own.representative.user.pk).update(email="no address")
    assert hand_over_due() == 1
    assert Notice.objects.get(number=4).state == Proof.ACCEPTED
    assert Setback.objects.filter(duty=f"letters through counsel {derived.row.pk}").count() == 1
