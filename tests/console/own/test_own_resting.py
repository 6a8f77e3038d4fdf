"""A page rests when the records no longer say that its person is at liberty and to be told."""

from collections.abc import Mapping

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tests.console.conftest import SignIn
from tests.console.counsel.making_counsel import Office
from tests.console.making import a_member
from tests.console.own.making_own import PASSWORD, a_code, queued, second, somebody
from withhold.console.affected.models import Standing
from withhold.console.holds.models import Proof as HoldProof
from withhold.console.outbox.models import Message
from withhold.console.own import deciding, noticing, reading, writing
from withhold.console.own.entering import enter
from withhold.console.own.giving import OwnError
from withhold.console.own.models import Access, OwnMessage
from withhold.console.own.resting import tell_resting
from withhold.console.people.roles import Role

pytestmark = pytest.mark.django_db
DETAINED: Mapping[str, object] = {"cohort": "in_custody"}


AT_LIBERTY: Mapping[str, object] = {"cohort": "at_liberty"}
REMOVED: Mapping[str, object] = {"cohort": "removed"}


def now_known(office: Office, what: Mapping[str, object], number: int = 1) -> None:
    Standing.objects.filter(case=office.case, number=number).update(worked_out_at=timezone.now(), **what)


def alerts() -> int:
    return Message.objects.filter(kind="own_access_rests").count()


@pytest.mark.parametrize(
    "change",
    [
        DETAINED,
        {"cohort": "unknown"},
        REMOVED,
        {"terminal": "deceased"},
        {"terminal": "duplicate_of", "duplicate_of": 2},
    ],
)
def test_nothing_new_goes_into_a_page_that_rests(office: Office, change: Mapping[str, object]) -> None:
    queued(office)
    access, user = somebody(office)
    now_known(office, change)
    with pytest.raises(OwnError, match="decide first"):
        noticing.notify(office.case, access.pk, "now", office.privacy)
    with pytest.raises(OwnError, match="decide first"):
        writing.write(access, True, "Hello", "Please call.", "a" * 32, office.clerk)
    assert not OwnMessage.objects.exists()
    writing.write(access, False, "Help", "Call my sister.", "b" * 32, user)  # the other way stays open


def test_what_is_confirmed_while_it_rests_is_no_proof_until_somebody_decides(office: Office) -> None:
    queued(office)
    access, user = somebody(office)
    second(office, access)
    message = noticing.notify(office.case, access.pk, "they came to the office", office.privacy)
    writing.opened([message])
    now_known(office, DETAINED)
    assert reading.confirm(access, message.pk, user) is not None
    assert not HoldProof.objects.exists(), "others may have the telephone"
    with pytest.raises(OwnError, match="how you know"):
        deciding.keep(office.case, access.pk, " ", office.clerk)
    lead = a_member(office.case, Role.CASE_LEAD)
    with pytest.raises(OwnError, match="only who works"):
        deciding.keep(office.case, access.pk, "they called", lead)
    for _ in range(2):
        deciding.keep(office.case, access.pk, "they called: the records are wrong", office.clerk)
    assert HoldProof.objects.filter(number=1).count() == 1


def test_a_decision_holds_for_what_the_records_said_then(office: Office) -> None:
    access, _ = somebody(office)
    now_known(office, DETAINED)
    deciding.keep(office.case, access.pk, "it is somebody of the same name", office.clerk)
    writing.write(access, True, "Hello", "Please call.", "a" * 32, office.clerk)
    now_known(office, REMOVED)
    with pytest.raises(OwnError, match="decide first"):
        writing.write(access, True, "Hello", "Please call.", "b" * 32, office.clerk)
    deciding.end(office.case, access.pk, "they were removed", office.clerk)
    with pytest.raises(OwnError, match="has ended"):
        deciding.keep(office.case, access.pk, "no", office.clerk)


def test_people_are_told_once_of_each_change_and_without_saying_who(office: Office) -> None:
    access, _ = somebody(office)
    somebody(office, 2)
    assert (tell_resting(), alerts()) == (0, 0)
    for number in (1, 2):
        now_known(office, DETAINED, number)
    assert (tell_resting(), tell_resting(), alerts()) == (2, 0, 1)
    (told,) = Message.objects.filter(kind="own_access_rests")
    for word in ("custody", "number", "detained"):
        assert word not in told.body
    now_known(office, AT_LIBERTY)
    assert tell_resting() == 0
    now_known(office, DETAINED)
    assert (tell_resting(), alerts()) == (1, 2), "detained once more"
    deciding.keep(office.case, access.pk, "the records are wrong", office.clerk)
    assert (tell_resting(), alerts()) == (0, 2)
    now_known(office, REMOVED)
    deciding.end(office.case, access.pk, "they were removed", office.clerk)
    assert (tell_resting(), alerts()) == (0, 2)


def test_whoever_the_records_do_not_know_any_more_rests_too(office: Office) -> None:
    access, _ = somebody(office)
    Standing.objects.filter(case=office.case, number=1).delete()
    assert (tell_resting(), alerts()) == (1, 1)
    with pytest.raises(OwnError, match="decide first"):
        writing.write(access, True, "Hello", "Please call.", "a" * 32, office.clerk)


def test_a_code_that_is_not_used_yet_opens_nothing_while_it_rests(office: Office) -> None:
    access, code = a_code(office)
    now_known(office, DETAINED)
    with pytest.raises(OwnError, match="does not open anything"):
        enter(code, PASSWORD)
    assert Access.objects.get(pk=access.pk).user is None
    now_known(office, AT_LIBERTY)
    assert enter(code, PASSWORD).is_active


def test_the_office_sees_it_and_decides_on_the_page(
    office: Office, client: Client, signed_in: SignIn
) -> None:
    queued(office)
    access, _ = somebody(office)
    signed_in(client, office.privacy)
    overview = reverse("own:overview", args=[office.case.pk])
    at = reverse("own:access", args=[office.case.pk, access.pk])
    keep = reverse("own:keep", args=[office.case.pk, access.pk])
    notice = reverse("own:notice", args=[office.case.pk, access.pk])
    assert "Rests" not in client.get(overview).content.decode()
    now_known(office, DETAINED)
    assert "Rests" in client.get(overview).content.decode()
    page = client.get(at).content.decode()
    assert "in custody" in page.lower()
    assert keep in page
    assert notice not in page
    assert client.post(keep, {"why": ""}).status_code == 422
    assert client.post(keep, {"why": "they called: the records are wrong"}).status_code == 302
    page = client.get(at).content.decode()
    assert keep not in page
    assert notice in page
    assert "Rests" not in client.get(overview).content.decode()
