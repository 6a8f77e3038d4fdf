"""Hands what was filed at the door over to the office: rows read by the console, on a connection of its own.

The door's tables are no models of the console, and no transaction of the console reaches them. Nothing here
opens what is sealed.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any

from withhold.console.door.config import DoorConfig
from withhold.console.door.databases import FILE, database_of

_MOST_AT_ONCE = 50


class Kind(StrEnum):
    """What is filed at the door beside reports."""

    CERTIFICATE = "certificate"
    QUESTION = "question"


@dataclass(frozen=True, slots=True)
class FiledParcel:
    """One that the office does not have yet."""

    id: str
    day: date
    sealed: bytes = field(repr=False)


class Handing:
    """The filed parcels of one door. What goes wrong is a django.db.DatabaseError."""

    def __init__(self, config: DoorConfig) -> None:
        self._config = config

    @property
    def exists(self) -> bool:
        """Whether there is a database yet: the door makes it at its first start."""
        return bool(self._config.database) or (self._config.home / FILE).exists()

    def waiting(self, kind: Kind) -> list[FiledParcel]:
        """What came in and was not collected."""
        sql = "SELECT id, day, sealed FROM door_filed WHERE kind = %s AND collected = %s ORDER BY id LIMIT %s"
        with self._cursor() as cursor:
            cursor.execute(sql, [str(kind), False, _MOST_AT_ONCE])
            return [FiledParcel(row[0], row[1], bytes(row[2])) for row in cursor.fetchall()]

    def collected(self, parcel: str, keep: bool) -> None:
        """The office has it now; its ciphertext goes, unless it could not be opened."""
        with self._cursor() as cursor:
            cursor.execute("UPDATE door_filed SET collected = %s WHERE id = %s", [True, parcel])
            if not keep:
                cursor.execute("UPDATE door_filed SET sealed = %s WHERE id = %s", [b"", parcel])

    @contextmanager
    def _cursor(self) -> Iterator[Any]:
        from django.db import DEFAULT_DB_ALIAS, connections
        from django.db.utils import load_backend

        given = database_of(self._config)
        entry = {**connections.settings[DEFAULT_DB_ALIAS], "OPTIONS": {}, "PASSWORD": "", **given}
        entry["TIME_ZONE"] = None
        connection = load_backend(entry["ENGINE"]).DatabaseWrapper(entry, "door")
        try:
            with connection.cursor() as cursor:
                yield cursor
        finally:
            connection.close()
