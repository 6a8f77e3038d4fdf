"""What the worker does again and again: the desk's duties and the clean-up are among it."""

import os
from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.utils import timezone

from tests.console.desk.making import PLAIN, a_place, inspected
from tests.console.making import a_person
from withhold.console.desk.clearing import standing
from withhold.console.desk.inspecting import LEASE
from withhold.console.desk.keys import state_of
from withhold.console.desk.models import Inspection
from withhold.console.desk.storing import KEPT, folder, path_of
from withhold.console.operation.duties import Round, once
from withhold.console.operation.worker import rounds
from withhold.console.people.roles import Role

pytestmark = pytest.mark.django_db(transaction=True)
_HOUR = 3600.0


def _round(name: str) -> Round:
    [found] = [one for one in rounds() if one.name == name]
    return found


def test_every_duty_has_a_name_of_its_own_and_comes_at_least_every_hour() -> None:
    names = [one.name for one in rounds()]
    assert len(set(names)) == len(names)
    assert all(0 < one.every <= _HOUR for one in rounds())


def test_an_inspection_whose_worker_died_is_queued_again() -> None:
    found = inspected(PLAIN, a_person(Role.EDITOR))
    long_ago = timezone.now() - LEASE - timedelta(minutes=1)
    Inspection.objects.filter(pk=found.pk).update(state="running", started_at=long_ago)
    assert once(_round("inspections"), "worker")
    assert Inspection.objects.get(pk=found.pk).state == "queued"


def test_a_clearance_that_did_not_reach_its_shelf_gets_there() -> None:
    place = a_place()
    found = inspected(PLAIN, a_person(Role.EDITOR), place)
    for record in (state_of(place).clearances / found.document.sha256).glob("*.json"):
        record.unlink()
    assert not standing(found.document.sha256, place).cleared
    assert once(_round("shelves"), "worker")
    assert standing(found.document.sha256, place).cleared


def test_old_bytes_and_what_no_row_speaks_of_are_deleted() -> None:
    fresh, old = (inspected(PLAIN, a_person(Role.EDITOR)).document for _ in range(2))
    type(old).objects.filter(pk=old.pk).update(at=timezone.now() - KEPT - timedelta(hours=1))
    stray = folder() / "stray"
    stray.write_bytes(b"bytes")
    before = (timezone.now() - KEPT - timedelta(hours=1)).timestamp()
    os.utime(stray, (before, before))
    assert once(_round("brought files"), "worker")
    assert (path_of(fresh).exists(), path_of(old).exists(), stray.exists()) == (True, False, False)


def test_a_file_that_is_gone_already_does_not_hold_up_the_others() -> None:
    old = [inspected(PLAIN, a_person(Role.EDITOR)).document for _ in range(2)]
    type(old[0]).objects.update(at=timezone.now() - KEPT - timedelta(hours=1))
    path_of(old[0]).unlink()
    assert once(_round("brought files"), "worker")
    assert not path_of(old[1]).exists()
    assert not type(old[0]).objects.filter(kept=True).exists()


def test_sessions_that_ended_are_cleared() -> None:
    for name, hours in (("ended", -1), ("open", 1)):
        Session.objects.create(
            session_key=name, session_data="", expire_date=timezone.now() + timedelta(hours=hours)
        )
    assert once(_round("housekeeping"), "worker")
    assert list(Session.objects.values_list("session_key", flat=True)) == ["open"]
