"""The table's ledger does what every ledger must, and joins the transaction around it."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from django.db import connection, transaction

from tests.ledger.contract import LedgerContract
from tests.ledger.making import KEY, ORIGIN, batch
from withhold.cli.main import main
from withhold.console.ledgers.models import Tree
from withhold.console.ledgers.table import TableLedger
from withhold.ledger.interface import LedgerError


@pytest.fixture
def ledger() -> TableLedger:
    return TableLedger(ORIGIN, KEY)


@pytest.mark.django_db
class TestTableLedger(LedgerContract):
    @pytest.fixture
    def ledger(self) -> TableLedger:
        return TableLedger(ORIGIN, KEY)


class _Undone(Exception):
    pass


def _append_and_undo(ledger: TableLedger) -> None:
    with transaction.atomic():
        ledger.append(batch(1))
        raise _Undone


@pytest.mark.django_db(transaction=True)
def test_what_is_rolled_back_was_never_recorded(ledger: TableLedger) -> None:
    ledger.append(batch(0))
    before = ledger.checkpoint()
    with pytest.raises(_Undone):
        _append_and_undo(ledger)
    assert ledger.checkpoint() == before
    assert [entry.index for entry in ledger.entries()] == [0]
    assert ledger.append(batch(2), expected_size=1).size == 2


@pytest.mark.django_db
def test_an_export_is_verified_by_the_command_that_knows_nothing_else(
    ledger: TableLedger, tmp_path: Path
) -> None:
    for number in range(7):
        ledger.append(batch(number, number + 100))
    export = tmp_path / "export.jsonl"
    export.write_bytes(b"".join(ledger.export(["why"])))
    command = ["ledger", "verify", str(export), "--public-key", str(ledger.key)]
    assert main(command) == 0
    export.write_bytes(export.read_bytes().replace(b'"number":3', b'"number":4'))
    assert main(command) == 10


@pytest.mark.django_db
def test_nothing_is_signed_on_top_of_what_was_changed(ledger: TableLedger) -> None:
    ledger.append(batch(0, 1))
    Tree.objects.update(frontier="00" * 32)
    with pytest.raises(LedgerError, match="do not hold what was signed"):
        ledger.append(batch(2))


@pytest.mark.django_db(transaction=True)
def test_many_at_once_lose_nothing(ledger: TableLedger) -> None:
    def work(number: int) -> None:
        try:
            for step in range(3):
                ledger.append(batch(number * 10 + step))
        finally:
            connection.close()

    with ThreadPoolExecutor(20) as pool:
        list(pool.map(work, range(20)))
    found = [entry.facts["number"] for entry in ledger.entries()]
    assert sorted(found, key=str) == sorted((n * 10 + step for n in range(20) for step in range(3)), key=str)
    assert [head.size for head in ledger.heads()] == list(range(1, 61))
