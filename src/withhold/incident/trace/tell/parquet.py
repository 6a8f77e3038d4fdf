"""The tables of a trace as Parquet files in a folder, by pyarrow (the extra `parquet`)."""

from pathlib import Path
from typing import Any

from withhold.incident.trace.interface import TraceError
from withhold.incident.trace.result import Trace
from withhold.incident.trace.tell.fresh import fresh, unwritable
from withhold.incident.trace.tell.tables import TABLES, Kind, Table

OPTION = "--parquet"


def check(folder: Path) -> None:
    """Raises TraceError if it is known before the work that nothing can be written there."""
    _library()
    refused = unwritable(folder, OPTION)
    if refused is not None:
        raise refused


def write_parquet(trace: Trace, folder: Path) -> None:
    """Puts `requests.parquet`, `accessors.parquet` and `logs.parquet` into a new folder, or makes none.

    Raises TraceError.
    """
    arrow = _library()
    with fresh(folder, OPTION) as made:
        made.mkdir(0o700)
        try:
            for table in TABLES:
                _write(arrow, table, trace, made / f"{table.name}.parquet")
        except arrow.ArrowException as error:
            raise TraceError(f"{folder} cannot be written ({type(error).__name__})") from None


def _write(arrow: Any, table: Table, trace: Trace, path: Path) -> None:
    types = {
        Kind.TEXT: arrow.string(),
        Kind.TEXTS: arrow.list_(arrow.string()),
        Kind.WHOLE: arrow.int64(),
        Kind.REAL: arrow.float64(),
        Kind.TIME: arrow.timestamp("us", tz="UTC"),
        Kind.TRUTH: arrow.bool_(),
    }
    schema = arrow.schema([(one.name, types[one.kind]) for one in table.columns])
    with arrow.parquet.ParquetWriter(path, schema, compression="zstd") as writer:
        for batch in table.batches(trace):
            writer.write_table(arrow.Table.from_pylist(batch, schema))


def _library() -> Any:
    try:
        import pyarrow
        import pyarrow.parquet
    except ModuleNotFoundError:
        raise TraceError(
            "--parquet needs pyarrow: install withhold[parquet], or leave the option out"
        ) from None
    return pyarrow
