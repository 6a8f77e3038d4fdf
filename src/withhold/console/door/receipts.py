"""Receipts: 16 digits that find a report again and open what the office answered, and that nobody else has.

From the digits and the installation's pepper, one slow derivation (Argon2id, RFC 9106) makes two things:
what the report is looked up by, and an age identity whose public half is kept with the report. Without the
digits neither can be had from what the door keeps.
"""

import hashlib
import hmac
import re
import secrets
from dataclasses import dataclass, field
from typing import Any

import pyrage
from argon2.low_level import Type, hash_secret_raw

from withhold.console.door.bech32 import bech32

DIGITS = 16
_PASSES, _KIB, _LANES, _ROOT_BYTES = 3, 64 * 1024, 1, 32
"""RFC 9106's second recommendation: about a tenth of a second, and 64 MiB, for each guess."""
_SEPARATORS = re.compile(r"[\s\-.\u200e\u200f\u202a-\u202e\u2066-\u2069]+")
_NO_RECEIPT = "x"


@dataclass(frozen=True, slots=True)
class Opener:
    """What a receipt leads to: `lookup` (64 hex digits) finds the report, `identity` opens its answers."""

    lookup: str
    identity: Any = field(repr=False)

    @property
    def public(self) -> str:
        """The age public key that answers are sealed to."""
        return str(self.identity.to_public())


def fresh() -> str:
    """A new receipt, its digits alone."""
    return f"{secrets.randbelow(10**DIGITS):0{DIGITS}d}"


def of_form(pepper: bytes, token: str, content: bytes) -> str:
    """The receipt of what a form sent: the same form sent twice by a double click has the same one.

    `token` was made for the form by `secrets`; the digits follow from nothing that is kept.
    """
    digest = hmac.digest(pepper, b"receipt\0" + token.encode() + b"\0" + content, "sha256")
    return f"{int.from_bytes(digest, 'big') % 10**DIGITS:0{DIGITS}d}"


def grouped(digits: str) -> str:
    """As people read it: 1234-5678-9012-3456."""
    return "-".join(digits[at : at + 4] for at in range(0, DIGITS, 4))


def typed(text: str) -> str:
    """The digits somebody typed, in whatever digits their script has; what is no receipt leads nowhere."""
    digits = _SEPARATORS.sub("", text[:200])
    if len(digits) != DIGITS or not digits.isdecimal():
        return _NO_RECEIPT
    return "".join(str(int(one)) for one in digits)


def opener(pepper: bytes, digits: str) -> Opener:
    """What this receipt leads to, at the same cost whether or not there is such a report."""
    root = hash_secret_raw(digits.encode(), pepper, _PASSES, _KIB, _LANES, _ROOT_BYTES, Type.ID)
    lookup = hmac.new(root, b"withhold door lookup", hashlib.sha256).hexdigest()
    scalar = hmac.digest(root, b"withhold door answers", "sha256")
    identity = pyrage.x25519.Identity.from_str(bech32("age-secret-key-", scalar).upper())
    return Opener(lookup, identity)
