"""SQLite databases written by SQLite: what is in them, what was deleted from them, and what was broken."""
# ruff: noqa: E501 (one file a line)

import os
import sqlite3
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import ClassVar

import pytest

from tests.contract.reader import Planted, ReaderContract
from tests.readers.reading import columns_of, hidings, read, reasons_of, tables_of
from tests.readers.test_damage import damaged
from withhold.domain.concealment import Concealment as C
from withhold.domain.piece import SkipReason
from withhold.readers import sqlite as reader
from withhold.readers.interface import Reader

WHO = "Okonkwo-Lindqvist, Maralyn"
_PEOPLE = "CREATE TABLE people (id INTEGER PRIMARY KEY, name TEXT, born TEXT, note TEXT)"
_ADD = "INSERT INTO people (name, born, note) VALUES (?, ?, ?)"
_BORN = "1990-01-01"
_DELETE = "DELETE FROM people WHERE name = ?"


def database(fill: Callable[[sqlite3.Connection], None], *pragmas: str) -> bytes:
    """The bytes of a database that one function fills, in a file of its own."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "made.db"
        connection = sqlite3.connect(path)
        for pragma in ("secure_delete = OFF", "page_size = 1024", *pragmas):
            connection.execute(f"PRAGMA {pragma}")
        fill(connection)
        connection.commit()
        connection.close()
        return path.read_bytes()


def _script(*lines: str) -> bytes:
    def fill(connection: sqlite3.Connection) -> None:
        for line in lines:
            connection.execute(line)

    return database(fill)


def _others(connection: sqlite3.Connection, count: int) -> None:
    for number in range(count):
        connection.execute(_ADD, (f"Bo Li {number}", f"1991-01-{number % 28 + 1:02}", "figures"))


def _live(connection: sqlite3.Connection) -> None:
    connection.execute(_PEOPLE)
    connection.execute(_ADD, (WHO, _BORN, None))
    _others(connection, 3)


def _deleted(before: int, after: int, everybody: bool = False) -> bytes:
    def fill(connection: sqlite3.Connection) -> None:
        connection.execute(_PEOPLE)
        _others(connection, before)
        connection.execute(_ADD, (WHO, _BORN, "seen"))
        _others(connection, after)
        connection.commit()
        if everybody:
            connection.execute("DELETE FROM people")
        else:
            connection.execute(_DELETE, (WHO,))

    return database(fill)


_INSERT = f"INSERT INTO t VALUES ('{WHO}', 1, '{_BORN}')"


class TestSqlite(ReaderContract):
    reader: ClassVar[Reader] = reader.READER
    planted: ClassVar[list[Planted]] = [
        Planted("row", database(_live), WHO, C.VISIBLE, ("path:/people",), "name"),
        Planted("wide row", database(_live, "encoding = 'UTF-16le'"), WHO, C.VISIBLE, ("path:/people",), "name"),
        Planted("wide row, other end", database(_live, "encoding = 'UTF-16be'"), WHO, C.VISIBLE, (), "name"),
        Planted("without row ids", _script("CREATE TABLE t (a TEXT, n INT, b TEXT, PRIMARY KEY (b, n)) WITHOUT ROWID", _INSERT), WHO, C.VISIBLE, ("path:/t",), "a"),
        Planted("overflow", _script("CREATE TABLE t (a, b)", f"INSERT INTO t VALUES ('x', '{'figures ' * 900}{WHO}')"), WHO, C.VISIBLE, ("path:/t",), "b"),
        Planted("overflow without row ids", _script("CREATE TABLE t (a PRIMARY KEY, b) WITHOUT ROWID", f"INSERT INTO t VALUES ('x', '{'figures ' * 900}{WHO}')"), WHO, C.VISIBLE, ("path:/t",), "b"),
        Planted("generated", _script("CREATE TABLE t (a TEXT AS (b || 'x'), \"n, m\" INT, b TEXT CHECK (b IN ('a', b)))", f"INSERT INTO t (\"n, m\", b) VALUES (1, '{WHO}')"), WHO, C.VISIBLE, (), "b"),
        Planted("view", _script("CREATE TABLE t (a)", f"CREATE VIEW v AS SELECT '{WHO}' FROM t"), WHO, C.PAGE_SOURCE, ("part:schema",)),
        Planted("comment", _script(f"CREATE TABLE t (a -- for {WHO}\n)"), WHO, C.COMMENT, ("part:schema",)),
        Planted("bytes", _script("CREATE TABLE t (a BLOB)", f"INSERT INTO t VALUES (x'{WHO.encode().hex()}')"), WHO, C.VISIBLE, ("path:/t",)),
        Planted("freed block", _deleted(4, 4), WHO, C.PREVIOUS_VERSION, ("path:/people",), "name"),
        Planted("last row", _deleted(4, 0), WHO, C.PREVIOUS_VERSION, (), "name"),
        Planted("all rows of one page", _deleted(2, 2, everybody=True), WHO, C.PREVIOUS_VERSION),
        Planted("free pages", _deleted(90, 90, everybody=True), WHO, C.PREVIOUS_VERSION, ("part:free pages",), "name"),
        Planted("dropped table", _script(_PEOPLE.replace("people", "t"), f"INSERT INTO t VALUES (7, '{WHO}', '{_BORN}', 'x')", "DROP TABLE t"), WHO, C.PREVIOUS_VERSION, (), "name"),
    ]  # fmt: skip
    expected_parts: ClassVar[int] = 3


def test_columns_keys_and_types_are_those_of_the_table() -> None:
    table = tables_of(read(database(_live)))[0]
    assert columns_of(table)["id"] == ["1", "2", "3", "4"]
    assert columns_of(table)["born"][0] == _BORN
    assert table.titles == ("people",)


def test_a_deleted_row_keeps_its_columns() -> None:
    for data in (_deleted(4, 4), _deleted(4, 0), _deleted(90, 90, everybody=True)):
        found = [
            columns
            for table in tables_of(read(data))
            if table.concealment is C.PREVIOUS_VERSION
            and WHO in (columns := columns_of(table)).get("name", [])
        ]
        assert found
        assert found[0]["born"][found[0]["name"].index(WHO)] == _BORN


def test_a_database_with_many_rows_is_read_whole() -> None:
    def fill(connection: sqlite3.Connection) -> None:
        connection.execute(_PEOPLE)
        _others(connection, 3000)
        connection.execute("CREATE INDEX by_name ON people (name)")

    items = read(database(fill, "auto_vacuum = FULL"))
    assert not reasons_of(items)
    assert sum(len(table.rows) for table in tables_of(items) if table.titles == ("people",)) == 3000


def _staff(connection: sqlite3.Connection) -> None:
    connection.execute(_PEOPLE)
    for number in range(300):
        connection.execute(
            _ADD, (f"Person {number:03d} Berg-Lindqvist", _BORN, f"room {number}, ext. {number}")
        )


def test_rows_that_moved_to_another_page_are_no_earlier_version() -> None:
    items = read(database(_staff))
    assert hidings(items, "Berg") == {C.VISIBLE}


@pytest.mark.parametrize("column", ["name", "note"])
def test_what_a_row_held_before_it_was_changed_is_an_earlier_version(column: str) -> None:
    def fill(connection: sqlite3.Connection) -> None:
        connection.execute(_PEOPLE)
        for number in range(5):
            values = {"name": f"Person {number:02d} Berg", "note": f"a longer remark {number}"}
            values[column] = WHO if number == 2 else values[column]
            connection.execute(_ADD, (values["name"], _BORN, values["note"]))
        connection.execute(
            f"UPDATE people SET {column} = 'Another one, with a much longer entry than before' WHERE {column} = ?",
            (WHO,),
        )

    assert hidings(read(database(fill)), WHO) == {C.PREVIOUS_VERSION}


def test_a_document_in_a_cell_is_read() -> None:
    page = f"<!doctype html><html><body><p>{WHO} was here</p>{'<p>figures</p>' * 9}</body></html>".encode()
    items = read(_script("CREATE TABLE t (a)", f"INSERT INTO t VALUES (x'{page.hex()}')"))
    assert hidings(items, WHO) == {C.EMBEDDED_OBJECT} or C.VISIBLE in hidings(items, WHO)


def test_a_tree_in_a_circle_ends_and_is_told() -> None:
    data = bytearray(database(_live))
    page = 1024
    data[page : page + 12] = bytes([5, 0, 0, 0, 0, 4, 0, 0, 0, 0, 0, 2])
    assert SkipReason.CORRUPT in reasons_of(read(bytes(data)))


def test_an_encrypted_database_is_unknown_bytes() -> None:
    assert reasons_of(read(os.urandom(4096))) == {SkipReason.UNKNOWN_PART}


@pytest.mark.parametrize("seed", range(3))
def test_damage_is_told_and_never_crashes(seed: int) -> None:
    import random

    chance = random.Random(seed)
    whole = _deleted(40, 40)
    for _ in range(40):
        items = read(b"SQLite format 3\0" + damaged(whole, chance)[16:])
        assert SkipReason.CRASHED not in reasons_of(items)
