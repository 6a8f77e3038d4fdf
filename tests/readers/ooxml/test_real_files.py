"""Workbooks of many programs: every one is read, and nothing is silent."""

from io import BytesIO
from pathlib import Path

import pytest

from tests.contract.reader import read_all
from withhold.domain.piece import PartRead, Skipped
from withhold.readers.container import Container
from withhold.readers.interface import Budget, ReaderError, Source
from withhold.readers.ooxml import READER

_LARGEST = 60_000


@pytest.mark.corpora
def test_every_member_of_every_workbook_is_accounted_for(corpora: Path) -> None:
    files = [
        path for path in sorted(corpora.glob("office/**/*.xl[st][xm]")) if path.stat().st_size < _LARGEST
    ]
    assert len(files) > 300
    for path in files:
        data = path.read_bytes()
        try:
            container = Container(Source(BytesIO(data), len(data)), Budget())
            items = read_all(READER, data)
        except ReaderError:
            continue
        members = [name for name in container.names() if not container.is_directory(name)]
        said = {item.location for item in items if isinstance(item, PartRead | Skipped)}
        assert len(said) >= len(members), path.name
