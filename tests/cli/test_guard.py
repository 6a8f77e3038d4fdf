"""`withhold guard`: adopting, resuming, and what it refuses with one line."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from benchmarks.guard import Site, wait_for
from withhold.cli.main import main

FINE = b"year,rainfall in mm\n2024,812\n2025,790\n"


@pytest.fixture
def site(tmp_path: Path) -> Site:
    return Site(tmp_path / "site")


def guard(site: Site, *options: str, folder: str | None = None) -> int:
    where = str(site.public) if folder is None else folder
    return main(["guard", where, "--trust", str(site.trust), *options])


def test_adopting_clears_what_is_released_and_says_what_it_did(
    site: Site, capsys: pytest.CaptureFixture[str]
) -> None:
    (site.public / "rain.csv").write_bytes(FINE)
    key = str(site.base / "gate.pem")
    assert guard(site, "--adopt", "--signing-key", key) == 0
    assert capsys.readouterr().out == "release   rain.csv: adopted\n"
    (site.public / "empty.csv").write_bytes(b"")
    assert main(["guard", "adopt", str(site.public), "--trust", str(site.trust), "--signing-key", key]) == 11
    assert capsys.readouterr().out.splitlines() == [
        "release   rain.csv: cleared already",
        "review    empty.csv: coverage/empty",
    ]


def test_a_folder_may_be_called_adopt(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    site = Site(tmp_path / "site")
    (tmp_path / "adopt").mkdir()
    (tmp_path / "adopt" / "rain.csv").write_bytes(FINE)
    common = ["--trust", str(site.trust), "--signing-key", str(site.base / "gate.pem")]
    assert main(["guard", "adopt", "adopt", *common]) == 0
    assert main(["guard", "adopt", "--adopt", *common]) == 0
    assert "rain.csv: cleared already" in capsys.readouterr().out


def test_nothing_to_adopt_is_no_success(site: Site) -> None:
    assert guard(site, "--adopt", "--signing-key", str(site.base / "gate.pem")) == 3


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["--adopt"], "--signing-key"),
        (["--mode", "inspect-then-clear"], "--signing-key"),
        (["--config", "/none.toml"], "check the path"),
        (["--state", "{public}/state"], "inside the public folder"),
    ],
)
def test_what_cannot_work_is_said_in_one_line(
    site: Site, capsys: pytest.CaptureFixture[str], options: list[str], message: str
) -> None:
    given = [option.replace("{public}", str(site.public)) for option in options]
    assert guard(site, *given) == 2
    error = capsys.readouterr().err
    assert message in error
    assert len(error.splitlines()) == 1


def test_a_destination_may_be_given_as_its_path(site: Site, capsys: pytest.CaptureFixture[str]) -> None:
    """As publish and authorize take it: under another name nothing would be cleared, and all of it pulled."""
    key = str(site.base / "gate.pem")
    (site.public / "rain.csv").write_bytes(FINE)
    assert guard(site, "--adopt", "--signing-key", key) == 0
    assert guard(site, "--adopt", "--signing-key", key, "--destination", f"{site.public}/") == 0
    assert capsys.readouterr().out.splitlines()[-1] == "release   rain.csv: cleared already"


def test_a_missing_folder_or_trust_file_is_refused(site: Site, capsys: pytest.CaptureFixture[str]) -> None:
    assert guard(site, folder=str(site.base / "none")) == 2
    assert main(["guard", str(site.public), "--trust", str(site.base / "none")]) == 2
    assert len(capsys.readouterr().err.splitlines()) == 2


@pytest.mark.parametrize("value", ["0", "x", "-1", "nan"])
def test_wrong_numbers_are_usage(site: Site, value: str) -> None:
    for option in ("--most-pulls", "--rehash-every", "--valid-for"):
        with pytest.raises(SystemExit) as ended:
            guard(site, f"{option}={value}")
        assert ended.value.code == 2


def test_a_guard_that_stopped_goes_on_when_a_person_says_so(site: Site) -> None:
    for number in range(8):
        (site.public / f"{number}.csv").write_bytes(b"%d" % number)
    process = subprocess.Popen(site.guard_command(), stderr=subprocess.DEVNULL)
    try:
        wait_for((site.state.root / "guard" / "stopped.json").exists, "the stop")
        assert len(list(site.public.iterdir())) == 8
        assert not (site.base / "ready").exists()
        assert guard(site, "--resume") == 0
        wait_for((site.base / "ready").exists, "the guard")
        assert list(site.public.iterdir()) == []
        second = subprocess.run([*site.guard_command()], capture_output=True, text=True, check=False)
        assert second.returncode == 2
        assert "another guard has the folder" in second.stderr
    finally:
        process.terminate()
    assert process.wait() == 130
    actions = [json.loads(line)["action"] for line in site.state.journal.read_text().splitlines()]
    assert actions.count("pulled") == 8
    assert actions[-1] == "ended"


def test_the_help_is_quick_since_nothing_heavy_is_imported() -> None:
    code = "import sys, withhold.cli.guard; print(sorted(m for m in sys.modules if m in {names!r}))"
    names = {"watchfiles", "cryptography", "withhold.clearance.shelf", "withhold.inspection.run"}
    done = subprocess.run(
        [sys.executable, "-c", code.format(names=names)], capture_output=True, text=True, check=True
    )
    assert done.stdout == "[]\n"
