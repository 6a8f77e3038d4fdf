"""Holds, questions and signed messages for the tests of this room."""

import base64
import json
from datetime import UTC, date, datetime
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from withhold.domain.fields import Field
from withhold.incident.case.interface import Actor, Role
from withhold.incident.holds.consumers import registered
from withhold.incident.holds.interface import Action, Asked, Consumer, Hold, Question
from withhold.incident.holds.signed import DOMAIN, by_key
from withhold.register.interface import Row
from withhold.signing.canonical import canonical
from withhold.signing.ed25519 import SigningKey

NOW = datetime(2030, 2, 1, 12, tzinfo=UTC)
CONSUMER_KEY = SigningKey(Ed25519PrivateKey.from_private_bytes(b"c" * 32))
SERVICE_KEY = SigningKey(Ed25519PrivateKey.from_private_bytes(b"s" * 32))
CONSUMER = registered("court-east", CONSUMER_KEY.public_key)
KEYS: dict[str, Consumer] = by_key([CONSUMER])
ANNA = Actor("Anna Berg", Role.PRIVACY_OFFICER)
BEN = Actor("Ben Okafor", Role.COUNSEL)


def row(name: str = "Marisela Quintanilla", birth: str = "1987-03-04", number: str = "A219876543") -> Row:
    return Row((name,), (birth,), identifiers=((Field.ALIEN_NUMBER, number),))


def hold(subject: str = "7", *rows: Row, **changes: Any) -> Hold:
    values = {"owner": "Anna Berg", "reason": "on the list", "review": date(2030, 3, 1), "since": NOW}
    return Hold(subject=subject, rows=rows or (row(),), **{**values, **changes})


def asked(
    name: str = "Marisela Quintanilla",
    birth: str = "1987-03-04",
    number: str = "A219876543",
    kind: str = "alien_number",
    ref: str = "q1",
) -> Asked:
    return Asked(ref, ((kind, number),), name, birth)


STRANGER = asked("Ana Duarte", "1990-05-17", "A200000017")


def question(*people: Asked, action: Action = Action.REMOVAL, planning: bool = False) -> Question:
    return Question("court-east", "0" * 32, action, people, "0" * 64, planning)


def told(schema: str, **content: Any) -> tuple[bytes, str]:
    """A signed body and its header."""
    body = canonical({"schema": schema, "consumer": "court-east", "nonce": "ab" * 16, **content})
    return body, signed(body)


def signed(body: bytes, key: SigningKey = CONSUMER_KEY) -> str:
    made = base64.b64encode(key.sign(DOMAIN + body)).decode()
    return f"key_id={key.key_id}, signature={made}"


def person(ref: str = "q1") -> dict[str, Any]:
    return {
        "ref": ref,
        "name": "Marisela Quintanilla",
        "date_of_birth": "1987-03-04",
        "identifiers": [{"kind": "alien_number", "value": "A219876543"}],
    }


def parsed(body: bytes) -> dict[str, Any]:
    content: dict[str, Any] = json.loads(body)
    return content
