"""Mails over a real SMTP connection: nothing lost, nothing sent twice, nothing marked that was not taken."""

from datetime import timedelta
from email import message_from_bytes
from email.policy import default
from pathlib import Path

import pytest
from django.db import transaction
from django.utils import timezone

from tests.console.outbox.mail_server import Behaviour, mail_server
from withhold.console.config import Mail
from withhold.console.outbox import delivery
from withhold.console.outbox.folder import FolderTransport
from withhold.console.outbox.interface import Outcome, Outgoing
from withhold.console.outbox.models import Channel, Message, State
from withhold.console.outbox.sending import Unmailable, queue_alert, queue_mail
from withhold.console.outbox.smtp import SmtpTransport

pytestmark = pytest.mark.django_db


def by_mail(port: int) -> delivery.Transports:
    mail = Mail("127.0.0.1", port, "none", "", None, "Office <office@example.org>")
    return {Channel.MAIL: SmtpTransport(mail, seconds=5)}


def a_mail(body: str = "Please look.\n.a line with a dot\n") -> Message:
    return queue_mail("lena@example.org", "A task", body, "task")


def make_due() -> None:
    Message.objects.update(due=timezone.now() - timedelta(seconds=1))


def test_a_mail_is_accepted_only_after_the_server_said_so() -> None:
    behaviour, message = Behaviour(), a_mail()
    with mail_server(behaviour) as port:
        assert delivery.send_due(by_mail(port)) == 1
        assert delivery.send_due(by_mail(port)) == 0
    message.refresh_from_db()
    assert message.state == State.ACCEPTED
    assert [(one.code, one.state) for one in message.attempts.all()] == [(250, State.ACCEPTED)]
    mail = message_from_bytes(behaviour.taken[0], policy=default)
    assert len(behaviour.taken) == 1
    assert mail["Message-ID"] == message.message_id
    assert mail["To"] == "lena@example.org"
    assert mail.get_content().splitlines() == ["Please look.", ".a line with a dot"]


def test_a_server_that_is_down_is_tried_again_when_it_is_back() -> None:
    behaviour, message = Behaviour(), a_mail()
    with mail_server(behaviour) as port:
        pass
    assert delivery.send_due(by_mail(port)) == 1
    message.refresh_from_db()
    assert message.state == State.FAILED_RETRY
    assert message.due > timezone.now()
    make_due()
    with mail_server(behaviour, port):
        delivery.send_due(by_mail(port))
    message.refresh_from_db()
    assert (message.state, len(behaviour.taken), message.attempts.count()) == (State.ACCEPTED, 1, 2)


def test_a_connection_that_breaks_before_the_mail_is_tried_again() -> None:
    behaviour, message = Behaviour(hang_up_at_data=True), a_mail()
    with mail_server(behaviour) as port:
        delivery.send_due(by_mail(port))
        message.refresh_from_db()
        assert (message.state, behaviour.taken) == (State.FAILED_RETRY, [])
        behaviour.hang_up_at_data = False
        make_due()
        delivery.send_due(by_mail(port))
    message.refresh_from_db()
    assert (message.state, len(behaviour.taken)) == (State.ACCEPTED, 1)


def test_a_connection_that_breaks_within_the_mail_never_counts_as_taken() -> None:
    """Tried again or asked about: what the network still held when it broke, nobody knows here."""
    behaviour, message = Behaviour(hang_up_within=True), a_mail("a long line\n" * 200_000)
    with mail_server(behaviour) as port:
        delivery.send_due(by_mail(port))
    message.refresh_from_db()
    assert message.state in (State.FAILED_RETRY, State.UNKNOWN)
    assert behaviour.taken == []


def test_a_connection_that_breaks_after_the_end_asks_a_person_and_is_not_sent_again() -> None:
    behaviour, message = Behaviour(hang_up_after_end=True), a_mail()
    with mail_server(behaviour) as port:
        delivery.send_due(by_mail(port))
        make_due()
        assert delivery.send_due(by_mail(port)) == 0
    message.refresh_from_db()
    assert (message.state, len(behaviour.taken)) == (State.UNKNOWN, 1)
    assert delivery.arrived(message)
    assert not delivery.arrived(message)
    assert not delivery.send_again(message)


@pytest.mark.parametrize(("code", "state"), [(451, State.FAILED_RETRY), (550, State.FAILED_FINAL)])
def test_a_refusal_is_for_good_only_where_the_server_says_so(code: int, state: State) -> None:
    message = a_mail()
    with mail_server(Behaviour(recipient_code=code)) as port:
        delivery.send_due(by_mail(port))
    message.refresh_from_db()
    assert message.state == state
    assert message.attempts.get().code == code


def test_a_mail_refused_at_its_end_was_not_taken() -> None:
    message = a_mail()
    with mail_server(Behaviour(end_code=452)) as port:
        delivery.send_due(by_mail(port))
    message.refresh_from_db()
    assert message.state == State.FAILED_RETRY


def test_what_a_process_left_that_died_is_sent_or_asked_about() -> None:
    early, late = a_mail(), a_mail()
    past = timezone.now() - timedelta(seconds=1)
    Message.objects.update(state=State.SENDING, lease=past, tries=1)
    Message.objects.filter(pk=late.pk).update(handed_over=True)
    behaviour = Behaviour()
    with mail_server(behaviour) as port:
        assert delivery.send_due(by_mail(port)) == 1
    early.refresh_from_db()
    late.refresh_from_db()
    assert (early.state, late.state, len(behaviour.taken)) == (State.ACCEPTED, State.UNKNOWN, 1)


def test_what_another_process_sends_right_now_is_left_to_it() -> None:
    a_mail()
    Message.objects.update(state=State.SENDING, lease=timezone.now() + timedelta(minutes=1))
    assert delivery.send_due({}) == 0


def test_a_claim_that_was_lost_hands_nothing_over() -> None:
    message = a_mail()

    class Slow:
        def send(self, outgoing: Outgoing, handing_over: object) -> object:
            Message.objects.update(tries=7)  # another process took it meanwhile
            handing_over()  # type: ignore[operator]
            raise AssertionError("handed over without a claim")

    delivery.send_due({Channel.MAIL: Slow()})  # type: ignore[dict-item]
    message.refresh_from_db()
    assert (message.tries, message.handed_over, message.attempts.count()) == (7, False, 0)


def test_a_mail_that_fails_for_days_is_given_up() -> None:
    message = a_mail()
    Message.objects.update(created=timezone.now() - delivery.GIVE_UP - timedelta(minutes=1))
    with mail_server(Behaviour(recipient_code=451)) as port:
        delivery.send_due(by_mail(port))
    message.refresh_from_db()
    assert message.state == State.FAILED_FINAL


def test_without_a_mail_server_mails_are_files_and_a_second_try_is_the_same_file(tmp_path: Path) -> None:
    message = a_mail()
    folder = tmp_path / "outbox"
    delivery.send_due({Channel.MAIL: FolderTransport(folder)})
    outgoing = Outgoing(
        message.recipient, message.subject, message.body, message.kind, message.message_id, message.created
    )
    assert FolderTransport(folder).send(outgoing, lambda: None).outcome is Outcome.ACCEPTED
    (file,) = folder.iterdir()
    assert message.message_id.encode() in file.read_bytes()
    assert file.stat().st_mode & 0o777 == 0o600


def test_a_folder_that_cannot_be_written_is_tried_again(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    message = a_mail()
    delivery.send_due({Channel.MAIL: FolderTransport(tmp_path / "file" / "outbox")})
    message.refresh_from_db()
    assert message.state == State.FAILED_RETRY


@pytest.mark.django_db(transaction=True)
def test_a_mail_goes_with_the_change_that_it_tells_of() -> None:
    with transaction.atomic():
        a_mail()
        transaction.set_rollback(True)
    assert not Message.objects.exists()


@pytest.mark.parametrize("to", ["nobody", "a@example.org\nBcc: b@example.org", "ä@example.org", ""])
def test_an_address_that_is_none_is_refused_without_repeating_it(to: str) -> None:
    with pytest.raises(Unmailable) as error:
        queue_mail(to, "Subject", "body", "task")
    assert "Bcc" not in str(error.value)


def test_a_subject_of_two_lines_is_refused() -> None:
    with pytest.raises(Unmailable):
        queue_mail("a@example.org", "Hello\r\nBcc: b@example.org", "body", "task")


def test_an_alert_without_anybody_to_tell_says_so() -> None:
    assert queue_alert("Something happened.", "report") == 0


def test_a_domain_in_other_letters_is_written_as_servers_take_it() -> None:
    queue_mail("kanzlei@müller.example.org", "Subject", "Body", "test")
    assert Message.objects.get().recipient == "kanzlei@xn--mller-kva.example.org"


@pytest.mark.parametrize("domain", ["stra\u00dfe.example.org", "\u03bf\u03b4\u03cc\u03c2.example.org"])
def test_a_domain_that_two_standards_write_differently_is_not_guessed(domain: str) -> None:
    with pytest.raises(Unmailable, match="xn--"):
        queue_mail(f"office@{domain}", "Subject", "Body", "test")
