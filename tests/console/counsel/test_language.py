"""Counsel is written to in their language where a named person stands for that text; else in English."""

from datetime import UTC, datetime

import pytest
from django.test import Client
from django.urls import reverse

from tests.console.conftest import SignIn
from tests.console.counsel.making_counsel import Office, a_client, a_representative, an_office
from withhold.console.counsel.inviting import add_representative
from withhold.console.counsel.models import Representation, Representative, SecureMessage
from withhold.console.counsel.notifying import notify, notify_due, waiting_for
from withhold.console.holds.placing import place
from withhold.console.notices.models import Plan
from withhold.console.notices.texts import sign
from withhold.incident.notices.interface import Audience, Form
from withhold.incident.notices.templates import shipped, version_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def office() -> Office:
    made = an_office()
    place(made.case, made.privacy, "the list was public", [1, 2])
    Plan.objects.create(
        case=made.case,
        organisation="The Harbour Office",
        contact="https://door.example.org",
        since="1 March 2026",
        until="2 March 2026",
        made_by=made.privacy,
        made_at=datetime.now(UTC),
    )
    return made


def _sign(office: Office, language: str) -> None:
    sign(version_of(shipped(Audience.COUNSEL, language), Form.WRITTEN).sha256, office.privacy)


def _speaking(office: Office, language: str, number: int = 1) -> Representation:
    lawyer = a_representative(office, "Ada Lund", f"{language.lower()}@example.org")
    Representative.objects.filter(pk=lawyer.pk).update(language=language)
    lawyer.refresh_from_db()
    return a_client(office, lawyer, number)


@pytest.mark.parametrize(
    ("language", "signed", "title"),
    [
        ("fr", ["en", "fr"], "fr"),
        ("fr", ["fr"], "fr"),
        ("es-MX", ["en", "es"], "es"),
        ("fr", ["en"], "en"),
        ("so", ["en", "fr"], "en"),
        ("en", ["en", "fr"], "en"),
    ],
)
def test_the_notice_is_in_their_language_once_that_text_is_signed_else_in_english(
    office: Office, language: str, signed: list[str], title: str
) -> None:
    own = _speaking(office, language)
    for one in signed:
        _sign(office, one)
    made = notify(office.case, own.pk, "the hold stands", office.privacy)
    assert made.subject == shipped(Audience.COUNSEL, title).title
    words = shipped(Audience.COUNSEL, title).fields["date_of_birth"]
    assert words in made.body


def test_without_a_signed_text_in_either_it_waits(office: Office) -> None:
    own = _speaking(office, "fr")
    _sign(office, "es")
    assert waiting_for(own) == ["a named person to review the text for counsel"]
    assert notify_due() == 0
    assert not SecureMessage.objects.exists()


def test_the_worker_tells_those_whose_text_is_signed(office: Office) -> None:
    french = _speaking(office, "fr")
    english = _speaking(office, "en", 2)
    _sign(office, "fr")
    assert notify_due() == 1
    assert SecureMessage.objects.get().representation == french
    _sign(office, "en")
    assert notify_due() == 1
    assert SecureMessage.objects.filter(representation=english, is_notice=True).exists()


def test_the_language_is_asked_for_with_the_invitation(
    office: Office, client: Client, signed_in: SignIn
) -> None:
    signed_in(client, office.clerk)
    page = reverse("counsel:invite", args=[office.case.pk])
    assert client.get(page).context["form"]["language"].initial == "en"
    sent = {"name": "Ada Lund", "email": "ada@example.org", "why": "of record", "language": "fr"}
    assert client.post(page, {**sent, "language": "xx"}).status_code == 422
    assert not Representative.objects.exists()
    assert client.post(page, sent).status_code == 302
    made = Representative.objects.get()
    assert made.language == "fr"
    own = a_client(office, made, 1)
    shown = client.get(reverse("counsel:representation", args=[office.case.pk, own.pk])).content.decode()
    assert "French" in shown


def test_another_language_is_kept_when_they_are_invited_anew(office: Office) -> None:
    first = a_representative(office, "Ada Lund", "ada@example.org")
    assert first.language == "en"
    again = add_representative(
        office.case, "Ada Lund", "ada@example.org", False, None, office.clerk, "they asked", "fr"
    )
    assert (again.pk, again.language) == (first.pk, "fr")
    again.refresh_from_db()
    assert again.language == "fr"
