"""The database at one moment, while people work: as a file (SQLite), or as each table's rows (PostgreSQL)."""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

from django.apps import apps
from django.core.management.color import no_style
from django.db import connection, transaction
from django.db.migrations.recorder import MigrationRecorder
from django.db.models import Model

from withhold.console.operation.backup_file import FILE, POSTGRESQL, SQLITE, TABLES
from withhold.console.operation.roots import Root, roots
from withhold.domain.errors import UsageError


def take(folder: Path) -> tuple[str, list[Root]]:
    """Write the database into `folder`; returns which kind it is, and what its ledgers come to."""
    if connection.vendor == "postgresql":
        return POSTGRESQL, _take_tables(folder / TABLES)
    copy_sqlite(Path(connection.settings_dict["NAME"]), folder / FILE)
    return SQLITE, sqlite_roots(folder / FILE)


def copy_sqlite(source: Path, target: Path) -> None:
    """A whole, consistent copy of a database that others write meanwhile (SQLite's backup API)."""
    os.close(os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
    with (
        closing(sqlite3.connect(f"{source.absolute().as_uri()}?mode=ro", uri=True)) as read,
        closing(sqlite3.connect(target)) as write,
    ):
        read.backup(write)
        write.execute("PRAGMA journal_mode=DELETE")


def sqlite_roots(path: Path) -> list[Root]:
    """What the ledgers in this file come to. Raises UsageError if the file is damaged."""
    with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)) as database:
        try:
            if database.execute("PRAGMA integrity_check").fetchone() != ("ok",):
                raise UsageError("the database in the backup is damaged; use another backup")
            return roots(database.execute)
        except sqlite3.DatabaseError as error:
            raise UsageError(
                f"the database in the backup cannot be read ({type(error).__name__}); use another backup"
            ) from None


def _take_tables(folder: Path) -> list[Root]:
    folder.mkdir(mode=0o700)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        cursor.execute("SET LOCAL statement_timeout = 0")
        for table in sorted(connection.introspection.table_names(cursor)):
            columns = _columns(cursor, table)
            with (folder / table).open("wb") as stream:
                stream.write((",".join(columns) + "\n").encode())
                with cursor.copy(f"COPY {_quoted(table)} ({_listed(columns)}) TO STDOUT") as copy:
                    for piece in copy:
                        stream.write(piece)
        return roots(_query)


def load_tables(folder: Path, expected: list[Root]) -> None:
    """Put the rows in `folder` into an empty database of the same version, all or none.

    Raises UsageError if the tables are others, or the ledgers come to something else.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL statement_timeout = 0")
        there = sorted(connection.introspection.table_names(cursor))
        if there != sorted(path.name for path in folder.iterdir()):
            raise UsageError("the backup is of another version; restore it with that version, then upgrade")
        cursor.execute(f"TRUNCATE {', '.join(_quoted(table) for table in there)} CASCADE")
        for table in there:
            _load(cursor, table, folder / table)
        models: list[type[Model]] = [*apps.get_models(include_auto_created=True), MigrationRecorder.Migration]
        own = [model for model in models if model._meta.db_table in there]  # the door's are elsewhere
        for statement in connection.ops.sequence_reset_sql(no_style(), own):
            cursor.execute(statement)
        if roots(_query) != expected:
            raise UsageError("the ledgers in the backup are not those that it says; use another backup")


def _load(cursor: Any, table: str, path: Path) -> None:
    with path.open("rb") as stream:
        columns = stream.readline().decode().strip().split(",")
        if columns != _columns(cursor, table):
            raise UsageError("the backup is of another version; restore it with that version, then upgrade")
        with cursor.copy(f"COPY {_quoted(table)} ({_listed(columns)}) FROM STDIN") as copy:
            while piece := stream.read(1 << 20):
                copy.write(piece)


def _query(sql: str) -> Iterator[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        while rows := cursor.fetchmany(1000):
            yield from rows


def _columns(cursor: Any, table: str) -> list[str]:
    return [one.name for one in connection.introspection.get_table_description(cursor, table)]


def _quoted(name: str) -> str:
    return connection.ops.quote_name(name)


def _listed(columns: list[str]) -> str:
    return ", ".join(_quoted(column) for column in columns)
