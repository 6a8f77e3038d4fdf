"""The tables of a trace as a DuckDB file (the extra `duckdb`)."""

import json
from datetime import datetime
from pathlib import Path
from typing import Any

from withhold.incident.trace.interface import TraceError
from withhold.incident.trace.result import Trace
from withhold.incident.trace.tell.fresh import fresh, unwritable
from withhold.incident.trace.tell.tables import TABLES, Kind, Table

OPTION = "--duckdb"
_TYPES = {
    Kind.TEXT: "VARCHAR",
    Kind.TEXTS: "VARCHAR[]",
    Kind.WHOLE: "BIGINT",
    Kind.REAL: "DOUBLE",
    Kind.TIME: "TIMESTAMPTZ",
    Kind.TRUTH: "BOOLEAN",
}
_ALONE = {
    "autoinstall_known_extensions": "false",
    "autoload_known_extensions": "false",
}
"""The library would fetch what it lacks from its makers, unasked."""


def check(path: Path) -> None:
    """Raises TraceError if it is known before the work that nothing can be written there."""
    _library()
    refused = unwritable(path, OPTION)
    if refused is not None:
        raise refused


def write_database(trace: Trace, path: Path) -> None:
    """Makes a database with the tables requests, accessors and logs, or no file. Raises TraceError."""
    library = _library()
    with fresh(path, OPTION) as made:
        try:
            with library.connect(str(made), config=_ALONE) as connection:
                for table in TABLES:
                    _write(connection, table, trace)
        except library.Error as error:
            raise TraceError(f"{path} cannot be written ({type(error).__name__})") from None


def _write(connection: Any, table: Table, trace: Trace) -> None:
    columns = ", ".join(f'"{one.name}" {_TYPES[one.kind]}' for one in table.columns)
    connection.execute(f"CREATE TABLE {table.name} ({columns})")
    shape = {one.name: ["VARCHAR"] if one.kind is Kind.TEXTS else _TYPES[one.kind] for one in table.columns}
    for batch in table.batches(trace):
        # Rows go as one value, never as text of the statement; one by one they would take minutes.
        connection.execute(
            f"INSERT INTO {table.name} SELECT row.* FROM (SELECT unnest(from_json(?::JSON, ?)) AS row)",
            [json.dumps(batch, default=_written), json.dumps([shape])],
        )


def _written(value: object) -> str:
    if isinstance(value, datetime):
        return value.isoformat()
    raise TypeError(f"no column holds a {type(value).__name__}")


def _library() -> Any:
    try:
        import duckdb
    except ModuleNotFoundError:
        raise TraceError("--duckdb needs duckdb: install withhold[duckdb], or leave the option out") from None
    return duckdb
