"""`withhold case`: from opening to closing, by the commands alone."""

import io
import json
import os
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pyrage
import pytest

from withhold.cli.main import main
from withhold.incident import flow
from withhold.incident.case.interface import Actor, Phase, Role
from withhold.incident.case.store import CaseFolder
from withhold.incident.takedown.outside.interface import Found, How, Look, Round, Seen

RECIPIENT = str(pyrage.x25519.Identity.generate().to_public())
URL = "https://www.example.org/files/list.xlsx"
ANNA = ("--by", "Anna Berg", "--role", "privacy_officer", "--why", "she looked")
BEN = ("--by", "Ben Okafor", "--role", "counsel", "--why", "he agrees")
HOSTILE = "\x1b[31mred\x1b[0m\u202egnp.exe [bold]x[/bold]\n=cmd"

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Run:
    for name in ("WITHHOLD_CASE", "WITHHOLD_BY", "WITHHOLD_ROLE"):
        monkeypatch.delenv(name, raising=False)

    def run(*arguments: object) -> tuple[int, str, str]:
        capsys.readouterr()
        try:
            code = main(["case", *map(str, arguments)])
        except SystemExit as ended:  # argparse, for wrong options
            code = int(str(ended.code))
        said = capsys.readouterr()
        return code, said.out, said.err

    return run


@pytest.fixture
def folder(tmp_path: Path, run: Run) -> Path:
    folder = tmp_path / "case"
    assert opened(run, folder, "--jurisdiction", "us-fl", "--jurisdiction", "us-federal")[0] == 0
    return folder


def opened(run: Run, folder: Path, *more: str) -> tuple[int, str, str]:
    fixed = ("--title", "A list on the site", "--time-zone", "America/New_York", "--recipient", RECIPIENT)
    return run("open", folder, *fixed, "--source", "tip", "--url", URL, *ANNA, *more)


def make_gone(folder: Path) -> None:
    now = datetime.now(UTC)
    look = Look(URL, URL, "outside", How.PLAIN, Seen.GONE, now)
    flow.record_round(CaseFolder.open(folder), Round(1, now, now, Found.CLEAN, 1, False, (look,)), 1)


def test_a_case_goes_from_report_to_closing(folder: Path, run: Run) -> None:
    case = ("--case", folder)
    assert "withhold case confirm" in run("show", *case)[1]
    assert run("confirm", *case, *ANNA)[0] == 0
    assert "taken to be public" in run("show", *case)[1]
    assert run("close", *case, *ANNA)[0] == 2
    make_gone(folder)
    assert "7 deadlines are neither met nor waived" in run("close", *case, *ANNA)[2]
    decided = ("assess", *case, "--jurisdiction", "us-fl", "--field", "full_name", "--people-at-most", "9")
    assert run(*decided, "--decision", "not_notifiable", *BEN)[0] == 0
    for clock in ("us-federal-people", "us-federal-congress", "us-federal-congress-100000"):
        assert run("waive", clock, *case, *BEN)[0] == 0
    assert run("met", "us-federal-cisa", *case, *ANNA)[0] == 0
    assert run("close", *case, *ANNA)[0] == 11
    assert run("close", *case, *ANNA)[0] == 11
    assert run("close", *case, *BEN)[0] == 0
    assert CaseFolder.open(folder).state().phase is Phase.CLOSED
    assert run("reopen", *case, *ANNA)[0] == 0


def test_every_change_needs_who_in_which_role_and_why(folder: Path, run: Run) -> None:
    for missing in (("--by",), ("--role",), ("--why",)):
        given = [
            word
            for pair in zip(ANNA[::2], ANNA[1::2], strict=True)
            if pair[0] not in missing
            for word in pair
        ]
        code, _, said = run("confirm", "--case", folder, *given)
        assert (code, f"give {missing[0]}" in said) == (2, True)
    assert len(CaseFolder.open(folder).events()) == 1


def test_a_reason_may_come_from_standard_input_where_nobody_sees_it(
    folder: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    who = ("--by", "Anna Berg", "--role", "counsel", "--why", "-")
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO("weil: Größe\n".encode())))
    assert run("note", "--case", folder, *who)[0] == 0
    assert CaseFolder.open(folder).events()[-1].why == "weil: Größe"
    for wrong in (b"", b"\xff"):
        monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(wrong)))
        assert run("note", "--case", folder, *who)[0] == 2
    assert len(CaseFolder.open(folder).events()) == 2


def test_who_and_which_case_may_come_from_the_environment(
    folder: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("WITHHOLD_CASE", str(folder))
    monkeypatch.setenv("WITHHOLD_BY", "Anna Berg")
    monkeypatch.setenv("WITHHOLD_ROLE", "privacy_officer")
    assert run("confirm", "--why", "she looked")[0] == 0
    monkeypatch.setenv("WITHHOLD_ROLE", "machine")
    code, _, said = run("note", "--why", "x")
    assert code == 2
    assert "none of privacy_officer" in said


def test_that_nobody_fetched_it_is_not_said_without_logs(folder: Path, run: Run) -> None:
    nobody = ("assess", "--case", folder, "--jurisdiction", "us-federal", "--field", "full_name")
    code, _, err = run(*nobody, "--networks-at-most", "0")
    assert code == 2
    assert "every log" in err
    anna, now = Actor("Anna Berg", Role.COUNSEL), datetime.now(UTC)
    case = CaseFolder.open(folder)
    flow.record_traced(case, anna, "read", now, result_sha256="ab" * 32, lines=9, complete=(0, 0))
    assert run(*nobody, "--networks-at-most", "0")[0] == 11
    flow.record_log_missing(case, anna, "rotated away", now, log="/var/log/1")
    assert run(*nobody, "--networks-at-most", "0")[0] == 2


@pytest.mark.parametrize("at", ["0001-01-01T00:00:00Z", "0001-01-01T00:00:00+14:00", "1989-12-31T23:59:59Z"])
def test_a_time_that_cannot_be_is_refused_before_it_stands_for_ever(folder: Path, run: Run, at: str) -> None:
    code, _, err = run("report", "--case", folder, "--source", "tip", "--at", at, *ANNA)
    assert code == 2
    assert err.count("\n") == 1
    assert run("timeline", "--case", folder)[0] == 0


def test_dismissing_a_confirmed_case_takes_two_people(folder: Path, run: Run) -> None:
    case = ("--case", folder)
    run("confirm", *case, *ANNA)
    assert run("dismiss", *case, *ANNA)[0] == 11
    code, _, said = run("dismiss", *case, *BEN)
    assert (code, "dismissed" in said) == (0, True)


def test_a_case_that_is_ended_is_not_ended_again(folder: Path, run: Run) -> None:
    assert run("dismiss", "--case", folder, *ANNA)[0] == 0
    for command in ("dismiss", "close"):
        code, _, err = run(command, "--case", folder, *ANNA)
        assert code == 2
        assert "the case is dismissed" in err


def test_the_machine_proposes_and_records_nothing_by_itself(folder: Path, run: Run) -> None:
    asked = ("assess", "--case", folder, "--jurisdiction", "us-fl", "--field", "full_name")
    code, said, _ = run(*asked, "--protection", "asylum")
    assert code == 11
    assert "physical-safety" in said
    assert "Not legal advice" in said
    assert CaseFolder.open(folder).state().assessments == {}


@pytest.mark.parametrize(
    "wrong",
    [
        ("--jurisdiction", "uk", "--field", "full_name"),
        ("--jurisdiction", "us-fl", "--field", "shoe_size"),
        ("--jurisdiction", "us-fl", "--field", "full_name", "--protection", "luck"),
        ("--jurisdiction", "us-fl"),
    ],
)
def test_a_wrong_assessment_is_one_clear_line(folder: Path, run: Run, wrong: tuple[str, ...]) -> None:
    code, said, told = run("assess", "--case", folder, *wrong)
    assert (code, said) == (2, "")
    assert told.count("\n") == 1


def test_deadlines_say_by_their_exit_code_that_one_is_overdue(tmp_path: Path, run: Run) -> None:
    folder = tmp_path / "old"
    opened(run, folder, "--jurisdiction", "us-federal", "--at", "2026-01-05T09:00:00-05:00")
    code, said, _ = run("clocks", "--case", folder)
    assert code == 10
    assert "overdue" in said
    code, said, _ = run("clocks", "--case", folder, "--format", "json")
    assert code == 10
    found = {one["id"]: one for one in json.loads(said)}
    assert found["us-federal-cisa"]["due"] == "2026-01-05T15:00:00.000000Z"
    run("met", "us-federal-cisa", "--case", folder, "--at", "2026-01-05T09:30:00-05:00", *ANNA)
    assert run("clocks", "--case", folder)[0] == 0


def test_the_known_deadlines_are_listed_without_a_case(run: Run) -> None:
    code, said, _ = run("clocks", "--list")
    assert code == 0
    assert "eu-authority: 72 hours" in said
    assert "Not legal advice" in said
    assert run("clocks")[0] == 2


def test_a_deadline_that_the_case_does_not_have_is_not_met(folder: Path, run: Run) -> None:
    code, _, said = run("met", "uk-authority", "--case", folder, *ANNA)
    assert code == 2
    assert "no deadline" in said


def test_the_timeline_tells_who_did_what_why_and_when_it_was_told(folder: Path, run: Run) -> None:
    run("confirm", "--case", folder, *BEN)
    run("note", "--case", folder, "--at", "2026-01-05T09:00:00Z", *ANNA)
    said = run("timeline", "--case", folder)[1]
    for words in ("told", "verified gone", "not known", "Ben Okafor", "he agrees", "recorded"):
        assert words in said
    line = json.loads(run("timeline", "--case", folder, "--format", "json")[1])
    assert line["schema"] == "withhold.case-timeline/1"
    assert [one["told_late"] for one in line["events"]] == [True, False, False]
    assert line["people_seconds"] > 0
    assert line["machine_seconds"] == 0


def test_a_timeline_in_a_file_is_for_its_owner_alone(folder: Path, run: Run, tmp_path: Path) -> None:
    before = os.umask(0o022)
    try:
        assert run("timeline", "--case", folder, "--format", "html", "-o", tmp_path / "line.html")[0] == 0
    finally:
        os.umask(before)
    assert (tmp_path / "line.html").stat().st_mode & 0o777 == 0o600


def test_the_finder_is_in_no_output(tmp_path: Path, run: Run) -> None:
    folder = tmp_path / "told"
    opened(run, folder, "--told-by", "Invented Finder")
    for command in ("show", "timeline"):
        for form in ("text", "json"):
            assert "Finder" not in run(command, "--case", folder, "--format", form)[1]


def test_what_others_wrote_is_harmless_at_the_terminal(tmp_path: Path, run: Run) -> None:
    folder = tmp_path / "hostile"
    opened(run, folder, "--url", HOSTILE)
    run(
        "report",
        "--case",
        folder,
        "--source",
        "staff",
        "--by",
        HOSTILE,
        "--role",
        "counsel",
        "--why",
        HOSTILE,
    )
    said = run("timeline", "--case", folder)[1]
    assert "[bold]" in said.replace("\n", "")
    assert not any(character in said for character in "\x1b\u202e\r")


def test_show_in_json_has_the_deadlines_with_their_law(folder: Path, run: Run) -> None:
    shown = json.loads(run("show", "--case", folder, "--format", "json")[1])
    assert (shown["schema"], shown["phase"]) == ("withhold.case-state/1", "reported")
    assert all(one["law"] and one["url"] for one in shown["deadlines"])


@pytest.mark.parametrize(
    "wrong",
    [
        ("--time-zone", "Mars/Base"),
        ("--recipient", "age1nonsense"),
        ("--jurisdiction", "us-xx"),
        ("--sector", "circus"),
        ("--at", "yesterday"),
        ("--at", "2026-03-01T09:00:00"),
        ("--at", "2999-03-01T09:00:00Z"),
        ("--site", "no-such-file.toml"),
        ("--ledger-key", "no-such-key.pem"),
    ],
)
def test_a_case_that_cannot_be_made_is_one_clear_line_and_leaves_nothing(
    tmp_path: Path, run: Run, wrong: tuple[str, ...]
) -> None:
    code, said, told = opened(run, tmp_path / "case", *wrong)
    assert (code, said) == (2, "")
    assert told.count("\n") == 1
    assert list(tmp_path.iterdir()) == []


def test_a_folder_without_a_case_is_said(tmp_path: Path, run: Run) -> None:
    for folder in (tmp_path, tmp_path / "nothing"):
        code, _, told = run("show", "--case", folder)
        assert code == 2
        assert "withhold case open" in told
