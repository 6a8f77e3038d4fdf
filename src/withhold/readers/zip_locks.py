"""Members of zip archives behind passwords: the classic cipher (APPNOTE 6.1) and AES (AE-1 and AE-2)."""

import copy
import hmac
import struct
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from hashlib import pbkdf2_hmac, sha1
from typing import Protocol

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from withhold.readers.interface import Corrupt, Encrypted

NO_CHECKSUM = -1
"""The checksum of a member that has none: another code proves its bytes."""
_AES_FIELD = 0x9901
_AES_METHOD = 99
_HEAD = 12
_ROUNDS = 1000
_CODE = 10

Packed = Callable[[], Iterator[bytes]]


class Lock(Protocol):
    """How a member is encrypted."""

    method: int
    """How the plain bytes are packed."""
    has_checksum: bool

    def fits(self, password: str) -> bool:
        """Whether the short check of a password holds; a wrong one passes now and then."""

    def open(self, password: str) -> Iterator[bytes]:
        """The plain bytes, still packed. Raises Corrupt."""


def lock_of(info: zipfile.ZipInfo, packed: Packed) -> Lock:
    """The lock of a member. Raises Encrypted for one that is not known."""
    if info.compress_type != _AES_METHOD:
        if info.flag_bits & 0x40:
            raise Encrypted("the member is encrypted in a way that is not known")
        return _Classic(info, packed)
    at, extra = 0, info.extra
    while at + 4 <= len(extra):
        kind, size = struct.unpack_from("<HH", extra, at)
        if kind == _AES_FIELD and size >= 7 and at + 11 <= len(extra) and extra[at + 8] in (1, 2, 3):
            version, _, strength, method = struct.unpack_from("<H2sBH", extra, at + 4)
            return _Aes(packed, info.compress_size, strength, method, version == 1)
        at += 4 + size
    raise Encrypted("the member is encrypted in a way that is not known")


def replace_info(info: zipfile.ZipInfo, lock: Lock) -> zipfile.ZipInfo:
    """The entry of a member as it would be without its lock."""
    plain = copy.copy(info)
    plain.flag_bits &= ~1
    plain.compress_type = lock.method
    if not lock.has_checksum:
        plain.CRC = NO_CHECKSUM
    return plain


def _table() -> list[int]:
    found = []
    for value in range(256):
        for _ in range(8):
            value = value >> 1 ^ (0xEDB88320 if value & 1 else 0)
        found.append(value)
    return found


_CRC = _table()


@dataclass(slots=True)
class _Classic:
    """Three keys that every byte changes; twelve bytes before the data prove the password, nearly."""

    info: zipfile.ZipInfo
    packed: Packed
    method: int = 0
    has_checksum: bool = True

    def __post_init__(self) -> None:
        self.method = self.info.compress_type

    def fits(self, password: str) -> bool:
        head = next(_Cipher(password).plain(self.packed()), b"")[:_HEAD]
        # Writers that do not know the checksum yet take the time instead.
        expected = self.info._raw_time >> 8 if self.info.flag_bits & 8 else self.info.CRC >> 24  # type: ignore[attr-defined]
        return len(head) == _HEAD and head[-1] == expected & 0xFF

    def open(self, password: str) -> Iterator[bytes]:
        left = _HEAD
        for chunk in _Cipher(password).plain(self.packed()):
            if rest := chunk[left:]:
                yield rest
            left = max(0, left - len(chunk))


class _Cipher:
    def __init__(self, password: str) -> None:
        self._keys = (0x12345678, 0x23456789, 0x34567890)
        for byte in password.encode("utf-8"):
            self._turn(byte)

    def _turn(self, byte: int) -> None:
        one, two, three = self._keys
        one = one >> 8 ^ _CRC[(one ^ byte) & 0xFF]
        two = ((two + (one & 0xFF)) * 134775813 + 1) & 0xFFFFFFFF
        self._keys = one, two, three >> 8 ^ _CRC[(three ^ two >> 24) & 0xFF]

    def plain(self, chunks: Iterator[bytes]) -> Iterator[bytes]:
        """Keys live in local variables: this runs once a byte."""
        one, two, three = self._keys
        table = _CRC
        for chunk in chunks:
            found = bytearray(chunk)
            for at, byte in enumerate(chunk):
                stream = three | 2
                byte ^= (stream * (stream ^ 1)) >> 8 & 0xFF
                one = one >> 8 ^ table[(one ^ byte) & 0xFF]
                two = ((two + (one & 0xFF)) * 134775813 + 1) & 0xFFFFFFFF
                three = three >> 8 ^ table[(three ^ two >> 24) & 0xFF]
                found[at] = byte
            yield bytes(found)


@dataclass(slots=True)
class _Aes:
    """AES in counter mode, its keys from the password and a salt; a code proves the encrypted bytes."""

    packed: Packed
    size: int
    strength: int
    method: int
    has_checksum: bool

    def fits(self, password: str) -> bool:
        return self._keys(password)[2] == self._head()[-2:]

    def _salt(self) -> int:
        return 4 + 4 * self.strength

    def _head(self) -> bytes:
        found = b""
        for chunk in self.packed():
            found += chunk
            if len(found) >= self._salt() + 2:
                return found[: self._salt() + 2]
        raise Corrupt("the encrypted member is cut short")

    def _keys(self, password: str) -> tuple[bytes, bytes, bytes]:
        """(key, key of the code, proof of the password)."""
        size = 8 + 8 * self.strength
        salt = self._head()[:-2]
        found = pbkdf2_hmac("sha1", password.encode("utf-8"), salt, _ROUNDS, 2 * size + 2)
        return found[:size], found[size : 2 * size], found[2 * size :]

    def open(self, password: str) -> Iterator[bytes]:
        key, code_key, _ = self._keys(password)
        code = hmac.new(code_key, digestmod=sha1)
        left = self.size - self._salt() - 2 - _CODE
        encryptor = Cipher(algorithms.AES(key), modes.ECB()).encryptor()  # blocks of a counter
        skip, block, held = self._salt() + 2, 1, b""
        for chunk in self.packed():
            held += chunk[skip:]
            skip = max(0, skip - len(chunk))
            take = min(left, len(held) // 16 * 16 if left > len(held) else left)
            if take > 0:
                code.update(held[:take])
                yield _mixed(held[:take], encryptor.update(_counters(block, -(-take // 16))))
                block += -(-take // 16)
                left -= take
                held = held[take:]
        if left or code.digest()[:_CODE] != held[:_CODE]:
            raise Corrupt("the encrypted member is damaged")


def _counters(first: int, count: int) -> bytes:
    return b"".join(number.to_bytes(16, "little") for number in range(first, first + count))


def _mixed(data: bytes, stream: bytes) -> bytes:
    size = len(data)
    return (int.from_bytes(data, "little") ^ int.from_bytes(stream[:size], "little")).to_bytes(size, "little")
