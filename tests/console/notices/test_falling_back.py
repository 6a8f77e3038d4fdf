"""Somebody whose language has no text of its own gets the one that it is a kind of, in its own script."""

import pytest
from django.utils import timezone

from tests.console.affected.conftest import Desk
from tests.console.affected.conftest import desk as desk
from tests.console.notices.test_importing import translation
from tests.console.notices.test_notices import derived as derived
from tests.console.notices.test_notices import mail, queued
from withhold.console.holds.placing import place_when_due
from withhold.console.notices.importing import take_in
from withhold.console.notices.library import Library
from withhold.console.notices.models import Notice
from withhold.console.notices.sending import filled, refresh, send_due
from withhold.console.notices.telling import overview
from withhold.console.notices.texts import every_text, sign
from withhold.console.people.models import User
from withhold.incident.notices.interface import Audience, NoticeError, Proof
from withhold.incident.notices.templates import shipped
from withhold.incident.notices.xliff import write_xliff

pytestmark = pytest.mark.django_db
_TOLD = (Audience.PERSON, Audience.MAILBOX)
SOURCE = shipped(Audience.PERSON, "en")


def _chosen(language: str, law: str = "any") -> str:
    return Library().choose((Audience.PERSON, law, language)).version.key.language


def _signed(language: str, by: User) -> None:
    for one in every_text():
        if one.version.key.audience in _TOLD and one.version.key.language == language:
            sign(one.version.sha256, by)


@pytest.mark.parametrize(
    ("language", "found"),
    [("es-MX", "es"), ("pt-BR", "pt"), ("zh-Hans-CN", "zh-Hans"), ("zh-CN", "zh-Hans"), ("fa-AF", "fa")],
)
def test_a_text_is_found_by_the_base_language(language: str, found: str) -> None:
    assert _chosen(language) == found


@pytest.mark.parametrize("language", ["zh-Hant", "zh-TW", "pa-Arab", "pa-PK", "so"])
def test_a_text_in_a_script_that_they_may_not_read_is_not_taken(language: str) -> None:
    with pytest.raises(NoticeError, match="no text in this language"):
        _chosen(language)


def test_what_a_law_adds_is_found_by_the_base_language_too() -> None:
    key = Library().choose((Audience.PERSON, "us-federal", "es-MX")).version.key
    assert (key.language, key.jurisdiction) == ("es", "us-federal")


def test_a_notice_leaves_in_the_base_language_once_that_is_signed(derived: Desk) -> None:
    queued(derived)
    place_when_due(derived.row)
    Notice.objects.filter(pk=mail(derived).pk).update(language="es-MX")
    refresh(derived.row)
    assert mail(derived).waiting == ["review"]
    _signed("es", derived.user)
    assert send_due() == 1
    one = mail(derived)
    assert (one.state, one.language) == (Proof.SENDING, "es-MX")
    assert filled(one).title == shipped(Audience.PERSON, "es").title


def test_an_own_text_takes_the_place_of_the_base_one_once_it_is_signed(derived: Desk) -> None:
    _signed("es", derived.user)
    made = translation("es-MX", "Esta carta es para usted.")
    take_in(write_xliff(SOURCE, "es-MX", made), derived.user)
    assert _chosen("es-MX") == "es", "a draft changes nothing"
    _signed("es-MX", derived.user)
    assert (_chosen("es-MX"), _chosen("es-CO")) == ("es-MX", "es")


def test_who_goes_without_what_the_law_adds_is_counted_by_the_text_that_they_get(derived: Desk) -> None:
    queued(derived)
    one = mail(derived)
    one.plan.jurisdiction = "us-federal"
    one.plan.save()
    Notice.objects.filter(pk=one.pk).update(language="es-MX", looked_at=timezone.now())
    assert "es-MX" not in dict(overview(derived.row).without_law)
