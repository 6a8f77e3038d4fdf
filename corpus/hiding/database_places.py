"""Hiding places of SQLite databases: rows, views, and what was deleted but is still there."""

import sqlite3
from collections.abc import Callable
from random import Random

from corpus.content import Content
from corpus.hiding.place import HidingPlace

_PAGE = 1024


def database(fill: Callable[[sqlite3.Connection], None]) -> bytes:
    """The bytes of a database; what is deleted is not written over, as it is by default."""
    connection = sqlite3.connect(":memory:")
    connection.execute("PRAGMA secure_delete = OFF")
    connection.execute(f"PRAGMA page_size = {_PAGE}")
    connection.execute("CREATE TABLE figures (quarter TEXT, received INTEGER)")
    connection.executemany(
        "INSERT INTO figures VALUES (?, ?)", [(f"Q{n} 2022", 400 + n) for n in range(1, 5)]
    )
    fill(connection)
    connection.commit()
    data = connection.serialize()
    connection.close()
    return _without_versions(data)


def _without_versions(data: bytes) -> bytes:
    """The number of the library that wrote last differs from machine to machine (file format, 1.3.17)."""
    return data[:96] + (3_040_000).to_bytes(4, "big") + data[100:]


def _insert(connection: sqlite3.Connection, content: Content) -> None:
    names = ", ".join(f'"{name}" TEXT' for name in content.header)
    connection.execute(f"CREATE TABLE records (id INTEGER PRIMARY KEY, {names})")
    marks = ", ".join("?" for _ in content.header)
    quoted = ", ".join(f'"{name}"' for name in content.header)
    for row in content.rows:
        connection.execute(
            f"INSERT INTO records ({quoted}) VALUES ({marks})",
            [str(value) for value in row],
        )


def _making(fill: Callable[[sqlite3.Connection, Content], None]) -> Callable[[Random, Content], bytes]:
    def make(_: Random, content: Content) -> bytes:
        return database(lambda connection: fill(connection, content))

    return make


def _rows(connection: sqlite3.Connection, content: Content) -> None:
    _insert(connection, content)


def _deleted(connection: sqlite3.Connection, content: Content) -> None:
    _insert(connection, content)
    connection.commit()
    connection.execute("DELETE FROM records")


def _dropped(connection: sqlite3.Connection, content: Content) -> None:
    _insert(connection, content)
    connection.commit()
    connection.execute("DROP TABLE records")


PLACES = (
    HidingPlace("rows", _making(_rows), "visible", ("path:/records",)),
    HidingPlace("deleted_rows", _making(_deleted), "previous_version"),
    HidingPlace("dropped_table", _making(_dropped), "previous_version"),
)
