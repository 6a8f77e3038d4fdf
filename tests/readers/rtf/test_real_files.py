"""Documents of many programs: every one is read to its end."""

from pathlib import Path

import pytest

from tests.readers.reading import read, reasons_of
from withhold.domain.piece import PartRead, SkipReason, Table, Text


@pytest.mark.corpora
def test_every_document_is_read(corpora: Path) -> None:
    files = [path for path in sorted(corpora.glob("office/**/*.rtf")) if path.read_bytes()[:5] == b"{\\rtf"]
    assert len(files) > 40
    for path in files:
        items = read(path.read_bytes())
        assert isinstance(items[-1], PartRead), path.name
        assert not {SkipReason.CRASHED, SkipReason.OVER_LIMIT} & reasons_of(items), path.name
        assert not any("\\par" in item.text for item in items if isinstance(item, Text)), path.name


@pytest.mark.corpora
def test_what_a_word_processor_wrote_comes_out(corpora: Path) -> None:
    (path,) = corpora.glob("office/**/testRTFVarious.rtf")
    items = read(path.read_bytes())
    said = {item.text for item in items if isinstance(item, Text)}
    assert {"This is the header text.", "This is a footnote.", "Here is a text box"} <= said
    assert "ゾルゲと尾崎、淡々と最期" in said
    first = next(item for item in items if isinstance(item, Table))
    assert list(first.columns[0].values) == ["Row 1 Col 1", "Row 2 Col 1"]
