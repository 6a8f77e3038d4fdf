"""The tables as Parquet files."""

import sys
from datetime import UTC
from pathlib import Path
from typing import Any

import pytest

from tests.incident.trace.tell.hostile import NAMES, TEXTS, hostile
from tests.incident.trace.tell.traced import traced
from withhold.incident.trace.interface import TraceError
from withhold.incident.trace.tell import parquet
from withhold.incident.trace.tell.tables import TABLES


def _read(path: Path) -> list[dict[str, Any]]:
    import pyarrow.parquet

    rows: list[dict[str, Any]] = pyarrow.parquet.read_table(path).to_pylist()
    return rows


def test_three_tables_hold_the_same_as_the_trace(tmp_path: Path) -> None:
    folder = tmp_path / "tables"
    parquet.write_parquet(traced(), folder)
    assert sorted(path.name for path in folder.iterdir()) == [
        "accessors.parquet",
        "logs.parquet",
        "requests.parquet",
    ]
    for table in TABLES:
        assert _read(folder / f"{table.name}.parquet") == [
            row for batch in table.batches(traced()) for row in batch
        ]
    assert _read(folder / "requests.parquet")[0]["time"].utcoffset() == UTC.utcoffset(None)
    assert {path.stat().st_mode & 0o777 for path in folder.iterdir()} == {0o600}


@pytest.mark.parametrize("text", TEXTS, ids=NAMES)
def test_hostile_text_is_written_and_read_back(tmp_path: Path, text: str) -> None:
    parquet.write_parquet(hostile(text), tmp_path / "tables")
    assert len(_read(tmp_path / "tables" / "accessors.parquet")) == 2


def test_without_the_library_one_clear_line_says_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    with pytest.raises(TraceError, match=r"withhold\[parquet\]"):
        parquet.check(tmp_path / "tables")


def test_a_failure_leaves_no_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import pyarrow.parquet

    class Broken(pyarrow.parquet.ParquetWriter):  # type: ignore[misc]
        def write_table(self, *_: object) -> None:
            raise pyarrow.ArrowInvalid("a value of somebody's")

    monkeypatch.setattr(pyarrow.parquet, "ParquetWriter", Broken)
    with pytest.raises(TraceError) as failed:
        parquet.write_parquet(traced(), tmp_path / "tables")
    assert "somebody" not in str(failed.value)
    assert list(tmp_path.iterdir()) == []
