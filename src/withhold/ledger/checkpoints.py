"""Checkpoints: a tree's size and root, signed, and signed once more with the time (spec/ledger.md)."""

import base64
import re
from dataclasses import dataclass
from datetime import UTC, datetime

from withhold.ledger.interface import Checkpoint
from withhold.ledger.notes import (
    COSIGNATURE,
    ED25519,
    NoteError,
    Signature,
    VerifierKey,
    decoded,
    is_key_name,
    read_note,
)
from withhold.ledger.tree import HASH_BYTES
from withhold.signing.ed25519 import SIGNATURE_BYTES, SigningKey, raw_public_key, verify

COSIGNED = "cosignature/v1"
"""The first line of what is signed with a time: as a ledger's name it would let one pass for the other."""
MAX_SIZE = 2**53 - 1
_SIZE = re.compile(r"0|[1-9][0-9]{0,15}", re.ASCII)
_TIME_BYTES = 8
_LATEST = 253402300799
"""The last second of the year 9999, in POSIX time: what dates can tell."""


@dataclass(frozen=True, slots=True)
class Signed:
    """A checkpoint whose signatures hold, and when it was signed, by the signer's clock."""

    checkpoint: Checkpoint
    at: datetime


def is_origin(name: str) -> bool:
    """Whether a ledger may be called this."""
    return is_key_name(name) and name != COSIGNED


def verifier_key(key: SigningKey, origin: str) -> VerifierKey:
    """The public side of the key, under the ledger's name. Raises ValueError if it may not be called so."""
    if not is_origin(origin):
        raise ValueError("not a name for a ledger")
    return VerifierKey(origin, raw_public_key(key.public_key))


def sign(key: SigningKey, origin: str, size: int, root: bytes, at: datetime) -> Checkpoint:
    """A new checkpoint. `at` counts in whole seconds."""
    public = verifier_key(key, origin)
    text = f"{origin}\n{size}\n{base64.b64encode(root).decode('ascii')}\n"
    seconds = int(at.timestamp())
    plain = Signature(origin, public.id(ED25519), key.sign(text.encode()))
    timed = Signature(
        origin,
        public.id(COSIGNATURE),
        seconds.to_bytes(_TIME_BYTES) + key.sign(_cosigned(text, seconds)),
    )
    return Checkpoint(origin, size, root, f"{text}\n{plain}{timed}")


def read_checkpoint(note: str, key: VerifierKey) -> Signed:
    """The checkpoint in a note that this key signed both ways. Raises NoteError, saying what is wrong.

    Signatures of other keys are ignored, as the format demands: nothing is said about them.
    """
    text, signatures = read_note(note)
    _check_plain(text, signatures, key)
    at = _checked_time(text, signatures, key)
    lines = text[:-1].split("\n")
    if len(lines) != 3 or lines[0] != key.name:
        raise NoteError("it is not a checkpoint of this ledger: another name, or more than three lines")
    if not _SIZE.fullmatch(lines[1]) or int(lines[1]) > MAX_SIZE:
        raise NoteError("its second line is not a number of entries")
    root = decoded(lines[2])
    if len(root) != HASH_BYTES:
        raise NoteError("its third line is not a root")
    return Signed(Checkpoint(lines[0], int(lines[1]), root, note), at)


def _check_plain(text: str, signatures: list[Signature], key: VerifierKey) -> None:
    content = _only(signatures, key, ED25519)
    if not verify(key.base64, content, text.encode()):
        raise NoteError("its signature does not hold")


def _checked_time(text: str, signatures: list[Signature], key: VerifierKey) -> datetime:
    content = _only(signatures, key, COSIGNATURE)
    seconds = int.from_bytes(content[:_TIME_BYTES])
    if len(content) != _TIME_BYTES + SIGNATURE_BYTES or seconds > _LATEST:
        raise NoteError("its signature with the time is malformed")
    if not verify(key.base64, content[_TIME_BYTES:], _cosigned(text, seconds)):
        raise NoteError("its signature with the time does not hold")
    return datetime.fromtimestamp(seconds, UTC)


def _only(signatures: list[Signature], key: VerifierKey, kind: int) -> bytes:
    found = [one.content for one in signatures if (one.name, one.key_id) == (key.name, key.id(kind))]
    if len(found) != 1:
        what = "with the time " if kind == COSIGNATURE else ""
        raise NoteError(f"it has not one signature {what}by this key")
    return found[0]


def _cosigned(text: str, seconds: int) -> bytes:
    return f"{COSIGNED}\ntime {seconds}\n{text}".encode()
