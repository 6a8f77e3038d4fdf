"""The whole corpus against the whole gate: every file is judged as its manifest says.

Files of the office set are counted by category, as the acceptance does: at most 1 % withheld and 5 % sent to
review without a profile, none with it.
"""

from collections import Counter
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from corpus import judged, manifest
from corpus.office.publications import CATEGORIES
from withhold.domain.verdict import DocumentVerdict

SEED = 20221128
ENTRIES = [case.as_json() for case in manifest.cases(SEED)]
SINGLE = [entry for entry in ENTRIES if entry["group"] != "office"]


class Corpus:
    """The corpus in a folder; each group is written and judged once, when the first test asks for it."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._written: set[str] = set()
        self.verdicts = cache(self._verdicts)

    def _verdicts(self, below: str, profile: Path | None = None) -> dict[str, DocumentVerdict]:
        group = below.split("/")[0]
        if group not in self._written:
            manifest.write(self._folder, manifest.cases(SEED, group))
            self._written.add(group)
        return judged.verdicts(self._folder, below, profile)


@pytest.fixture(scope="session")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Corpus:
    """Nothing is written before it is asked for."""
    return Corpus(tmp_path_factory.mktemp("corpus"))


@pytest.mark.parametrize("entry", SINGLE, ids=lambda entry: entry["file"])
def test_judged_as_expected(corpus: Corpus, entry: dict[str, Any]) -> None:
    verdict = corpus.verdicts(entry["group"])[entry["file"]]
    assert list(judged.differences(entry["expect"], verdict)) == []


@pytest.mark.parametrize("profiled", [False, True], ids=["without profile", "with profile"])
@pytest.mark.parametrize("category", CATEGORIES)
def test_lawful_publications_pass(corpus: Corpus, category: str, profiled: bool) -> None:
    profile = judged.PROFILES / f"{category}.toml" if profiled else None
    found = corpus.verdicts(f"office/{category}", profile)
    decisions = Counter(verdict.decision.value for verdict in found.values())
    stopped = {
        file: [reason.rule for reason in verdict.reasons]
        for file, verdict in found.items()
        if verdict.decision.value != "release"
    }
    assert len(found) == 30
    assert decisions["withhold"] <= len(found) * 0.01, stopped
    assert decisions["review"] <= (0 if profiled else len(found) * 0.05), stopped
