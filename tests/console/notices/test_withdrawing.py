"""A mail that waits in the outbox is asked about once more before it leaves: it may not be due any more."""

from pathlib import Path

import pytest
from django.utils import timezone

from tests.console.affected.conftest import Desk, end_by_two
from tests.console.affected.conftest import desk as desk
from tests.console.notices.test_notices import derived as derived
from tests.console.notices.test_notices import mail, ready_to_leave
from withhold.console.affected.models import Standing
from withhold.console.holds.models import Hold, State
from withhold.console.holds.periods import proved
from withhold.console.notices.models import Notice
from withhold.console.notices.resolving import look_again
from withhold.console.notices.sending import follow_mails, may_go_out, send_due
from withhold.console.outbox import delivery
from withhold.console.outbox.folder import FolderTransport
from withhold.console.outbox.models import Channel, Message
from withhold.console.outbox.models import State as MessageState
from withhold.incident.affected.interface import Terminal
from withhold.incident.notices.interface import Proof

pytestmark = pytest.mark.django_db


@pytest.fixture
def waits(derived: Desk) -> Message:
    """Given to the outbox, not sent yet."""
    ready_to_leave(derived)
    assert send_due() == 1
    return Message.objects.get(kind="notice")


def outbox(folder: Path) -> int:
    """What the worker does; how many mails are out."""
    delivery.send_due({Channel.MAIL: FolderTransport(folder)}, guards={"notice": may_go_out})
    return len(list(folder.glob("*.eml")))


def settle(desk: Desk, number: int) -> None:
    end_by_two(desk.row, number, Terminal.NOT_AFFECTED, ["reason: x", "found by: y"], desk.user)


def release(desk: Desk, number: int) -> None:
    Hold.objects.filter(case=desk.row, number=number).update(
        state=State.RELEASED, released_at=timezone.now(), released_by=desk.user
    )


def tell(desk: Desk, number: int) -> None:
    proved(desk.row, number, False, timezone.now())


def test_what_is_still_due_leaves(waits: Message, tmp_path: Path) -> None:
    assert outbox(tmp_path) == 1
    waits.refresh_from_db()
    assert waits.state == MessageState.ACCEPTED


@pytest.mark.parametrize("change", [settle, release, tell])
@pytest.mark.parametrize("state", [MessageState.QUEUED, MessageState.FAILED_RETRY])
def test_what_is_not_due_any_more_is_withdrawn(
    derived: Desk, waits: Message, tmp_path: Path, change: object, state: str
) -> None:
    assert callable(change)
    number = mail(derived).number
    change(derived, number)
    Message.objects.update(state=state, due=timezone.now())
    assert outbox(tmp_path) == 0
    waits.refresh_from_db()
    assert waits.state == MessageState.WITHDRAWN
    assert outbox(tmp_path) == 0, "it is not tried again"
    follow_mails()
    one = mail(derived)
    assert (one.state, one.left_at) == (Proof.FAILED, None)
    assert one.steps.order_by("-id")[0].words == "withdrawn from the outbox: it was not due any more"


def test_where_only_the_hold_ended_the_same_way_is_open_again(
    derived: Desk, waits: Message, tmp_path: Path
) -> None:
    number = mail(derived).number
    release(derived, number)
    outbox(tmp_path)
    follow_mails()
    look_again(derived.row)
    again = Notice.objects.get(number=number, attempt=2)
    assert again.to["address"] == waits.recipient
    assert send_due() == 0, "it waits for a hold"


def test_sent_again_it_is_asked_about_again(derived: Desk, waits: Message, tmp_path: Path) -> None:
    number = mail(derived).number
    Message.objects.update(state=MessageState.UNKNOWN)
    follow_mails()
    assert mail(derived).state == Proof.UNKNOWN
    settle(derived, number)
    assert delivery.send_again(waits)
    assert outbox(tmp_path) == 0
    follow_mails()
    assert mail(derived).state == Proof.FAILED


def test_sent_again_while_it_is_due_it_leaves_and_the_notice_follows(
    derived: Desk, waits: Message, tmp_path: Path
) -> None:
    Message.objects.update(state=MessageState.UNKNOWN)
    follow_mails()
    assert delivery.send_again(waits)
    assert outbox(tmp_path) == 1
    follow_mails()
    assert mail(derived).state == Proof.ACCEPTED


def test_that_it_arrived_is_told_of_the_notice_too(derived: Desk, waits: Message) -> None:
    Message.objects.update(state=MessageState.UNKNOWN)
    follow_mails()
    waits.refresh_from_db()
    assert delivery.arrived(waits)
    follow_mails()
    assert mail(derived).state == Proof.ACCEPTED


def test_an_attempt_that_is_over_is_not_sent_again_beside_the_next(
    derived: Desk, waits: Message, tmp_path: Path
) -> None:
    Message.objects.update(state=MessageState.FAILED_FINAL)
    follow_mails()
    assert mail(derived).state == Proof.REFUSED
    delivery.send_again(waits)
    assert outbox(tmp_path) == 0
    follow_mails()
    assert mail(derived).state == Proof.REFUSED


def test_without_its_notice_no_mail_leaves(derived: Desk, waits: Message, tmp_path: Path) -> None:
    Notice.objects.filter(message=waits).update(message=None)
    assert outbox(tmp_path) == 0
    assert Standing.objects.filter(case=derived.row).exists()
