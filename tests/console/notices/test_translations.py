"""Every text in every language on its page: whole, in its direction, not reviewed, and out to translators."""

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.html import escape

from tests.console.conftest import SignIn
from tests.console.making import a_person
from withhold.console.notices.texts import every_text
from withhold.console.people.roles import Role
from withhold.incident.notices.interface import Audience
from withhold.incident.notices.templates import languages, shipped
from withhold.incident.notices.xliff import read_xliff
from withhold.text.languages import is_right_to_left

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("audience", Audience)
def test_every_language_of_an_audience_is_there_to_be_read_and_nobody_stands_for_it_yet(
    client: Client, signed_in: SignIn, audience: Audience
) -> None:
    signed_in(client, a_person(Role.REVIEWER))
    found = [one for one in every_text() if one.version.key.audience is audience]
    assert {one.version.key.language for one in found} == set(languages(audience))
    for one in found:
        page = client.get(reverse("notices:text", args=[one.version.sha256])).content.decode()
        direction = "rtl" if is_right_to_left(one.version.key.language) else "ltr"
        assert f'lang="{one.version.key.language}" dir="{direction}"' in page
        assert "Not reviewed by a person" in page
        for text in (one.version.title, *one.version.paragraphs):
            assert escape(text) in page
        assert not one.reviewers


@pytest.mark.parametrize("audience", Audience)
def test_every_translation_goes_out_and_comes_back_the_same(
    client: Client, signed_in: SignIn, audience: Audience
) -> None:
    signed_in(client, a_person(Role.REVIEWER))
    for language in set(languages(audience)) - {"en"}:
        exported = client.get(reverse("notices:xliff", args=[audience, "any", language]))
        assert read_xliff(exported.content, shipped(audience, "en")) == shipped(audience, language)
