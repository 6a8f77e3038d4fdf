"""`withhold rescan` as people and scripts meet it."""

import json
from pathlib import Path

import pytest

from tests.gates.publish.site import FIGURES, MORE_FIGURES, Site
from withhold.cli.main import main


@pytest.fixture
def site(tmp_path: Path) -> Site:
    found = Site.at(tmp_path)
    found.put("figures.csv", FIGURES)
    assert found.publish() == 0
    return found


def test_json_tells_every_fate(site: Site, capfd: pytest.CaptureFixture[str]) -> None:
    (site.public / "dropped.csv").write_bytes(MORE_FIGURES)
    capfd.readouterr()
    assert site.rescan("--all", "--format", "json") == 11
    told = json.loads(capfd.readouterr().out)
    assert (told["schema"], told["current"]) == ("withhold.rescan/1", 0)
    assert [(one["fate"], one["decision"]) for one in told["documents"]] == [
        ("not cleared", "review"),
        ("kept", "release"),
    ]


def test_the_summary_says_what_lies_in_the_folder(site: Site, capfd: pytest.CaptureFixture[str]) -> None:
    (site.public / "dropped.csv").write_bytes(MORE_FIGURES)
    site.rescan()
    assert "until a guard pulls it" in capfd.readouterr().err


def test_a_folder_that_is_not_there_is_one_line(site: Site, capfd: pytest.CaptureFixture[str]) -> None:
    assert site.rescan(str(site.root / "gone")) == 2
    assert capfd.readouterr().err.count("\n") == 1


def test_one_state_folder_is_for_one_folder(site: Site, capfd: pytest.CaptureFixture[str]) -> None:
    assert site.rescan(str(site.source), "--state", str(site.state.root)) == 2
    assert "one by one" in capfd.readouterr().err


def test_a_dry_run_makes_no_state_folder(site: Site, capfd: pytest.CaptureFixture[str]) -> None:
    other = site.root / "other"
    other.mkdir()
    (other / "figures.csv").write_bytes(FIGURES)
    before = sorted(site.root.iterdir())
    assert main(["rescan", "--dry-run", str(other), *site.keys()]) == 11
    assert "not cleared" in capfd.readouterr().out
    assert sorted(site.root.iterdir()) == before
