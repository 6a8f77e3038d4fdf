"""The journal: whole lines, from several processes too, readable by its owner alone."""

import json
import os
import stat
from pathlib import Path

import pytest

from withhold.gates.interface import PutFailed
from withhold.gates.journal import Action, Journal


def test_lines_of_several_processes_do_not_mix(tmp_path: Path) -> None:
    journal = Journal(tmp_path / "journal.jsonl")
    children = []
    for writer in range(4):
        child = os.fork()
        if child == 0:
            for number in range(25):
                journal.write(Action.PUBLISHED, f"{writer}-{number}", "path " * 500, version=None)
            os._exit(0)
        children.append(child)
    for child in children:
        assert os.waitpid(child, 0)[1] == 0
    lines = [json.loads(line) for line in journal.path.read_text().splitlines()]
    assert {line["sha256"] for line in lines} == {f"{w}-{n}" for w in range(4) for n in range(25)}
    assert stat.S_IMODE(journal.path.stat().st_mode) == 0o600


def test_a_name_of_any_bytes_is_one_line(tmp_path: Path) -> None:
    journal = Journal(tmp_path / "journal.jsonl")
    journal.write(Action.REFUSED, "", "a\nb\udcff\u2028c")
    assert journal.path.read_bytes().count(b"\n") == 1
    assert json.loads(journal.path.read_bytes())["path"].startswith("a\nb")


def test_what_cannot_be_written_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "journal.jsonl").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(PutFailed, match="journal"):
        Journal(tmp_path / "journal.jsonl").write(Action.CLEARED, "", "")
    assert not (tmp_path / "elsewhere").exists()
