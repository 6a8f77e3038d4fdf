"""The tables as a DuckDB file."""

import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from tests.incident.trace.tell.hostile import TEXTS, hostile
from tests.incident.trace.tell.traced import traced
from withhold.incident.trace.interface import TraceError
from withhold.incident.trace.tell import database
from withhold.incident.trace.tell.tables import ACCESSORS, LOGS, REQUESTS


def _asked(path: Path, question: str) -> list[tuple[Any, ...]]:
    import duckdb

    with duckdb.connect(str(path), read_only=True) as connection:
        rows: list[tuple[Any, ...]] = connection.execute(question).fetchall()
        return rows


def test_three_tables_can_be_asked(tmp_path: Path) -> None:
    path = tmp_path / "trace.duckdb"
    database.write_database(traced(), path)
    assert _asked(path, "SELECT grade, count(*) FROM requests GROUP BY grade ORDER BY grade") == [
        ("complete", 1),
        ("none", 1),
        ("partial", 1),
    ]
    assert _asked(
        path, "SELECT epoch_us(time), seconds, sent_with_headers, asn FROM requests WHERE line = 1"
    ) == [(int(traced().judged[0].request.at.timestamp() * 1e6), 0.25, False, 64500)]
    assert _asked(path, "SELECT class, abuse_emails, peers FROM accessors WHERE asn = 64500") == [
        ("browser", ["abuse@carrier.example"], ["10.0.0.1"])
    ]
    assert _asked(path, "SELECT unparsed, foreign_lines, problem FROM logs") == [(2, 3, "cut short")]
    assert path.stat().st_mode & 0o777 == 0o600
    assert [one.name for one in tmp_path.iterdir()] == ["trace.duckdb"]


def test_the_columns_are_those_of_the_tables_in_their_order(tmp_path: Path) -> None:
    path = tmp_path / "trace.duckdb"
    database.write_database(traced(), path)
    for table in (REQUESTS, ACCESSORS, LOGS):
        told = _asked(path, f"SELECT column_name FROM (DESCRIBE {table.name})")
        assert [name for (name,) in told] == [one.name for one in table.columns]
        # None is a word that has to be quoted.
        counts = ", ".join(f"count({name})" for (name,) in told)
        assert _asked(path, f"SELECT {counts} FROM {table.name}")


def test_hostile_text_is_a_value_and_nothing_else(tmp_path: Path) -> None:
    path = tmp_path / "trace.duckdb"
    traces = [hostile(text) for text in TEXTS]
    trace = replace(
        traces[0],
        accessors=tuple(trace.accessors[0] for trace in traces),
        judged=tuple(trace.judged[0] for trace in traces),
        spans=tuple(trace.spans[0] for trace in traces),
    )
    database.write_database(trace, path)
    expected = [row for batch in ACCESSORS.batches(trace) for row in batch]
    assert _asked(path, "SELECT network, organisation FROM accessors ORDER BY rowid") == [
        (row["network"], row["organisation"]) for row in expected
    ]
    assert _asked(path, "SELECT count(*) FROM (SHOW TABLES)") == [(3,)]
    assert _asked(path, "SELECT count(DISTINCT agent) FROM requests") == [(len(TEXTS),)]


def test_a_name_with_what_a_shell_or_a_pattern_would_read(tmp_path: Path) -> None:
    path = tmp_path / "c [d]*?'\";--.db"
    database.write_database(traced(), path)
    path.rename(tmp_path / "plain.db")
    assert _asked(tmp_path / "plain.db", "SELECT count(*) FROM requests") == [(3,)]


def test_without_the_library_one_clear_line_says_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "duckdb", None)
    with pytest.raises(TraceError, match=r"withhold\[duckdb\]"):
        database.check(tmp_path / "trace.duckdb")


def test_a_failure_leaves_no_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import duckdb

    def broken(*_: object, **__: object) -> None:
        raise duckdb.IOException("a value of somebody's")

    monkeypatch.setattr(duckdb, "connect", broken)
    with pytest.raises(TraceError) as failed:
        database.write_database(traced(), tmp_path / "trace.duckdb")
    assert "somebody" not in str(failed.value)
    assert list(tmp_path.iterdir()) == []
