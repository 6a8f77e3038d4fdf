"""What goes wrong becomes one line and an exit code, without values."""

import argparse

import pytest

from withhold.cli import check
from withhold.cli.main import main
from withhold.domain.errors import NothingToInspect, SandboxUnavailable, UsageError


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (UsageError("do this"), 2),
        (SandboxUnavailable("do that"), 2),
        (NothingToInspect("give a file"), 3),
        (KeyError("Maryam Planted"), 1),
        (KeyboardInterrupt(), 130),
    ],
)
def test_errors_end_in_one_line(
    error: BaseException, code: int, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fails(_options: argparse.Namespace) -> int:
        raise error

    monkeypatch.setattr(check, "run", fails)
    assert main(["check", "x"]) == code
    message = capsys.readouterr().err
    assert message.count("\n") == 1
    assert "Planted" not in message


def test_help_tells_the_exit_codes(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["--help"])
    assert "10 withhold" in capsys.readouterr().out
