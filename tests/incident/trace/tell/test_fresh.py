"""Results appear whole or not at all, for their owner alone, and replace nothing."""

from pathlib import Path

import pytest

from withhold.incident.trace.interface import TraceError
from withhold.incident.trace.tell.fresh import fresh, unwritable


def test_what_is_made_appears_at_the_end_for_its_owner_alone(tmp_path: Path) -> None:
    with fresh(tmp_path / "folder", "--x") as made:
        made.mkdir(0o755)
        (made / "file").write_text("x")
        (made / "file").chmod(0o644)
        assert not (tmp_path / "folder").exists()
    assert (tmp_path / "folder").stat().st_mode & 0o777 == 0o700
    assert (tmp_path / "folder" / "file").stat().st_mode & 0o777 == 0o600
    assert [path.name for path in tmp_path.iterdir()] == ["folder"]


@pytest.mark.parametrize("error", [RuntimeError, KeyboardInterrupt])
def test_what_fails_leaves_nothing(tmp_path: Path, error: type[BaseException]) -> None:
    def half() -> None:
        with fresh(tmp_path / "file", "--x") as made:
            made.write_text("half")
            raise error

    with pytest.raises(error):
        half()
    assert list(tmp_path.iterdir()) == []


def test_a_disk_that_is_full_is_one_clear_line(tmp_path: Path) -> None:
    with pytest.raises(TraceError, match="No space left"), fresh(tmp_path / "file", "--x"):
        raise OSError(28, "whatever")
    assert list(tmp_path.iterdir()) == []


def test_what_stands_there_is_never_replaced(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("precious")
    (tmp_path / "link").symlink_to(tmp_path / "nowhere")
    (tmp_path / "folder").mkdir()
    for name in ("file", "link", "folder", "none/file"):
        assert "--x" in str(unwritable(tmp_path / name, "--x"))
        with pytest.raises(TraceError), fresh(tmp_path / name, "--x"):
            raise AssertionError("no work is done")
    assert (tmp_path / "file").read_text() == "precious"
