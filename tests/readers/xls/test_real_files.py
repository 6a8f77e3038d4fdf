"""Old documents of many programs: each is read, or skipped with a reason; nothing crashes."""

from collections import Counter
from pathlib import Path

import pytest

from tests.readers.reading import read
from withhold.domain.piece import PartRead, Skipped, SkipReason

_COUNTS = {"xls": 70, "xlsb": 60, "doc": 40, "ppt": 20}
_LARGEST = 300_000
_TOLD = {SkipReason.DECODED_AS_STRINGS, SkipReason.PICTURE}


@pytest.mark.corpora
@pytest.mark.parametrize("ending", _COUNTS)
def test_old_documents_are_read_or_skipped_with_a_reason(corpora: Path, ending: str) -> None:
    found = sorted(corpora.glob(f"office/**/*.{ending}"))
    files = [path for path in found if path.stat().st_size < _LARGEST]
    assert len(files) >= _COUNTS[ending]
    counts: Counter[str] = Counter()
    for path in files:
        items = read(path.read_bytes(), path.name)
        reasons = {item.reason for item in items if isinstance(item, Skipped)}
        assert reasons or any(isinstance(item, PartRead) for item in items), path.name
        assert SkipReason.CRASHED not in reasons, path.name
        counts["in part" if reasons - _TOLD else "read"] += 1
    print(f"{ending}: {counts['read']} of {len(files)} read as a whole")
    assert counts["read"] >= 0.6 * len(files)
