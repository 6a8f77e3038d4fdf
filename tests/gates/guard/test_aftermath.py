"""The evidence is complete when nobody writes to the file any more, and says what it came to hold."""

import json
import os
import time
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from tests.gates.guard.rig import Rig
from withhold.gates.guard.interface import Alarm


@pytest.fixture
def rig(tmp_path: Path) -> Rig:
    return Rig(tmp_path)


def until(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 60
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.02)


def record(rig: Rig) -> dict[str, Any]:
    (one,) = rig.evidence()
    return one


def test_a_writer_that_keeps_the_file_open_is_waited_for(rig: Rig) -> None:
    with rig.guard() as guard:
        guard.round(set())
        with (rig.public / "upload.csv").open("wb") as writer:
            writer.write(b"first part, ")
            writer.flush()
            rig.pass_time(guard)
            assert rig.standing() == set()
            time.sleep(1.6)
            assert record(rig)["complete"] is False
            writer.write(b"second part")
        until(lambda: record(rig)["complete"] is True)
    assert record(rig)["sha256"] == sha256(b"first part, ").hexdigest()
    assert record(rig)["final_sha256"] == sha256(b"first part, second part").hexdigest()
    assert rig.quarantined() == [b"first part, second part"]


def test_what_a_killed_guard_left_is_completed_and_empty_folders_go(rig: Rig) -> None:
    quarantine = rig.site.state.quarantine
    (quarantine / "begun").mkdir()
    (quarantine / "begun/evidence.json").write_text('{"complete": false, "pulled": null}')
    (quarantine / "moved").mkdir()
    (quarantine / "moved/evidence.json").write_text(
        '{"complete": false, "pulled": null, "path_bytes": "leak%20.csv"}'
    )
    (quarantine / "moved/content").write_bytes(b"uncleared")
    (rig.site.state.staging / "guard-draft").write_bytes(b"half a copy")
    (rig.site.state.staging / "of others").write_bytes(b"not ours")
    with rig.guard() as guard:
        guard.round(set())
        until(lambda: json.loads((quarantine / "moved/evidence.json").read_text())["complete"])
    assert os.listdir(quarantine) == ["moved"]
    assert os.listdir(rig.site.state.staging) == ["of others"]
    assert record(rig)["final_sha256"] == sha256(b"uncleared").hexdigest()
    assert record(rig)["interrupted"] is True
    assert rig.told.of(Alarm.RECOVERED)
