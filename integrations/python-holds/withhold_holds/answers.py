"""What is believed of an answer: the rules of spec/holds.md, "Believing an answer", one by one."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from withhold_holds.wire import Identity, Sent

ANSWER_SCHEMA = "withhold.hold-answer/1"
PLAN_ANSWER_SCHEMA = "withhold.hold-plan-answer/1"
RECEIPT_SCHEMA = "withhold.hold-receipt/1"
EPOCH_SCHEMA = "withhold.hold-epoch/1"
LONGEST_LIFE = timedelta(seconds=5)
_WRONG_CLOCK = timedelta(seconds=60)
"""Farther from our clock, one of the two is wrong, and nothing is known about when anything was said."""
_BOUND = {"request_sha256", "nonce", "issued", "expires", "key_id", "signature"}
_STATUSES = ("clear", "do_not_act")
_MOMENT = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z", re.ASCII)
_MOST_EPOCH = 2**53 - 1


class NotBelieved(ValueError):
    """An answer that is not what it should be. The word says in which way; nothing of its content."""


@dataclass(frozen=True, slots=True)
class Told:
    """What was believed: whether each person is clear, in the order of the question, and for how many seconds
    from when the question was sent."""

    clear: tuple[bool, ...]
    life: float


def read_answers(identity: Identity, sent: Sent, response: bytes, wall: float) -> Told:
    """The answers to a question. `wall`: our clock when they arrived. Raises NotBelieved."""
    content = _object(response)
    _exactly(content, {"schema", "answers", "padding"})
    _demand(content["schema"] == ANSWER_SCHEMA, "another schema")
    by_ref = {}
    for answer in _objects(content["answers"]):
        _exactly(answer, {"ref", "status", *_BOUND})
        by_ref[answer["ref"]] = answer, _life(identity, ANSWER_SCHEMA, answer, sent, wall)
    _demand(len(by_ref) == len(content["answers"]) and set(by_ref) == set(sent.refs), "other refs")
    clear = tuple(_is_clear(by_ref[ref][0]) for ref in sent.refs)
    return Told(clear, min(life for _, life in by_ref.values()))


def read_plan(identity: Identity, sent: Sent, response: bytes, wall: float) -> tuple[bool, ...]:
    """Whether each person of a plan would be clear now. Raises NotBelieved."""
    content = _object(response)
    _exactly(content, {"schema", "answers", "padding", *_BOUND})
    _demand(content["schema"] == PLAN_ANSWER_SCHEMA, "another schema")
    _life(identity, PLAN_ANSWER_SCHEMA, content, sent, wall)
    lines = _objects(content["answers"])
    for line in lines:
        _exactly(line, {"ref", "status"})
    _demand([line["ref"] for line in lines] == list(sent.refs), "other refs")
    return tuple(map(_is_clear, lines))


def read_receipt(identity: Identity, sent: Sent, response: bytes) -> int:
    """The epoch of a receipt for a report or heartbeat. Raises NotBelieved."""
    content = _object(response)
    _exactly(content, {"schema", "request_sha256", "nonce", "epoch", "issued", "key_id", "signature"})
    _demand(content["schema"] == RECEIPT_SCHEMA, "another schema")
    _bound(identity, RECEIPT_SCHEMA, content, sent)
    return _epoch(content["epoch"])


def read_epoch(identity: Identity, body: bytes) -> int:
    """The epoch that a webhook was told. Raises NotBelieved."""
    content = _object(body)
    _exactly(content, {"schema", "consumer", "epoch", "issued", "key_id", "signature"})
    _demand(content["schema"] == EPOCH_SCHEMA, "another schema")
    _demand(content["consumer"] == identity.consumer, "for another consumer")
    _demand(_is_text(content["signature"]), "no signature")
    _demand(identity.is_signed(EPOCH_SCHEMA, content), "not signed by the service")
    return _epoch(content["epoch"])


def _life(identity: Identity, schema: str, answer: Mapping[str, Any], sent: Sent, wall: float) -> float:
    _bound(identity, schema, answer, sent)
    issued, expires = _moment(answer["issued"]), _moment(answer["expires"])
    _demand(issued < expires <= issued + LONGEST_LIFE, "lives too long")
    skew = abs(datetime.fromtimestamp(wall, UTC) - issued)
    _demand(skew <= _WRONG_CLOCK, "a clock is wrong")
    return (expires - issued).total_seconds()


def _bound(identity: Identity, schema: str, answer: Mapping[str, Any], sent: Sent) -> None:
    _demand(answer["request_sha256"] == sent.sha256, "for another question")
    _demand(answer["nonce"] == sent.nonce, "for another question")
    _demand(_is_text(answer["signature"]), "no signature")
    _demand(identity.is_signed(schema, answer), "not signed by the service")


def _is_clear(answer: Mapping[str, Any]) -> bool:
    _demand(answer["status"] in _STATUSES, "another status")
    return bool(answer["status"] == "clear")


def _moment(value: object) -> datetime:
    _demand(isinstance(value, str) and _MOMENT.fullmatch(value) is not None, "no time")
    try:
        return datetime.fromisoformat(str(value))
    except ValueError:
        raise NotBelieved("no time") from None


def _epoch(value: object) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value <= _MOST_EPOCH:
        raise NotBelieved("no epoch")
    return value


def _object(response: bytes) -> dict[str, Any]:
    try:
        content = json.loads(
            response.decode("utf-8"), object_pairs_hook=_once, parse_float=_refuse, parse_constant=_refuse
        )
    except (ValueError, RecursionError):
        raise NotBelieved("not written as an answer") from None
    _demand(isinstance(content, dict), "not written as an answer")
    found: dict[str, Any] = content
    return found


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    _demand(len(found) == len(pairs), "a key twice")
    return found


def _refuse(_: str) -> None:
    raise NotBelieved("a number that is not whole")


def _objects(value: object) -> list[dict[str, Any]]:
    if not isinstance(value, list) or not all(isinstance(one, dict) for one in value):
        raise NotBelieved("no list of answers")
    return value


def _exactly(content: Mapping[str, Any], keys: set[str]) -> None:
    _demand(content.keys() == keys, "other keys")
    texts = [content[key] for key in keys - {"answers", "epoch"}]
    _demand(all(map(_is_text, texts)), "other types")


def _is_text(value: object) -> bool:
    return isinstance(value, str)


def _demand(true: bool, otherwise: str) -> None:
    if not true:
        raise NotBelieved(otherwise)
