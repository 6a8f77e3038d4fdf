"""Proofs that stand alone: of one entry, and that a newer ledger begins with an older one."""

from pathlib import Path

import pytest

from tests.ledger.making import KEY, ORIGIN, PUBLIC, Ticking, batch, signing_key
from withhold.ledger.checkpoints import verifier_key
from withhold.ledger.file import FileLedger
from withhold.ledger.interface import Checkpoint, LedgerUnusable
from withhold.ledger.proofs import (
    ProofError,
    prove_consistency,
    prove_inclusion,
    verify_consistency,
    verify_inclusion,
)

Made = tuple[FileLedger, list[Checkpoint]]


@pytest.fixture
def made(tmp_path: Path) -> Made:
    ledger = FileLedger(tmp_path / "ledger", KEY, ORIGIN, Ticking())
    return ledger, [ledger.append(batch(number)) for number in range(13)]


def test_each_entry_is_proven(made: Made) -> None:
    for index in range(13):
        found = verify_inclusion(prove_inclusion(made[0], index), PUBLIC)
        assert (found.index, found.entry.facts["number"]) == (index, index)
        assert found.signed.checkpoint == made[1][-1]


def test_a_proof_holds_no_private_value(made: Made) -> None:
    assert "Anna" not in prove_inclusion(made[0], 3)


def test_every_change_of_a_proof_is_refused(made: Made) -> None:
    proof = prove_inclusion(made[0], 5)
    lines = proof.split("\n")
    other = prove_inclusion(made[0], 6).split("\n")
    changed = [
        proof.replace("index 5", "index 4"),
        proof.replace("index 5", "index 05"),
        proof.replace("index 5", "index 13"),
        proof.replace("tlog-proof@v1", "tlog-proof@v2"),
        "\n".join([lines[0], other[1], *lines[2:]]),
        "\n".join([*lines[:4], *lines[5:]]),
        "\n".join([*lines[:4], lines[3], *lines[4:]]),
        "\n".join([*lines[:3], "AAAA", *lines[4:]]),
        "\n".join([lines[0], *lines[2:]]),
        proof.replace("\n13\n", "\n14\n"),
        proof[:-1],
        "",
        "x" * 10**6,
    ]
    for text in changed:
        with pytest.raises(ProofError):
            verify_inclusion(text, PUBLIC)
    with pytest.raises(ProofError):
        verify_inclusion(proof, verifier_key(signing_key("stranger"), ORIGIN))


def test_each_older_ledger_is_proven_to_be_the_beginning(made: Made) -> None:
    for old in made[1]:
        assert verify_consistency(prove_consistency(made[0], old.size), PUBLIC, old).checkpoint == made[1][-1]


def test_another_beginning_is_not_proven(made: Made, tmp_path: Path) -> None:
    other = FileLedger(tmp_path / "other", KEY, ORIGIN, Ticking()).append(batch(*range(5)))
    proof = prove_consistency(made[0], 5)
    with pytest.raises(ProofError, match="does not begin"):
        verify_consistency(proof, PUBLIC, other)
    with pytest.raises(ProofError, match="starts from 5"):
        verify_consistency(proof, PUBLIC, made[1][5])
    with pytest.raises(ProofError):
        verify_consistency(proof.replace("old 5", "old x"), PUBLIC, made[1][4])


def test_what_is_not_there_cannot_be_proven(made: Made, tmp_path: Path) -> None:
    for index in (13, -1):
        with pytest.raises(LedgerUnusable, match="from 0 to 12"):
            prove_inclusion(made[0], index)
    for old in (0, 14):
        with pytest.raises(LedgerUnusable, match="from 1 to 13"):
            prove_consistency(made[0], old)
    (tmp_path / "empty").mkdir()
    with pytest.raises(LedgerUnusable, match="no entry yet"):
        prove_inclusion(FileLedger(tmp_path / "empty", KEY, ORIGIN), 0)
