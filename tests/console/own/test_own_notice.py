"""The notice in a person's own page: once, never another message's place, and again after a lost code."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tests.console.conftest import SignIn
from tests.console.counsel.making_counsel import Office
from tests.console.own.making_own import a_code, queued, somebody
from withhold.console.affected.models import Standing
from withhold.console.cases.models import Case
from withhold.console.notices.models import Notice
from withhold.console.notices.resolving import look_again
from withhold.console.notices.screening import judging
from withhold.console.own import noticing, reading, writing
from withhold.console.own.deciding import end
from withhold.console.own.giving import OwnError
from withhold.console.own.models import OwnMessage
from withhold.incident.notices.screening import Judge

pytestmark = pytest.mark.django_db


def notify(office: Office, pk: int) -> OwnMessage:
    return noticing.notify(office.case, pk, "they came to the office", office.privacy)


@pytest.fixture
def meanwhile(monkeypatch: pytest.MonkeyPatch) -> Callable[[Callable[[], object]], None]:
    """Something that another one does while the gate looks at the letter."""

    def during(act: Callable[[], object]) -> None:
        @contextmanager
        def judged(case: Case) -> Iterator[Judge]:
            with judging(case) as judge:
                yield judge
            act()

        monkeypatch.setattr(noticing, "judging", judged)

    return during


def test_after_a_lost_code_the_notice_is_put_into_the_next_page(office: Office) -> None:
    queued(office)
    lost, _ = somebody(office)
    first = notify(office, lost.pk)
    end(office.case, lost.pk, "the telephone was lost", office.clerk)
    assert first.notice is not None
    first.notice.refresh_from_db()
    assert first.notice.state == "failed", "nobody can read it there any more: the next way is due"
    again, _ = somebody(office)
    second = notify(office, again.pk)
    assert second.notice is not None
    assert second.notice.pk != first.notice.pk
    assert (second.notice.channel, second.notice.state) == ("portal", "accepted")
    assert notify(office, again.pk).pk == second.pk, "once in each page"


def test_an_end_takes_nothing_back_that_is_proven(office: Office) -> None:
    queued(office)
    access, _ = somebody(office)
    notice = notify(office, access.pk).notice
    assert notice is not None
    Notice.objects.filter(pk=notice.pk).update(state="proven", proven_at=timezone.now())
    end(office.case, access.pk, "they want no page", office.clerk)
    notice.refresh_from_db()
    assert notice.state == "proven"


def test_a_page_that_ends_while_the_gate_looks_gets_no_notice(
    office: Office, meanwhile: Callable[[Callable[[], object]], None]
) -> None:
    queued(office)
    access, _ = somebody(office)
    meanwhile(lambda: end(office.case, access.pk, "the telephone was lost", office.clerk))
    with pytest.raises(OwnError, match="has ended"):
        notify(office, access.pk)
    assert not OwnMessage.objects.exists()
    assert not Notice.objects.filter(left_at__isnull=False).exists()


def test_a_notice_that_is_led_elsewhere_while_the_gate_looks_is_not_put_there(
    office: Office, meanwhile: Callable[[Callable[[], object]], None]
) -> None:
    queued(office)
    access, _ = somebody(office)

    def found_a_mailbox() -> None:
        row = Standing.objects.get(case=office.case, number=1)
        row.known = {**row.known, "emails": ["one@example.org"]}
        row.worked_out_at = timezone.now()
        row.save()
        look_again(office.case)

    meanwhile(found_a_mailbox)
    with pytest.raises(OwnError, match="try again"):
        notify(office, access.pk)
    assert not OwnMessage.objects.exists()
    led = Notice.objects.get(channel="email", number=1)
    assert led.left_at is None, "it goes by the way that it was led to"
    meanwhile(lambda: None)
    made = notify(office, access.pk)
    assert made.notice is not None
    assert (made.notice.channel, made.notice.pk == led.pk) == ("portal", False)


def test_no_message_takes_the_place_of_the_notice(office: Office, client: Client, signed_in: SignIn) -> None:
    queued(office)
    access, user = somebody(office)
    writing.write(access, False, "A question", "May I travel?", "notice", user)
    signed_in(client, office.privacy)
    page = client.get(reverse("own:access", args=[office.case.pk, access.pk])).content.decode()
    assert "Put the notice into their page" in page
    made = notify(office, access.pk)
    assert made.notice is not None
    first, second = OwnMessage.objects.order_by("pk")
    first.notice = Notice.objects.get(number=2)
    with pytest.raises(IntegrityError), transaction.atomic():
        first.save()
    assert second == made


def test_only_what_was_shown_is_open(office: Office) -> None:
    access, user = somebody(office)
    shown = writing.write(access, True, "Hello", "Please call.", "a" * 32, office.clerk)
    later = writing.write(access, True, "And", "Bring nothing.", "b" * 32, office.clerk)
    writing.opened([shown])
    shown.refresh_from_db()
    later.refresh_from_db()
    assert shown.opened_at is not None
    assert later.opened_at is None
    assert reading.confirm(access, later.pk, user) is None


def test_a_message_that_comes_while_the_page_is_made_is_not_open(
    office: Office, client: Client, signed_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    access, user = somebody(office)
    told = writing.opened

    def late(*shown: object) -> None:
        writing.write(access, True, "Hello", "Please call.", "a" * 32, office.clerk)
        writing.write(access, False, "A question", "May I travel?", "b" * 32, user)
        told(*shown)  # type: ignore[arg-type]

    monkeypatch.setattr(writing, "opened", late)
    signed_in(client, user)
    assert "Please call" not in client.get(reverse("own:mine")).content.decode()
    assert not OwnMessage.objects.filter(opened_at__isnull=False).exists()
    OwnMessage.objects.all().delete()
    signed_in(client, office.clerk)
    at = reverse("own:access", args=[office.case.pk, access.pk])
    assert "May I travel" not in client.get(at).content.decode()
    assert not OwnMessage.objects.filter(opened_at__isnull=False).exists()


def test_nothing_is_confirmed_or_written_once_it_has_ended(office: Office) -> None:
    access, user = somebody(office)
    shown = writing.write(access, True, "Hello", "Please call.", "a" * 32, office.clerk)
    writing.opened([shown])
    end(office.case, access.pk, "the telephone was lost", office.clerk)
    assert reading.confirm(access, shown.pk, user) is None, "asked with what was read before"
    for from_office, by in ((True, office.clerk), (False, user)):
        with pytest.raises(OwnError, match="ended"):
            writing.write(access, from_office, "Again", "Are you there?", "c" * 32, by)
    assert OwnMessage.objects.count() == 1
    assert a_code(office)[0].pk != access.pk
