"""What offices publish is let pass in every kind of document (`benchmarks.office` looks at more of it)."""

from collections import Counter
from collections.abc import Iterator

import pytest

from corpus.office.documents import DOCUMENTS, document
from corpus.office.publications import CATEGORIES
from withhold.inspection.inspector import Inspector
from withhold.inspection.opening import open_bytes
from withhold.inspection.run import Run

FILES = 3


@pytest.fixture(scope="module")
def inspector() -> Iterator[Inspector]:
    with Run.under(["default"], None).inspector() as found:
        yield found


@pytest.mark.parametrize("category", CATEGORIES)
def test_lawful_documents_pass(inspector: Inspector, category: str) -> None:
    found: Counter[str] = Counter()
    stopped = {}
    for ending in DOCUMENTS:
        for number in range(FILES):
            name = f"{category}-{number}.{ending}"
            verdict = inspector.inspect(open_bytes(document(1, category, number, ending), name), name)
            found[verdict.decision.value] += 1
            if verdict.decision.value != "release":
                stopped[name] = [reason.rule for reason in verdict.reasons]
    assert found["withhold"] == 0, stopped
    assert found["review"] <= 0.05 * found.total(), stopped
