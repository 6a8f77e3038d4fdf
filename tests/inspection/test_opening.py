"""Documents from paths, bytes and streams."""

import hashlib
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from withhold.domain.errors import UsageError
from withhold.inspection import opening
from withhold.inspection.opening import Unreadable, open_bytes, open_path, open_stream


@pytest.fixture
def pipe() -> Iterator[tuple[int, int]]:
    reading, writing = os.pipe()
    yield reading, writing
    os.close(reading)


def test_bytes_can_be_read_from_their_start() -> None:
    with open_bytes(b"content", "name") as opened:
        os.lseek(opened.descriptor, 3, os.SEEK_SET)
        assert opened.size == 7
        assert opened.sha256() == hashlib.sha256(b"content").hexdigest()
        assert os.lseek(opened.descriptor, 0, os.SEEK_CUR) == 3


def test_a_stream_is_kept_whole(pipe: tuple[int, int]) -> None:
    reading, writing = pipe
    os.write(writing, b"content")
    os.close(writing)
    with open_stream(reading, "-") as opened:
        assert os.pread(opened.descriptor, 100, 0) == b"content"


def test_a_stream_that_does_not_end_is_refused(
    pipe: tuple[int, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(opening, "MAX_STREAM", 10)
    reading, writing = pipe
    os.write(writing, b"x" * 11)
    with pytest.raises(UsageError, match="save it"), open_stream(reading, "-"):
        pass
    os.close(writing)


def test_a_folder_is_no_document(tmp_path: Path) -> None:
    with pytest.raises(Unreadable, match="not a regular file"), open_path(str(tmp_path)):
        pass


def test_descriptors_are_closed(tmp_path: Path) -> None:
    before = os.listdir("/proc/self/fd")
    with open_bytes(b"x", "name"), open_path(__file__):
        pass
    with pytest.raises(Unreadable), open_path(str(tmp_path / "gone")):
        pass
    assert os.listdir("/proc/self/fd") == before
