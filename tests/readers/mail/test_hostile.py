"""Mail made to cost much: it ends, within its limits, and says what it left out."""

import pytest

from corpus.mail import message as mail
from tests.readers.reading import hidings, read, reasons_of
from withhold.domain.piece import PartRead, Skipped, SkipReason
from withhold.readers.interface import Limits

_HEAD = b"From: a@example.org\r\nMessage-ID: <1@example.org>\r\n"
_MIXED = _HEAD + b"Content-Type: multipart/mixed; boundary=b\r\n\r\n"
_WHO = b"Ann Lee"


def _deep(kind: bytes) -> bytes:
    """Ten thousand multiparts in one another."""
    parts = [
        b'Content-Type: multipart/%s; boundary="b%d"\r\n\r\n--b%d\r\n' % (kind, n, n) for n in range(10_000)
    ]
    return _HEAD + b"".join(parts) + b"\r\n" + _WHO


_FOOD = {
    "one boundary again and again": _HEAD
    + _MIXED[len(_HEAD) :].replace(b"\r\n\r\n", b"\r\n\r\n--b\r\n") * 10_000,
    "boundaries on no line of their own": _MIXED + b"--b" * 300_000,
    "a boundary and blanks": _MIXED + b"--b" + b" " * 1_000_000,
    "encoded words never closed": _HEAD + b"Subject: " + b"=?a?q?" * 100_000 + b"\r\n\r\nx",
    "encoded words side by side": _HEAD + b"Subject: " + b"=?utf-8?q?a?= " * 100_000 + b"\r\n\r\nx",
    "parameters never closed": _HEAD + b"Content-Type: text/plain" + b';a="' * 100_000 + b"\r\n\r\nx",
    "parameters in pieces": _HEAD + b"Content-Type: text/plain" + b";a*1*=x" * 50_000 + b"\r\n\r\nx",
    "brackets": _HEAD + b"To: " + b"(" * 500_000 + b"\r\n\r\nx",
    "escaped brackets": _HEAD + b"To: " + b"(\\" * 200_000 + b"\r\n\r\nx",
    "escaped quotes": _HEAD + b"To: " + b'"\\' * 200_000 + b"\r\n\r\nx",
    "commas": _HEAD + b"To: " + b"," * 500_000 + b"\r\n\r\nx",
    "files that begin": _HEAD + b"\r\n" + b"begin 644 x\r\n" * 50_000,
    "files in yEnc that begin": _HEAD + b"\r\n" + b"=ybegin name=x\r\n" * 50_000,
    "blocks of OpenPGP that begin": _HEAD + b"\r\n" + b"-----BEGIN PGP MESSAGE-----\r\n" * 30_000,
    "marks of quoting": _HEAD + b"\r\n" + b">" * 1_000_000,
    "soft line ends": _HEAD + b"Content-Transfer-Encoding: quoted-printable\r\n\r\n" + b"=" * 1_000_000,
    "paddings": _HEAD + b"Content-Transfer-Encoding: base64\r\n\r\n" + b"QQ=" * 300_000,
    "fields": _HEAD + b"a:\r\n" * 200_000 + b"\r\nx",
    "a mailbox of words": b"From a@b Mon Jan 01 10:00:00 2022\nX: y\n\n" + b"From " * 200_000,
    "files in winmail.dat": b"\x78\x9f\x3e\x22\0\0" + b"\2\2\x90\6\0\0\0\0\0\0\0" * 20_000,
    "fields of a card": b"BEGIN:VCARD\r\n" + b"TEL:1\r\n" * 30_000,
    "names of fields of a card": b"BEGIN:VCARD\r\n" + b"".join(b"X-%d:1\r\n" % n for n in range(20_000)),
    "events in events": b"BEGIN:VCALENDAR\r\n" + b"BEGIN:VEVENT\r\n" * 30_000,
    "lines of a calendar": b"BEGIN:VCALENDAR\r\nSUMMARY:x\r\n" + b" y\r\n" * 100_000,
}


@pytest.mark.parametrize("name", _FOOD)
def test_food_for_slow_parsers_is_read_in_one_pass(name: str) -> None:
    items = read(_FOOD[name])
    assert isinstance(items[-1], PartRead | Skipped)
    assert SkipReason.CRASHED not in reasons_of(items)


@pytest.mark.parametrize("kind", [b"mixed", b"alternative"])
def test_multiparts_ten_thousand_deep_are_said_and_still_read_as_text(kind: bytes) -> None:
    items = read(_deep(kind))
    assert reasons_of(items) == {SkipReason.OVER_LIMIT}
    assert hidings(items, _WHO.decode())


def test_messages_in_messages_end_at_the_limit() -> None:
    items = read((_HEAD + b"Content-Type: message/rfc822\r\n\r\n") * 10_000)
    assert reasons_of(items) == {SkipReason.OVER_LIMIT}


def test_too_many_parts_are_said() -> None:
    items = read(_MIXED + b"--b\r\n\r\nx\r\n" * 300, limits=Limits(members=100))
    assert reasons_of(items) == {SkipReason.OVER_LIMIT}


def test_too_many_messages_are_said() -> None:
    data = mail.mailbox([mail.message(mail.part("text/plain", "x"))] * 300)
    assert reasons_of(read(data, limits=Limits(members=100))) == {SkipReason.OVER_LIMIT}


def test_files_that_expand_keep_the_budget() -> None:
    data = mail.message(mail.multipart("mixed", [mail.binary("a.txt", b"x" * 50_000)] * 20))
    assert reasons_of(read(data, limits=Limits(expanded_bytes=400_000))) == {SkipReason.OVER_LIMIT}
