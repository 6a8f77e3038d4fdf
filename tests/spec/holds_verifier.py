"""A second reader of spec/holds.md, written from its text alone: of messages, and of answers."""

import base64
import hashlib
import json
import re
from datetime import datetime, timedelta
from typing import Any

import rfc8785
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

Json = dict[str, Any]
ACTIONS = ["removal", "transfer", "denial", "detention", "release", "bond", "medical_care", "grant"]
BOUND = {"request_sha256", "nonce", "issued", "expires", "key_id", "signature"}
KEYS = {
    "withhold.hold-request/1": {"action", "people"},
    "withhold.hold-plan/1": {"action", "people"},
    "withhold.hold-report/1": {"action", "people", "at", "asked"},
    "withhold.hold-heartbeat/1": {"acknowledged", "sent"},
}


def taken(vector: Json) -> bool:
    """Whether the service takes the message."""
    try:
        received = vector.get("received")
        return _taken(vector["body"].encode(), vector["header"], vector["consumers"], received)
    except (ValueError, KeyError, TypeError, InvalidSignature):
        return False


def _taken(body: bytes, header: str, consumers: dict[str, str], received: str | None) -> bool:
    parts = re.fullmatch(r"key_id=([0-9a-f]{32}), signature=([A-Za-z0-9+/]{86}==)", header)
    assert_that(parts is not None)
    names = {_key_id(base64.b64decode(key)): name for name, key in consumers.items()}
    name = names[parts[1]] if parts else ""
    key = Ed25519PublicKey.from_public_bytes(base64.b64decode(consumers[name]))
    key.verify(base64.b64decode(parts[2] if parts else ""), b"withhold.hold-message/1\n" + body)
    content = json.loads(body)
    assert_that(isinstance(content, dict) and rfc8785.dumps(content) == body)
    assert_that(set(content) == {"schema", "consumer", "nonce"} | KEYS[content["schema"]])
    assert_that(content["consumer"] == name and _is(r"[0-9a-f]{32}", content["nonce"]))
    if "acknowledged" in content:
        assert_that(type(content["acknowledged"]) is int and content["acknowledged"] >= 0)
        apart = datetime.fromisoformat(content["sent"]) - datetime.fromisoformat(received or "")
        assert_that(abs(apart.total_seconds()) <= 60)
        return True
    assert_that(content["action"] in ACTIONS)
    if "at" in content:
        assert_that(datetime.fromisoformat(content["at"]).tzinfo is not None)
        assert_that(content["asked"] is None or _is(r"[0-9a-f]{32}", content["asked"]))
    most = 10_000 if content["schema"] == "withhold.hold-plan/1" else 100
    people = content["people"]
    assert_that(isinstance(people, list) and 1 <= len(people) <= most)
    for one in people:
        assert_that(set(one) == {"ref", "identifiers", "name", "date_of_birth"})
        assert_that(_is(r"[A-Za-z0-9._:-]{1,64}", one["ref"]))
        assert_that(len(one["identifiers"]) <= 16)
        told = [(one["name"], 400), (one["date_of_birth"], 32)]
        for number in one["identifiers"]:
            assert_that(set(number) == {"kind", "value"})
            told += [(number["kind"], 40), (number["value"], 64)]
        assert_that(all(isinstance(text, str) and len(text) <= longest for text, longest in told))
    return len({one["ref"] for one in people}) == len(people)


def acts(vector: Json) -> bool:
    """Whether the consumer may act on the person."""
    try:
        return _acts(vector)
    except (ValueError, KeyError, TypeError, InvalidSignature):
        return False


def _acts(vector: Json) -> bool:
    asked = json.loads(vector["request"])
    told = json.loads(vector["answer"], object_pairs_hook=_once)
    assert_that(vector["status"] == 200)
    assert_that(set(told) == {"schema", "answers", "padding"} and told["schema"] == "withhold.hold-answer/1")
    refs = sorted(one["ref"] for one in told["answers"])
    assert_that(refs == sorted(one["ref"] for one in asked["people"]))
    sent, arrived, now = (datetime.fromisoformat(vector[key]) for key in ("sent", "arrived", "acts"))
    raw = base64.b64decode(vector["service_key"])
    for one in told["answers"]:
        assert_that(set(one) == BOUND | {"ref", "status"})
        assert_that(one["key_id"] == _key_id(raw) and one["nonce"] == asked["nonce"])
        assert_that(one["request_sha256"] == hashlib.sha256(vector["request"].encode()).hexdigest())
        statement = {key: value for key, value in one.items() if key != "signature"}
        signed = b"withhold.hold-answer/1\n" + rfc8785.dumps(statement)
        Ed25519PublicKey.from_public_bytes(raw).verify(base64.b64decode(one["signature"]), signed)
        assert_that(one["status"] in ("clear", "do_not_act"))
        issued, expires = _moment(one["issued"]), _moment(one["expires"])
        assert_that(timedelta(0) < expires - issued <= timedelta(seconds=5))
        assert_that(abs(arrived - issued) <= timedelta(seconds=60))
        assert_that(sent <= arrived <= now and now - sent < expires - issued)
    return any(one["status"] == "clear" for one in told["answers"] if one["ref"] == vector["ref"])


def _once(pairs: list[tuple[str, Any]]) -> Json:
    assert_that(len({key for key, _ in pairs}) == len(pairs))
    return dict(pairs)


def _moment(text: str) -> datetime:
    assert_that(_is(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z", text))
    return datetime.fromisoformat(text)


def _is(pattern: str, text: Any) -> bool:
    return isinstance(text, str) and re.fullmatch(pattern, text) is not None


def _key_id(raw: bytes) -> str:
    return hashlib.sha256(raw).hexdigest()[:32]


def assert_that(true: bool) -> None:
    if not true:
        raise ValueError("not as specified")
