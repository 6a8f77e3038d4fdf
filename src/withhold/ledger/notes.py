"""Signed notes and the spelling of their keys: c2sp.org/signed-note."""

import base64
import binascii
import re
from dataclasses import dataclass
from hashlib import sha256

from withhold.ledger.interface import LedgerUnusable

ED25519 = 0x01
"""Signature type: Ed25519 over the note's text."""
COSIGNATURE = 0x04
"""Signature type: a time, and Ed25519 over it and the text (c2sp.org/tlog-cosignature)."""
MAX_NOTE = 65536
"""Characters of a note that is read: ours have about 400, others' witnesses may sign as well."""
_ID_BYTES = 4
_DASH = "\u2014"
_VKEY = re.compile(r"([^+\s]+)\+([0-9a-f]{8})\+([A-Za-z0-9+/=]+)")


class NoteError(ValueError):
    """It is no signed note, or not signed by the key; the message has no line of it."""


@dataclass(frozen=True, slots=True)
class VerifierKey:
    """Who may have signed: the name, and 32 bytes of Ed25519 public key."""

    name: str
    raw: bytes

    def __post_init__(self) -> None:
        if not is_key_name(self.name) or len(self.raw) != 32:
            raise ValueError("not a name and a public key")

    def id(self, kind: int = ED25519) -> bytes:
        """The four bytes that stand before signatures of this kind."""
        return sha256(self.name.encode() + b"\n" + bytes([kind]) + self.raw).digest()[:_ID_BYTES]

    @property
    def base64(self) -> str:
        """The raw public key as `signing.ed25519.verify` takes it."""
        return base64.b64encode(self.raw).decode("ascii")

    def __str__(self) -> str:
        material = base64.b64encode(bytes([ED25519]) + self.raw).decode("ascii")
        return f"{self.name}+{self.id().hex()}+{material}"


@dataclass(frozen=True, slots=True)
class Signature:
    """One signature line: whose it says it is, and the bytes after the key's id."""

    name: str
    key_id: bytes
    content: bytes

    def __str__(self) -> str:
        return f"{_DASH} {self.name} {base64.b64encode(self.key_id + self.content).decode('ascii')}\n"


def is_key_name(name: str) -> bool:
    """Whether keys, and so ledgers, may have this name: something printable without spaces and plus."""
    return bool(name) and len(name) <= 255 and "+" not in name and name.isprintable() and " " not in name


def read_vkey(text: str) -> VerifierKey:
    """A public key as C2SP writes it, `name+id+key`. Raises LedgerUnusable."""
    found = _VKEY.fullmatch(text.strip())
    try:
        material = decoded(found[3]) if found else b""
        if found and len(material) == 33 and material[0] == ED25519:
            key = VerifierKey(found[1], material[1:])
            if key.id().hex() == found[2]:
                return key
    except ValueError:
        pass  # said below, like everything else that makes it no key
    raise LedgerUnusable(
        "this is no public key of a ledger; one looks like NAME+0123abcd+KEY, as `withhold ledger key` "
        "prints it"
    )


def read_note(note: str) -> tuple[str, list[Signature]]:
    """The text of a note and its signatures, none of them checked yet. Raises NoteError."""
    if len(note) > MAX_NOTE:
        raise NoteError("it is too long for a signed note")
    if any(character < " " and character != "\n" for character in note):
        raise NoteError("it has control characters")
    text, blank, lines = note.rpartition("\n\n")
    if not blank or not text or not lines.endswith("\n"):
        raise NoteError("it is not a text, an empty line and signatures")
    return text + "\n", [_signature(line) for line in lines[:-1].split("\n")]


def decoded(text: str) -> bytes:
    """Bytes from standard base64, padded, in its one spelling. Raises NoteError."""
    try:
        content = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        raise NoteError("it is not base64") from None
    if base64.b64encode(content).decode("ascii") != text:
        raise NoteError("its base64 has another spelling")
    return content


def _signature(line: str) -> Signature:
    parts = line.split(" ")
    if len(parts) != 3 or parts[0] != _DASH or not is_key_name(parts[1]):
        raise NoteError("a signature line is malformed")
    content = decoded(parts[2])
    if len(content) <= _ID_BYTES:
        raise NoteError("a signature is too short")
    return Signature(parts[1], content[:_ID_BYTES], content[_ID_BYTES:])
