"""Pages that are documents are unpacked by their readers before they are searched."""

from collections.abc import Iterator
from email.message import EmailMessage

import pytest

from tests.incident.watch.copies.listed import PEOPLE, fingerprints
from withhold.incident.watch.copies.matching import Matcher
from withhold.incident.watch.copies.pages import Looking
from withhold.incident.watch.sources.interface import Page

_ROWS = "\n".join(f"{one.name}, {one.born}" for one in PEOPLE)


@pytest.fixture(scope="module")
def looking() -> Iterator[Looking]:
    found = Looking(Matcher(fingerprints()))
    yield found
    found.close()


def _mail(coding: str, *, is_attached: bool = False) -> bytes:
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = "a@desk.example", "b@desk.example", "as you asked"
    mail.set_content("see below" if is_attached else _ROWS, cte=coding)
    if is_attached:
        mail.add_attachment(_ROWS.encode(), maintype="text", subtype="csv", filename="rows.csv")
    return mail.as_bytes()


@pytest.mark.parametrize("coding", ["base64", "quoted-printable"])
def test_coded_mail(looking: Looking, coding: str) -> None:
    found, unread = looking.look(Page("folder", "letter.eml", _mail(coding)))
    assert (found.rows(), unread) == (len(PEOPLE), ())


def test_a_list_that_is_attached(looking: Looking) -> None:
    found, _ = looking.look(Page("folder", "letter.eml", _mail("base64", is_attached=True)))
    assert found.rows() == len(PEOPLE)


def test_a_mailbox(looking: Looking) -> None:
    box = b"From a@desk.example Mon Mar  2 10:00:00 2026\n" + _mail("base64") + b"\n"
    found, _ = looking.look(Page("folder", "all.mbox", box))
    assert found.rows() == len(PEOPLE)


def test_a_form_that_begins_like_mail_is_searched_as_text(looking: Looking) -> None:
    text = "From: 2 March\nRows:\n" + _ROWS
    found, _ = looking.look(Page("folder", "note.txt", text.encode()))
    assert found.rows() == len(PEOPLE)
