"""Messages as they go out: canonical JSON, signed with the consumer's key."""

import base64
import hashlib
import json
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import load_pem_private_key

REQUEST_SCHEMA = "withhold.hold-request/1"
PLAN_SCHEMA = "withhold.hold-plan/1"
REPORT_SCHEMA = "withhold.hold-report/1"
HEARTBEAT_SCHEMA = "withhold.hold-heartbeat/1"
SIGNATURE_HEADER = "Withhold-Signature"
_DOMAIN = b"withhold.hold-message/1\n"
_PUBLIC_KEY_BYTES = 32


class Action(StrEnum):
    """What is about to be done to a person."""

    REMOVAL = "removal"
    TRANSFER = "transfer"  # out of reach
    DENIAL = "denial"
    DETENTION = "detention"
    RELEASE = "release"
    BOND = "bond"
    MEDICAL_CARE = "medical_care"
    GRANT = "grant"

    @property
    def is_favourable(self) -> bool:
        """Whether it waits for nothing."""
        return self in (Action.RELEASE, Action.BOND, Action.MEDICAL_CARE, Action.GRANT)


@dataclass(frozen=True, slots=True, repr=False)
class Person:
    """Somebody as your records tell them. `date_of_birth`: `YYYY-MM-DD`. `identifiers`: pairs of a kind
    (`alien_number`, `passport_number`, `national_id` …) and the number as written. Empty: not known."""

    name: str
    date_of_birth: str
    identifiers: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True, repr=False)
class Report:
    """That an action was done; `asked` and `ref` name the question before it and the person in it."""

    action: Action
    person: Person
    at: datetime
    asked: str | None = None
    ref: str | None = None


@dataclass(frozen=True, slots=True, repr=False)
class Sent:
    """A message as it goes out, and what its answer has to be bound to."""

    body: bytes
    headers: Mapping[str, str]
    nonce: str
    refs: tuple[str, ...] = ()

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.body).hexdigest()


@dataclass(frozen=True, slots=True, repr=False)
class Identity:
    """Who asks, with the key to sign, and the one service that is believed."""

    consumer: str
    key: Ed25519PrivateKey
    service_key: Ed25519PublicKey
    service_key_id: str

    @classmethod
    def of(cls, consumer: str, key: Ed25519PrivateKey | bytes, service_key: str) -> "Identity":
        """`key`: a private key, or one in PEM without a pass phrase; `service_key`: 32 bytes in base64.

        Raises ValueError or TypeError for what is none.
        """
        if not isinstance(key, Ed25519PrivateKey):
            loaded = load_pem_private_key(key, password=None)
            if not isinstance(loaded, Ed25519PrivateKey):
                raise ValueError("the key is no Ed25519 key")
            key = loaded
        raw = base64.b64decode(service_key, validate=True)
        if len(raw) != _PUBLIC_KEY_BYTES:
            raise ValueError("the service key is not 32 bytes in base64")
        return cls(consumer, key, Ed25519PublicKey.from_public_bytes(raw), key_id(raw))

    def message(self, schema: str, **content: object) -> Sent:
        """A signed message with a new nonce. Raises ValueError for text that no JSON can hold."""
        nonce = secrets.token_hex(16)
        body = canonical({"schema": schema, "consumer": self.consumer, "nonce": nonce, **content})
        signature = base64.b64encode(self.key.sign(_DOMAIN + body)).decode()
        own = key_id(self.key.public_key().public_bytes_raw())
        headers = {
            "Content-Type": "application/json",
            SIGNATURE_HEADER: f"key_id={own}, signature={signature}",
        }
        return Sent(body, headers, nonce)

    def question(self, schema: str, action: Action, people: Sequence[Person]) -> Sent:
        """The question about these people; their refs are random and in their order."""
        refs = tuple(secrets.token_hex(8) for _ in people)
        sent = self.message(schema, action=str(action), people=told(people, refs))
        return Sent(sent.body, sent.headers, sent.nonce, refs)

    def report(self, report: Report) -> Sent:
        """That an action was done."""
        people = told([report.person], [report.ref or secrets.token_hex(8)])
        action, at = str(report.action), written(report.at)
        return self.message(REPORT_SCHEMA, action=action, people=people, at=at, asked=report.asked)

    def heartbeat(self, acknowledged: int, at: datetime) -> Sent:
        """That this consumer is alive, and the newest epoch that it knows."""
        return self.message(HEARTBEAT_SCHEMA, acknowledged=acknowledged, sent=written(at))

    def is_signed(self, schema: str, signed: Mapping[str, Any]) -> bool:
        """Whether the service signed this object, whose `signature` is over all its other keys."""
        if signed["key_id"] != self.service_key_id:
            return False
        statement = {key: value for key, value in signed.items() if key != "signature"}
        try:
            signature = base64.b64decode(signed["signature"], validate=True)
            self.service_key.verify(signature, schema.encode() + b"\n" + canonical(statement))
        except (InvalidSignature, ValueError):
            return False
        return True


def written(moment: datetime) -> str:
    """As RFC 3339 has it, in UTC."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def told(people: Sequence[Person], refs: Sequence[str]) -> list[dict[str, object]]:
    """People as a message tells them."""
    return [
        {
            "ref": ref,
            "name": person.name,
            "date_of_birth": person.date_of_birth,
            "identifiers": [{"kind": kind, "value": value} for kind, value in person.identifiers],
        }
        for person, ref in zip(people, refs, strict=True)
    ]


def canonical(content: Mapping[str, object]) -> bytes:
    """RFC 8785 for the objects here: their keys are ASCII, their numbers whole and small.

    Raises ValueError for half a character, which UTF-8 cannot write.
    """
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)
    return text.encode("utf-8")


def key_id(public_key: bytes) -> str:
    """The short name of a raw public key."""
    return hashlib.sha256(public_key).hexdigest()[:32]
