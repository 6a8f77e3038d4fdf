"""The table's ledger does what every ledger must, and joins the transaction around it."""

import pytest
from django.db import transaction

from tests.ledger.contract import LedgerContract
from tests.ledger.making import KEY, ORIGIN, batch
from withhold.console.ledgers.table import TableLedger


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


@pytest.mark.django_db(transaction=True)
def test_what_is_rolled_back_was_never_recorded(ledger: TableLedger) -> None:
    ledger.append(batch(0))
    before = ledger.checkpoint()
    with pytest.raises(_Undone), transaction.atomic():
        ledger.append(batch(1))
        raise _Undone
    assert ledger.checkpoint() == before
    assert [entry.index for entry in ledger.entries()] == [0]
    assert ledger.append(batch(2), expected_size=1).size == 2
