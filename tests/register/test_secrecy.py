"""Without the key nothing in a register can be confirmed: what somebody with the file and a row can try."""

import hashlib
import pickle
from collections.abc import Callable
from itertools import product
from pathlib import Path

import numpy as np
import pytest

from tests.register.making import AMINA, KEY, OTHER_KEY, crowd, made
from withhold.register.canonical import birth_message, identifier_messages, name_messages
from withhold.register.digests import FileKeys, Kind
from withhold.register.file import RegisterInFile
from withhold.register.interface import RegisterError
from withhold.register.layout import HEADER_BYTES
from withhold.register.people import keyed
from withhold.text.name_forms import name_parts


@pytest.fixture(scope="module")
def content(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    return made(tmp_path_factory.mktemp("register") / "r", [AMINA, *crowd(200)]).read_bytes()


def spellings() -> list[bytes]:
    """What a thief who knows the person and this program would hash."""
    row = AMINA.row
    birth = birth_message(row.births[0])
    assert birth is not None
    known = [*name_messages(name_parts(row.names[0])), birth, b"p1", b"id\0p1", row.names[0].encode()]
    for field, value in row.identifiers:
        if field is not None:
            known += [*identifier_messages(field, value), value.encode()]
    known += [a + separator + b for a, b in product(known, known) for separator in (b"", b"\0", b"|")]
    return known


def test_no_unkeyed_digest_of_the_row_is_in_the_file(content: bytes) -> None:
    identity = content[40:56]
    stored = {content[start : start + 8] for start in range(HEADER_BYTES, len(content) - 7, 8)}
    functions: list[Callable[[bytes], bytes]] = [
        lambda m: hashlib.sha256(m).digest(),
        lambda m: hashlib.sha512(m).digest(),
        lambda m: hashlib.md5(m, usedforsecurity=False).digest(),
        lambda m: hashlib.sha1(m, usedforsecurity=False).digest(),
        lambda m: hashlib.blake2b(m, digest_size=32).digest(),
        lambda m: hashlib.blake2b(m, digest_size=16).digest(),
        lambda m: hashlib.blake2b(m, digest_size=32, key=identity).digest(),
        lambda m: hashlib.blake2b(m, digest_size=32, key=bytes(32)).digest(),
    ]
    for spelling in spellings():
        for message in (spelling, *(bytes([kind]) + spelling for kind in Kind), identity + spelling):
            for function in functions:
                digest = function(message)
                for start in range(0, len(digest) - 7, 8):
                    assert digest[start : start + 8] not in stored


def test_the_key_itself_finds_the_row(content: bytes) -> None:
    """The test above could fail: with the key, the same bytes are in the file."""
    (one,) = keyed([AMINA], FileKeys(KEY, content[40:56]))
    stored = {content[start : start + 8] for start in range(HEADER_BYTES, len(content) - 7, 8)}
    assert all(digest[:8] in stored for digest in one.keys)


def test_no_value_is_in_the_file(content: bytes) -> None:
    upper = content.upper()
    row = AMINA.row
    for value in (
        *row.names,
        *row.births,
        *row.contacts,
        *row.nationalities,
        "A012345678",
        "12345678",
        "P1234567",
    ):
        for part in value.split():
            if len(part) > 3:
                assert part.upper().encode() not in upper
                assert part.encode("utf-16-le") not in content


def test_what_is_stored_looks_like_chance(content: bytes) -> None:
    """Ones and zeros in balance at every bit of every entry: nothing to read from payloads either."""
    entries = np.frombuffer(content, "<u8", 4 * 1024, HEADER_BYTES).reshape(4, 1024)
    # The highest bits are sorted, and what fills up the block is all ones.
    used = entries[:, ~(entries == np.uint64(0xFFFFFFFFFFFFFFFF)).all(axis=0)]
    assert used.shape[1] > 800
    for column, bit in product(range(4), range(0, 56)):
        ones = np.count_nonzero(used[column] >> np.uint64(bit) & np.uint64(1)) / used.shape[1]
        assert 0.4 < ones < 0.6


def test_another_key_matches_nothing_and_says_so(tmp_path: Path) -> None:
    path = made(tmp_path / "r", [AMINA])
    with pytest.raises(RegisterError, match="another key"):
        RegisterInFile(str(path), OTHER_KEY)


def test_keys_and_people_do_not_show_themselves(content: bytes) -> None:
    keys = FileKeys(KEY, content[40:56])
    with pytest.raises(TypeError):
        pickle.dumps(keys)
    for thing in (keys, AMINA, AMINA.row):
        assert "Amina" not in repr(thing)
        assert (b"k" * 4).hex() not in repr(thing)
