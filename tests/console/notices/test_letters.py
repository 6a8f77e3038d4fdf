"""Texts to regulators, hosts, finders and the public: signed, through the gate, never waiting for holds."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from tests.console.affected.conftest import Desk
from tests.console.affected.conftest import desk as desk
from tests.console.conftest import SignIn
from tests.console.making import a_member
from tests.console.notices.test_notices import SAID
from tests.console.notices.test_notices import derived as derived
from withhold.console.cases.store import ConsoleCase
from withhold.console.notices.announcing import OFFERED, Kind, asked, known_values, send, waits
from withhold.console.notices.models import Letter
from withhold.console.notices.queueing import queue_notices
from withhold.console.notices.texts import every_text, sign
from withhold.console.outbox.models import Message
from withhold.console.people.roles import Role
from withhold.console.persons.models import ExposedList
from withhold.incident.case.interface import EventKind
from withhold.incident.notices.interface import Audience, NoticeError

pytestmark = pytest.mark.django_db
REGULATOR = Kind(Audience.REGULATOR, "eu", "en")


def sign_all(desk: Desk) -> None:
    for text in every_text():
        if text.version.key.audience in OFFERED and text.version.key.language == "en":
            sign(text.version.sha256, desk.user)


def values(desk: Desk, kind: Kind = REGULATOR) -> dict[str, str]:
    return {**dict.fromkeys(asked(kind), "as told"), **known_values(desk.row, kind)}


@pytest.mark.parametrize("audience", [one for one in OFFERED if one is not Audience.PUBLIC])
def test_nobody_of_these_waits_for_a_hold(derived: Desk, audience: Audience) -> None:
    kind = Kind(audience, "any", "en")
    assert waits(derived.row, kind) == ["review"]
    sign_all(derived)
    assert waits(derived.row, kind) == []
    made = send(derived.row, derived.user, kind, values(derived, kind), "desk@example.org", "a" * 32)
    assert made.message is not None
    assert made.message.body == made.body
    last = ConsoleCase.open(derived.row).events()[-1]
    assert (last.kind, last.facts["audience"]) == (EventKind.NOTICES_QUEUED, str(audience))


def test_the_public_waits_until_every_hold_is_known_to_stand(derived: Desk) -> None:
    sign_all(derived)
    kind = Kind(Audience.PUBLIC, "any", "en")
    assert waits(derived.row, kind) == ["holds_confirmed"]
    with pytest.raises(NoticeError, match="every hold to stand"):
        send(derived.row, derived.user, kind, values(derived, kind), "our page", "a" * 32)


def test_the_law_of_a_regulator_asks_for_what_it_wants_told(derived: Desk) -> None:
    assert {"officer", "measures", "delay"} <= asked(REGULATOR).keys()
    assert "officer" not in asked(Kind(Audience.REGULATOR, "any", "en"))


def test_what_the_case_knows_is_filled_in(derived: Desk) -> None:
    queue_notices(derived.row, derived.user, "they are to be told", SAID)
    told = known_values(derived.row, REGULATOR)
    assert told["organisation"] == "Example Agency"
    assert "dates of birth" in told["fields"]


def test_pressed_twice_it_leaves_once(derived: Desk) -> None:
    sign_all(derived)
    for _ in range(2):
        send(derived.row, derived.user, REGULATOR, values(derived), "desk@example.org", "a" * 32)
    assert Message.objects.filter(kind="letter").count() == 1


def test_what_tells_of_people_is_stopped_and_recorded(derived: Desk) -> None:
    sign_all(derived)
    told = {**values(derived), "measures": "we called Carla Rojas, born 1990-05-21"}
    with pytest.raises(NoticeError, match="the gate holds this text back"):
        send(derived.row, derived.user, REGULATOR, told, "desk@example.org", "a" * 32)
    assert not Letter.objects.exists()
    assert ConsoleCase.open(derived.row).events()[-1].kind is EventKind.NOTICE_STOPPED


def test_the_pages(derived: Desk, signed_in: SignIn) -> None:
    sign_all(derived)
    index = reverse("notices:letters-out", args=[derived.row.pk])
    assert "Nothing was sent yet" in derived.client.get(index).content.decode()
    write = reverse("notices:write", args=[derived.row.pk, "regulator", "eu", "en"])
    page = derived.client.get(write).content.decode()
    once = re.search(r'name="once" value="([0-9a-f]{32})"', page)
    assert once is not None
    assert "Let it leave" not in page, "nobody sends what they have not seen"
    given = {**values(derived), "to": "https://example.org/form", "once": once[1], "name": "the authority"}
    given |= {"organisation": "Example Agency", "since": "09:45", "until": "14:04", "contact": "us"}
    seen = derived.client.post(write, given).content.decode()
    assert "As it would leave" in seen
    assert "article 33 of Regulation" in seen
    assert not Letter.objects.exists()
    assert derived.client.post(write, {**given, "to": ""}).status_code == 422
    assert derived.client.post(write, {**given, "send": "1"}).status_code == 302
    made = Letter.objects.get()
    assert made.message is None
    shown = derived.client.get(reverse("notices:sent", args=[derived.row.pk, made.pk])).content.decode()
    assert "Given by hand" in shown
    assert "https://example.org/form" in shown
    for wrong in (("person", "any", "en"), ("public", "eu", "en"), ("regulator", "any", "so")):
        assert derived.client.get(reverse("notices:write", args=[derived.row.pk, *wrong])).status_code == 404
    auditor = signed_in(Client(), a_member(derived.row, Role.AUDITOR))
    assert auditor.get(index).status_code == 200
    assert auditor.get(write).status_code == 403


def test_another_recipient_on_the_same_form_is_told_of(derived: Desk) -> None:
    sign_all(derived)
    send(derived.row, derived.user, REGULATOR, values(derived), "desk@example.org", "a" * 32)
    with pytest.raises(NoticeError, match="something else was sent"):
        send(derived.row, derived.user, REGULATOR, values(derived), "other@example.org", "a" * 32)


@pytest.mark.parametrize("audience", [one for one in OFFERED if one is not Audience.PUBLIC])
def test_before_the_list_is_loaded_they_are_told_all_the_same(desk: Desk, audience: Audience) -> None:
    """Deadlines run from the moment that the organisation knew of it, not from when its list was read."""
    sign_all(desk)
    desk.row.exposed.all().delete()
    ExposedList.objects.filter(case=desk.row).delete()
    kind = Kind(audience, "any", "en")
    made = send(desk.row, desk.user, kind, values(desk, kind), "desk@example.org", "a" * 32)
    assert made.message is not None
    last = ConsoleCase.open(desk.row).events()[-1]
    assert (last.kind, "without a list" in last.why) == (EventKind.NOTICES_QUEUED, True)
    told = dict.fromkeys(values(desk, kind), "Bintu Varga, asylum seeker, born 1985-07-19, A200100002")
    with pytest.raises(NoticeError, match="holds this text back"):
        send(desk.row, desk.user, kind, told, "desk@example.org", "b" * 32)
