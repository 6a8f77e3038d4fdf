"""`withhold takedown`: what it is asked wrongly, and what it shows of others' words."""

import json
from dataclasses import replace
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

import pyrage
import pytest

from tests.incident.takedown.made import seen
from withhold.cli.main import main
from withhold.cli.takedown_recorder import Screen
from withhold.cli.takedown_report import finished_json, finished_text, plan_text, summary
from withhold.incident import flow
from withhold.incident.case.exposed import ExposedDocument, Exposure, Held, Place, PlaceKind, Window
from withhold.incident.case.interface import Actor, CaseError, EventKind, Role
from withhold.incident.case.state import CaseState
from withhold.incident.case.store import CaseFolder
from withhold.incident.running.recorders import TakedownRecorder
from withhold.incident.takedown.interface import Layer, Outcome, Result, Step, Target
from withhold.incident.takedown.journal import Journal
from withhold.incident.takedown.outside.interface import Ending
from withhold.incident.takedown.plan import Plan, Unplanned
from withhold.incident.takedown.run import Done, Finished
from withhold.incident.takedown.scope import Scope

LEAK = b"Invented Person,1980-01-01\n" * 20
WHO = ["--by", "Ada Example", "--role", "privacy_officer", "--why", "the list is public"]
HOSTILE = "https://www.example.org/\x1b[2J\nwithhold: verified gone\u202e"
CASE = CaseState(confirmed_at=datetime(2026, 3, 1, tzinfo=UTC))


@pytest.fixture
def case(tmp_path: Path) -> Path:
    """A case of a list in a folder that no server serves."""
    (tmp_path / "public").mkdir()
    (tmp_path / "public/list.csv").write_bytes(LEAK)
    (tmp_path / "site.toml").write_text(
        f'[site]\nname = "x"\nurls = ["http://www.example.org/"]\nrounds = 1\n'
        f'[[connector]]\ntype = "web_root"\nfolder = "{tmp_path}/public"\n'
        'urls = { "http://www.example.org/" = "." }\n'
        '[reach]\naddresses = { "www.example.org" = "127.0.0.1:9", "example.org" = "127.0.0.1:9" }\n'
        'networks = ["127.0.0.0/8"]\nports = [9]\n'
    )
    folder = tmp_path / "case"
    key = str(pyrage.x25519.Identity.generate().to_public())
    opened = ["case", "open", str(folder), "--title", "A list", "--time-zone", "UTC", "--recipient", key]
    assert main([*opened, "--site", str(tmp_path / "site.toml"), "--source", "staff", *WHO]) == 0
    store = CaseFolder.open(folder)
    now = store.clock.now()
    place = Place("http://www.example.org/list.csv", PlaceKind.ORIGINAL, Held.SAME_BYTES, now)
    document = ExposedDocument(sha256(LEAK).hexdigest(), len(LEAK))
    exposure = Exposure((document,), (place,), Window(None, None, None, None))
    flow.record_exposure(store, exposure, Actor("Ada Example", Role.WEB_EDITOR), "found", now)
    return folder


def test_a_dry_run_names_the_step_and_changes_nothing(case: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = sorted(case.parent.rglob("*"))
    capsys.readouterr()
    assert main(["takedown", "--case", str(case), "--dry-run"]) == 0
    told = capsys.readouterr()
    assert "move " in told.out
    assert "nothing was changed" in told.err
    assert sorted(case.parent.rglob("*")) == before


def test_a_dry_run_that_cannot_look_is_not_taken_for_nothing(case: Path) -> None:
    (case.parent / "public").rename(case.parent / "away")
    assert main(["takedown", "--case", str(case), "--dry-run"]) == 11


def test_a_dry_run_that_finds_nothing_says_so(case: Path) -> None:
    (case.parent / "public/list.csv").unlink()
    assert main(["takedown", "--case", str(case), "--dry-run"]) == 3


def test_nothing_happens_before_the_confirmation(case: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["takedown", "--case", str(case)]) == 2
    assert "withhold case confirm" in capsys.readouterr().err
    assert (case.parent / "public/list.csv").exists()


@pytest.mark.parametrize("missing", ["--by", "--role", "--why"])
def test_a_confirmation_needs_who_and_why(
    case: Path, missing: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("WITHHOLD_BY", "WITHHOLD_ROLE"):
        monkeypatch.delenv(name, raising=False)
    at = WHO.index(missing)
    assert main(["takedown", "--case", str(case), "--confirm", *WHO[:at], *WHO[at + 2 :]]) == 2
    assert missing in capsys.readouterr().err
    assert (case.parent / "public/list.csv").exists()


def test_what_nobody_can_look_at_from_outside_is_not_verified(
    case: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    capsys.readouterr()
    code = main(["takedown", "--case", str(case), "--confirm", "--deadline", "1", "--format", "json", *WHO])
    assert code == 11
    told = json.loads(capsys.readouterr().out)
    assert told["ending"] == "unsure"
    assert told["times"]["verified_gone"] is None
    assert not (case.parent / "public/list.csv").exists()
    assert CaseFolder.open(case).state().phase == "confirmed"


def test_evidence_that_could_not_be_had_is_told(case: Path, capsys: pytest.CaptureFixture[str]) -> None:
    capsys.readouterr()
    main(["takedown", "--case", str(case), "--confirm", "--deadline", "1", *WHO])
    assert "not preserved (unreachable): http://www.example.org/list.csv" in capsys.readouterr().err
    assert EventKind.PRESERVATION_FAILED in [event.kind for event in CaseFolder.open(case).events()]


def test_evidence_that_the_case_could_not_record_is_an_error_and_the_file_is_gone_all_the_same(
    case: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object, **__: object) -> None:
        raise CaseError("the ledger cannot be written; make room")

    monkeypatch.setattr(flow, "record_not_preserved", full)
    capsys.readouterr()
    code = main(["takedown", "--case", str(case), "--confirm", "--deadline", "1", *WHO])
    told = capsys.readouterr()
    assert code == CaseError.exit_code
    assert "NOT VERIFIED" in told.out
    assert "the ledger cannot be written; make room" in told.err.splitlines()[-1]
    assert not (case.parent / "public/list.csv").exists()


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["--step", "x"], "restore"),
        (["restore"], "give --step"),
        (["restore", "--step", "nothing", *WHO], "no such step"),
        (["--site", "/nonexistent.toml"], "cannot be read"),
    ],
)
def test_what_is_asked_wrongly_is_one_line(
    case: Path, arguments: list[str], told: str, capsys: pytest.CaptureFixture[str]
) -> None:
    capsys.readouterr()
    assert main(["takedown", *arguments, "--case", str(case)]) == 2
    lines = capsys.readouterr().err.splitlines()
    assert len(lines) == 1
    assert told in lines[0]


def hostile() -> Finished:
    """A takedown in which everything that others wrote is hostile."""
    step = Step("s", f"web {HOSTILE}", "take", "take it", {}, (HOSTILE,))
    plan = Plan(((Layer.ORIGIN, step),), (Unplanned(HOSTILE, Layer.CACHE, HOSTILE),), (HOSTILE,))
    done = Done(Layer.ORIGIN, step, Outcome(Result.FAILED, HOSTILE, {"kept": HOSTILE}))
    looked = seen(Ending.STILL)
    (one,) = looked.rounds
    looks = tuple(replace(look, url=HOSTILE, vantage=HOSTILE, detail=HOSTILE) for look in one.looks)
    return Finished(plan, (done,), replace(looked, rounds=(replace(one, looks=looks),)))


def test_others_words_are_harmless_in_every_output() -> None:
    scope = Scope(Target((), ()), (HOSTILE,), (HOSTILE,))
    finished = hostile()
    lines = [*finished_text(finished, CASE, scope), *plan_text(finished.plan, scope), summary(finished, CASE)]
    assert all(line.isprintable() for line in lines), lines
    assert lines[0] == "STILL PUBLIC"
    text = finished_json(finished, CASE, scope)
    assert "\x1b" not in text
    assert json.loads(text)["elsewhere"] == [HOSTILE]


def test_gone_is_said_only_if_nothing_failed() -> None:
    finished = hostile()
    gone = replace(finished, verification=seen(Ending.GONE))
    assert gone.ending is Ending.UNSURE
    assert "NOT VERIFIED" in summary(gone, CASE)
    assert replace(finished, verification=None).ending is Ending.UNSURE
    clean = replace(gone, steps=(), plan=replace(gone.plan, unplanned=()))
    assert summary(clean, CASE).startswith("verified gone")


def test_what_is_left_to_people_is_listed_until_it_is_gone() -> None:
    page = replace(hostile(), steps=(), plan=replace(hostile().plan, unplanned=()))
    looked = seen(Ending.UNSURE)
    left = replace(page, verification=replace(looked, left=(looked.rounds[0].looks[0].place,)))
    scope = Scope(Target((), ()), (), (left.left[0], "https://www.example.org/edited"))
    text = "\n".join(finished_text(left, CASE, scope))
    assert text.startswith("NOT VERIFIED, but only on pages that a person has to edit")
    assert f"has to edit {left.left[0]}" in text
    assert "edited, which" not in text
    assert json.loads(finished_json(left, CASE, scope))["edited"] == [left.left[0]]


def test_what_only_the_journal_knows_after_a_kill_comes_into_the_case(case: Path) -> None:
    store = CaseFolder.open(case)
    now = store.clock.now()
    flow.confirm(store, Actor("Ada Example", Role.PRIVACY_OFFICER), "it is public", now)
    step = Step("s" * 32, "web", "take", "take it", {})
    flow.record_plan(store, "a" * 64, now, origins=1, caches=0)
    flow.record_step_begun(store, Layer.ORIGIN, step, now)
    recorder = TakedownRecorder(store, 3, Screen())
    with Journal.open(case / "work/takedown") as journal:
        journal.planned("a" * 64, [(Layer.ORIGIN, step)], now)
        journal.begun(step, now)
        recorder.catch_up(journal)
        assert set(store.state().steps.values()) == {EventKind.STEP_BEGUN}
        journal.done(step, Outcome(Result.DONE), now)
        recorder.catch_up(journal)
        recorder.catch_up(journal)
    kinds = [event.kind for event in CaseFolder.open(case).events()]
    assert kinds.count(EventKind.STEP_DONE) == 1
