"""The first commands that the README gives fit together, as they stand there."""

import re
import shlex
from pathlib import Path

import pytest

from withhold.cli.main import main

README = (Path(__file__).parents[2] / "README.md").read_text(encoding="utf-8")


def first_words(command: str) -> list[str]:
    """The arguments of the README's line of this command, without where its output goes."""
    line = re.search(rf"^withhold ({command} .*?)(?: >>? \S+)?(?:\s+#.*)?$", README, re.MULTILINE)
    assert line is not None, command
    return shlex.split(line[1])


def test_the_key_of_the_readme_publishes_and_rescans(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("statistics.xlsx").write_text("year,granted\n2021,120\n", encoding="utf-8")
    assert main(first_words("clearance key")) == 0
    Path("trust.toml").write_text(capsys.readouterr().out, encoding="utf-8")
    publish = [word.replace("/srv/www", str(tmp_path)) for word in first_words("publish")]
    assert main(publish) == 0
    assert (tmp_path / "site" / "statistics.xlsx").exists()
    rescan = ["rescan", "--all", str(tmp_path / "site"), *publish[-4:]]
    assert main(rescan) == 0
