"""Members of an OpenDocument package behind a password (ODF 1.3 part 2, 4.4 to 4.8)."""

import hmac
from base64 import b64decode
from binascii import Error as Base64Error
from collections.abc import Iterator
from dataclasses import dataclass, field
from hashlib import pbkdf2_hmac, sha1, sha256

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.decrepit.ciphers.algorithms import Blowfish
from cryptography.hazmat.decrepit.ciphers.modes import CFB
from cryptography.hazmat.primitives.ciphers import Cipher, CipherContext, algorithms, modes
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

from withhold.readers.container import Container, inflate
from withhold.readers.interface import Corrupt, Encrypted, OverLimit, ReaderError
from withhold.readers.ooxml.xml import START, events

PACKAGE = "encrypted-package"
"""The one member of a package that is encrypted as a whole."""
_CHECKED = 1024
_BLOCK = 16
_TAG = 16
_NONCE = 12
_MOST_ROUNDS = 2_000_000
_MOST_MEMORY = 256 << 10
"""In KiB; programs ask for 64 MiB."""
_STEPS = ("encryption-data", "algorithm", "key-derivation", "start-key-generation")


@dataclass(slots=True)
class _Lock:
    """What the manifest says of how a member is encrypted: attributes by element."""

    told: dict[str, dict[str, str]] = field(default_factory=dict)

    def text(self, step: str, key: str) -> str:
        return self.told.get(step, {}).get(key, "")

    def number(self, step: str, key: str, default: int, most: int) -> int:
        value = self.text(step, key)
        found = int(value) if value.isascii() and value.isdigit() and len(value) < 10 else default
        if found > most:
            raise OverLimit("the key takes too long to make")
        return found

    def binary(self, step: str, key: str) -> bytes:
        try:
            return b64decode(self.text(step, key))
        except (Base64Error, ValueError):
            raise Corrupt("the manifest does not tell how the member is encrypted") from None

    def key(self, password: str) -> bytes:
        """The key of the member. Raises Encrypted where the way to make it is not known."""
        is_sha256 = self.text("start-key-generation", "start-key-generation-name").lower().endswith("sha256")
        start = (sha256 if is_sha256 else sha1)(password.encode("utf-8")).digest()
        size = self.number("key-derivation", "key-size", 16, 64)
        salt = self.binary("key-derivation", "salt")
        name = self.text("key-derivation", "key-derivation-name").lower()
        if "argon2id" in name:
            lanes = self.number("key-derivation", "argon2-lanes", 4, 16)
            memory = self.number("key-derivation", "argon2-memory", 65536, _MOST_MEMORY)
            rounds = self.number("key-derivation", "argon2-iterations", 3, 64)
            if memory < 8 * lanes or not lanes or not rounds or len(salt) < 8 or size < 4:
                raise Corrupt("the manifest does not tell how the member is encrypted")
            made = Argon2id(salt=salt, length=size, iterations=rounds, lanes=lanes, memory_cost=memory)
            try:
                return made.derive(start)
            except MemoryError:  # also where several lanes would need threads, which a sandbox refuses
                raise Encrypted("the key of the member cannot be made here") from None
        if "pbkdf2" not in name:
            raise Encrypted("the member is encrypted in a way that is not known")
        rounds = self.number("key-derivation", "iteration-count", 1024, _MOST_ROUNDS)
        if not rounds or not size:
            raise Corrupt("the manifest does not tell how the member is encrypted")
        return pbkdf2_hmac("sha1", start, salt, rounds, size)

    def plain(self, password: str, chunks: Iterator[bytes]) -> Iterator[bytes]:
        """The decrypted bytes, still packed. Raises Encrypted or Corrupt."""
        name = self.text("algorithm", "algorithm-name").lower()
        key, vector = self.key(password), self.binary("algorithm", "initialisation-vector")
        try:
            if name.endswith("-gcm"):
                yield from _gcm(key, chunks)
            elif name.endswith("-cbc"):
                yield from _unpadded(Cipher(algorithms.AES(key), modes.CBC(vector)).decryptor(), chunks)
            elif "blowfish" in name:
                decryptor = Cipher(Blowfish(key), CFB(vector)).decryptor()
                yield from map(decryptor.update, chunks)
            else:
                raise Encrypted("the member is encrypted in a way that is not known")
        except ValueError:
            raise Corrupt("the manifest does not tell how the member is encrypted") from None

    def checks(self, start: bytes) -> bool | None:
        """Whether decrypted bytes begin as they should; None where only the whole of them tells."""
        kind = self.text("encryption-data", "checksum-type").lower()
        if not kind.endswith("1k"):
            return None
        digest = (sha256 if "256" in kind else sha1)(start[:_CHECKED]).digest()
        return hmac.compare_digest(digest, self.binary("encryption-data", "checksum"))


def _gcm(key: bytes, chunks: Iterator[bytes]) -> Iterator[bytes]:
    """A nonce, the bytes, and a tag that proves them."""
    held = b""
    for chunk in chunks:
        held += chunk
        if len(held) >= _NONCE:
            break
    decryptor = Cipher(algorithms.AES(key), modes.GCM(held[:_NONCE])).decryptor()
    held = held[_NONCE:]
    for chunk in chunks:
        held += chunk
        if len(held) > _TAG:
            yield decryptor.update(held[:-_TAG])
            held = held[-_TAG:]
    yield decryptor.update(held[:-_TAG])
    try:
        yield decryptor.finalize_with_tag(held[-_TAG:])
    except InvalidTag:
        raise Corrupt("the encrypted member is damaged") from None


def _unpadded(decryptor: CipherContext, chunks: Iterator[bytes]) -> Iterator[bytes]:
    """Whole blocks; the last byte tells how many at the end are padding (XML Encryption, 5.2)."""
    held = b""
    for chunk in chunks:
        held += decryptor.update(chunk)
        if len(held) > _BLOCK:
            yield held[:-_BLOCK]
            held = held[-_BLOCK:]
    decryptor.finalize()
    yield held[: -held[-1]] if held and 0 < held[-1] <= len(held) else held


class Locks:
    """Opens the members of a package that its manifest says are encrypted."""

    def __init__(self, container: Container, passwords: tuple[str, ...], ratio: int) -> None:
        self._container, self._ratio = container, ratio
        self._passwords = list(passwords)
        self._locks: dict[str, _Lock] = {}
        manifest = next((name for name in container.names() if name.lower() == "meta-inf/manifest.xml"), None)
        if manifest is not None:
            try:
                self._read(manifest)
            except ReaderError:
                return  # the manifest is read again as a member, where its damage is told

    def _read(self, manifest: str) -> None:
        lock, entry = _Lock(), ""
        for kind, name, attributes, _ in events(self._container.open(manifest)):
            if kind != START:
                continue
            if name == "file-entry":
                lock, entry = _Lock(), attributes.get("full-path", "")
            elif name in _STEPS:
                lock.told[name] = attributes
                self._locks[entry] = lock

    def __contains__(self, name: str) -> bool:
        return name in self._locks

    def password_of(self, name: str) -> str:
        """The password that opens a member. Raises Encrypted if none does."""
        for password in self._passwords:
            if self._fits(name, password):
                self._passwords.remove(password)
                self._passwords.insert(0, password)  # it fits the others too
                return password
        raise Encrypted("the document needs a password")

    def _fits(self, name: str, password: str) -> bool:
        lock = self._locks[name]
        chunks = lock.plain(password, self._container.open(name))
        start = b""
        try:
            for chunk in chunks:
                start += chunk
                if len(start) >= _CHECKED:
                    break
            found = lock.checks(start)
            if found is None:
                for _ in self._unpacked(name, password):
                    pass
        except Corrupt:
            return False
        return found is not False

    def open(self, name: str) -> Iterator[bytes]:
        """The bytes of a member, locked or not. Raises Encrypted, and what `Container.open` raises."""
        if name in self._locks:
            yield from self._unpacked(name, self.password_of(name))
        else:
            yield from self._container.open(name)

    def _unpacked(self, name: str, password: str) -> Iterator[bytes]:
        """Decrypted bytes are packed like a member of a zip archive; a package may stand there as it is."""
        plain = self._locks[name].plain(password, self._container.open(name))
        first = next(plain, b"")
        whole = _with(first, plain)
        yield from whole if first.startswith(b"PK\x03\x04") else self._spent(inflate(whole, self._ratio))

    def _spent(self, chunks: Iterator[bytes]) -> Iterator[bytes]:
        for chunk in chunks:
            self._container.spend(len(chunk))
            yield chunk


def _with(first: bytes, chunks: Iterator[bytes]) -> Iterator[bytes]:
    yield first
    yield from chunks
