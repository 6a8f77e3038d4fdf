"""Reports of mail servers: taken over from a Maildir, believed only about the mail that they name."""

from pathlib import Path

import pytest
from django.conf import settings

from tests.console.affected.conftest import Desk
from tests.console.affected.conftest import desk as desk
from tests.console.notices.test_notices import derived as derived
from tests.console.notices.test_notices import mail, queued, sign_all
from tests.incident.notices.test_dsn import report
from withhold.console.holds.placing import place_when_due
from withhold.console.notices.bounces import take_bounces
from withhold.console.notices.models import Notice
from withhold.console.notices.sending import follow_mails, send_due
from withhold.console.outbox.models import Message
from withhold.console.outbox.models import State as MessageState
from withhold.incident.notices.interface import Proof

pytestmark = pytest.mark.django_db


@pytest.fixture
def spool(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "bounces" / "new").mkdir(parents=True)
    monkeypatch.setattr(type(settings.CONFIG), "path", lambda _, name: tmp_path / name)
    return tmp_path / "bounces"


def sent(desk: Desk) -> Notice:
    queued(desk)
    place_when_due(desk.row)
    sign_all(desk)
    send_due()
    return mail(desk)


def envelope(one: Notice) -> str:
    assert one.message is not None
    return one.message.message_id.strip("<>")


def give(spool: Path, raw: bytes) -> None:
    (spool / "new" / "1").write_bytes(raw)


def test_a_bounce_fails_the_notice_once_it_was_accepted(derived: Desk, spool: Path) -> None:
    one = sent(derived)
    give(spool, report(to="bintu@example.org", envelope=envelope(one)))
    assert take_bounces() == 0, "still being sent: it waits"
    assert (spool / "new" / "1").exists()
    Message.objects.filter(kind="notice").update(state=MessageState.ACCEPTED)
    follow_mails()
    assert take_bounces() == 1
    assert mail(derived).state == Proof.FAILED
    assert (spool / "cur" / "1").exists()
    assert take_bounces() == 0


@pytest.mark.parametrize("forged", ["envelope", "recipient", "no report"])
def test_what_is_forged_is_kept_and_changes_nothing(derived: Desk, spool: Path, forged: str) -> None:
    one = sent(derived)
    Message.objects.filter(kind="notice").update(state=MessageState.ACCEPTED)
    follow_mails()
    bounces = {
        "envelope": report(to="bintu@example.org", envelope="guessed"),
        "recipient": report(to="stranger@example.org", envelope=envelope(one)),
        "no report": b"Subject: Undelivered\r\n\r\nbintu@example.org",
    }
    give(spool, bounces[forged])
    assert take_bounces() == 0
    assert mail(derived).state == Proof.ACCEPTED
    assert (spool / "unmatched" / "1").exists()
