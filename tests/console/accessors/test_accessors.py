"""Accessors: nothing leaves before a person classified and pressed send; answers come back by code."""

import re
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pyrage
import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tests.console.accessors.tracing_case import DESK, PRESS, STATE, Traced, a_traced_case
from tests.console.conftest import SignIn
from tests.console.door.running import a_door, ask
from tests.console.making import a_member
from withhold.console.accessors.codes import matter_of
from withhold.console.accessors.collecting import collect
from withhold.console.accessors.drafting import CODE, Seen, Text, TextUnfit, checked, draft
from withhold.console.accessors.models import WHO, Answer, Code, Matter, Sent
from withhold.console.accessors.reminding import tell_overdue
from withhold.console.accessors.sending import send
from withhold.console.accessors.tracing import listed, lookup_of
from withhold.console.affected.models import Standing as Derived
from withhold.console.cases.store import ConsoleCase
from withhold.console.door.config import load_door_config
from withhold.console.door.handing import Handing
from withhold.console.notices.models import TextReview
from withhold.console.outbox.models import Message
from withhold.console.people.roles import Role
from withhold.console.persons.models import ExposedPerson
from withhold.incident.accessors.classifying import Ask
from withhold.incident.accessors.interface import Standing
from withhold.incident.case.interface import EventKind
from withhold.inspection.api import inspect
from withhold.text.codes import fresh_code, typed_code

pytestmark = pytest.mark.django_db
_CODE = re.compile(r"[0-9A-Z]{4}(?:-[0-9A-Z]{4}){3}-[0-9]{2}")


@pytest.fixture
def traced() -> Traced:
    return a_traced_case()


def _address(traced: Traced, network: str, name: str = "accessor", *more: str) -> str:
    return reverse(f"accessors:{name}", args=[traced.case.pk, lookup_of(traced.case, network), *more])


def _classify(client: Client, traced: Traced, network: str, who: str, country: str = "NO") -> Matter:
    sent = {"who": who, "country": country, "why": "the registry of addresses says so"}
    assert client.post(_address(traced, network), sent).status_code == 302
    return Matter.objects.get(lookup=lookup_of(traced.case, network))


def _send(client: Client, traced: Traced, network: str, what: str) -> Any:
    page = _address(traced, network, "write", what)
    drafted = client.get(page).context["form"].initial
    return client.post(page, {**drafted, "to": "abuse@example.net"})


class PowerLost(BaseException):
    """The process ends here: nothing in it catches this."""


def _dies(*_args: object, **_named: object) -> None:
    raise PowerLost


def _events(traced: Traced) -> list[tuple[str, str]]:
    kinds = (EventKind.ACCESSOR_CLASSIFIED, EventKind.ACCESSOR_ASKED, EventKind.ACCESSOR_ANSWERED)
    events = ConsoleCase.open(traced.case).events()
    return [
        (str(one.kind), str(one.facts.get("who") or one.facts.get("what") or one.facts.get("answer")))
        for one in events
        if one.kind in kinds
    ]


def test_nothing_is_sent_before_a_person_classified(
    traced: Traced, client: Client, signed_in: SignIn
) -> None:
    signed_in(client, traced.privacy)
    page = client.get(reverse("accessors:answers", args=[traced.case.pk])).content.decode()
    assert page.count("Not classified</span>") == 3
    assert "At least 3, at most 4 networks" in page
    for what in Ask:
        assert client.get(_address(traced, DESK, "write", str(what))).status_code == 404
    assert not Message.objects.filter(kind="accessor").exists()


def test_a_notice_leaves_when_a_person_presses_send_and_once(
    traced: Traced, client: Client, signed_in: SignIn
) -> None:
    signed_in(client, traced.privacy)
    matter = _classify(client, traced, DESK, "unknown")
    assert _send(client, traced, DESK, "destroy_network").status_code == 302
    assert _send(client, traced, DESK, "destroy_network").status_code == 422  # a double click
    (mail,) = Message.objects.filter(kind="accessor")
    assert mail.recipient == "abuse@example.net"
    found = _CODE.search(mail.body)
    assert found
    assert CODE not in mail.body
    code = typed_code(found[0])
    assert code
    assert matter_of(code) == matter
    assert matter_of(fresh_code()) is None
    assert _events(traced) == [
        ("accessor_classified", "unknown"),
        ("accessor_asked", "destroy_network"),
    ]
    page = client.get(_address(traced, DESK)).content.decode()
    assert found[0] not in page  # the code is in the notice and nowhere else
    assert "Answer due" in page


def test_codes_and_networks_are_not_in_the_database(
    traced: Traced, client: Client, signed_in: SignIn
) -> None:
    signed_in(client, traced.privacy)
    _classify(client, traced, DESK, "unknown")
    _send(client, traced, DESK, "destroy_network")
    found = _CODE.search(Message.objects.get(kind="accessor").body)
    assert found
    with connection.cursor() as cursor:
        for table in ("accessors_matter", "accessors_code", "accessors_sent"):
            cursor.execute(f"SELECT * FROM {table}")
            rows = str(cursor.fetchall())
            for said in (found[0], found[0].replace("-", ""), "192.0.2.7", "abuse@", "registry"):
                assert said not in rows
    ledger = ConsoleCase.open(traced.case).ledger
    assert b"192.0.2" not in b"".join(ledger.export())


@pytest.mark.parametrize(
    ("who", "country"), [("hostile", ""), ("unknown", "PE"), ("organisation", "ng"), ("press", "")]
)
def test_no_notice_by_default_and_two_people_override_it(
    traced: Traced, client: Client, signed_in: SignIn, who: str, country: str
) -> None:
    signed_in(client, traced.privacy)
    _classify(client, traced, STATE, who, country)
    what = "destroy" if who in ("organisation", "press") else "destroy_network"
    answer = _send(client, traced, STATE, what)
    assert answer.status_code == 422
    said = "look it up" if who == "press" else "two people can decide otherwise"
    assert said in answer.content.decode()
    assert "Peru" not in answer.content.decode()
    act = _address(traced, STATE, "act", "override")
    for _ in range(2):  # one person alone stays one
        client.post(act, {"why": "their embassy asked us to"})
    assert not Matter.objects.get().overridden
    signed_in(client, traced.counsel)
    assert client.post(act, {"why": "I agree"}).status_code == 302
    assert Matter.objects.get().overridden
    assert _send(client, traced, STATE, what).status_code == 302
    assert Message.objects.filter(kind="accessor").count() == 1


def test_a_state_that_only_own_records_tell_they_fled_gets_no_notice(
    traced: Traced, client: Client, signed_in: SignIn
) -> None:
    for person in ExposedPerson.objects.filter(case=traced.case):
        known = {"fled": ["ER"] if person.number == 1 else []}
        Derived.objects.create(case=traced.case, person=person, number=person.number, rank=1, known=known)
    signed_in(client, traced.privacy)
    _classify(client, traced, STATE, "unknown", "er")
    assert _send(client, traced, STATE, "destroy_network").status_code == 422
    assert not Message.objects.filter(kind="accessor").exists()


def test_what_two_decided_ends_with_another_classification(
    traced: Traced, client: Client, signed_in: SignIn
) -> None:
    signed_in(client, traced.privacy)
    matter = _classify(client, traced, STATE, "hostile")
    Matter.objects.filter(pk=matter.pk).update(overridden=True)
    _classify(client, traced, STATE, "unknown", "PE")
    assert not Matter.objects.get().overridden


def test_a_text_that_tells_of_people_is_held_back(traced: Traced, client: Client, signed_in: SignIn) -> None:
    signed_in(client, traced.privacy)
    _classify(client, traced, PRESS, "press")
    page = _address(traced, PRESS, "write", "destroy")
    sent = dict(client.get(page).context["form"].initial, to="desk@example.org")
    sent["body"] += "\nXimena Quispe, born 3 April 1990, has applied for asylum and is on the list.\n"
    answer = client.post(page, sent)
    assert answer.status_code == 422
    assert "the gate holds this text back" in answer.content.decode()
    assert not Sent.objects.exists()
    assert Matter.objects.get().standing == Standing.OPEN


@pytest.mark.parametrize("what", [one for one in Ask if one is not Ask.LEGAL])
def test_every_draft_passes_the_gate_and_keeps_the_place_of_the_code(what: Ask) -> None:
    day = "01 March 2026, 10:00:00 UTC"
    text = draft(what, Seen("Example Network", "192.0.2.7/32", day, day, "https://door.example.org"))
    assert "https://door.example.org/certificates/" in text.body
    assert checked(text) == text
    assert str(inspect(text.body.encode()).decision) == "release"
    with pytest.raises(TextUnfit, match="keep"):
        checked(Text(text.subject, text.body.replace(CODE, "")))


@pytest.mark.parametrize(
    ("network", "who", "what"), [(PRESS, "press", "destroy"), (DESK, "unknown", "destroy_network")]
)
def test_a_text_that_nobody_signed_does_not_leave(
    traced: Traced, client: Client, signed_in: SignIn, network: str, who: str, what: str
) -> None:
    TextReview.objects.all().delete()
    signed_in(client, traced.privacy)
    _classify(client, traced, network, who)
    assert (
        "Nobody has signed this text yet"
        in client.get(_address(traced, network, "write", what)).content.decode()
    )
    answer = _send(client, traced, network, what)
    assert answer.status_code == 422
    assert "nobody has signed this text yet" in answer.content.decode()
    assert not Message.objects.filter(kind="accessor").exists()


def test_a_name_alone_of_somebody_on_the_list_holds_a_text_back(
    traced: Traced, client: Client, signed_in: SignIn
) -> None:
    """No word about people or lists is needed: the register of the case's own people is loaded."""
    signed_in(client, traced.privacy)
    matter = _classify(client, traced, PRESS, "press")
    with pytest.raises(TextUnfit, match="holds this text back"):
        send(
            traced.case,
            matter.pk,
            Ask.DESTROY,
            "desk@example.org",
            Text("About a file", f"We wonder about Ximena Quispe. {CODE}\n"),
            traced.privacy,
        )
    assert not Message.objects.filter(kind="accessor").exists()
    stopped = [one for one in ConsoleCase.open(traced.case).events() if one.kind is EventKind.NOTICE_STOPPED]
    assert [one.facts["audience"] for one in stopped] == ["accessor"]


def test_an_answer_comes_back_by_its_code_once(
    traced: Traced,
    client: Client,
    signed_in: SignIn,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    signed_in(client, traced.privacy)
    matter = _classify(client, traced, DESK, "unknown")
    _send(client, traced, DESK, "destroy_network")
    found = _CODE.search(Message.objects.get(kind="accessor").body)
    assert found
    certified = {"code": found[0], "destroyed": "on", "copies": "2", "your_name": "Ada Lund"}
    stranger = {"code": fresh_code(), "destroyed": "on", "your_name": "Nobody"}
    with a_door(tmp_path / "door", 'trusted = ["127.0.0.0/8"]\n') as door:
        for fields in (certified, stranger):
            assert ask(door, "/certificates/", urlencode(fields).encode()).status == 200
        config = load_door_config(door.home)
        with monkeypatch.context() as broken:
            broken.setattr(Handing, "collected", _dies)
            with pytest.raises(PowerLost):
                collect(config, door.identity)  # a crash after the first was taken in
        assert collect(config, door.identity) == 2
        assert Answer.objects.count() == 2
        assert collect(config, door.identity) == 0
    matter.refresh_from_db()
    assert matter.standing == Standing.CERTIFIED
    assert _events(traced)[-1] == ("accessor_answered", "certified")
    assert _events(traced).count(("accessor_answered", "certified")) == 1
    found_lines = listed(traced.case)
    assert found_lines
    assert (found_lines.copies, found_lines.told) == ((2, 2), (0, None))
    assert "Ada Lund" in client.get(_address(traced, DESK)).content.decode()
    strangers = client.get(reverse("accessors:strangers")).content.decode()
    assert "Nobody" in strangers
    assert "Ada Lund" not in strangers


def test_the_newest_answer_replaces_the_others_and_contradictions_are_shown(
    traced: Traced, client: Client, signed_in: SignIn, tmp_path: Path, settings: Any
) -> None:
    settings.CONFIG = replace(settings.CONFIG, on_call=("duty@example.org",))
    signed_in(client, traced.privacy)
    matter = _classify(client, traced, PRESS, "press")
    _send(client, traced, PRESS, "destroy")
    found = _CODE.search(Message.objects.get(kind="accessor").body)
    assert found
    first = {"code": found[0], "destroyed": "on", "copies": "2", "told": "1", "your_name": "Ada Lund"}
    seen = []
    with a_door(tmp_path / "door") as door:
        for fields in (first, {**first, "copies": "3"}, {"code": found[0], "your_name": "Ada Lund"}):
            ask(door, "/certificates/", urlencode(fields).encode())
            collect(load_door_config(door.home), door.identity)
            matter.refresh_from_db()
            lines = listed(traced.case)
            assert lines
            seen.append((matter.standing, lines.copies, lines.told, len(lines.contradicted)))
    assert seen == [
        (Standing.CERTIFIED, (2, 2), (1, 1), 0),
        (Standing.CERTIFIED, (3, 3), (1, 1), 1),
        (Standing.ASKED, (0, None), (0, None), 1),
    ]
    assert Answer.objects.filter(matter=matter).count() == 3
    assert _events(traced)[-1] == ("accessor_answered", "contradicted")
    page = client.get(_address(traced, PRESS)).content.decode()
    assert "whether every copy is destroyed" in page
    assert "Overdue" in page
    listing = client.get(reverse("accessors:answers", args=[traced.case.pk])).content.decode()
    assert "Answers contradict" in listing
    alerts = [one.body for one in Message.objects.filter(kind="certificate").order_by("pk")]
    assert ["says something else" in one for one in alerts] == [False, True, True]


def test_an_answer_that_certifies_nothing_is_kept_and_ends_nothing(
    traced: Traced, client: Client, signed_in: SignIn, tmp_path: Path
) -> None:
    signed_in(client, traced.privacy)
    matter = _classify(client, traced, PRESS, "press")
    _send(client, traced, PRESS, "destroy")
    found = _CODE.search(Message.objects.get(kind="accessor").body)
    assert found
    with a_door(tmp_path / "door") as door:
        kept = {"code": found[0], "retained": "on", "your_name": "Ada Lund", "words": "We keep it."}
        ask(door, "/certificates/", urlencode(kept).encode())
        collect(load_door_config(door.home), door.identity)
    matter.refresh_from_db()
    assert matter.standing == Standing.ASKED
    assert _events(traced)[-1] == ("accessor_answered", "answered")


def test_what_is_sealed_to_another_key_is_kept_as_unreadable(traced: Traced, tmp_path: Path) -> None:
    with a_door(tmp_path / "door") as door:
        ask(door, "/certificates/", urlencode({"code": fresh_code(), "your_name": "x"}).encode())
        assert collect(load_door_config(door.home), pyrage.x25519.Identity.generate()) == 1
    assert [(one.readable, one.matter) for one in Answer.objects.all()] == [(False, None)]


def test_reminders_wait_until_they_are_due_and_older_codes_still_lead_here(
    traced: Traced, client: Client, signed_in: SignIn
) -> None:
    signed_in(client, traced.counsel)
    matter = _classify(client, traced, PRESS, "press")
    _send(client, traced, PRESS, "destroy")
    assert _send(client, traced, PRESS, "reminder").status_code == 422
    Matter.objects.filter(pk=matter.pk).update(due=timezone.now() - timedelta(minutes=1))
    assert b"Overdue" in client.get(reverse("accessors:answers", args=[traced.case.pk])).content
    assert _send(client, traced, PRESS, "reminder").status_code == 302
    assert Code.objects.filter(matter=matter).count() == 2
    refused = _address(traced, PRESS, "act", "refused")
    for _ in range(2):
        assert client.post(refused, {"why": "said no on the telephone"}).status_code == 302
    legal = _address(traced, PRESS, "act", "legal")
    for _ in range(2):
        assert client.post(legal, {"why": "letter of today"}).status_code == 302
    assert [word for _, word in _events(traced)] == ["press", "destroy", "reminder", "refused", "legal"]


def test_that_nothing_is_sent_is_a_decision_with_a_reason(
    traced: Traced, client: Client, signed_in: SignIn
) -> None:
    signed_in(client, traced.privacy)
    _classify(client, traced, DESK, "unknown")
    leave = _address(traced, DESK, "act", "leave")
    assert client.post(leave, {"why": " "}).status_code == 422
    for _ in range(2):
        assert client.post(leave, {"why": "a shared exit"}).status_code == 302
    assert _events(traced)[-1] == ("accessor_asked", "no_notice")


def test_each_role_does_what_it_may(traced: Traced, client: Client, signed_in: SignIn) -> None:
    signed_in(client, traced.privacy)
    _classify(client, traced, DESK, "unknown")
    lead, auditor = a_member(traced.case, Role.CASE_LEAD), a_member(traced.case, Role.AUDITOR)
    sent = {"who": "press", "country": "", "why": "so"}
    signed_in(client, auditor)
    assert client.get(_address(traced, DESK)).status_code == 200
    assert client.post(_address(traced, DESK), sent).status_code == 403
    signed_in(client, lead)
    assert client.get(_address(traced, DESK, "write", "destroy_network")).status_code == 403
    assert client.post(_address(traced, DESK, "act", "leave"), {"why": "so"}).status_code == 403
    assert client.post(_address(traced, DESK), sent).status_code == 302
    clerk = a_member(traced.case, Role.CLERK)
    signed_in(client, clerk)
    assert client.get(_address(traced, DESK)).status_code == 403


def test_another_cases_accessor_does_not_exist(traced: Traced, client: Client, signed_in: SignIn) -> None:
    other = a_traced_case()
    signed_in(client, other.privacy)
    _classify(client, other, DESK, "unknown")
    signed_in(client, traced.privacy)
    foreign = lookup_of(other.case, DESK)
    own = reverse("accessors:accessor", args=[traced.case.pk, foreign])
    assert client.get(own).status_code == 404
    assert client.get(_address(other, DESK)).status_code == 404


def test_people_are_told_once_a_day_that_answers_are_overdue(
    traced: Traced, client: Client, signed_in: SignIn, settings: Any
) -> None:
    settings.CONFIG = replace(settings.CONFIG, on_call=("duty@example.org",))
    signed_in(client, traced.privacy)
    matter = _classify(client, traced, PRESS, "press")
    _send(client, traced, PRESS, "destroy")
    assert tell_overdue() == 0
    Matter.objects.filter(pk=matter.pk).update(due=timezone.now() - timedelta(minutes=1))
    assert [tell_overdue(), tell_overdue()] == [1, 0]
    alert = Message.objects.get(kind="accessors_overdue")
    assert alert.recipient == "duty@example.org"
    assert "198.51.100" not in alert.body
    assert Message.objects.filter(kind="accessor").count() == 1  # nobody outside was written to


def test_what_an_accessor_is_stands_in_words_that_people_use() -> None:
    names = dict(WHO)
    assert (names["ngo"], names["own"]) == ("NGO", "Our own office")
