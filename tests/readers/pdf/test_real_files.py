"""PDF documents of many programs, broken and hostile ones too: each is read or said to be unread."""

from pathlib import Path

import pytest

from tests.readers.reading import read
from withhold.domain.concealment import Concealment
from withhold.domain.piece import PartRead, Skipped, SkipReason, Table, Text
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
            assert skipped or any(isinstance(item, PartRead) for item in items), path.name
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


@pytest.mark.corpora
def test_good_redactions_are_told_from_bad_ones(corpora: Path) -> None:
    files = sorted(corpora.glob("office/x-ray/**/*.pdf"))
    assert len(files) == 7  # none of them has a text under a bar, though all have boxes or bars
    for path in files:
        told = [item for item in read(path.read_bytes()) if isinstance(item, Text | Table)]
        hidden = {item.concealment for item in told} - {Concealment.VISIBLE, Concealment.METADATA}
        assert not hidden, path.name
