"""The vectors of ledgers: this project and a second verifier, written from the text alone, agree."""

import io
import json
from pathlib import Path
from typing import Any

import pytest

from tests.spec.ledger_vectors import FOLDER, vectors
from tests.spec.ledger_verifier import verdict_on
from withhold.ledger.checkpoints import read_checkpoint
from withhold.ledger.notes import read_vkey
from withhold.ledger.verify import Kept, Report, verify_export

VECTORS = sorted(FOLDER.glob("*.json"))


def load(path: Path) -> dict[str, Any]:
    told: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return told


def ours(told: dict[str, Any]) -> Report:
    key = read_vkey(told["public_key"])
    kept = [Kept(f"kept {number}", read_checkpoint(note, key)) for number, note in enumerate(told["kept"])]
    content = "".join(f"{line}\n" for line in told["export"]).encode()
    return verify_export(io.BytesIO(content), key, kept)


def test_the_files_are_those_that_the_generator_writes() -> None:
    assert {path.name: path.read_text(encoding="utf-8") for path in VECTORS} == vectors()


@pytest.mark.parametrize("path", VECTORS, ids=lambda path: path.stem)
def test_ours(path: Path) -> None:
    told = load(path)
    report = ours(told)
    assert (report.good, report.entries) == (told["expect"] == "good", told["entries"])
    if report.fault is not None:
        found = {"line": report.fault.line, "index": report.fault.index, "last": report.fault.last}
        assert found == {name: told[name] for name in found}


@pytest.mark.parametrize("path", VECTORS, ids=lambda path: path.stem)
def test_a_verifier_from_the_text_alone(path: Path) -> None:
    told = load(path)
    assert verdict_on(told)[0] == told["expect"]


def test_there_are_vectors_of_both_kinds() -> None:
    assert {load(path)["expect"] for path in VECTORS} == {"good", "bad"}
