"""The journal: what it was told survives; what was cut by a crash is as if it had not been told."""

import json
import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.incident.takedown.made import Clock, steps_of
from withhold.incident.takedown.interface import Layer, Outcome, Result, Step, TakedownError
from withhold.incident.takedown.journal import Busy, Journal

NOW = Clock().now()
DONE = Outcome(Result.DONE, "moved", {"status": 204, "kept": "/q", "none": None})


def filled(folder: Path) -> None:
    """Two steps, of which one is done."""
    one, two = steps_of(["one", "two"])
    with Journal.open(folder) as journal:
        journal.planned("f" * 64, [(Layer.ORIGIN, one), (Layer.CACHE, two)], NOW)
        journal.begun(one, NOW)
        journal.done(one, DONE, NOW)
        journal.begun(two, NOW)


def test_another_process_finds_what_was_told(tmp_path: Path) -> None:
    filled(tmp_path)
    with Journal.open(tmp_path) as journal:
        assert journal.plan == "f" * 64
        assert [(layer, step.id) for layer, step in journal.outstanding] == [(Layer.CACHE, "two")]
        assert journal.ended["one"].outcome == DONE
        assert journal.ended["one"].at == NOW


def test_a_failed_step_is_outstanding_and_one_that_is_planned_again_too(tmp_path: Path) -> None:
    (one,) = steps_of(["one"])
    with Journal.open(tmp_path) as journal:
        journal.planned("f" * 64, [(Layer.ORIGIN, one)], NOW)
        journal.done(one, Outcome(Result.FAILED, "no"), NOW)
        assert journal.outstanding
        journal.done(one, Outcome(Result.ALREADY), NOW)
        assert not journal.outstanding
        journal.planned("e" * 64, [(Layer.ORIGIN, one)], NOW)
        assert journal.outstanding


def test_cut_at_any_byte_it_can_be_gone_on_with(tmp_path: Path) -> None:
    filled(tmp_path)
    path = tmp_path / "journal.jsonl"
    whole = path.read_bytes()
    for cut in range(len(whole)):
        path.write_bytes(whole[:cut])
        with Journal.open(tmp_path) as journal:
            journal.done(steps_of(["one"])[0], DONE, NOW)
        with Journal.open(tmp_path) as journal:
            assert journal.ended["one"].outcome == DONE


def test_one_takedown_of_a_case_at_a_time(tmp_path: Path) -> None:
    with Journal.open(tmp_path), pytest.raises(Busy, match="another takedown"):
        Journal.open(tmp_path)
    Journal.open(tmp_path).close()


@pytest.mark.parametrize("line", ["{}", '{"what": "x"}', '{"what": "begun"}', "[1]", "no json"])
def test_a_spoilt_line_is_an_error_that_names_it(tmp_path: Path, line: str) -> None:
    filled(tmp_path)
    with (tmp_path / "journal.jsonl").open("a") as stream:
        stream.write(line + "\n")
    with pytest.raises(TakedownError, match="line 5"):
        Journal.open(tmp_path)
    Path(tmp_path / "journal.jsonl").unlink()
    Journal.open(tmp_path).close()


def test_a_full_disk_leaves_no_half_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    filled(tmp_path)
    before = (tmp_path / "journal.jsonl").read_bytes()
    (one,) = steps_of(["one"])
    real = os.write
    with Journal.open(tmp_path) as journal:
        with monkeypatch.context() as patch:
            patch.setattr(os, "write", lambda file, data: real(file, data[:5]))
            with pytest.raises(TakedownError, match="is still public; make room"):
                journal.begun(one, NOW)
        assert (tmp_path / "journal.jsonl").read_bytes() == before


def test_it_is_for_its_owner_alone(tmp_path: Path) -> None:
    filled(tmp_path / "takedown")
    assert (tmp_path / "takedown").stat().st_mode & 0o777 == 0o700
    assert (tmp_path / "takedown/journal.jsonl").stat().st_mode & 0o777 == 0o600


@given(
    name=st.text(max_size=30),
    data=st.dictionaries(
        st.text(max_size=9), st.none() | st.booleans() | st.integers() | st.text(max_size=9)
    ),
)
def test_any_step_comes_back_as_it_was(
    tmp_path_factory: pytest.TempPathFactory, name: str, data: dict[str, str | int | bool | None]
) -> None:
    folder = tmp_path_factory.mktemp("journal")
    step = Step("id", name, "take", name, data, (name,))
    with Journal.open(folder) as journal:
        journal.planned("f" * 64, [(Layer.ORIGIN, step)], NOW)
    with Journal.open(folder) as journal:
        assert journal.steps["id"] == (Layer.ORIGIN, step)
    assert json.loads((folder / "journal.jsonl").read_text())["what"] == "planned"
