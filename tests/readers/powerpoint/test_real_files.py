"""Presentations of many programs: every one is read, and nothing is silent."""

from io import BytesIO
from pathlib import Path

import pytest

from tests.contract.reader import read_all
from tests.readers.reading import reasons_of
from withhold.domain.piece import PartRead, Skipped, SkipReason
from withhold.readers.container import Container
from withhold.readers.interface import Budget, ReaderError, Source
from withhold.readers.powerpoint import READER


@pytest.mark.corpora
def test_every_member_of_every_presentation_is_accounted_for(corpora: Path) -> None:
    files = sorted(corpora.glob("office/**/*.p[po][tst][xm]"))
    assert len(files) > 70
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
        assert SkipReason.CRASHED not in reasons_of(items), path.name
