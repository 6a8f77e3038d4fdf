"""A check that was stopped goes on where it was, and gives the answer that it would have given without."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from withhold.domain.concealment import Concealment
from withhold.domain.errors import UsageError
from withhold.domain.fields import Field, Protection
from withhold.domain.finding import Evidence, Finding, Kind, Severity
from withhold.domain.location import DOCUMENT
from withhold.domain.piece import Skipped, SkipReason
from withhold.domain.verdict import Coverage, Decision, DocumentVerdict, People, Reason
from withhold.inspection import inspector
from withhold.inspection.journal import Journal
from withhold.inspection.journal_file import JournalError
from withhold.inspection.record import NotARecord, from_json, to_json
from withhold.inspection.run import Run

FINDING = Finding(
    Kind.REGISTER_MATCH,
    DOCUMENT.child("sheet", "Data", 3).child("cells", "A1:B2"),
    Concealment.PIVOT_CACHE,
    7,
    (Field.FULL_NAME, Field.ALIEN_NUMBER),
    Severity.CRITICAL,
    1.0,
    protections=(Protection.ASYLUM,),
    evidence=Evidence.WEAKER,
    membership=True,
    examples=("full_name: ████████",),
)
VERDICT = DocumentVerdict(
    "folder/a.csv",
    "ab" * 32,
    12,
    "text/csv",
    Decision.WITHHOLD,
    People(7, "lower_bound", 2),
    (Reason("people/protected", Decision.WITHHOLD, "8 CFR 208.6", "Why.", ("limit 1: because",)),),
    (FINDING,),
    (Skipped(DOCUMENT.child("part", "x.bin"), SkipReason.ENCRYPTED, 9, "locked"),),
    Coverage(3, 2),
    0.25,
)
HERE = b"conditions"


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    folder = tmp_path / "tree"
    folder.mkdir()
    for number in range(6):
        (folder / f"{number}.csv").write_text(f"region,total\nNorth,{number}\nSouth,{number + 1}\n")
    return folder


def judged(
    paths: Sequence[str], journal: Path | None, packs: Sequence[str] = ("default",)
) -> list[DocumentVerdict]:
    run = replace(Run.under(packs, None), jobs=1, journal=None if journal is None else str(journal))
    return [replace(document, seconds=0) for document in run.documents(paths)]


def count_inspections(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    seen: list[str] = []
    look = inspector.Inspector._look

    def counting(self: inspector.Inspector, opened: object) -> object:
        seen.append(opened.path)  # type: ignore[attr-defined]
        return look(self, opened)  # type: ignore[arg-type]

    monkeypatch.setattr(inspector.Inspector, "_look", counting)
    return seen


def test_a_verdict_comes_back_as_it_was() -> None:
    assert from_json(json.loads(json.dumps(to_json(VERDICT)))) == VERDICT


@given(st.recursive(st.none() | st.booleans() | st.integers() | st.text(), lambda inner: st.lists(inner)))
def test_what_is_no_record_is_refused(data: object) -> None:
    with pytest.raises(NotARecord):
        from_json(data)


def test_what_was_judged_is_not_inspected_again(
    tree: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen = count_inspections(monkeypatch)
    plain = judged([str(tree)], None)
    journal = tmp_path / "journal"
    assert judged([str(tree)], journal) == plain
    seen.clear()
    assert judged([str(tree)], journal) == plain
    assert seen == []
    (tree / "3.csv").write_text("region,total\nEast,9\n")
    again = judged([str(tree)], journal)
    assert [os.path.basename(path) for path in seen] == ["3.csv"]
    assert again == judged([str(tree)], None)


def test_another_path_policy_or_option_is_inspected_again(
    tree: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    journal = tmp_path / "journal"
    judged([str(tree)], journal)
    seen = count_inspections(monkeypatch)
    judged([str(tree)], journal, ["strict"])
    assert len(seen) == 6
    seen.clear()
    # The words of a path are context: asylum in the name of a folder changes the verdict.
    moved = tree.rename(tmp_path / "asylum")
    judged([str(moved)], journal)
    assert len(seen) == 6
    seen.clear()
    run = replace(Run.under(["strict"], None), jobs=1, journal=str(journal), examples=True)
    list(run.documents([str(moved)]))
    assert len(seen) == 6


def test_several_processes_use_one_journal(tree: Path, tmp_path: Path) -> None:
    journal = tmp_path / "journal"
    run = replace(Run.under(["default"], None), jobs=2, journal=str(journal))
    first = [replace(document, seconds=0) for document in run.documents([str(tree)])]
    size = journal.stat().st_size
    assert [replace(document, seconds=0) for document in run.documents([str(tree)])] == first
    assert journal.stat().st_size == size


def test_a_run_that_was_stopped_goes_on(tree: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    journal = tmp_path / "journal"
    run = replace(Run.under(["default"], None), jobs=1, journal=str(journal))
    begun = run.documents([str(tree)])
    next(begun), next(begun), next(begun)
    begun.close()  # type: ignore[attr-defined]
    with journal.open("ab") as stream:
        stream.write(b'{"key": "00112233')
    seen = count_inspections(monkeypatch)
    assert judged([str(tree)], journal) == judged([str(tree)], None)
    assert len(seen) == 3 + 6
    assert all(line.endswith(b"}\n") for line in journal.read_bytes().splitlines(keepends=True))


def opened(path: Path, conditions: bytes = HERE) -> Journal:
    return Journal.open(str(path), conditions)


def test_a_journal_keeps_and_finds(tmp_path: Path) -> None:
    journal = opened(tmp_path / "j")
    journal.add(VERDICT)
    assert journal.find(VERDICT.sha256, VERDICT.size, VERDICT.path) == VERDICT
    assert journal.find("cd" * 32, VERDICT.size, VERDICT.path) is None
    journal.close()
    assert (tmp_path / "j").stat().st_mode & 0o777 == 0o600
    later = opened(tmp_path / "j")
    assert later.find(VERDICT.sha256, VERDICT.size, VERDICT.path) == VERDICT
    later.close()
    other = opened(tmp_path / "j", b"another policy")
    assert other.find(VERDICT.sha256, VERDICT.size, VERDICT.path) is None
    other.close()


@pytest.mark.parametrize("reason", [SkipReason.CRASHED, SkipReason.TIMED_OUT, SkipReason.UNREADABLE])
def test_what_failed_for_a_passing_reason_is_tried_again(tmp_path: Path, reason: SkipReason) -> None:
    journal = opened(tmp_path / "j")
    journal.add(replace(VERDICT, skipped=(Skipped(DOCUMENT, reason),)))
    assert journal.find(VERDICT.sha256, VERDICT.size, VERDICT.path) is None
    journal.close()


@pytest.mark.parametrize("place", range(60, 500, 23))
def test_a_damaged_line_decides_nothing(tmp_path: Path, place: int) -> None:
    journal = opened(tmp_path / "j")
    journal.add(VERDICT)
    journal.close()
    content = bytearray((tmp_path / "j").read_bytes())
    content[place] ^= 1
    (tmp_path / "j").write_bytes(content)
    journal = opened(tmp_path / "j")
    assert journal.find(VERDICT.sha256, VERDICT.size, VERDICT.path) is None
    journal.close()


def test_a_journal_open_to_others_is_refused(tmp_path: Path) -> None:
    opened(tmp_path / "j").close()
    (tmp_path / "j").chmod(0o660)
    with pytest.raises(JournalError, match="chmod 600"):
        opened(tmp_path / "j")


def test_a_journal_serves_one_run_at_a_time(tmp_path: Path) -> None:
    first = opened(tmp_path / "j")
    with pytest.raises(JournalError, match="another run"):
        opened(tmp_path / "j")
    first.close()


@pytest.mark.parametrize("content", ["name,born\nSomebody,1980\n" * 9, "x" * 40])
def test_another_file_is_never_written_over(tmp_path: Path, content: str) -> None:
    (tmp_path / "people.csv").write_text(content)
    (tmp_path / "people.csv").chmod(0o600)
    with pytest.raises(JournalError, match="not a journal"):
        opened(tmp_path / "people.csv")
    assert (tmp_path / "people.csv").read_text() == content


def test_a_folder_that_is_missing_is_told(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="cannot be opened"):
        opened(tmp_path / "none" / "j")


def test_a_journal_inside_what_is_checked_is_refused(tree: Path) -> None:
    with pytest.raises(UsageError, match="lies inside"):
        judged([str(tree)], tree / "journal")
    assert not (tree / "journal").exists()


def test_a_run_that_was_killed_goes_on_with_the_same_answer(tmp_path: Path) -> None:
    folder, journal = tmp_path / "tree", tmp_path / "journal"
    folder.mkdir()
    for number in range(80):
        (folder / f"{number}.csv").write_text(f"region,total\nNorth,{number}\n" + "South,1\n" * 400)
    command = [sys.executable, "-m", "withhold", "check", str(folder), "--format", "jsonl", "--jobs", "2"]
    running = subprocess.Popen(
        [*command, "--resume", str(journal)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    while running.poll() is None and not (journal.exists() and journal.read_bytes().count(b"\n") > 5):
        time.sleep(0.01)
    running.kill()
    running.wait()
    known = journal.read_bytes().count(b"\n") - 1
    again = subprocess.run([*command, "--resume", str(journal)], capture_output=True, check=False)
    plain = subprocess.run(command, capture_output=True, check=False)
    assert 0 < known < 80
    assert again.returncode == plain.returncode == 0, again.stderr
    answers = [
        [{**json.loads(line), "seconds": 0} for line in run.stdout.splitlines()] for run in (again, plain)
    ]
    assert answers[0] == answers[1]
    assert journal.read_bytes().count(b"\n") - 1 == 80
