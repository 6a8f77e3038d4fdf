"""A code is used while the office ends it: whoever is first, no account stays open."""

from concurrent.futures import ThreadPoolExecutor
from threading import Event
from typing import Any

import pytest
from django.db import connection

from tests.console.counsel.making_counsel import Office
from tests.console.own.making_own import PASSWORD, a_code
from withhold.console.access.managing import create_account
from withhold.console.own import entering
from withhold.console.own.deciding import end
from withhold.console.own.giving import OwnError
from withhold.console.own.models import Access

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.skipif("connection.vendor == 'sqlite'", reason="SQLite lets one write at a time")
def test_an_account_that_is_made_while_the_access_ends_is_closed(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    access, code = a_code(office)
    made, through = Event(), Event()

    def slowly(*given: Any) -> Any:
        account = create_account(*given)
        made.set()
        while not through.wait(0.05) and not _somebody_waits():
            pass  # until whoever ends it waits for a lock of ours, or is done
        return account

    monkeypatch.setattr(entering, "create_account", slowly)

    def using() -> None:
        try:
            entering.enter(code, PASSWORD)
        finally:
            connection.close()

    def stopping() -> None:
        try:
            assert made.wait(60)
            end(office.case, access.pk, "the paper was lost", office.clerk)
        finally:
            through.set()
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        for one in [pool.submit(using), pool.submit(stopping)]:
            one.result(120)
    access = Access.objects.get(pk=access.pk)
    assert access.ended_at is not None
    assert access.user is not None
    assert not access.user.is_active


@pytest.mark.parametrize("turn", range(4))
def test_whoever_is_first_no_account_stays_open(office: Office, turn: int) -> None:
    access, code = a_code(office)

    def using() -> None:
        try:
            entering.enter(code, PASSWORD)
        except OwnError:
            return  # it was ended before
        finally:
            connection.close()

    def stopping() -> None:
        try:
            end(office.case, access.pk, "the paper was lost", office.clerk)
        finally:
            connection.close()

    works = [using, stopping] if turn % 2 else [stopping, using]
    with ThreadPoolExecutor(2) as pool:
        for one in [pool.submit(work) for work in works]:
            one.result(120)
    access = Access.objects.get(pk=access.pk)
    assert access.ended_at is not None
    assert access.user is None or not access.user.is_active


def _somebody_waits() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT EXISTS (SELECT 1 FROM pg_locks WHERE NOT granted)")
        return bool(cursor.fetchone()[0])
