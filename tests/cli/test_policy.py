"""`withhold policy`: what judges can be seen and tried."""

from pathlib import Path

import pytest

from withhold.cli.main import main


def test_the_built_in_packs_are_listed(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["policy", "list"]) == 0
    listed = [line.split("@")[0] for line in capsys.readouterr().out.splitlines()]
    assert listed == ["default", "strict", "us-asylum", "us-victims", "uk-foi", "eu-gdpr"]


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


OURS = """
[pack]
name = "ours"
version = "1"
title = "Ours"
notice = "Not legal advice."
extends = "default"

[[override]]
rule = "people/roster"
decision = "note"
owner = "Records office"
reason = "The committee list is public by statute."
expiry = 2099-12-31
"""
CASE = """
[[case]]
name = "A committee list"
finding = { people = 3, named = 3, identified = 3, private_fields = ["date_of_birth"] }
expect = "release"
rules = ["people/roster"]
"""


@pytest.fixture
def ours(tmp_path: Path) -> Path:
    (tmp_path / "ours.toml").write_text(OURS)
    (tmp_path / "ours.tests.toml").write_text(CASE)
    return tmp_path / "ours.toml"


def test_a_pack_of_an_organisation_is_tried_by_the_tests_beside_it(
    ours: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["policy", "test", str(ours)]) == 0
    told = capsys.readouterr().out
    assert "1 of 1 tests pass" in told
    assert "by Records office, until 2099-12-31: The committee list is public by statute." in told
    assert main(["policy", "show", str(ours)]) == 0
    assert "the rule people/roster → note" in capsys.readouterr().out


def test_a_failing_test_makes_a_pack_unusable(ours: Path, capsys: pytest.CaptureFixture[str]) -> None:
    ours.with_suffix(".tests.toml").write_text(CASE.replace('"release"', '"withhold"'))
    assert main(["policy", "test", str(ours)]) == 2
    told = capsys.readouterr().err
    assert "A committee list: expected withhold, the pack says release" in told
    assert "1 test fails" in told


def test_a_pack_without_tests_is_told(ours: Path, capsys: pytest.CaptureFixture[str]) -> None:
    ours.with_suffix(".tests.toml").unlink()
    assert main(["policy", "test", str(ours)]) == 2
    assert "has no tests" in capsys.readouterr().err


def test_an_expired_override_is_told_and_no_longer_counts(
    ours: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    ours.write_text(OURS.replace("2099-12-31", "2020-01-31"))
    assert main(["policy", "test", str(ours)]) == 2
    told = capsys.readouterr()
    assert "EXPIRED on 2020-01-31" in told.out
    assert "expected release, the pack says review" in told.err
