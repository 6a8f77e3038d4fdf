"""The vectors of the formats that others read: what must be accepted is, what must not be is not."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from withhold.policy.interface import PackError
from withhold.policy.profile import load_profile

SPEC = Path(__file__).parents[2] / "spec"
VERDICTS = sorted((SPEC / "vectors" / "verdict").glob("*.json"))
PROFILES = sorted((SPEC / "vectors" / "profile").glob("*.toml"))


def schema() -> Any:
    return json.loads((SPEC / "verdict.schema.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("path", VERDICTS, ids=lambda path: path.stem)
def test_verdict_vector(path: Path) -> None:
    vector = json.loads(path.read_text(encoding="utf-8"))
    errors = list(jsonschema.Draft202012Validator(schema()).iter_errors(vector["verdict"]))
    assert (vector["expect"] == "valid") == (not errors), vector["why"]


@pytest.mark.parametrize("path", PROFILES, ids=lambda path: path.stem)
def test_profile_vector(path: Path) -> None:
    expect = path.read_text(encoding="utf-8").splitlines()[0].removeprefix("# expect: ")
    if expect == "valid":
        assert load_profile(path, date(2026, 1, 1)).owner == "Licensing office"
        return
    with pytest.raises(PackError, match=expect.removeprefix("error ")):
        load_profile(path, date(2026, 1, 1))


def test_there_are_vectors() -> None:
    assert len(VERDICTS) >= 7
    assert len(PROFILES) >= 10
