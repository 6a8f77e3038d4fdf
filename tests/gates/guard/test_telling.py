"""Alarms reach people, the journal and the command; what goes wrong on the way is told."""

import json
import sys
from pathlib import Path

from withhold.gates.guard.interface import Alarm, utc_now
from withhold.gates.guard.telling import Voice


def test_an_alarm_is_one_line_each_whatever_the_name(tmp_path: Path) -> None:
    lines: list[str] = []
    voice = Voice(tmp_path / "journal.jsonl", lines.append, utc_now)
    voice.tell(Alarm.PULLED, path="two\nlines\udcff.csv", why="no clearance", sha256=None)
    voice.tell(Alarm.READY, why="nothing uncleared stands", cleared=3)
    assert lines == [
        "guard: pulled two\\x0alines\ufffd.csv: no clearance",
        "guard: ready: nothing uncleared stands (cleared 3)",
    ]
    first, second = map(json.loads, (tmp_path / "journal.jsonl").read_text().splitlines())
    assert (first["action"], first["path"]) == ("pulled", "two\\x0alines\ufffd.csv")
    assert (second["action"], second["cleared"]) == ("ready", 3)
    assert (tmp_path / "journal.jsonl").stat().st_mode & 0o777 == 0o600


def test_the_command_gets_every_alarm_on_its_standard_input(tmp_path: Path) -> None:
    got = tmp_path / "got"
    script = f"import sys; open({str(got)!r}, 'a').write(sys.stdin.read())"
    voice = Voice(tmp_path / "journal", lambda _line: None, utc_now, (sys.executable, "-c", script))
    for number in range(20):
        voice.tell(Alarm.PULLED, path=f"$(touch {number})")
    voice.tell(Alarm.READY)
    voice.close()
    alarms = [json.loads(line) for line in got.read_text().splitlines()]
    assert [alarm["path"] for alarm in alarms] == [f"$(touch {number})" for number in range(20)]


def test_a_command_that_fails_hangs_or_is_missing_is_told(tmp_path: Path) -> None:
    lines: list[str] = []
    commands = [("/nonexistent/page",), (sys.executable, "-c", "raise SystemExit(3)"), ("/bin/sleep", "60")]
    for command in commands:
        voice = Voice(
            tmp_path / "journal", lines.append, utc_now, command, 0.3 if "sleep" in command[0] else 30
        )
        voice.tell(Alarm.MASS_PULL, why="many")
        voice.close()
    told = [line for line in lines if "alert command" in line]
    assert ["cannot be run" in told[0], "exit code 3" in told[1], "longer than 0.3 s" in told[2]] == [
        True
    ] * 3


def test_a_journal_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    lines: list[str] = []
    Voice(tmp_path / "none" / "journal", lines.append, utc_now).tell(Alarm.PULLED, path="leak.csv")
    assert lines[0] == "guard: pulled leak.csv"
    assert "cannot be written" in lines[1]


def test_the_documentation_names_every_alarm() -> None:
    page = (Path(__file__).parents[3] / "docs" / "guard.md").read_text(encoding="utf-8")
    listed = page.split("a line on standard error: `")[1].split("`")[0].split()
    assert sorted(listed) == sorted(Alarm)
