"""A trace for programs: the format of spec/trace.md, and nothing in it that acts."""

import json
from dataclasses import replace
from datetime import timedelta, timezone
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from tests.incident.trace.made import QUESTION, SIZE, SPAN, START, request, scanned
from tests.incident.trace.tell.hostile import NAMES, TEXTS, hostile
from withhold.incident.trace.judge import judge
from withhold.incident.trace.tell.json_ import trace_json

SCHEMA = json.loads((Path(__file__).parents[4] / "spec" / "trace.schema.json").read_text(encoding="utf-8"))


def test_it_is_the_format_that_is_specified() -> None:
    trace = judge(scanned([request(), request(peer="2001:db8::1", sent=10), request(status=404)]), QUESTION)
    told = json.loads(trace_json(trace, everything=True))
    Draft202012Validator(SCHEMA).validate(told)
    assert told["schema"] == "withhold.trace/1"
    assert told["lines"] == 100
    assert told["requests"]["complete"] == told["requests"]["partial"] == told["requests"]["none"] == 1
    assert told["bounds"] == {"complete": [1, 1]}
    assert told["question"]["sizes"] == [SIZE]
    assert told["question"]["from"] == "2026-03-01T00:00:00Z"
    whole, part = told["accessors"]
    assert (whole["network"], whole["grade"], whole["class"]) == ("203.0.113.7/32", "complete", "browser")
    assert (part["network"], part["grade"], part["bytes"]) == ("2001:db8::/64", "partial", 10)
    assert told["wider"] == {"/56": 1, "/48": 1}


def test_networks_without_anything_only_on_demand_and_counted_all_the_same() -> None:
    trace = judge(scanned([request(status=404, sent=9)]), QUESTION)
    assert json.loads(trace_json(trace))["accessors"] == []
    assert json.loads(trace_json(trace))["requests"]["none"] == 1
    assert len(json.loads(trace_json(trace, everything=True))["accessors"]) == 1


def test_nobody_is_an_answer_that_names_the_logs() -> None:
    told = json.loads(trace_json(judge(scanned([]), QUESTION)))
    Draft202012Validator(SCHEMA).validate(told)
    assert told["accessors"] == []
    assert told["bounds"] == {"complete": [0, 0]}
    assert [log["log"] for log in told["logs"]] == ["edge.log"]


def test_times_keep_their_zone() -> None:
    at = (START + timedelta(hours=1)).astimezone(timezone(timedelta(hours=2)))
    told = json.loads(trace_json(judge(scanned([request(at=at)]), QUESTION)))
    assert told["accessors"][0]["first"] == "2026-03-01T03:00:00+02:00"


@pytest.mark.parametrize("text", TEXTS, ids=NAMES)
def test_hostile_text_is_data_and_nothing_else(text: str) -> None:
    written = trace_json(hostile(text))
    assert written.isascii()
    assert all(c == "\n" or c.isprintable() for c in written)
    told = json.loads(written)
    Draft202012Validator(SCHEMA).validate(told)
    if text.isprintable():
        assert told["accessors"][0]["agents"][0] == text


def test_a_name_that_is_no_text_leaves_the_json_readable_to_strict_readers() -> None:
    span = replace(SPAN, log="log\udcff", problem="cut short")
    told = json.loads(trace_json(judge(scanned([], span), QUESTION)))
    json.dumps(told, ensure_ascii=False).encode("utf-8")
    assert told["logs"][0]["log"] == "log\\udcff"
