"""The door's rows, read and written from the console. The only way between the two.

A connection of its own beside Django's: the door's tables are no models of the console, and no migration,
router or transaction of the console reaches them.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.utils import load_backend

from withhold.console.door.config import DoorConfig
from withhold.console.door.databases import FILE, database_of

_MOST_AT_ONCE = 20
"""Messages in one round: each may hold a file of 10 MB."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """A message at the door that the office does not have yet."""

    id: str
    report: str
    day: date
    sealed: bytes = field(repr=False)


class DoorDatabase:
    """The database of one door. What goes wrong in it is a django.db.DatabaseError."""

    def __init__(self, config: DoorConfig) -> None:
        self._config = config

    @property
    def exists(self) -> bool:
        """Whether there is one yet: the door makes it at its first start."""
        return bool(self._config.database) or (self._config.home / FILE).exists()

    def waiting(self) -> list[Waiting]:
        """What came in and was not collected: reports before what was added to them."""
        sql = (
            "SELECT id, report_id, day, sealed FROM door_message"
            " WHERE from_office = %s AND collected = %s ORDER BY"
            " CASE WHEN id = report_id THEN 0 ELSE 1 END, id LIMIT %s"
        )
        with self._cursor() as cursor:
            cursor.execute(sql, [False, False, _MOST_AT_ONCE])
            return [Waiting(row[0], row[1], row[2], bytes(row[3])) for row in cursor.fetchall()]

    def collected(self, message: str, keep: bool) -> None:
        """The office has it now; its ciphertext goes, unless it could not be opened."""
        with self._cursor() as cursor:
            if keep:
                cursor.execute("UPDATE door_message SET collected = %s WHERE id = %s", [True, message])
            else:
                cursor.execute(
                    "UPDATE door_message SET collected = %s, sealed = %s WHERE id = %s", [True, b"", message]
                )

    def answers_to(self, report: str) -> str | None:
        """The public key that answers to a report are sealed to; None if the door does not have it."""
        with self._cursor() as cursor:
            cursor.execute("SELECT answers_to FROM door_report WHERE id = %s", [report])
            row = cursor.fetchone()
            return None if row is None else str(row[0])

    def put(self, message: str, report: str, day: date, sealed: bytes) -> None:
        """An answer. The same one is put once, however often this is called."""
        with self._cursor() as cursor:
            cursor.execute("SELECT 1 FROM door_message WHERE id = %s", [message])
            if cursor.fetchone() is None:
                cursor.execute(
                    "INSERT INTO door_message (id, report_id, from_office, day, sealed, collected)"
                    " VALUES (%s, %s, %s, %s, %s, %s)",
                    [message, report, True, day.isoformat(), sealed, True],
                )

    @contextmanager
    def _cursor(self) -> Iterator[Any]:
        given = database_of(self._config)
        # Everything that Django expects of an entry, from the entry that it has already filled up.
        entry = {**connections.settings[DEFAULT_DB_ALIAS], "OPTIONS": {}, "PASSWORD": "", **given}
        entry["TIME_ZONE"] = None
        connection = load_backend(entry["ENGINE"]).DatabaseWrapper(entry, "door")
        try:
            with connection.cursor() as cursor:
                yield cursor
        finally:
            connection.close()
