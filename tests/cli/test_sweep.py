"""`withhold sweep`: what it refuses before anything is asked."""

from pathlib import Path

import pytest

from withhold.cli.main import main


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["ftp://www.example.org/"], "write it as https://www.example.org/"),
        (["http://www.example.org/", "--host", "a/b"], "--host"),
        (["http://www.example.org/", "--baseline-report", "x.txt"], ".html or .json"),
        (["http://www.example.org/", "--site", "missing.toml"], "missing.toml cannot be read"),
        (["http://www.example.org/", "--state", "missing/state"], "check --state"),
        (["http://www.example.org/", "--profile", "missing.toml"], "missing.toml"),
    ],
)
def test_what_cannot_be_used_is_said_in_one_line(
    arguments: list[str], words: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:  # fmt: skip
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("WITHHOLD_HOME", str(tmp_path / "home"))
    assert main(["sweep", *arguments]) == 2
    told = capsys.readouterr()
    assert words in told.err
    assert told.err.count("\n") == 1
    assert told.out == ""


def test_a_pause_is_a_number(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["sweep", "http://www.example.org/", "--pause", "long"])
    assert ended.value.code == 2
    assert "no number of seconds" in capsys.readouterr().err


def test_without_a_browser_nothing_is_begun(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    state = tmp_path / "state.sqlite"
    assert main(["sweep", "http://www.example.org/", "--browser", "--state", str(state)]) == 2
    assert "there is no Chromium" in capsys.readouterr().err
    assert not state.exists()


def test_a_site_that_cannot_be_reached_is_not_clean(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    site = tmp_path / "site.toml"
    site.write_text('[reach]\naddresses = { "www.example.org" = "127.0.0.1:1" }\n')
    state = tmp_path / "state.sqlite"
    arguments = ["--site", str(site), "--state", str(state), "--jobs", "1", "--format", "brief"]
    assert main(["sweep", "http://www.example.org/", *arguments]) == 11
    assert "unread" in capsys.readouterr().err
