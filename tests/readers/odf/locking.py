"""Locks packages as the programs do, for the tests of opening them."""

import zlib
from base64 import b64encode
from collections.abc import Callable
from hashlib import pbkdf2_hmac, sha1, sha256

from cryptography.hazmat.decrepit.ciphers.algorithms import Blowfish
from cryptography.hazmat.decrepit.ciphers.modes import CFB
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

from tests.readers.odf.test_document import pack

RIGHT = "Grünspan 7"
_SALT, _VECTOR = bytes(range(16)), bytes(range(16, 32))
_NAME = "urn:oasis:names:tc:opendocument:xmlns:manifest:1.0#"
_XML = "http://www.w3.org/2001/04/xmlenc#"


def _text(data: bytes) -> str:
    return b64encode(data).decode()


def _deflated(data: bytes) -> bytes:
    stream = zlib.compressobj(9, zlib.DEFLATED, -15)
    return stream.compress(data) + stream.flush()


def _entry(name: str, size: int, checksum: str, algorithm: str, derivation: str, start: str) -> str:
    return (
        f'<file-entry full-path="{name}" size="{size}"><encryption-data {checksum}><algorithm {algorithm}/>'
        f"<key-derivation {derivation}/><start-key-generation {start}/></encryption-data></file-entry>"
    )


def cbc(name: str, data: bytes) -> tuple[bytes, str]:
    """AES-256 in blocks, as LibreOffice 3.5 to 24.2."""
    packed = _deflated(data)
    key = pbkdf2_hmac("sha1", sha256(RIGHT.encode()).digest(), _SALT, 1000, 32)
    fill = 16 - len(packed) % 16
    encryptor = Cipher(algorithms.AES(key), modes.CBC(_VECTOR)).encryptor()
    checksum = _text(sha256(packed[:1024]).digest())
    return encryptor.update(packed + bytes(fill - 1) + bytes([fill])), _entry(
        name,
        len(data),
        f'checksum-type="{_NAME}sha256-1k" checksum="{checksum}"',
        f'algorithm-name="{_XML}aes256-cbc" initialisation-vector="{_text(_VECTOR)}"',
        f'key-derivation-name="PBKDF2" key-size="32" iteration-count="1000" salt="{_text(_SALT)}"',
        f'start-key-generation-name="{_XML}sha256" key-size="32"',
    )


def blowfish(name: str, data: bytes) -> tuple[bytes, str]:
    """As OpenOffice.org."""
    packed = _deflated(data)
    key = pbkdf2_hmac("sha1", sha1(RIGHT.encode()).digest(), _SALT, 1024, 16)
    encryptor = Cipher(Blowfish(key), CFB(_VECTOR[:8])).encryptor()
    return encryptor.update(packed), _entry(
        name,
        len(data),
        f'checksum-type="SHA1/1K" checksum="{_text(sha1(packed[:1024]).digest())}"',
        f'algorithm-name="Blowfish CFB" initialisation-vector="{_text(_VECTOR[:8])}"',
        f'key-derivation-name="PBKDF2" iteration-count="1024" salt="{_text(_SALT)}"',
        'start-key-generation-name="SHA1" key-size="20"',
    )


def gcm(name: str, data: bytes) -> tuple[bytes, str]:
    """As LibreOffice 24.8: a proof at the end, keys that take memory to make."""
    key = Argon2id(salt=_SALT, length=32, iterations=1, lanes=1, memory_cost=64).derive(
        sha256(RIGHT.encode()).digest()
    )
    made = _VECTOR[:12] + AESGCM(key).encrypt(_VECTOR[:12], _deflated(data), None)
    return made, _entry(
        name,
        len(data),
        "",
        'algorithm-name="http://www.w3.org/2009/xmlenc11#aes256-gcm" '
        f'initialisation-vector="{_text(_VECTOR[:12])}"',
        'key-derivation-name="urn:org:documentfoundation:names:experimental:office:manifest:argon2id" '
        'key-size="32" '
        f'argon2-iterations="1" argon2-memory="64" argon2-lanes="1" salt="{_text(_SALT)}"',
        f'start-key-generation-name="{_XML}sha256" key-size="32"',
    )


def locked(members: dict[str, bytes], how: Callable[[str, bytes], tuple[bytes, str]]) -> bytes:
    """A package of which each member is locked."""
    made = {name: how(name, data) for name, data in members.items()}
    manifest = "".join(entry for _, entry in made.values())
    return pack(
        {
            "META-INF/manifest.xml": f"<manifest>{manifest}</manifest>",
            **{name: data for name, (data, _) in made.items()},
        }
    )
