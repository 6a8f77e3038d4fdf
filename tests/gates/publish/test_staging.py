"""Private copies: exact, of one moment, seen by nobody, and gone with their run, even a killed one."""

import os
import signal
import stat
from hashlib import sha256
from pathlib import Path

import pytest

from withhold.clearance.state import State
from withhold.gates.interface import Source
from withhold.gates.publish import staging
from withhold.gates.publish.staging import Staging, StagingFailed
from withhold.inspection.opening import Opened, Unreadable


@pytest.fixture
def state(tmp_path: Path) -> State:
    found = State(tmp_path / "state")
    found.make(None)
    return found


@pytest.fixture
def source(tmp_path: Path) -> Source:
    (tmp_path / "a.csv").write_bytes(b"0123456789" * 300_000)
    return Source(str(tmp_path / "a.csv"), "a.csv")


def test_the_copy_is_exact_private_and_of_its_own(state: State, source: Source) -> None:
    content = Path(source.path).read_bytes()
    with Staging(state) as run:
        staged = run.stage(source)
        assert staged.file.read_bytes() == content
        assert (staged.sha256, staged.size) == (sha256(content).hexdigest(), len(content))
        found = staged.file.stat()
        assert stat.S_IMODE(found.st_mode) == 0o600
        assert found.st_nlink == 1
        assert stat.S_IMODE(staged.file.parent.stat().st_mode) == 0o700
    assert list(state.staging.iterdir()) == []


def test_a_source_that_grows_while_it_is_copied_is_not_staged(
    state: State, source: Source, monkeypatch: pytest.MonkeyPatch
) -> None:
    read = staging._read

    def growing(opened: Opened, offset: int) -> bytes:
        with Path(source.path).open("ab") as stream:
            stream.write(b"more")
        return read(opened, offset)

    monkeypatch.setattr(staging, "_read", growing)
    with Staging(state) as run, pytest.raises(Unreadable, match="changed"):
        run.stage(source)


def test_a_source_that_is_written_over_while_it_is_copied_is_not_staged(
    state: State, source: Source, monkeypatch: pytest.MonkeyPatch
) -> None:
    read = staging._read

    def changing(opened: Opened, offset: int) -> bytes:
        with Path(source.path).open("r+b") as stream:
            stream.write(b"other")
        return read(opened, offset)

    monkeypatch.setattr(staging, "_read", changing)
    with Staging(state) as run, pytest.raises(Unreadable, match="changed"):
        run.stage(source)


def test_a_pipe_or_a_folder_is_no_document(state: State, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    with Staging(state) as run:
        for name in ("pipe", "state", "gone"):
            with pytest.raises(Unreadable):
                run.stage(Source(str(tmp_path / name), name))


def test_what_a_killed_run_left_is_removed_and_a_living_one_is_left_alone(
    state: State, source: Source
) -> None:
    ready, told = os.pipe()
    child = os.fork()
    if child == 0:
        with Staging(state) as run:
            run.stage(source)
            os.write(told, b"x")
            signal.pause()
        os._exit(0)
    os.close(told)
    assert os.read(ready, 1) == b"x"
    os.close(ready)
    (theirs,) = state.staging.iterdir()
    with Staging(state) as run:
        run.stage(source)
        assert theirs.is_dir()
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    assert theirs.is_dir()
    with Staging(state):
        assert not theirs.exists()


def test_what_others_keep_in_staging_is_left_alone(state: State) -> None:
    (state.staging / "guard-1").mkdir()
    with Staging(state):
        pass
    assert [left.name for left in state.staging.iterdir()] == ["guard-1"]


def test_a_state_folder_that_takes_no_copy_is_one_line(state: State) -> None:
    state.staging.rmdir()
    with pytest.raises(StagingFailed, match="nothing was published"), Staging(state):
        pass
