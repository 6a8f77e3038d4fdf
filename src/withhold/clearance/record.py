"""Clearances and revocations as JSON, and the bytes that are signed (spec/clearance.md)."""

import base64
import binascii
import json
import re
from hashlib import sha256
from typing import Any

from withhold.clearance.interface import Basis, Clearance, Revocation, Signature, Statement
from withhold.clearance.shapes import Shape, parsed, write_time
from withhold.domain.verdict import Decision
from withhold.signing.canonical import canonical
from withhold.signing.ed25519 import SIGNATURE_BYTES

CLEARANCE = "withhold.clearance/1"
REVOCATION = "withhold.revocation/1"
MAX_SIGNATURES = 8
_KEY_ID = re.compile(r"[0-9a-f]{32}")


def statement_bytes(statement: Statement) -> bytes:
    """What the signatures of a clearance are made over: the schema, a line end, canonical JSON.

    The schema in front keeps a signature for one purpose from being one for another. Raises ValueError for
    a statement that no JSON can hold.
    """
    return f"{CLEARANCE}\n".encode() + canonical(statement_object(statement))


def revocation_bytes(revocation: Revocation) -> bytes:
    """What the signature of a revocation is made over, like `statement_bytes`."""
    return f"{REVOCATION}\n".encode() + canonical(_revoked(revocation))


def clearance_id(clearance: Clearance) -> str:
    """The name of exactly this record: 32 hex digits."""
    return sha256(canonical(clearance_object(clearance))).hexdigest()[:32]


def revocation_id(revocation: Revocation) -> str:
    """The name of exactly this record: 32 hex digits."""
    return sha256(canonical(_revocation_object(revocation))).hexdigest()[:32]


def clearance_json(clearance: Clearance) -> bytes:
    """The record as a file holds it: indented JSON with a line end."""
    return _written(clearance_object(clearance))


def revocation_json(revocation: Revocation) -> bytes:
    """The record as a file holds it: indented JSON with a line end."""
    return _written(_revocation_object(revocation))


def read_clearance(content: bytes, what: str = "the clearance") -> Clearance:
    """The clearance in a file. Signatures are not checked here.

    Raises ClearanceError for anything that is not exactly of the format; `what` names it in the message.
    """
    return clearance_from(parsed(content, what), what)


def clearance_from(value: Any, what: str = "the clearance") -> Clearance:
    """The clearance in a parsed JSON value. Raises ClearanceError."""
    shape = Shape(value, what)
    shape.schema(CLEARANCE)
    statement = _statement(shape.take("statement"), what)
    signatures = _signatures(shape)
    shape.end()
    return Clearance(statement, signatures)


def read_revocation(content: bytes, what: str = "the revocation") -> Revocation:
    """The revocation in a file. Its signature is not checked here. Raises ClearanceError."""
    shape = Shape(parsed(content, what), what)
    shape.schema(REVOCATION)
    told = Shape(shape.take("statement"), what)
    digest, destination = told.sha256(), told.text("destination")
    reason, issued = told.text("reason"), told.time("issued")
    told.end()
    signature = _signature(shape.take("signature"), what)
    shape.end()
    return Revocation(digest, destination, reason, issued, signature)


def statement_object(statement: Statement) -> dict[str, Any]:
    """The statement as a JSON object; every key is there, whatever it holds."""
    return {
        "sha256": statement.sha256,
        "size": statement.size,
        "destination": statement.destination,
        "decision": str(statement.decision),
        "basis": str(statement.basis),
        "engine": statement.engine,
        "policy": list(statement.policy),
        "profile": statement.profile,
        "register": statement.register,
        "issued": write_time(statement.issued),
        "not_after": write_time(statement.not_after),
        "uploader": statement.uploader,
        "reason": statement.reason,
    }


def _statement(value: Any, what: str) -> Statement:
    shape = Shape(value, what)
    statement = Statement(
        sha256=shape.sha256(),
        size=shape.size(),
        destination=shape.text("destination"),
        decision=read_decision(shape),
        basis=_basis(shape),
        engine=shape.text("engine"),
        policy=shape.texts("policy"),
        profile=shape.text_or_none("profile"),
        register=shape.text_or_none("register"),
        issued=shape.time("issued"),
        not_after=shape.time("not_after"),
        uploader=shape.text("uploader", empty=True),
        reason=shape.text("reason", empty=True),
    )
    shape.end()
    if not statement.policy:
        shape.wrong("names no policy")
    return statement


def read_decision(shape: Shape) -> Decision:
    """The decision of a verdict on a document. Raises ClearanceError."""
    value = shape.take("decision")
    if value not in (Decision.RELEASE, Decision.REVIEW, Decision.WITHHOLD):
        shape.wrong("has no decision: release, review or withhold")
    return Decision(value)


def _basis(shape: Shape) -> Basis:
    try:
        return Basis(shape.take("basis"))
    except ValueError:
        shape.wrong(f"has no basis: {', '.join(Basis)}")


def _signatures(shape: Shape) -> tuple[Signature, ...]:
    values = shape.take("signatures")
    if not isinstance(values, list) or not 1 <= len(values) <= MAX_SIGNATURES:
        shape.wrong(f"has no list of 1 to {MAX_SIGNATURES} signatures")
    signatures = tuple(_signature(value, "a signature") for value in values)
    if len({signature.key_id for signature in signatures}) != len(signatures):
        shape.wrong("has two signatures of one key")
    return signatures


def _signature(value: Any, what: str) -> Signature:
    shape = Shape(value, what)
    name, text = shape.text("key_id"), shape.text("signature")
    shape.end()
    if not _KEY_ID.fullmatch(name):
        shape.wrong("has no key_id of 32 lower-case hex digits")
    try:
        raw = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        raw = b""
    if len(raw) != SIGNATURE_BYTES or _base64(raw) != text:
        shape.wrong("has no signature of 64 bytes in base64")
    return Signature(name, raw)


def clearance_object(clearance: Clearance) -> dict[str, Any]:
    """The clearance as a JSON object."""
    return {
        "schema": CLEARANCE,
        "statement": statement_object(clearance.statement),
        "signatures": [_signed(signature) for signature in clearance.signatures],
    }


def _revoked(revocation: Revocation) -> dict[str, Any]:
    return {
        "sha256": revocation.sha256,
        "destination": revocation.destination,
        "reason": revocation.reason,
        "issued": write_time(revocation.issued),
    }


def _revocation_object(revocation: Revocation) -> dict[str, Any]:
    signature = _signed(revocation.signature)
    return {"schema": REVOCATION, "statement": _revoked(revocation), "signature": signature}


def _signed(signature: Signature) -> dict[str, str]:
    return {"key_id": signature.key_id, "signature": _base64(signature.signature)}


def _base64(raw: bytes) -> str:
    return base64.b64encode(raw).decode("ascii")


def _written(value: dict[str, Any]) -> bytes:
    return json.dumps(value, ensure_ascii=False, indent=1).encode("utf-8") + b"\n"
