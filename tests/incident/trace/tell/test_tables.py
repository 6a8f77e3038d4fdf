"""What stands in the tables, before it is written in a format."""

from dataclasses import replace
from datetime import datetime, timedelta, timezone

import pytest

from tests.incident.trace.made import QUESTION, START, request, scanned
from tests.incident.trace.tell.hostile import NAMES, TEXTS, hostile
from tests.incident.trace.tell.traced import traced
from withhold.incident.trace.judge import judge
from withhold.incident.trace.result import Trace
from withhold.incident.trace.tell.tables import ACCESSORS, BATCH_ROWS, LOGS, REQUESTS, TABLES, Row, Table


def _rows(table: Table, trace: Trace) -> list[Row]:
    return [row for batch in table.batches(trace) for row in batch]


def test_every_request_in_the_window_is_a_row_whatever_its_grade() -> None:
    rows = _rows(REQUESTS, traced())
    assert [(row["line"], row["network"], row["grade"]) for row in rows] == [
        (1, "203.0.113.7/32", "complete"),
        (2, "203.0.113.7/32", "partial"),
        (3, "2001:db8:1:2::/64", "none"),
    ]
    assert rows[0]["seconds"] == 0.25
    assert (rows[1]["first_byte"], rows[1]["last_byte"], rows[1]["etag"]) == (0, 9, '"a"')
    assert rows[2]["agent"] is None


def test_networks_of_every_grade_and_logs_are_rows() -> None:
    networks = _rows(ACCESSORS, traced())
    assert [(row["network"], row["grade"]) for row in networks] == [
        ("203.0.113.7/32", "complete"),
        ("2001:db8:1:2::/64", "none"),
    ]
    assert networks[0]["abuse_emails"] == ["abuse@carrier.example"]
    assert networks[1]["abuse_emails"] == []
    (log,) = _rows(LOGS, traced())
    assert (log["unparsed"], log["foreign_lines"], log["problem"]) == (2, 3, "cut short")


@pytest.mark.parametrize("text", TEXTS, ids=NAMES)
def test_no_text_holds_what_moves_a_cursor_or_cannot_be_written(text: str) -> None:
    for table in TABLES:
        for row in _rows(table, hostile(text)):
            for value in row.values():
                for one in value if isinstance(value, list) else [value]:
                    if isinstance(one, str):
                        assert one.isprintable()
                        one.encode("utf-8")


def test_numbers_that_have_no_room_and_times_of_other_zones() -> None:
    at = datetime(2026, 3, 1, 3, tzinfo=timezone(timedelta(hours=2)))
    found = request(at=at, sent=10**30, seconds=float("nan"), first_byte=-(10**30))
    (row,) = _rows(REQUESTS, judge(scanned([found]), QUESTION))
    assert row["sent"] == 2**63 - 1
    assert row["first_byte"] == -(2**63 - 1)
    assert row["seconds"] is None
    assert row["time"] == START + timedelta(hours=1)
    assert str(row["time"]).endswith("+00:00")


def test_many_rows_come_in_batches_each_once() -> None:
    whole = traced()
    count = 2 * BATCH_ROWS + 1
    judged = tuple(
        replace(whole.judged[0], request=replace(whole.judged[0].request, line=line)) for line in range(count)
    )
    batches = list(REQUESTS.batches(replace(whole, judged=judged)))
    assert [len(batch) for batch in batches] == [BATCH_ROWS, BATCH_ROWS, 1]
    assert [row["line"] for batch in batches for row in batch] == list(range(count))
