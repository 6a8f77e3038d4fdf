"""What waits for the signatures of people: `requests/<sha256>.json` in a state folder (spec/clearance.md)."""

import json
import os
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from withhold.clearance.durable import write_durably
from withhold.clearance.interface import Basis, Clearance, ClearanceError, Statement
from withhold.clearance.issue import cosign, issue
from withhold.clearance.record import clearance_from, clearance_object, read_decision
from withhold.clearance.shapes import MAX_BYTES, Shape, parsed, showable, write_time
from withhold.clearance.state import State
from withhold.domain.discretion import rules_told
from withhold.domain.verdict import Decision, DocumentVerdict, Engine
from withhold.signing.ed25519 import SigningKey

REQUEST = "withhold.request/1"
_MOST_RULES = 64
_BASIS = {
    Decision.RELEASE: Basis.AUTOMATIC,
    Decision.REVIEW: Basis.REVIEWED,
    Decision.WITHHOLD: Basis.OVERRIDDEN,
}


@dataclass(frozen=True, slots=True)
class Request:
    """What would be signed, but for who, why and how long.

    `name` is the file's name for people to know it by, `rules` are the rules that spoke, of
    registered people only that the privacy office is to be called. `signed` holds the
    clearance as far as it is signed, None before the first signature.
    """

    sha256: str
    size: int
    destination: str
    decision: Decision
    engine: str
    policy: tuple[str, ...]
    profile: str | None
    register: str | None
    uploader: str
    name: str
    rules: tuple[str, ...]
    asked: datetime
    signed: Clearance | None = None


def request_for(
    document: DocumentVerdict, engine: Engine, destination: str, uploader: str, name: str
) -> Request:
    """The request for a judged document."""
    return Request(
        document.sha256,
        document.size,
        destination,
        document.decision,
        engine.version,
        engine.policy,
        engine.profile,
        engine.register,
        uploader,
        showable(name),
        rules_told(document)[:_MOST_RULES],
        datetime.now(UTC),
    )


def keep_request(state: State, request: Request) -> Path:
    """Write it among the state's requests, durably; returns its path.

    Asked again for the same, what is signed already stays until it ends. Raises ClearanceError.
    """
    path = state.requests / f"{request.sha256}.json"
    content = request_json(request)
    # What nobody could read must not be written.
    read_request(content)
    if path.exists() and request.signed is None:
        earlier = load_request(path)
        ended = earlier.signed is not None and earlier.signed.statement.not_after <= request.asked
        if not ended and replace(earlier, asked=request.asked, name=request.name, signed=None) == request:
            return path
    write_durably(path, content)
    return path


def load_request(path: str | os.PathLike[str]) -> Request:
    """The request in that file. Raises ClearanceError with one line that says what to do."""
    try:
        with open(path, "rb") as stream:
            content = stream.read(MAX_BYTES + 1)
    except OSError as error:
        reason = os.strerror(error.errno or 0)
        raise ClearanceError(f"the request {path} cannot be read ({reason}); check the path") from None
    return read_request(content, f"the request {path}")


def read_request(content: bytes, what: str = "the request") -> Request:
    """The request in a file's bytes. Raises ClearanceError for anything not exactly of the format."""
    shape = Shape(parsed(content, what), what)
    shape.schema(REQUEST)
    request = Request(
        sha256=shape.sha256(),
        size=shape.size(),
        destination=shape.text("destination"),
        decision=read_decision(shape),
        engine=shape.text("engine"),
        policy=shape.texts("policy"),
        profile=shape.text_or_none("profile"),
        register=shape.text_or_none("register"),
        uploader=shape.text("uploader", empty=True),
        name=shape.text("name"),
        rules=shape.texts("rules"),
        asked=shape.time("asked"),
    )
    signed = shape.take("clearance")
    shape.end()
    if signed is None:
        return request
    clearance = clearance_from(signed, f"the clearance in {what}")
    statement = clearance.statement
    if statement != replace(
        _statement(request, statement.basis, "", statement.issued, timedelta()),
        not_after=statement.not_after,
        reason=statement.reason,
    ):
        shape.wrong("asks for something else than what was signed in it; ask anew")
    return replace(request, signed=clearance)


def sign_request(
    request: Request, key: SigningKey, reason: str, lifetime: timedelta, emergency: bool, now: datetime
) -> tuple[Request, Clearance]:
    """The request with this key's signature in it, and the clearance so far.

    The first signature fixes reason and end, others join.

    Raises ClearanceError if the key signed it already, or asks for another reason than the first did.
    """
    if request.signed is not None:
        statement = request.signed.statement
        if reason and reason != statement.reason:
            raise ClearanceError(
                "it is signed already with another reason; sign that one without --reason, or ask anew"
            )
        if emergency != (statement.basis is Basis.EMERGENCY):
            raise ClearanceError(f"it is signed already as {statement.basis}; sign that, or ask anew")
        clearance = cosign(request.signed, key)
        return replace(request, signed=clearance), clearance
    basis = Basis.EMERGENCY if emergency else _BASIS[request.decision]
    clearance = issue(_statement(request, basis, reason, now, lifetime), key)
    return replace(request, signed=clearance), clearance


def write_request(path: str | os.PathLike[str], request: Request) -> None:
    """Replace the file durably. Raises ClearanceError."""
    write_durably(Path(path), request_json(request))


def _statement(
    request: Request, basis: Basis, reason: str, issued: datetime, lifetime: timedelta
) -> Statement:
    return Statement(
        request.sha256,
        request.size,
        request.destination,
        request.decision,
        basis,
        request.engine,
        request.policy,
        request.profile,
        request.register,
        issued,
        issued + lifetime,
        request.uploader,
        reason,
    )


def request_json(request: Request) -> bytes:
    """The request as it stands in a file."""
    value: dict[str, Any] = {
        "schema": REQUEST,
        "sha256": request.sha256,
        "size": request.size,
        "destination": request.destination,
        "decision": str(request.decision),
        "engine": request.engine,
        "policy": list(request.policy),
        "profile": request.profile,
        "register": request.register,
        "uploader": request.uploader,
        "name": request.name,
        "rules": list(request.rules),
        "asked": write_time(request.asked),
        "clearance": None if request.signed is None else clearance_object(request.signed),
    }
    return json.dumps(value, ensure_ascii=False, indent=1).encode("utf-8") + b"\n"
