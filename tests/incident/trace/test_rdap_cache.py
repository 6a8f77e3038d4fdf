"""The folder where answers of registries are kept."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from withhold.incident.trace.interface import TraceError
from withhold.incident.trace.rdap_cache import AnswerCache

NOW = datetime(2026, 3, 1, tzinfo=UTC)


def test_a_folder_that_others_can_look_into_is_refused(tmp_path: Path) -> None:
    folder = tmp_path / "open"
    folder.mkdir()
    folder.chmod(0o755)
    with pytest.raises(TraceError, match="chmod 700"):
        AnswerCache(folder, NOW)


def test_a_folder_that_cannot_be_made_is_refused_before_anything_is_asked(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    for path in (tmp_path / "file", tmp_path / "none" / "kept"):
        with pytest.raises(TraceError, match="--rdap-cache"):
            AnswerCache(path, NOW)


def test_without_a_folder_nothing_is_written() -> None:
    cache = AnswerCache(None, NOW)
    cache.keep("203.0.113.0_24", {"emails": []})
    assert cache.named("203.0.113.0_24") == {"emails": []}
    assert cache.named("198.51.100.0_24") is None
