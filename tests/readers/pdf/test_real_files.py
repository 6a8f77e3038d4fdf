"""PDF documents of many programs, broken and hostile ones too: each is read or said to be unread."""

from pathlib import Path

import pytest

from tests.readers.reading import read
from withhold.domain.piece import Skipped, SkipReason, Table, Text
from withhold.readers.sandbox import Sandbox


@pytest.mark.corpora
def test_every_document_is_read_or_said(corpora: Path) -> None:
    files = [
        path
        for name in ("pdfjs", "qpdf", "x-ray")
        for path in sorted(corpora.glob(f"office/{name}/**/*.pdf"))
    ]
    assert len(files) > 300
    with_text = 0
    with Sandbox() as sandbox:
        for path in files:
            with path.open("rb") as document:
                items = list(sandbox.read(document.fileno(), path.stat().st_size, path.name))
            skipped = [item for item in items if isinstance(item, Skipped)]
            assert skipped, path.name
            broken = {SkipReason.CRASHED, SkipReason.TIMED_OUT}
            assert not [item for item in skipped if item.reason in broken], path.name
            with_text += any(isinstance(item, Text | Table) and item.location.route() for item in items)
    assert with_text > 200


@pytest.mark.corpora
def test_a_paper_in_two_columns_is_read_column_by_column(corpora: Path) -> None:
    items = read((corpora / "office/pdfjs/tracemonkey_a11y.pdf").read_bytes())
    text = "\n".join(item.text for item in items if isinstance(item, Text))
    assert not [item for item in items if isinstance(item, Table)]
    assert "expensive than statically" not in text
    assert "generates machine code on the fly that is specialized for the ac-\ntual dynamic types" in text
