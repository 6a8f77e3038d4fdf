"""The function that other programs call."""

from pathlib import Path

import pytest

import withhold
from withhold.domain.errors import NothingToInspect, UsageError
from withhold.domain.verdict import Decision
from withhold.inspection.api import BYTES

FIGURES = b"Month,Arrivals,Departures\n2022-01,31,17\n2022-02,62,34\n2022-03,93,51\n"


def test_bytes_are_inspected() -> None:
    verdict = withhold.inspect(FIGURES)
    assert verdict.decision is Decision.RELEASE
    assert [document.path for document in verdict.documents] == [BYTES]
    assert verdict.engine.version == withhold.__version__
    assert [name.split("@")[0] for name in verdict.engine.policy] == ["default"]


def test_a_path_and_a_folder_are_inspected(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_bytes(FIGURES)
    (tmp_path / "b.csv").write_bytes(b"")
    assert withhold.inspect(tmp_path / "a.csv").decision is Decision.RELEASE
    whole = withhold.inspect(str(tmp_path))
    assert whole.decision is Decision.REVIEW
    assert [Path(document.path).name for document in whole.documents] == ["a.csv", "b.csv"]


def test_many_processes_give_the_same_verdicts_in_the_same_order(tmp_path: Path) -> None:
    for number in range(12):
        (tmp_path / f"{number:02}.csv").write_bytes(FIGURES * (number % 3))
    parallel = withhold.inspect(tmp_path)
    alone = [withhold.inspect(tmp_path / f"{number:02}.csv").documents[0] for number in range(12)]
    assert [(one.path, one.sha256, one.decision) for one in parallel.documents] == [
        (one.path, one.sha256, one.decision) for one in alone
    ]


def test_packs_and_profiles_are_named_in_the_verdict(tmp_path: Path) -> None:
    verdict = withhold.inspect(FIGURES, policy=("strict",))
    assert any(name.startswith("strict@") for name in verdict.engine.policy)


def test_errors_for_the_user_are_raised(tmp_path: Path) -> None:
    with pytest.raises(UsageError):
        withhold.inspect(tmp_path / "missing")
    with pytest.raises(UsageError):
        withhold.inspect(FIGURES, policy=("no-such-pack",))
    with pytest.raises(NothingToInspect):
        withhold.inspect(tmp_path)
