"""The whole corpus against the whole gate: every file is judged as its manifest says.

Files of the office set are counted by category, as the acceptance does: at most 1 % withheld and 5 % sent to
review without a profile, none with it.
"""

import json
from collections import Counter
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from corpus.office.publications import CATEGORIES

import withhold
from corpus import judged, manifest
from withhold.domain.verdict import DocumentVerdict

SEED = 20221128
ENTRIES = [case.as_json() for case in manifest.cases(SEED)]
SINGLE = [entry for entry in ENTRIES if entry["group"] != "office"]


@pytest.fixture(scope="session")
def corpus_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty folder for the corpus; each test writes the files it judges."""
    return tmp_path_factory.mktemp("corpus")


@cache
def _cases() -> dict[str, Any]:
    return {case.file: case for case in manifest.cases(SEED)}


def _judge(folder: Path, file: str, profile: Path | None = None) -> DocumentVerdict:
    path = folder / file
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(_cases()[file].make())
    return withhold.inspect(path, profile=profile).documents[0]


@pytest.mark.parametrize("entry", SINGLE, ids=lambda entry: entry["file"])
def test_judged_as_expected(corpus_folder: Path, entry: dict[str, Any]) -> None:
    verdict = _judge(corpus_folder, entry["file"])
    assert list(judged.differences(entry["expect"], verdict)) == []
    (corpus_folder / entry["file"]).unlink()


@pytest.mark.parametrize("profiled", [False, True], ids=["without profile", "with profile"])
@pytest.mark.parametrize("category", CATEGORIES)
def test_lawful_publications_pass(corpus_folder: Path, category: str, profiled: bool) -> None:
    decisions: Counter[str] = Counter()
    unexpected: list[str] = []
    for entry in ENTRIES:
        if entry["group"] != "office" or entry["category"] != category:
            continue
        profile = judged.PROFILES / entry["profile"] if profiled else None
        verdict = _judge(corpus_folder, entry["file"], profile)
        decisions[verdict.decision.value] += 1
        if verdict.decision.value != "release":
            unexpected.append(f"{entry['file']}: {[reason.rule for reason in verdict.reasons]}")
    count = decisions.total()
    assert count == 30
    assert decisions["withhold"] <= count * 0.01, unexpected
    assert decisions["review"] <= (0 if profiled else count * 0.05), unexpected


def test_the_manifest_says_what_the_tests_expect(corpus_folder: Path) -> None:
    chosen = manifest.cases(SEED, "cultures")[:3]
    manifest.write(corpus_folder, chosen)
    entries = json.loads((corpus_folder / "manifest.json").read_text("utf-8"))
    assert entries == [entry for entry in ENTRIES if entry["group"] == "cultures"][:3]
