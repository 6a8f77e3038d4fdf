"""inspect-then-clear takes a file away and puts it back only if it is released; adopting clears likewise."""

import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from hashlib import sha256
from pathlib import Path

import pytest

from tests.gates.guard.rig import Rig
from withhold.clearance.issue import revocation
from withhold.clearance.trust import Trust
from withhold.domain.verdict import Decision
from withhold.gates.guard.adopt import Adopted, adopt
from withhold.gates.guard.assembly import mark_in
from withhold.gates.guard.clearing import Clearing, Signer
from withhold.gates.guard.guard import Guard
from withhold.gates.guard.interface import Alarm, Mode, utc_now
from withhold.gates.guard.judging import Judge
from withhold.gates.guard.revoked import revoked_by
from withhold.inspection.run import Run

FINE = b"year,rainfall in mm\n2024,812\n2025,790\n"
PEOPLE = (
    b"Asylum applicants\nname,date of birth,nationality,case number\n"
    b"Amina Example,1980-02-03,Invented,A-1\nOmar Sample,1975-07-30,Invented,A-2\n"
)


@pytest.fixture
def rig(tmp_path: Path) -> Rig:
    return Rig(tmp_path)


@pytest.fixture(scope="module")
def run() -> Run:
    return replace(Run.under(["default"], None), jobs=1)


def signer(rig: Rig, run: Run) -> Signer:
    return Signer(rig.site.shelf, rig.site.key, run.engine(), timedelta(days=30), utc_now)


@contextmanager
def inspecting(rig: Rig, run: Run) -> Iterator[Guard]:
    with run.inspector() as inspector:

        def clearer(place):  # type: ignore[no-untyped-def]
            return Clearing(place, rig.site.state, signer(rig, run), inspector, rig.told)

        with rig.guard(Mode.INSPECT, clearer=clearer) as guard:
            guard.round(set())
            yield guard


def until(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 60
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.02)


def test_what_is_released_comes_back_cleared_and_what_is_not_stays_away(rig: Rig, run: Run) -> None:
    with inspecting(rig, run) as guard:
        rig.write("data/rain.csv", FINE)
        (rig.public / "data/rain.csv").chmod(0o640)
        rig.write("data/people.csv", PEOPLE)
        rig.pass_time(guard)
        assert rig.standing() == set()
        until(lambda: len(rig.told.of(Alarm.CLEARED)) + len(rig.told.of(Alarm.HELD)) == 2)
        rig.pass_time(guard)
        rig.pass_time(guard)
        assert rig.standing() == {"data/rain.csv"}
    assert (rig.public / "data/rain.csv").read_bytes() == FINE
    assert (rig.public / "data/rain.csv").stat().st_mode & 0o777 == 0o640
    assert rig.quarantined() == [PEOPLE]
    (record,) = rig.evidence()
    assert record["decision"] == "withhold"
    assert record["verdict_sha256"] == sha256(PEOPLE).hexdigest()
    assert os.listdir(rig.site.state.staging) == []


def test_what_took_the_name_meanwhile_is_not_replaced(rig: Rig, run: Run) -> None:
    with inspecting(rig, run) as guard:
        rig.write("rain.csv", FINE)
        rig.pass_time(guard)
        rig.clear("rain.csv", b"published meanwhile")
        until(lambda: bool(rig.told.of(Alarm.HELD)))
        assert (rig.public / "rain.csv").read_bytes() == b"published meanwhile"
    assert rig.quarantined() == [FINE]


def test_what_people_revoked_is_not_cleared_by_inspecting(rig: Rig, run: Run) -> None:
    shelf = rig.site.shelf
    shelf.revoke(revocation(sha256(FINE).hexdigest(), shelf.destination, "a person knew more", rig.site.key))
    with inspecting(rig, run) as guard:
        rig.write("rain.csv", FINE)
        rig.pass_time(guard)
        until(lambda: bool(rig.told.of(Alarm.HELD)))
        assert rig.standing() == set()
    assert list(adopted(rig, run)) == []


def adopted(rig: Rig, run: Run) -> Iterator[Adopted]:
    judge = Judge(rig.site.shelf, mark_in(rig.site.state))
    revoked = revoked_by(rig.site.state, Trust.load(rig.site.trust), rig.site.shelf.destination)
    if not rig.standing():
        return
    yield from adopt(rig.public, judge, signer(rig, run), run, revoked, lambda documents: documents)


def test_adopting_clears_what_is_released_and_lists_the_rest(rig: Rig, run: Run) -> None:
    rig.clear("index.html", b"cleared before")
    rig.write("data/rain.csv", FINE)
    rig.write("data/people.csv", PEOPLE)
    (rig.public / "link").symlink_to("index.html")
    found = {one.path: one for one in adopted(rig, run)}
    assert {path: one.decision for path, one in found.items()} == {
        "index.html": Decision.RELEASE,
        "data/rain.csv": Decision.RELEASE,
        "data/people.csv": Decision.WITHHOLD,
        "link": Decision.REVIEW,
    }
    assert found["index.html"].why == "cleared already"
    assert rig.site.shelf.standing(sha256(FINE).hexdigest(), utc_now()).cleared
    assert not rig.site.shelf.standing(sha256(PEOPLE).hexdigest(), utc_now()).cleared
    assert {one.path: one.why for one in adopted(rig, run)}["data/rain.csv"] == "cleared already"


def test_adopting_does_not_clear_what_was_revoked(rig: Rig, run: Run) -> None:
    rig.write("rain.csv", FINE)
    shelf = rig.site.shelf
    shelf.revoke(revocation(sha256(FINE).hexdigest(), shelf.destination, "a person knew more", rig.site.key))
    assert [one.decision for one in adopted(rig, run)] == [Decision.REVIEW]
    assert not shelf.standing(sha256(FINE).hexdigest(), utc_now()).cleared
