"""The office's ledger: only with the change that it records, and nothing lost among many."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from django.db import connection, transaction

from tests.console.making import a_person
from withhold.cli.main import main
from withhold.console.ledgers.models import Opening
from withhold.console.ledgers.office import NotInTransaction, OfficeEvent, office_ledger, record
from withhold.console.people.models import User


class _Undone(Exception):
    pass


@pytest.mark.django_db(transaction=True)
def test_nothing_is_recorded_beside_a_transaction() -> None:
    with pytest.raises(NotInTransaction):
        record(OfficeEvent.SIGN_IN, None)
    assert office_ledger().checkpoint() is None


def _rename_and_undo(user: User) -> None:
    with transaction.atomic():
        User.objects.filter(pk=user.pk).update(name="Another Name")
        record(OfficeEvent.ROLES_CHANGED, user, {"roles": 2}, {"why": "a reason"})
        raise _Undone


@pytest.mark.django_db(transaction=True)
def test_the_entry_and_the_change_stand_or_fall_together() -> None:
    user = a_person(name="Vera Lind")
    with pytest.raises(_Undone):
        _rename_and_undo(user)
    assert User.objects.get(pk=user.pk).name == "Vera Lind"
    assert list(office_ledger().entries()) == []


@pytest.mark.django_db
def test_names_and_reasons_are_only_committed_to_and_sealed() -> None:
    user = a_person(name="Vera Lind")
    record(OfficeEvent.REVEALED, user, {"case": "abc"}, {"why": "she called"})
    [entry] = office_ledger().entries()
    assert entry.private == {"by": "Vera Lind", "why": "she called"}
    assert dict(entry.facts) == {"account": user.pk, "case": "abc"}
    [(_, line)] = office_ledger().lines()
    assert b"Vera" not in line
    assert b"called" not in line
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT salt, value FROM {Opening._meta.db_table}")
        stored = [bytes(value) for row in cursor.fetchall() for value in row]
    assert len(stored) == 4
    assert not any(b"Vera" in value or b"called" in value for value in stored)


@pytest.mark.django_db(transaction=True)
def test_many_at_once_lose_nothing(tmp_path: Path) -> None:
    user = a_person()

    def work(number: int) -> None:
        try:
            for step in range(2):
                with transaction.atomic():
                    record(OfficeEvent.INSPECTED, user, {"number": number * 2 + step})
        finally:
            connection.close()

    with ThreadPoolExecutor(20) as pool:
        list(pool.map(work, range(20)))
    ledger = office_ledger()
    numbers = {entry.facts["number"] for entry in ledger.entries()}
    assert numbers == set(range(40))
    assert [head.size for head in ledger.heads()] == list(range(1, 41))
    export = tmp_path / "export.jsonl"
    export.write_bytes(b"".join(ledger.export()))
    assert main(["ledger", "verify", str(export), "--public-key", str(ledger.key)]) == 0
