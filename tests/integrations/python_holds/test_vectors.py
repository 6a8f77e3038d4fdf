"""The client believes just those answers of spec/vectors/holds that may be believed."""

import json
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from withhold_holds.answers import NotBelieved, read_answers
from withhold_holds.clocks import Start
from withhold_holds.decision import clear
from withhold_holds.wire import Identity, Sent, canonical

from tests.integrations.python_holds.clocks import Turned
from tests.spec.holds_vectors import FOLDER, private

ANSWERS = sorted(FOLDER.glob("answer-*.json"))
MESSAGES = sorted(set(FOLDER.glob("*.json")) - set(ANSWERS))


def load(path: Path) -> dict[str, Any]:
    told: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return told


def may_act(told: dict[str, Any]) -> bool:
    """As the client does it, with the question of the vector instead of one of its own."""
    if told["status"] != 200:
        return False
    asked = json.loads(told["request"])
    refs = tuple(one["ref"] for one in asked["people"])
    identity = Identity.of("court-east", private("court-east"), told["service_key"])
    sent = Sent(told["request"].encode(), {}, asked["nonce"], refs)
    began, arrived, acts = (
        datetime.fromisoformat(told[key]).timestamp() for key in ("sent", "arrived", "acts")
    )
    clocks = Turned(began)
    start = Start.now(clocks)
    try:
        believed = read_answers(identity, sent, told["answer"].encode(), arrived)
    except NotBelieved:
        return False
    clocks.at, clocks.slept = acts, told["slept"]
    yes = believed.clear[refs.index(told["ref"])]
    return yes and bool(clear(start, believed.life, lambda: True, asked["nonce"], told["ref"]))


@pytest.mark.parametrize("path", ANSWERS, ids=lambda path: path.stem)
def test_answers(path: Path) -> None:
    told = load(path)
    assert may_act(told) == (told["expect"] == "act"), told["why"]


def test_there_are_answers_of_both_kinds() -> None:
    assert {load(path)["expect"] for path in ANSWERS} == {"act", "do_not_act"}


@pytest.mark.parametrize("path", MESSAGES, ids=lambda path: path.stem)
def test_canonical_form_of_messages(path: Path) -> None:
    told = load(path)
    if told["kind"] == "message" and told["expect"] == "taken":
        assert canonical(json.loads(told["body"])) == told["body"].encode()
