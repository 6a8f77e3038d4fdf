"""Makes signed clearances and revocations. Whether they count is for `rules` and a trust file to say."""

from dataclasses import replace
from datetime import UTC, datetime

from withhold.clearance.interface import Clearance, ClearanceError, Revocation, Signature, Statement
from withhold.clearance.record import (
    clearance_json,
    read_clearance,
    read_revocation,
    revocation_bytes,
    revocation_json,
    statement_bytes,
)
from withhold.signing.ed25519 import SigningKey

ANYWHERE = "*"
"""The destination of a revocation that holds everywhere."""


def issue(statement: Statement, key: SigningKey) -> Clearance:
    """The statement with its first signature. Raises ClearanceError for one that the format cannot hold."""
    clearance = Clearance(statement, (_signature(_message(statement), key),))
    # Whoever reads it is strict; what nobody could read must not be issued.
    return read_clearance(clearance_json(clearance))


def cosign(clearance: Clearance, key: SigningKey) -> Clearance:
    """The same statement with one more signature. Raises ClearanceError if this key signed it already."""
    if any(signature.key_id == key.key_id for signature in clearance.signatures):
        raise ClearanceError("this key has signed it already; another person must, with a key of their own")
    signature = _signature(_message(clearance.statement), key)
    return read_clearance(clearance_json(Clearance(clearance.statement, (*clearance.signatures, signature))))


def revocation(
    sha256: str, destination: str, reason: str, key: SigningKey, issued: datetime | None = None
) -> Revocation:
    """From now on (or `issued`) these bytes are no longer cleared there; `*`: nowhere.

    Raises ClearanceError for a digest or reason that the format cannot hold.
    """
    moment = issued or datetime.now(UTC)
    bare = Revocation(sha256, destination, reason, moment, Signature("0" * 32, bytes(64)))
    signed = replace(bare, signature=_signature(revocation_bytes(bare), key))
    return read_revocation(revocation_json(signed))


def _message(statement: Statement) -> bytes:
    try:
        return statement_bytes(statement)
    except ValueError:
        raise ClearanceError("the statement cannot be written as JSON; check its numbers and times") from None


def _signature(message: bytes, key: SigningKey) -> Signature:
    return Signature(key.key_id, key.sign(message))
