"""Reports of delivery: read from hostile bytes, and believed only about the mail that they name."""

import contextlib

import hypothesis.strategies as st
import pytest
from hypothesis import given

from withhold.incident.notices.dsn import MOST_BYTES, concerning, parse
from withhold.incident.notices.interface import NoticeError, Proof

ENVELOPE = "20221128.5f2c@withhold.invalid"
TO = "amadou@example.org"


def report(
    action: str = "failed", status: str = "5.1.1", to: str = TO, envelope: str = ENVELOPE, more: str = ""
) -> bytes:
    """As a mail server writes it."""
    return (
        "From: mailer-daemon@example.org\r\nMIME-Version: 1.0\r\n"
        'Content-Type: multipart/report; report-type=delivery-status; boundary="b"\r\n\r\n'
        "--b\r\nContent-Type: text/plain\r\n\r\nDelivered to everybody.\r\n"
        "--b\r\nContent-Type: message/delivery-status\r\n\r\n"
        f"Reporting-MTA: dns; mail.example.org\r\nOriginal-Envelope-Id: {envelope}\r\n\r\n"
        f"Original-Recipient: rfc822;{to}\r\nFinal-Recipient: rfc822;inner@example.org\r\n"
        f"Action: {action}\r\nStatus: {status}\r\n{more}\r\n--b--\r\n"
    ).encode()


@pytest.mark.parametrize(
    ("action", "status", "proof"),
    [
        ("failed", "5.1.1", Proof.FAILED),
        ("failed", "4.4.7", Proof.FAILED),
        ("delayed", "4.4.1", Proof.DELAYED),
        ("delivered", "2.0.0", Proof.DELIVERED),
        ("Relayed", "2.0.0", Proof.RELAYED),
        ("expanded", "2.0.0", Proof.EXPANDED),
    ],
)
def test_each_action_is_its_state(action: str, status: str, proof: Proof) -> None:
    told = concerning(parse(report(action, status)), ENVELOPE, "Amadou@example.org")
    assert told is not None
    assert (told.proof, told.status) == (proof, status)


def test_the_text_for_people_is_not_believed() -> None:
    told = concerning(parse(report()), ENVELOPE, TO)
    assert told is not None
    assert told.proof is Proof.FAILED


@pytest.mark.parametrize("forged", [report(envelope="other"), report(to="bintu@example.org")])
def test_a_report_about_another_mail_or_person_tells_nothing(forged: bytes) -> None:
    assert concerning(parse(forged), ENVELOPE, TO) is None


def test_an_encoded_recipient_is_decoded() -> None:
    told = concerning(parse(report(to="amadou+2Bsafe@example.org")), ENVELOPE, "amadou+safe@example.org")
    assert told is not None


@pytest.mark.parametrize(
    "bad",
    [
        b"",
        b"Subject: Undelivered\r\n\r\nhello",
        report("read", "2.0.0"),
        report("delivered", "5.1.1"),
        report(status="9.9"),
        report(more="Action: delivered\r\n"),
        b"x" * (MOST_BYTES + 1),
    ],
    ids=["empty", "a mail", "unknown action", "contradiction", "no code", "action twice", "too large"],
)
def test_what_is_no_report_is_refused(bad: bytes) -> None:
    with pytest.raises(NoticeError):
        parse(bad)


@given(st.binary(max_size=600), st.integers(0, 900))
def test_hostile_bytes_are_a_report_or_refused(noise: bytes, at: int) -> None:
    raw = report()
    with contextlib.suppress(NoticeError):
        assert parse(raw[:at] + noise + raw[at:]).recipients
