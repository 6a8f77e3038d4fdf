"""`withhold policy`: what judges can be seen and tried."""

from pathlib import Path

import pytest

from withhold.cli.main import main


def test_the_built_in_packs_are_listed(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["policy", "list"]) == 0
    assert [line.split("@")[0] for line in capsys.readouterr().out.splitlines()] == ["default", "strict"]


def test_a_pack_is_shown_with_rules_authorities_and_thresholds(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["policy", "show"]) == 0
    shown = capsys.readouterr().out
    assert "people/protected" in shown
    assert "limit " in shown


def test_bad_packs_are_one_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["policy", "test", "strict"]) == 0
    capsys.readouterr()
    bad = tmp_path / "bad.toml"
    bad.write_text("[pack]\nname = 'x'\n")
    assert main(["policy", "test", str(bad)]) == 2
    assert capsys.readouterr().err.count("\n") == 1
