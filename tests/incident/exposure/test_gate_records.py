"""The gate's own records bound the window; one that cannot be read is told, not skipped."""

import json
from hashlib import sha256
from pathlib import Path

import pytest

from tests.clearance.made import Office
from withhold.domain.errors import UsageError
from withhold.incident.exposure.gate_records import readings_of_state

LEAK = b"name,date\nCelestra Wexmoore,1987-03-04\n"
DIGEST = sha256(LEAK).hexdigest()


def guarded(state: Path, name: str, content: str) -> None:
    folder = state / "quarantine" / name
    folder.mkdir(parents=True)
    (folder / "evidence.json").write_text(content)


def test_the_guards_sightings(tmp_path: Path) -> None:
    record = {"schema": "withhold.evidence/1", "sha256": DIGEST, "first_seen": "2026-03-01T09:00:00+00:00"}
    guarded(tmp_path, "one", json.dumps(record | {"pulled": "2026-03-01T09:00:02+00:00"}))
    guarded(tmp_path, "other", json.dumps(record | {"sha256": "ab" * 32}))
    assert [one.says for one in readings_of_state(tmp_path, [DIGEST])] == ["public", "not_public"]


def test_the_first_clearance(tmp_path: Path) -> None:
    office = Office(tmp_path)
    office.clear(LEAK)
    readings = list(readings_of_state(office.state.root, [DIGEST]))
    assert [(one.source, one.says) for one in readings] == [("clearance", "not_before")]
    assert list(readings_of_state(office.state.root, ["cd" * 32])) == []


def test_a_damaged_record_and_a_wrong_folder_are_told(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="state folder"):
        list(readings_of_state(tmp_path, [DIGEST]))
    guarded(tmp_path, "one", "{")
    with pytest.raises(UsageError, match="no record of the guard"):
        list(readings_of_state(tmp_path, [DIGEST]))
