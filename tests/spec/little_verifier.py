"""A second verifier of clearances, from spec/clearance.md alone: json and cryptography, none of our code.

What it does not do: texts' lengths and characters, the order of keys beyond ASCII (the format has none).
"""

import base64
import hashlib
import json
import re
import unicodedata
from datetime import UTC, datetime, timedelta
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

STATEMENT = {
    "sha256": str,
    "size": int,
    "destination": str,
    "decision": str,
    "basis": str,
    "engine": str,
    "policy": list,
    "profile": (str, type(None)),
    "register": (str, type(None)),
    "issued": str,
    "not_after": str,
    "uploader": str,
    "reason": str,
}
NEEDS = {"automatic": "release", "reviewed": "review", "overridden": "withhold", "adopted": "adopt"}
DECISIONS = {"automatic": "release", "reviewed": "review", "overridden": "withhold"}


class Malformed(Exception):
    pass


def verdict_on(vector: dict[str, Any]) -> str:
    """`cleared`, `not cleared` or `malformed`."""
    text = vector.get("clearance_text") or json.dumps(vector["clearance"])
    try:
        record = json.loads(text, object_pairs_hook=once)
        check_form(record)
        return "cleared" if cleared(record, vector) else "not cleared"
    except Malformed:
        return "malformed"


def once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    if len(dict(pairs)) != len(pairs):
        raise Malformed
    return dict(pairs)


def must(condition: bool) -> None:
    if not condition:
        raise Malformed


def check_form(record: dict[str, Any]) -> None:
    must(set(record) == {"schema", "statement", "signatures"})
    must(record["schema"] == "withhold.clearance/1")
    statement = record["statement"]
    must(set(statement) == set(STATEMENT))
    for key, kind in STATEMENT.items():
        must(isinstance(statement[key], kind) and not isinstance(statement[key], bool))  # type: ignore[arg-type]
    must(re.fullmatch("[0-9a-f]{64}", statement["sha256"]) is not None and 0 <= statement["size"] < 2**53)
    must(statement["decision"] in ("release", "review", "withhold"))
    must(statement["basis"] in (*NEEDS, "emergency"))
    must(len(statement["policy"]) > 0 and all(isinstance(name, str) for name in statement["policy"]))
    moment(statement["issued"])
    moment(statement["not_after"])
    signatures = record["signatures"]
    must(isinstance(signatures, list) and 1 <= len(signatures) <= 8)
    for signature in signatures:
        must(
            set(signature) == {"key_id", "signature"} and len(base64.b64decode(signature["signature"])) == 64
        )
    must(len({signature["key_id"] for signature in signatures}) == len(signatures))


def moment(text: str) -> datetime:
    must(re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.(?!000000)\d{6})?Z", text) is not None)
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        raise Malformed from None


def name(text: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())


def signed(schema: str, statement: dict[str, Any]) -> bytes:
    canonical = json.dumps(statement, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return f"{schema}\n{canonical}".encode()


def verifies(key: dict[str, Any], signature: dict[str, str], message: bytes) -> bool:
    try:
        public = Ed25519PublicKey.from_public_bytes(base64.b64decode(key["public_key"]))
        public.verify(base64.b64decode(signature["signature"]), message)
    except InvalidSignature:
        return False
    return True


def stands(key: dict[str, Any], when: datetime) -> bool:
    if "not_after" not in key:
        return True
    return when < datetime.fromisoformat(key["not_after"]).replace(tzinfo=UTC) + timedelta(days=1)


def key_of(signature: dict[str, str], trust: list[dict[str, Any]]) -> dict[str, Any] | None:
    for key in trust:
        if hashlib.sha256(base64.b64decode(key["public_key"])).hexdigest()[:32] == signature["key_id"]:
            return key
    return None


def cleared(record: dict[str, Any], vector: dict[str, Any]) -> bool:
    statement, now, trust = record["statement"], moment(vector["now"]), vector["trust"]
    issued, not_after = moment(statement["issued"]), moment(statement["not_after"])
    if hashlib.sha256(vector["content"].encode()).hexdigest() != statement["sha256"]:
        return False
    if statement["destination"] != vector["destination"]:
        return False
    if not (issued - timedelta(minutes=5) <= now < not_after and issued < not_after):
        return False
    if any(takes_back(revocation, statement, trust) for revocation in vector["revocations"]):
        return False
    message = signed("withhold.clearance/1", statement)
    counting = []
    for signature in record["signatures"]:
        key = key_of(signature, trust)
        if key and stands(key, now) and stands(key, issued) and verifies(key, signature, message):
            counting.append(key)
    return enough(statement, counting, not_after - issued)


def enough(statement: dict[str, Any], keys: list[dict[str, Any]], lifetime: timedelta) -> bool:
    basis, decision = statement["basis"], statement["decision"]
    able = [key for key in keys if NEEDS.get(basis, basis) in key["may"]]
    people = [key for key in able if key["kind"] == "person"]
    others = [key for key in people if name(key["owner"]) != name(statement["uploader"])]
    if DECISIONS.get(basis, decision) != decision:
        return False
    if basis == "automatic":
        return bool(able)
    if basis == "reviewed":
        return bool(others and name(statement["uploader"]))
    if basis == "overridden":
        two = len({name(key["owner"]) for key in others}) >= 2
        return bool(two and name(statement["uploader"]) and statement["reason"].strip())
    if basis == "emergency":
        return bool(people and statement["reason"].strip() and lifetime <= timedelta(hours=72))
    return bool({"release": able, "review": people, "withhold": []}[decision])


def takes_back(revocation: dict[str, Any], statement: dict[str, Any], trust: list[dict[str, Any]]) -> bool:
    told = revocation["statement"]
    if told["sha256"] != statement["sha256"] or told["destination"] not in ("*", statement["destination"]):
        return False
    key = key_of(revocation["signature"], trust)
    message = signed("withhold.revocation/1", told)
    trusted = (
        key is not None
        and "revoke" in key["may"]
        and stands(key, moment(told["issued"]))
        and verifies(key, revocation["signature"], message)
    )
    # One that is there and cannot be trusted takes back everything.
    return not trusted or moment(told["issued"]) >= moment(statement["issued"])
