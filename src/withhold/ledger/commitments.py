"""Commitments: what a private value leaves in the ledger, and the openings that show the value."""

import hmac
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field

from withhold.ledger.entries import EntryError, is_name, parsed
from withhold.ledger.interface import LedgerUnusable
from withhold.signing.canonical import canonical

SALT_BYTES = 32
MAX_VALUE = 65536
"""Characters of a private value: a URL, a name, a reason of some pages."""
MAX_OPENING = 6 * MAX_VALUE + 1024
"""Bytes of an opening: JSON writes a character as six bytes at most."""
_CONTEXT = b"withhold.commitment/1\n"
_SALT = re.compile(r"[0-9a-f]{64}", re.ASCII)
_KEYS = {"index", "name", "salt", "value"}


@dataclass(frozen=True, slots=True)
class Opening:
    """What shows that an entry committed to this value. Without the salt nobody can try out values."""

    index: int
    name: str
    salt: bytes = field(repr=False)
    value: str = field(repr=False)

    def commitment(self) -> str:
        """What stands in the entry: 64 hex digits."""
        message = _CONTEXT + canonical([self.name, self.value])
        return hmac.digest(self.salt, message, "sha256").hex()

    def opens(self, commitments: Mapping[str, str]) -> bool:
        """Whether the entry with these commitments committed to it."""
        return hmac.compare_digest(self.commitment(), commitments.get(self.name, ""))

    def __bytes__(self) -> bytes:
        """Its canonical JSON."""
        return canonical(
            {"index": self.index, "name": self.name, "salt": self.salt.hex(), "value": self.value}
        )


def fresh_openings(index: int, private: Mapping[str, str]) -> list[Opening]:
    """An opening with a new salt for each value. Raises LedgerUnusable for values that cannot be kept."""
    for name, value in private.items():
        if not is_name(name):
            raise LedgerUnusable("this cannot be recorded: a private value has no plain name")
        if not _fits(value):
            raise LedgerUnusable(
                f"this cannot be recorded: its {name} is no text of at most {MAX_VALUE:,} characters"
            )
    return [
        Opening(index, name, secrets.token_bytes(SALT_BYTES), value)
        for name, value in sorted(private.items())
    ]


def read_opening(content: bytes) -> Opening:
    """The opening in these bytes. Raises EntryError, without its value, unless they are its one spelling."""
    found = parsed(content, MAX_OPENING)
    if not isinstance(found, dict) or set(found) != _KEYS:
        raise EntryError("it has not the keys of an opening")
    index, name, salt, value = (found[key] for key in ("index", "name", "salt", "value"))
    if type(index) is not int or index < 0 or not is_name(name):
        raise EntryError("an opening has no number and name")
    if not isinstance(salt, str) or not _SALT.fullmatch(salt) or not _fits(value):
        raise EntryError("an opening has no salt of 64 small hex digits, or no text")
    return Opening(index, name, bytes.fromhex(salt), value)


def _fits(value: object) -> bool:
    """A text that can be written: half characters cannot."""
    return (
        isinstance(value, str)
        and len(value) <= MAX_VALUE
        and not any("\ud800" <= character <= "\udfff" for character in value)
    )
