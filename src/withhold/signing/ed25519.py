"""Ed25519 signatures (RFC 8032): signing keys in files, and checking against public keys."""

import base64
import binascii
from hashlib import sha256

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
    load_ssh_private_key,
)

from withhold.signing.keys import KeyUnusable, read_secret_file, write_secret_file

PUBLIC_KEY_BYTES = 32
SIGNATURE_BYTES = 64
_LONGEST = 16384
_OPENSSH = b"-----BEGIN OPENSSH PRIVATE KEY-----"


class SigningKey:
    """A private key in memory. It has no repr, no equality and no copy in any message."""

    __slots__ = ("_private", "_public")

    def __init__(self, private: Ed25519PrivateKey) -> None:
        self._private = private
        self._public = private.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)

    @classmethod
    def load(cls, source: str) -> "SigningKey":
        """The key at `source`: a PEM file of mode 0600 (PKCS 8 or OpenSSH), or `/dev/fd/N`.

        Raises KeyUnusable with one line that says what to do.
        """
        content = read_secret_file(source, _LONGEST)
        load = load_ssh_private_key if content.lstrip().startswith(_OPENSSH) else load_pem_private_key
        try:
            private = load(content, password=None)
        except TypeError:
            raise KeyUnusable(f"the signing key {source} has a pass phrase; give one without") from None
        except UnsupportedAlgorithm:
            raise KeyUnusable(
                f"the signing key {source} has a pass phrase or is no Ed25519 key; give one without"
            ) from None
        except ValueError:
            raise KeyUnusable(
                f"{source} does not hold a signing key; `withhold clearance key -o FILE` makes one"
            ) from None
        if not isinstance(private, Ed25519PrivateKey):
            raise KeyUnusable(f"the signing key {source} is not an Ed25519 key; make one of that kind")
        return cls(private)

    @property
    def public_key(self) -> str:
        """The public key: 32 bytes in base64."""
        return base64.b64encode(self._public).decode("ascii")

    @property
    def key_id(self) -> str:
        """The short name of the public key, see `key_id`."""
        return key_id(self._public)

    def sign(self, message: bytes) -> bytes:
        """The signature over `message`, 64 bytes."""
        return self._private.sign(message)

    def __reduce__(self) -> str:
        raise TypeError("keys are not pickled")


def key_id(public_key: bytes) -> str:
    """The short name of a raw public key: the first 16 bytes of its SHA-256, as 32 hex digits."""
    return sha256(public_key).hexdigest()[:32]


def raw_public_key(public_key: str) -> bytes:
    """The 32 bytes of a public key in base64. Raises ValueError for anything else."""
    try:
        raw = base64.b64decode(public_key, validate=True)
    except binascii.Error:
        raise ValueError("not base64") from None
    if len(raw) != PUBLIC_KEY_BYTES or base64.b64encode(raw).decode("ascii") != public_key:
        raise ValueError("not 32 bytes in base64")
    return raw


def verify(public_key: str, signature: bytes, message: bytes) -> bool:
    """Whether `signature` is this key's over exactly this message. A malformed key or signature is not."""
    try:
        Ed25519PublicKey.from_public_bytes(raw_public_key(public_key)).verify(signature, message)
    except (InvalidSignature, ValueError):
        return False
    return True


def write_signing_key(path: str) -> SigningKey:
    """A new random key in a new PKCS 8 PEM file of mode 0600.

    Raises KeyUnusable if the file exists or cannot be made.
    """
    private = Ed25519PrivateKey.generate()
    write_secret_file(path, private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    return SigningKey(private)
