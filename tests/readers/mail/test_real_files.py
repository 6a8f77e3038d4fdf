"""Mail of many programs: every file ends as read, or says what could not be."""

from pathlib import Path

import pytest

from tests.readers.reading import read, reasons_of
from withhold.domain.piece import PartRead, Skipped, SkipReason


@pytest.mark.corpora
def test_every_real_message_is_accounted_for(corpora: Path) -> None:
    files = [path for ending in ("msg", "mbox") for path in sorted(corpora.glob(f"office/**/*.{ending}"))]
    assert len(files) >= 9
    for path in files:
        items = read(path.read_bytes(), path.name)
        assert isinstance(items[-1], PartRead | Skipped), path.name
        assert not reasons_of(items) & {SkipReason.CRASHED, SkipReason.CORRUPT}, path.name
