"""A query for own records to a real PostgreSQL server that this test starts and stops."""

from collections.abc import Iterator
from datetime import date

import psycopg
import pytest

from tests.postgres import served
from withhold.domain.fields import Field
from withhold.incident.affected.interface import OwnRecord, RecordsUnusable
from withhold.incident.affected.mapping import ColumnMap
from withhold.incident.affected.records import database_records

pytestmark = [pytest.mark.service("postgresql"), pytest.mark.xdist_group("postgresql")]
_QUERY = (
    'SELECT key AS record, full_name AS name, born AS dob, alien AS "A Number", held AS in_custody, '
    "away AS removal_date FROM people ORDER BY key"
)
_MANY = 20_000


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    """A database with one person who is told of and many more."""
    with served() as server:
        with psycopg.connect(server.address) as connection:
            connection.execute(
                "CREATE TABLE people "
                "(key int, full_name text, born date, alien text, held bool, away timestamp)"
            )
            told = (0, "Juan Perez", date(1987, 3, 4), "A312345678", True, "2022-12-01 04:30")
            connection.execute("INSERT INTO people VALUES (%s, %s, %s, %s, %s, %s)", told)
            connection.execute(
                "INSERT INTO people (key, full_name) SELECT n, 'Ana' FROM generate_series(1, %s) n", (_MANY,)
            )
        yield server.address


def test_all_are_read_with_dates_and_booleans(address: str) -> None:
    found = list(database_records(address, _QUERY, ColumnMap()).read())
    assert len(found) == _MANY + 1
    assert found[0] == OwnRecord(
        record="0",
        names=("Juan Perez",),
        birth=date(1987, 3, 4),
        identifiers=((Field.ALIEN_NUMBER, "A312345678"),),
        in_custody=True,
        removal_date=date(2022, 12, 1),
    )


@pytest.mark.parametrize(
    "query", ["DELETE FROM people RETURNING key AS record", "SELECT nothing FROM people", "no SQL"]
)
def test_nothing_is_changed_and_failures_are_told_without_values(address: str, query: str) -> None:
    with pytest.raises(RecordsUnusable, match="PostgreSQL") as refused:
        list(database_records(address, query, ColumnMap()).read())
    assert "owner" not in str(refused.value)
    with psycopg.connect(address) as connection:
        assert connection.execute("SELECT count(*) FROM people").fetchone() == (_MANY + 1,)


def test_a_server_that_is_not_there_is_told_without_the_address() -> None:
    with pytest.raises(RecordsUnusable, match="cannot be reached") as refused:
        list(database_records("postgresql://owner:secret@127.0.0.1:9/none", _QUERY, ColumnMap()).read())
    assert "secret" not in str(refused.value)
