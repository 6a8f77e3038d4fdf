"""What has to be signed or translated before the notices of a case can leave, by name."""

import pytest
from django.test import Client
from django.urls import reverse

from tests.console.affected.conftest import Desk
from tests.console.affected.conftest import desk as desk
from tests.console.conftest import SignIn
from tests.console.making import a_member
from tests.console.notices.test_notices import SAID, queued
from tests.console.notices.test_notices import derived as derived
from withhold.console.holds.placing import place_when_due
from withhold.console.notices.lacking import lacking
from withhold.console.notices.models import Notice
from withhold.console.notices.queueing import Said, queue_notices
from withhold.console.notices.sending import refresh, text_for
from withhold.console.notices.texts import sign
from withhold.console.people.roles import Role
from withhold.incident.notices.interface import Channel

pytestmark = pytest.mark.django_db


def waiting(desk: Desk, word: str) -> list[Notice]:
    rows = Notice.objects.filter(case=desk.row).exclude(channel="").select_related("plan")
    return [one for one in rows if word in one.waiting]


def test_each_version_is_named_with_how_many_wait_for_it_until_it_is_signed(derived: Desk) -> None:
    queued(derived)
    place_when_due(derived.row)
    refresh(derived.row)
    unsigned, _ = lacking(derived.row)
    wanted = [text_for(one).sha256 for one in waiting(derived, "review")]
    assert wanted
    assert {one.sha256: one.count for one in unsigned} == {one: wanted.count(one) for one in wanted}
    assert [one.count for one in unsigned] == sorted((one.count for one in unsigned), reverse=True)
    by_mail = Notice.objects.filter(case=derived.row, channel=Channel.EMAIL)
    assert {one.sha256 for one in unsigned if one.by_mail} == {text_for(one).sha256 for one in by_mail}
    page = derived.client.get(reverse("notices:overview", args=[derived.row.pk])).content.decode()
    assert "what a mail says" in page
    for one in unsigned:
        sign(one.sha256, derived.user)
    refresh(derived.row)
    assert lacking(derived.row)[0] == []


def test_the_version_is_that_of_the_law_which_was_chosen(derived: Desk) -> None:
    said = Said(SAID.organisation, SAID.contact, SAID.since, SAID.until, "us-federal")
    queue_notices(derived.row, derived.user, "to tell them", said)
    place_when_due(derived.row)
    refresh(derived.row)
    unsigned, _ = lacking(derived.row)
    assert "United States, federal agencies" in {one.law for one in unsigned}


def test_a_language_without_a_text_is_named(derived: Desk) -> None:
    queued(derived)
    one = Notice.objects.filter(case=derived.row).exclude(channel="").order_by("number")[0]
    Notice.objects.filter(pk=one.pk).update(language="sw")
    refresh(derived.row)
    assert ("Swahili", 1) in lacking(derived.row)[1]


def test_the_page_leads_there_for_those_who_sign_and_tells_small_numbers_only_to_those_who_see_them(
    derived: Desk, client: Client, signed_in: SignIn
) -> None:
    queued(derived)
    place_when_due(derived.row)
    refresh(derived.row)
    address = reverse("notices:overview", args=[derived.row.pk])
    text = reverse("notices:text", args=[lacking(derived.row)[0][0].sha256])
    seen = {
        role: signed_in(Client(), a_member(derived.row, role)).get(address).content.decode()
        for role in (Role.PRIVACY_OFFICER, Role.CLERK, Role.CASE_LEAD)
    }
    assert [role for role, page in seen.items() if text in page] == [Role.PRIVACY_OFFICER]
    assert "Texts to be signed first" in seen[Role.CLERK]
    assert "Texts to be signed first" not in seen[Role.CASE_LEAD]
