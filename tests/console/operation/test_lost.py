"""A task that a worker had in hand when it died is done by another one; what kills workers is left."""

from datetime import timedelta
from typing import Any, TypeAlias

import pytest
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from tests.console.affected.conftest import a_case
from tests.console.making import a_member
from withhold.console.affected.models import Derivation, DeriveState, What
from withhold.console.affected.queueing import ask
from withhold.console.operation.duties import LEASE, once
from withhold.console.operation.lost import MOST_WORKERS, hand_on, living
from withhold.console.operation.models import Duty
from withhold.console.operation.state import WORKER_SILENT
from withhold.console.people.roles import Role

pytestmark = pytest.mark.django_db
Task: TypeAlias = "DBTaskResult[Any, Any]"
_LONG_AGO = timedelta(seconds=1) + WORKER_SILENT


@pytest.fixture
def taken(settings: Any) -> Task:
    """Handed to a worker a while ago, which has not begun it."""
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": []}}
    row = a_case()
    ask(row, a_member(row, Role.PRIVACY_OFFICER, "Anna Berg"), What.AGAIN, "to tell them")
    found = DBTaskResult.objects.get()
    found.claim("gone")
    DBTaskResult.objects.update(started_at=timezone.now() - _LONG_AGO)
    return found


def state_of(task: Task) -> str:
    task.refresh_from_db()
    return str(task.status)


def test_a_task_of_a_worker_that_died_is_there_for_the_next_one(taken: Task) -> None:
    assert DBTaskResult.objects.ready().count() == 0
    assert hand_on() == 1
    found = DBTaskResult.objects.ready().get()
    found.claim("next")
    found.task.call(*found.args_kwargs["args"], **found.args_kwargs["kwargs"])
    assert Derivation.objects.get().state == DeriveState.DONE


def test_a_worker_that_lives_keeps_its_task(taken: Task) -> None:
    assert once(living("gone", 10.0), "gone")
    assert hand_on() == 0
    assert state_of(taken) == "RUNNING"
    Duty.objects.update(seen=timezone.now() - _LONG_AGO)
    assert hand_on() == 1


def test_one_that_was_taken_just_now_is_not_lost(taken: Task) -> None:
    DBTaskResult.objects.update(started_at=timezone.now())
    assert hand_on() == 0


def test_a_task_with_which_worker_after_worker_died_is_left(taken: Task) -> None:
    DBTaskResult.objects.update(worker_ids=["gone"] * MOST_WORKERS)
    assert hand_on() == 0


def test_workers_that_ended_long_ago_are_forgotten() -> None:
    for name in ("worker old", "worker new", "worker"):
        Duty.objects.create(name=name, holder="x", seen=timezone.now() - timedelta(days=2))
    Duty.objects.filter(name="worker new").update(seen=timezone.now())
    hand_on()
    assert sorted(Duty.objects.values_list("name", flat=True)) == ["worker", "worker new"]


@pytest.mark.parametrize(("silent", "waits"), [(True, False), (False, True)])
def test_a_long_duty_of_a_worker_that_died_waits_for_nobody(silent: bool, waits: bool) -> None:
    taken = timezone.now() + LEASE - _LONG_AGO
    seen = timezone.now() - (_LONG_AGO if silent else timedelta())
    Duty.objects.create(name="worker gone", holder="gone", seen=seen)
    Duty.objects.create(name="watch", holder="gone", lease=taken)
    Duty.objects.create(name="outbox", holder="gone", lease=taken)
    hand_on()
    assert (Duty.objects.get(name="watch").lease is not None) is waits
    assert Duty.objects.get(name="outbox").lease == taken
