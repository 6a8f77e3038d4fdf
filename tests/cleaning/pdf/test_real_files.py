"""Real PDF documents: each is written anew without what nobody sees, or refused with a reason."""

from collections import Counter
from io import BytesIO
from pathlib import Path

import pytest

from tests.readers.reading import read, values
from withhold.cleaning.pdf.child import rewrite
from withhold.cleaning.pdf.interface import Order
from withhold.domain.concealment import Concealment
from withhold.domain.piece import Skipped
from withhold.readers.interface import Source
from withhold.readers.wire import Made

LEAST_WRITTEN = 0.85
"""Of all real files: those of the test suites that they come from are mostly broken on purpose."""

MOST_BYTES = 150_000
"""Larger ones take most of the time, and are written by the same programs."""


def written(data: bytes) -> bytes | Skipped:
    packed = Order().packed(data)
    [made] = rewrite(Source(BytesIO(packed), len(packed)))
    return made.content if isinstance(made, Made) else made


@pytest.mark.corpora
@pytest.mark.parametrize("suite", ["pdfjs", "x-ray"])
def test_each_is_written_anew_or_refused(suite: str, corpora: Path) -> None:
    told: Counter[str] = Counter()
    for path in sorted((corpora / "office" / suite).rglob("*.pdf")):
        if path.stat().st_size > MOST_BYTES:
            continue
        made = written(path.read_bytes())
        if isinstance(made, Skipped):
            told[made.detail] += 1
            continue
        told["written"] += 1
        seen = {how for _, how in values(read(made))}
        assert seen <= {Concealment.VISIBLE}, path.name
    print(suite, dict(told))
    assert told["written"] >= LEAST_WRITTEN * told.total()
