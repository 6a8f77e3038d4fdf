"""Files at rest are encrypted, come back whole, and in clear stand in memory only."""

from pathlib import Path

import pytest

from withhold.console.sealing.files import FileUnusable, in_memory, opened, store

_CONTENT = b"a value that stands nowhere in clear;" * 100_000


def test_a_file_comes_back_whole_and_lies_encrypted(tmp_path: Path) -> None:
    stored = store(tmp_path, [_CONTENT])
    assert b"a value" not in (tmp_path / stored.name).read_bytes()
    assert b"".join(opened(tmp_path / stored.name, stored.key)) == _CONTENT


def test_in_memory_it_can_be_read_again_and_again_and_no_file_appears(tmp_path: Path) -> None:
    stored = store(tmp_path, [_CONTENT[:9], _CONTENT[9:]])
    with in_memory(tmp_path / stored.name, stored.key) as path:
        assert path.read_bytes() == path.read_bytes() == _CONTENT
        assert [one.name for one in tmp_path.iterdir()] == [stored.name]
    assert not path.exists()


@pytest.mark.parametrize("damage", [lambda b: b[:-1], lambda b: b[:9] + b"x" + b[10:], lambda b: b""])
def test_a_changed_file_is_not_opened(tmp_path: Path, damage: object) -> None:
    stored = store(tmp_path, [_CONTENT])
    path = tmp_path / stored.name
    path.write_bytes(damage(path.read_bytes()))  # type: ignore[operator]
    with pytest.raises(FileUnusable), in_memory(path, stored.key):
        pytest.fail("a part of it was given out")


def test_too_large_a_file_leaves_nothing(tmp_path: Path) -> None:
    with pytest.raises(FileUnusable, match="larger than"):
        store(tmp_path, [_CONTENT, _CONTENT], most=len(_CONTENT))
    assert list(tmp_path.iterdir()) == []
