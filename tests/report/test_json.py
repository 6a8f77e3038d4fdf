"""The JSON of a verdict is what spec/verdict.md says, for every kind of content."""

import json
from pathlib import Path

import jsonschema

from tests.report.test_text import ENGINE, HIDDEN, document
from withhold.domain.verdict import Decision, Verdict
from withhold.report.json_ import json_document, json_run

SCHEMA = json.loads((Path(__file__).parents[2] / "spec" / "verdict.schema.json").read_text(encoding="utf-8"))


def test_a_run_validates() -> None:
    verdict = Verdict(Decision.WITHHOLD, ENGINE, (document(Decision.WITHHOLD, HIDDEN),))
    jsonschema.validate(json_run(verdict), SCHEMA)


def test_a_line_validates_and_carries_schema_and_engine() -> None:
    line = json_document(document(Decision.WITHHOLD, HIDDEN), ENGINE)
    jsonschema.validate(line, SCHEMA)
    assert line["schema"] == "withhold.verdict/1"
    assert line["engine"]["policy"] == ["default@1"]


def test_the_route_goes_from_the_outside_in() -> None:
    line = json_document(document(Decision.WITHHOLD, HIDDEN), ENGINE)
    assert line["findings"][0]["location"]["route"] == ["member:annex.zip", "sheet:Data", "cells:A2:T6253"]
