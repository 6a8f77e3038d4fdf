"""Model fields whose values are sealed in the database (AES-256-GCM), bound to their table and column.

They cannot be searched or sorted: that is meant. A value moved to another column does not open.
"""

import json
import os
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from django.db import models

from withhold.console.sealing.keyring import Keyring, KeyringUnusable

_FORM = b"\x01"
_NUMBER, _NONCE = 2, 12


def seal(ring: Keyring, label: str, value: str) -> bytes:
    """form(1) key number(2) nonce(12) AES-256-GCM of the text, `label` being its table and column."""
    nonce = os.urandom(_NONCE)
    cipher = AESGCM(ring.subkey(ring.current, label))
    sealed = cipher.encrypt(nonce, value.encode("utf-8", "surrogatepass"), label.encode())
    return _FORM + ring.current.to_bytes(_NUMBER, "big") + nonce + sealed


def unseal(ring: Keyring, label: str, sealed: bytes) -> str:
    """The text. Raises KeyringUnusable if it is not what was sealed there."""
    head = len(_FORM) + _NUMBER
    number, nonce = int.from_bytes(sealed[1:head], "big"), sealed[head : head + _NONCE]
    try:
        if sealed[:1] != _FORM:
            raise InvalidTag
        text = AESGCM(ring.subkey(number, label)).decrypt(nonce, sealed[head + _NONCE :], label.encode())
    except (InvalidTag, ValueError):
        raise KeyringUnusable(f"a value of {label} was changed, or sealed under other keys") from None
    return text.decode("utf-8", "surrogatepass")


def number_of(sealed: bytes) -> int:
    """Under which key a value is sealed."""
    return int.from_bytes(sealed[1 : 1 + _NUMBER], "big")


class Sealed(models.Field):  # type: ignore[type-arg]
    """Seals on the way to the database, opens on the way back."""

    def get_internal_type(self) -> str:
        return "BinaryField"

    @property
    def label(self) -> str:
        """The table and the column, which the value is bound to."""
        return f"{self.model._meta.db_table}.{self.column}"

    def get_db_prep_save(self, value: Any, connection: Any) -> Any:
        if value is None:
            return None
        return connection.Database.Binary(seal(settings.KEYRING(), self.label, self.as_text(value)))

    def get_lookup(self, lookup_name: str) -> Any:
        """Nothing but whether there is a value can be asked of what is sealed."""
        return super().get_lookup(lookup_name) if lookup_name == "isnull" else None

    def from_db_value(self, value: Any, _expression: Any, _connection: Any) -> Any:
        return None if value is None else self.of_text(unseal(settings.KEYRING(), self.label, bytes(value)))

    def as_text(self, value: Any) -> str:
        raise NotImplementedError

    def of_text(self, text: str) -> Any:
        raise NotImplementedError


class SealedTextField(Sealed):
    """A text, sealed at rest."""

    def as_text(self, value: Any) -> str:
        return str(value)

    def of_text(self, text: str) -> str:
        return text


class SealedJSONField(Sealed):
    """A JSON value, sealed at rest."""

    def as_text(self, value: Any) -> str:
        return json.dumps(value, separators=(",", ":"))

    def of_text(self, text: str) -> Any:
        return json.loads(text)
