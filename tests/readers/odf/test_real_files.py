"""OpenDocument files of many programs: every one is read or said, and nothing is silent."""

from io import BytesIO
from pathlib import Path

import pytest

from withhold.domain.piece import PartRead, Skipped, SkipReason
from withhold.readers.interface import Place, Source
from withhold.readers.registry import open_document

_LARGEST = 200_000


@pytest.mark.corpora
def test_every_file_is_read_or_said(corpora: Path) -> None:
    files = [
        path
        for ending in ("odt", "odp", "ods", "fods", "fodt")
        for path in sorted(corpora.glob(f"office/**/*.{ending}"))
        if path.stat().st_size < _LARGEST
    ]
    assert len(files) > 100
    whole = 0
    for path in files:
        data = path.read_bytes()
        items = list(open_document(Source(BytesIO(data), len(data)), Place(open_document)))
        reasons = {item.reason for item in items if isinstance(item, Skipped)}
        assert SkipReason.CRASHED not in reasons, path.name
        assert reasons or any(isinstance(item, PartRead) for item in items), path.name
        whole += not reasons
    assert 3 * whole > 2 * len(files)
