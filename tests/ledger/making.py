"""A key, a clock and drafts for the tests of ledgers."""

from datetime import UTC, datetime, timedelta
from hashlib import sha256

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from withhold.ledger.checkpoints import verifier_key
from withhold.ledger.interface import Draft
from withhold.signing.ed25519 import SigningKey

ORIGIN = "agency.example/case/7"
AT = datetime(2030, 1, 31, 12, 0, tzinfo=UTC)


def signing_key(name: str) -> SigningKey:
    return SigningKey(
        Ed25519PrivateKey.from_private_bytes(sha256(f"withhold test key {name}".encode()).digest())
    )


KEY = signing_key("ledger")
PUBLIC = verifier_key(KEY, ORIGIN)


class Ticking:
    """A clock that goes on a second whenever it is looked at."""

    def __init__(self, start: datetime = AT) -> None:
        self.at = start

    def __call__(self) -> datetime:
        self.at += timedelta(seconds=1)
        return self.at


def draft(number: int = 0, **private: str) -> Draft:
    return Draft("case.noted", AT + timedelta(minutes=number), {"number": number, "role": "counsel"}, private)


def batch(*numbers: int) -> list[Draft]:
    return [draft(number, by="Anna Berg", why=f"reason {number}") for number in numbers]
