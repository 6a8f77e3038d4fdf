"""Case systems ask before they act: held people are held at once, and nobody else."""

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client as Browser
from django.utils import timezone
from withhold_holds import Action

from tests.console.affected.conftest import a_case
from tests.console.affected.rows import ROWS
from tests.console.holds.asking import HELD, OTHER, a_system, through_django
from tests.console.making import a_member
from withhold.console.cases.store import ConsoleCase
from withhold.console.holds import asking, indexing
from withhold.console.holds.asking import forget_heartbeats
from withhold.console.holds.epochs import current_epoch
from withhold.console.holds.indexing import known
from withhold.console.holds.keys import digest_key, service_key
from withhold.console.holds.models import CaseSystem, Change, Epoch, Hold, Question, Report, State
from withhold.console.holds.placing import hold_stands, place, place_when_due, standing
from withhold.console.holds.waiving import waive
from withhold.console.outbox.models import Message
from withhold.console.people.roles import Role
from withhold.incident.case.interface import EventKind
from withhold.incident.holds.answers import respond
from withhold.incident.holds.interface import Action as HoldAction
from withhold.incident.holds.interface import Asked, Refused

pytestmark = pytest.mark.django_db


def test_a_confirmed_case_with_known_people_is_held_once() -> None:
    row = a_case()
    assert place_when_due(row) == len(ROWS)
    assert place_when_due(row) == 0
    assert standing(row) == frozenset(range(1, len(ROWS) + 1))
    events = [one for one in ConsoleCase.open(row).events() if one.kind is EventKind.HOLDS_STOOD]
    assert [(one.facts["holds"], one.facts["epoch"]) for one in events] == [(len(ROWS), current_epoch())]


def test_a_new_hold_counts_for_the_next_question() -> None:
    row, system = a_case(), a_system()
    assert system.may_act(Action.REMOVAL, HELD)
    place_when_due(row)
    assert not system.may_act(Action.REMOVAL, HELD)
    assert system.may_act(Action.REMOVAL, OTHER)


def test_favourable_actions_are_clear_for_everybody() -> None:
    row, system = a_case(), a_system()
    place_when_due(row)
    assert system.may_act(Action.RELEASE, HELD)
    assert Question.objects.count() == 0, "nobody is asked"


def test_somebody_places_single_holds() -> None:
    row = a_case()
    user = a_member(row, Role.CASE_LEAD)
    assert place(row, user, "the hearing is tomorrow", [1]) == 1
    assert hold_stands(row, 1)
    assert not hold_stands(row, 2)


def test_a_plan_is_answered_and_gives_no_authority() -> None:
    row, system = a_case(), a_system()
    place_when_due(row)
    plan = system.plan([HELD, OTHER])
    assert plan.likely_clear == (False, True)


def test_questions_are_kept_without_a_value() -> None:
    system = a_system()
    assert system.may_act(Action.REMOVAL, OTHER)
    kept = Question.objects.get()
    assert "Somebody" not in json.dumps(kept.asked)
    assert "300000009" not in json.dumps(kept.asked)


def test_a_nonce_is_taken_once() -> None:
    sent: list[tuple[str, bytes, dict[str, str]]] = []

    def overheard(
        url: str, body: bytes, headers: Mapping[str, str], timeout: float, most: int
    ) -> tuple[int, bytes]:
        sent.append((url, body, dict(headers)))
        return through_django(url, body, headers, timeout, most)

    system = a_system()
    system._transport = overheard
    assert system.may_act(Action.REMOVAL, OTHER)
    status, answer = through_django(*sent[0], 1.0, 1 << 20)
    assert (status, json.loads(answer)) == (
        409,
        {"error": "this nonce was used before; make a new one for every message"},
    )


def test_who_is_not_registered_is_told_nothing() -> None:
    system = a_system()
    CaseSystem.objects.all().delete()
    assert not system.may_act(Action.REMOVAL, OTHER)
    answer = Browser().post("/api/v1/holds/clearance", b"{}", content_type="application/json")
    assert answer.status_code == 401


def test_the_nonces_of_old_heartbeats_are_forgotten_and_old_heartbeats_refused(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    system = a_system()
    sent: list[tuple[bytes, dict[str, str]]] = []

    def overheard(url: str, body: bytes, headers: Mapping[str, str], timeout: float, most: int) -> Any:
        sent.append((body, dict(headers)))
        return through_django(url, body, headers, timeout, most)

    def again() -> int:
        return through_django("http://127.0.0.1/api/v1/holds/heartbeat", *sent[0], 9, 999)[0]

    monkeypatch.setattr(system, "_transport", overheard)
    system.heartbeat()
    assert again() == 409
    assert forget_heartbeats() == 0
    Question.objects.update(at=timezone.now() - timedelta(minutes=6))
    long_ago = timezone.now() - timedelta(days=9)
    asked = Question.objects.create(
        system=CaseSystem.objects.get(), nonce="ab" * 16, at=long_ago, what="question"
    )
    assert forget_heartbeats() == 1
    assert list(Question.objects.all()) == [asked]
    later = timezone.now() + timedelta(seconds=61)
    monkeypatch.setattr(timezone, "now", lambda: later)
    assert again() == 400


def test_heartbeats_acknowledge_the_epoch() -> None:
    row, system = a_case(), a_system()
    place_when_due(row)
    assert system.heartbeat() == current_epoch()
    assert CaseSystem.objects.get().acknowledged == current_epoch()


def test_an_epoch_that_is_not_there_yet_is_not_acknowledged() -> None:
    system = a_system()
    system.acknowledge(99)
    assert CaseSystem.objects.get().acknowledged == 0


@pytest.mark.django_db(transaction=True)  # the report is sent by a thread of its own
def test_an_action_on_somebody_held_is_an_incident(settings: Any) -> None:
    settings.CONFIG = replace(settings.CONFIG, on_call=("duty@example.org",))
    row, system = a_case(), a_system()
    place_when_due(row)
    system.report_action(Action.REMOVAL, HELD)
    assert system.flush(20) == 0
    # Rows 1 and 3 are the same person, held twice.
    assert Report.objects.count() == 2
    kinds = [one.kind for one in ConsoleCase.open(row).events()]
    assert kinds.count(EventKind.ACTED_AGAINST) == 2
    told = [one.case for one in Message.objects.filter(kind="acted_against")]
    assert told == [row.pk, row.pk], "the on-call is told of each"


def test_a_row_that_nobody_can_be_found_by_is_told_and_stops_no_other() -> None:
    unfindable = {"fields": {"alien_number": ["?"]}, "others": {}, "known": {}}
    row, system = a_case([*ROWS, unfindable]), a_system()
    place_when_due(row)
    assert not system.may_act(Action.REMOVAL, HELD)
    hold = Hold.objects.get(case=row, number=len(ROWS) + 1)
    assert known().unfindable == {hold.subject}


def test_holds_that_ended_end_for_the_next_question_too() -> None:
    row, system = a_case(), a_system()
    place_when_due(row)
    epoch = current_epoch() + 1
    Hold.objects.filter(case=row).update(state=State.RELEASED, changed=epoch)
    Epoch.objects.update(number=epoch)
    assert system.may_act(Action.REMOVAL, HELD)


def test_too_many_are_refused_whoever_they_are(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("withhold.console.holds.asking.MOST_A_MINUTE", 1)
    system = a_system()
    assert system.may_act(Action.REMOVAL, OTHER)
    assert not system.may_act(Action.REMOVAL, OTHER)
    assert system.trouble == "the service answered 429"


def test_without_its_keys_the_service_clears_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    system = a_system()

    def broken() -> bytes:
        raise OSError("the disk is gone")

    monkeypatch.setattr("withhold.console.holds.asking.digest_key", broken)
    assert not system.may_act(Action.REMOVAL, OTHER)
    assert system.trouble == "the service answered 503"


def test_keys_are_made_once_and_kept_to_ourselves() -> None:
    from django.conf import settings

    assert service_key().public_key == service_key().public_key
    assert digest_key() == digest_key()
    for name in ("holds", "holds-digests"):
        assert (settings.CONFIG.path("keys") / name).stat().st_mode & 0o777 == 0o600


def test_a_refusal_has_its_status() -> None:
    assert Refused("no", 413).status == 413


def test_a_hold_that_changed_again_between_two_looks_counts(monkeypatch: pytest.MonkeyPatch) -> None:
    row = a_case()
    place_when_due(row)
    before = current_epoch()
    waive(row, 1, HoldAction.TRANSFER, a_member(row, Role.COUNSEL), "they asked for it", "Olga Officer")
    monkeypatch.setattr(indexing, "current_epoch", lambda: before)
    asked = Asked("1", HELD.identifiers, HELD.name, HELD.date_of_birth)
    assert known().index.held([asked], HoldAction.REMOVAL) == [True]


def test_after_a_restored_backup_with_as_many_changes_all_is_read_anew() -> None:
    row, system = a_case(), a_system()
    user = a_member(row, Role.CASE_LEAD)
    place(row, user, "first", [2])
    assert system.may_act(Action.REMOVAL, HELD)
    Hold.objects.all().delete()
    Change.objects.all().delete()
    Epoch.objects.update(number=0)
    place(row, user, "after the backup came back", [1])
    assert not system.may_act(Action.REMOVAL, HELD)


def test_an_answer_ends_five_seconds_after_the_look(monkeypatch: pytest.MonkeyPatch) -> None:
    system, after = a_system(), []
    limit = asking._check_limit

    def waits_for_others(*args: Any) -> None:
        after.append(timezone.now())
        limit(*args)

    issued = []

    def answered(question: Any, answers: Any, key: Any, now: datetime) -> bytes:
        issued.append(now)
        return respond(question, answers, key, now)

    monkeypatch.setattr(asking, "_check_limit", waits_for_others)
    monkeypatch.setattr(asking, "respond", answered)
    assert system.may_act(Action.REMOVAL, OTHER)
    assert issued[0] < after[0]
