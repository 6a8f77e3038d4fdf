"""`withhold authorize`: what it cannot work with is told before it listens."""

import os
import socket
from pathlib import Path

import pytest

from tests.clearance.made import Office
from withhold.cli.main import main


def told(capsys: pytest.CaptureFixture[str], *arguments: object) -> str:
    assert main(["authorize", *map(str, arguments)]) == 2
    said = capsys.readouterr().err
    assert said.count("\n") == 1
    return said


def test_mistakes_are_one_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    office = Office(tmp_path)
    listen = ("--listen", "127.0.0.1:0")
    folder, trust = ("--folder", office.public), ("--trust", office.trust_file)
    assert "no folder" in told(capsys, *listen, "--folder", tmp_path / "none", *trust)
    assert "cannot be read" in told(capsys, *listen, *folder, "--trust", tmp_path / "none")
    inside = ("--state", office.public / "state")
    assert "inside the public folder" in told(capsys, *listen, *folder, *trust, *inside)
    with socket.create_server(("127.0.0.1", 0)) as taken:
        address = f"127.0.0.1:{taken.getsockname()[1]}"
        assert "cannot listen" in told(capsys, "--listen", address, *folder, *trust)


@pytest.mark.parametrize("address", ["", "9180", ":9180", "host:", "host:x", "host:70000", "host:-1"])
def test_addresses_that_are_none(address: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as raised:
        main(["authorize", "--listen", address, "--folder", os.curdir, "--trust", "trust.toml"])
    assert raised.value.code == 2
    assert "--listen" in capsys.readouterr().err
