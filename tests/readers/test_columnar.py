"""Parquet and Arrow files: values, statistics, pairs beside them, dictionaries."""

import io
from collections.abc import Iterable
from typing import ClassVar

import pyarrow as arrow
import pyarrow.ipc
import pyarrow.parquet
import pytest

from tests.contract.reader import Planted, ReaderContract
from tests.readers.reading import columns_of, hidings, read, reasons_of, tables_of
from tests.readers.test_damage import damaged
from withhold.domain.concealment import Concealment as C
from withhold.domain.piece import SkipReason
from withhold.readers import columnar
from withhold.readers.interface import Limits, Reader

WHO = "Okonkwo-Lindqvist, Maralyn"


def _table(names: Iterable[str] = ("Bo Li", WHO), **more: arrow.Array) -> arrow.Table:
    held = list(names)
    born = [f"199{number % 10}-01-01" for number in range(len(held))]
    return arrow.table({"name": held, "born": born, **more})


def _parquet(table: arrow.Table, **options: object) -> bytes:
    out = io.BytesIO()
    arrow.parquet.write_table(table, out, **options)
    return out.getvalue()


def _only_in_statistics() -> bytes:
    """A row was written over; the footer still holds its value."""
    data = _parquet(_table(), use_dictionary=False, compression="none")
    length = len(WHO).to_bytes(4, "little")
    assert data.count(length + WHO.encode()) == 1
    return data.replace(length + WHO.encode(), length + b"-" * len(WHO))


def _stream(table: arrow.Table) -> bytes:
    out = io.BytesIO()
    with arrow.ipc.new_stream(out, table.schema) as writer:
        writer.write_table(table)
    return out.getvalue()


def _file(table: arrow.Table, compression: str | None = None) -> bytes:
    out = io.BytesIO()
    options = arrow.ipc.IpcWriteOptions(compression=compression)
    with arrow.ipc.new_file(out, table.schema, options=options) as writer:
        writer.write_table(table)
    return out.getvalue()


_PLAIN = _table(("Bo Li", "Cy Ng"))
_UNUSED = arrow.DictionaryArray.from_arrays(arrow.array([0, 0]), arrow.array(["x", WHO]))
_NESTED = arrow.array([[{"given": WHO}], [{"given": "x"}]])


class TestColumnar(ReaderContract):
    reader: ClassVar[Reader] = columnar.READER
    planted: ClassVar[list[Planted]] = [
        Planted("parquet", _parquet(_table()), WHO, C.VISIBLE, (), "name"),
        Planted("stream", _stream(_table()), WHO, C.VISIBLE, (), "name"),
        Planted("file", _file(_table()), WHO, C.VISIBLE, (), "name"),
        Planted("compressed file", _file(_table(), "lz4"), WHO, C.VISIBLE, (), "name"),
        Planted("nested", _parquet(_table(("a", "b"), people=_NESTED)), WHO, C.VISIBLE, (), "given"),
        Planted("statistics", _only_in_statistics(), WHO, C.METADATA),
        Planted("pairs", _parquet(_PLAIN.replace_schema_metadata({"note": WHO})), WHO, C.METADATA),
        Planted("pairs of a stream", _stream(_PLAIN.replace_schema_metadata({"n": WHO})), WHO, C.METADATA),
        Planted("unused value", _stream(_table(("a", "b"), kind=_UNUSED)), WHO, C.ORPHAN_STRING),
    ]


def test_columns_keep_names_rows_and_kinds() -> None:
    table = tables_of(read(_parquet(_table(number=arrow.array([7, None]), day=arrow.array([1, 2]).cast("date64")))))[0]  # fmt: skip  # noqa: E501
    assert columns_of(table)["name"] == ["Bo Li", WHO]
    assert [column.kinds for column in table.columns] == ["tt", "dd", "n ", "dd"]


def test_many_rows_are_one_table() -> None:
    tables = tables_of(read(_parquet(_table(f"Bo {n}" for n in range(10_000)), row_group_size=3000)))
    assert len({table.table_id for table in tables}) == 1
    assert sum(len(table.rows) for table in tables) == 10_000
    assert [table.continues for table in tables] == [False, *[True] * (len(tables) - 1)]


def test_a_value_that_only_statistics_hold_is_metadata() -> None:
    assert hidings(read(_only_in_statistics()), WHO) == {C.METADATA}


def test_a_value_that_a_row_holds_is_not_told_again() -> None:
    data = _parquet(_table((WHO, "Bo Li")), use_dictionary=False, compression="none")
    assert hidings(read(data), WHO) == {C.VISIBLE}


def test_statistics_of_rows_that_cannot_be_read_are_told() -> None:
    data = bytearray(_parquet(_table(), use_dictionary=False, compression="snappy"))
    data[4:24] = bytes(20)
    assert C.METADATA in hidings(read(bytes(data)), WHO)


def test_an_encrypted_footer_is_told() -> None:
    assert reasons_of(read(b"PARE" + bytes(60) + b"PARE")) == {SkipReason.ENCRYPTED}


def test_without_pyarrow_it_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(columnar, "_arrow", None)
    assert reasons_of(read(_parquet(_PLAIN))) == {SkipReason.UNSUPPORTED}


def test_the_first_feather_is_not_read() -> None:
    assert reasons_of(read(b"FEA1" + bytes(60) + b"FEA1")) == {SkipReason.UNSUPPORTED}


def test_a_bomb_is_over_the_limit() -> None:
    bomb = _parquet(arrow.table({"a": ["figures " * 1000] * 4000}), use_dictionary=False, compression="zstd")
    assert SkipReason.OVER_LIMIT in reasons_of(read(bomb, limits=Limits(expanded_bytes=1 << 20)))


@pytest.mark.parametrize("make", [_parquet, _stream, _file])
def test_damage_is_told_and_never_crashes(make: object) -> None:
    import random

    assert callable(make)
    chance = random.Random(1)
    whole = make(_table())
    for _ in range(60):
        assert SkipReason.CRASHED not in reasons_of(read(whole[:8] + damaged(whole[8:], chance)))
