"""The function that other programs call."""

import subprocess
import sys
from pathlib import Path

import pytest

import withhold
from withhold.domain.errors import NothingToInspect, UsageError
from withhold.domain.verdict import Decision
from withhold.inspection.api import BYTES
from withhold.signing.default_key import DEFAULT_KEY
from withhold.signing.keys import write_key

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


LETTER = b"We met Muhammad KARIMI, born 16 May 1990, at the office.\n"


@pytest.fixture
def registered(tmp_path: Path) -> tuple[Path, Path]:
    """A register of one person, and its key."""
    folder = tmp_path / "secret"
    folder.mkdir()
    (folder / "people.csv").write_text(
        "full_name,date_of_birth,protection\nMohammed Karimi,1990-05-16,asylum\n"
    )
    write_key(str(folder / "key"))
    command = [sys.executable, "-m", "withhold", "register", "build", str(folder / "people.csv")]
    options = ["--key-file", str(folder / "key"), "-o", str(folder / "register")]
    subprocess.run([*command, *options], check=True, capture_output=True)
    return folder / "register", folder / "key"


def test_the_people_of_a_register_are_matched(registered: tuple[Path, Path], tmp_path: Path) -> None:
    register, key = registered
    (tmp_path / "letter.txt").write_bytes(LETTER)
    for document in (LETTER, tmp_path / "letter.txt"):
        verdict = withhold.inspect(document, register=register, key=key)
        assert verdict.decision is Decision.WITHHOLD
        assert verdict.documents[0].people.registered == 1
        assert verdict.engine.register is not None
        assert withhold.inspect(document).documents[0].people.registered is None


def test_the_key_of_the_register_may_be_in_the_environment(
    registered: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    register, key = registered
    monkeypatch.setenv("ANY_NAME", key.read_text().strip())
    assert withhold.inspect(LETTER, register=str(register), key="env:ANY_NAME").decision is Decision.WITHHOLD
    monkeypatch.delenv(DEFAULT_KEY, raising=False)
    with pytest.raises(UsageError, match="the key of the register is missing"):
        withhold.inspect(LETTER, register=register)
    monkeypatch.setenv(DEFAULT_KEY, key.read_text().strip())
    assert withhold.inspect(LETTER, register=register).decision is Decision.WITHHOLD


def test_a_register_that_cannot_be_used_gives_no_verdict(
    registered: tuple[Path, Path], tmp_path: Path
) -> None:
    register, key = registered
    write_key(str(tmp_path / "other"))
    for wrong in (tmp_path / "other", tmp_path / "none"):
        with pytest.raises(UsageError):
            withhold.inspect(LETTER, register=register, key=wrong)
    with pytest.raises(UsageError, match="register="):
        withhold.inspect(LETTER, key=key)
    key.chmod(0o644)
    with pytest.raises(UsageError, match="readable by others"):
        withhold.inspect(FIGURES, register=register, key=key)
    key.chmod(0o600)
    register.write_bytes(register.read_bytes()[:-1])
    with pytest.raises(UsageError):
        withhold.inspect(FIGURES, register=register, key=key)
