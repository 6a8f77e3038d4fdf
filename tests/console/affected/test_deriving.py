"""Who stands where is worked out by the worker: once, the same again, and on after a worker that died."""

import sqlite3
from collections.abc import Sequence
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from importlib import resources
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from tests.console.affected.conftest import Desk, as_csv, own_records, work_off
from withhold.console.affected import asking, deriving, writing
from withhold.console.affected.api import addressees
from withhold.console.affected.deciding import decide
from withhold.console.affected.interface import NotDerived
from withhold.console.affected.judging import judged
from withhold.console.affected.models import (
    Derivation,
    DeriveState,
    OwnRecord,
    Question,
    QuestionState,
    Roster,
    Standing,
)
from withhold.console.affected.queueing import LEASE, MOST_TRIES, run, take_up_lost
from withhold.console.affected.writing import Found
from withhold.console.cases.models import Case
from withhold.console.cases.store import ConsoleCase
from withhold.console.people.models import User
from withhold.incident.affected.cohorts import read_cohorts
from withhold.incident.affected.triage_policy import read_policy

pytestmark = pytest.mark.django_db
FILES = resources.files("withhold.incident.affected")


def standings(desk: Desk) -> dict[int, Standing]:
    return {one.number: one for one in Standing.objects.filter(case=desk.row)}


def test_the_leak_alone_gives_everybody_a_standing(desk: Desk) -> None:
    assert desk.post("again").status_code == 302
    assert "Waiting for the worker" in desk.get("overview")
    with pytest.raises(NotDerived):
        addressees(desk.row)
    work_off(desk.row)
    found = standings(desk)
    assert sorted(found) == list(range(1, 9))
    assert (found[3].terminal, found[3].duplicate_of) == ("duplicate_of", 1)
    assert found[3].evidence
    assert not any(one.terminal for number, one in found.items() if number != 3)
    assert found[1].cohort == "in_custody"
    assert found[6].cohort == "minor"
    asked = Question.objects.get(state=QuestionState.OPEN)
    assert (asked.number, asked.other, asked.certainty) == (4, 5, "likely")
    assert Roster.objects.get(case=desk.row).people == 8


def test_own_records_tell_who_is_reached_how(derived: Desk) -> None:
    found = standings(derived)
    told = {one.number: one for one in addressees(derived.row)}
    assert 3 not in told  # a duplicate
    first = told[1]
    assert (first.name, first.language, first.emails) == ("Amadou Okoro", "en", ("amadou@example.org",))
    assert (first.counsel, first.facility, first.fled) == ("c-7", "Harbour Centre", ("NG",))
    assert (told[2].shared_emails, len(told[2].shared_addresses)) == (frozenset({"family@example.org"}), 1)
    assert not first.shared_emails
    assert told[6].minor
    assert not found[6].has_path
    assert found[8].cohort == "deceased"
    assert found[8].terminal is None  # a document shows it first
    assert next(addressees(derived.row)).number == 2  # a removal in two days
    assert [one.rank for one in addressees(derived.row)] == sorted(one.rank for one in told.values())
    assert not told[7].language


def test_only_what_concerns_affected_people_is_kept(derived: Desk) -> None:
    assert OwnRecord.objects.filter(case=derived.row).count() == 5
    assert set(OwnRecord.objects.values_list("number", flat=True)) == {1, 2, 4, 7, 8}
    assert Roster.objects.get().records == 6


def test_asked_twice_it_is_done_once(desk: Desk) -> None:
    for _ in range(2):
        desk.post("again")
    assert Derivation.objects.count() == 1
    one = Derivation.objects.get()
    run(one.pk)
    run(one.pk)
    one.refresh_from_db()
    assert (one.state, one.tries) == ("done", 1)
    assert "every 2s" not in desk.get("overview")


def files(desk: Desk) -> list[Path]:
    return list((ConsoleCase.open(desk.row).work / "affected").glob("*"))


def upload(desk: Desk) -> Derivation:
    given = SimpleUploadedFile("records.csv", as_csv(own_records()))
    assert desk.post("records", file=given, why="to tell them").status_code == 302
    return Derivation.objects.filter(case=desk.row)[0]


def lose(one: Derivation) -> None:
    """Its worker was not heard of for too long."""
    Derivation.objects.filter(pk=one.pk).update(
        state=DeriveState.RUNNING, heard_at=timezone.now() - LEASE - timedelta(seconds=1)
    )


def test_a_worker_that_dies_in_the_middle_is_followed_by_another(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(writing, "BATCH", 3)
    write = writing.write_batch
    written: list[int] = []

    def dies(case: Case, batch: Sequence[Found], by: User) -> None:
        if written:
            raise SystemExit  # as a process that is ended
        written.extend(one.number for one in batch)
        write(case, batch, by)

    one = upload(desk)
    monkeypatch.setattr(writing, "write_batch", dies)
    with pytest.raises(SystemExit):
        run(one.pk)
    assert len(written) == Standing.objects.count() == 3
    assert [path.stat().st_mode & 0o777 for path in files(desk)] == [0o600]
    monkeypatch.setattr(writing, "write_batch", write)
    assert "being worked out" in desk.get("overview").lower()
    lose(one)
    assert "Waiting for the worker" in desk.get("overview")
    work_off(desk.row)
    one.refresh_from_db()
    assert (one.state, one.tries, one.done) == ("done", 2, 8)
    assert sorted(standings(desk)) == list(range(1, 9))
    assert OwnRecord.objects.count() == 5
    assert not files(desk)


def test_a_worker_that_was_taken_for_dead_writes_nothing_more(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    one = upload(desk)
    write = asking.write_between_rows

    def slow(derivation: Derivation, *rest: Any) -> None:
        lose(one)
        assert take_up_lost() == 1
        write(derivation, *rest)

    monkeypatch.setattr("withhold.console.affected.deriving.write_between_rows", slow)
    run(one.pk)
    one.refresh_from_db()
    assert one.state == DeriveState.QUEUED
    assert len(files(desk)) == 1
    assert not Standing.objects.exists()


@pytest.mark.parametrize("times", [1, 99])
def test_what_people_decide_while_it_runs_stands(
    derived: Desk, monkeypatch: pytest.MonkeyPatch, times: int
) -> None:
    """Number 3 was number 1, surely; also where they go on deciding and never stop."""
    monkeypatch.setattr(writing, "BATCH", 3)
    sure = Question.objects.get(case=derived.row, number=1, other=3)
    seen: list[int] = []

    def slow(*given: Any) -> list[Found]:
        found = judged(*given)
        if len(seen) < times:
            seen.append(len(seen))
            decide(sure, len(seen) % 2 == 0, f"looked again, {len(seen)}", derived.user)
        return found

    monkeypatch.setattr(deriving, "judged", slow)
    derived.post("again")
    work_off(derived.row)
    sure.refresh_from_db()
    one, ended = standings(derived)[3], Derivation.objects.all()[0]
    if times == 1:
        assert (sure.state, one.duplicate_of, ended.state) == ("different", None, "done")
    else:  # the last time others cannot decide, but here they do
        assert (len(seen), ended.state) == (6, "failed")
        assert "work it out again" in ended.failure


def test_what_people_decide_of_a_record_while_it_is_read_stands(
    derived: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = Question.objects.get(case=derived.row, number=5, record__isnull=False)
    decide(asked, False, "a cousin", derived.user)
    write = writing.write_records

    def slow(*given: Any) -> Any:
        decide(Question.objects.get(pk=asked.pk), True, "it is hers after all", derived.user)
        return write(*given)

    monkeypatch.setattr(deriving, "write_records", slow)
    derived.give()
    assert standings(derived)[5].duplicate_of == 4


def test_what_is_new_is_not_dropped_while_something_is_worked_out(derived: Desk) -> None:
    derived.post("again")
    for name in ("records", "amend"):
        given = SimpleUploadedFile("people.csv", as_csv(own_records()))
        answer = derived.post(name, file=given, why="a second sheet")
        assert answer.status_code == 422
        assert "give it again once that has ended" in answer.content.decode()
    assert not files(derived)
    assert derived.post("again").status_code == 302, "the one that waits is the one"
    assert Derivation.objects.filter(state=DeriveState.QUEUED).count() == 1
    work_off(derived.row)


def test_what_kills_every_worker_ends(desk: Desk) -> None:
    one = upload(desk)
    Derivation.objects.update(tries=MOST_TRIES)
    lose(one)
    assert "the worker ended again and again" in desk.get("overview")
    assert not files(desk)


def test_worked_out_again_nothing_is_doubled(derived: Desk) -> None:
    def told() -> list[tuple[object, ...]]:
        rows = Standing.objects.order_by("number")
        return list(rows.values_list("number", "cohort", "rank", "place", "terminal", "settled_at", "known"))

    before, asked = told(), Question.objects.count()
    derived.give()
    derived.post("again")
    work_off(derived.row)
    assert told() == before
    assert Question.objects.count() == asked


def test_who_left_the_case_sets_nothing_going(desk: Desk) -> None:
    one = upload(desk)
    desk.row.members.filter(user=desk.user).delete()
    run(one.pk)
    one.refresh_from_db()
    assert one.state == DeriveState.FAILED
    assert not Standing.objects.exists()
    assert not files(desk)


def test_a_fault_is_told_without_values(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise RuntimeError("Okoro, Amadou")

    monkeypatch.setattr("withhold.console.affected.deriving.duplicates", broken)
    desk.post("again")
    work_off(desk.row)
    page = desk.get("overview")
    assert "a fault of the program" in page
    assert "Okoro" not in page


def test_a_database_of_the_settings_is_read(desk: Desk, settings: Any, tmp_path: Path) -> None:
    path = tmp_path / "own.sqlite3"
    with closing(sqlite3.connect(path)) as database, database:
        database.execute("CREATE TABLE people (record, full_name, alien_number, language)")
        database.execute("INSERT INTO people VALUES ('r2', 'Bintu Varga', 'A200100002', 'es')")
    named = settings.CONFIG.path("records.toml")
    try:
        named.write_text(f"[caseload]\ndatabase = '{path}'\nquery = 'SELECT * FROM people'\n")
        named.chmod(0o644)
        assert "caseload" not in desk.get("records")  # open to others: not used
        named.chmod(0o600)
        assert "caseload" in desk.get("records")
        assert desk.post("records", source="caseload", why="to tell them").status_code == 302
        work_off(desk.row)
    finally:
        named.unlink()
    one = Derivation.objects.get()
    assert one.state == "done", one.failure
    assert {one.number: one.language for one in addressees(desk.row)}[2] == "es"


def test_a_facility_that_somebody_left_is_no_path(desk: Desk) -> None:
    header = ("record", "full_name", "alien_number", "in_custody")
    desk.give(as_csv([["r1", "Amadou Okoro", "A200100001", "no"]], header))
    one = standings(desk)[1]
    assert one.cohort == "at_liberty"
    assert not one.has_path
    assert next(told for told in addressees(desk.row) if told.number == 1).facility is None


def test_an_organisations_own_paths_and_order_hold(derived: Desk, settings: Any, tmp_path: Path) -> None:
    """Number 6 was born in 2015, number 4 is from Peru."""
    own = tmp_path / "own.toml"
    usual = (FILES / "cohorts.toml").read_text("utf-8")
    own.write_text(usual.replace("age_of_majority = 18", "age_of_majority = 2"), "utf-8")
    paths = read_cohorts(own)
    triaged = (FILES / "triage.toml").read_text("utf-8")
    told = '\n[nations.PE]\nreason = "Ours"\nsource = "Our own review"\n'
    before = {one.number: (one.cohort, one.known["reasons"]) for one in Standing.objects.all()}
    assert before[6][0] == "minor"
    assert "nationality" not in before[4][1]
    own.write_text(triaged + told, "utf-8")
    settings.CONFIG = replace(settings.CONFIG, cohorts=paths, triage=read_policy(own))
    derived.post("again")
    work_off(derived.row)
    after = {one.number: (one.cohort, one.known["reasons"]) for one in Standing.objects.all()}
    assert after[6][0] != "minor"
    assert "minor" not in after[6][1]
    assert "nationality" in after[4][1]
    page = derived.get("overview")
    assert "A member of the facility" in page
    own.write_text(usual.replace("A member of the facility's staff", "Our visiting team"), "utf-8")
    settings.CONFIG = replace(settings.CONFIG, cohorts=read_cohorts(own))
    assert "Our visiting team" in derived.get("overview")
