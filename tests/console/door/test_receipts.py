"""Receipts find and open; nothing else does."""

import subprocess
from pathlib import Path

import pyrage
import pytest

from withhold.console.door.bech32 import bech32
from withhold.console.door.parcels import BUCKETS, Parcel, ParcelUnusable, opened, sealed
from withhold.console.door.receipts import DIGITS, fresh, grouped, of_form, opener, typed

_PEPPER = bytes(range(32))
_HEADER = 700


def test_a_fresh_receipt_has_sixteen_digits_in_groups() -> None:
    digits = fresh()
    assert len(digits) == DIGITS
    assert digits.isdecimal()
    assert typed(grouped(digits)) == digits
    assert fresh() != digits


def test_the_same_receipt_leads_to_the_same_place_and_another_elsewhere() -> None:
    one, again, other = (opener(_PEPPER, digits) for digits in ("1" * 16, "1" * 16, "2" * 16))
    assert one.lookup == again.lookup != other.lookup
    assert one.public == again.public != other.public
    assert opener(bytes(32), "1" * 16).lookup != one.lookup


def test_only_the_receipt_opens_what_is_sealed_to_it() -> None:
    mine, other = opener(_PEPPER, "1" * 16), opener(_PEPPER, "2" * 16)
    ciphertext = sealed(Parcel({"text": "thank you"}), [mine.public])
    assert opened(ciphertext, mine.identity).header == {"text": "thank you"}
    with pytest.raises(ParcelUnusable):
        opened(ciphertext, other.identity)


@pytest.mark.parametrize(
    "text",
    [
        "1234 5678 9012 3456",
        "1234-5678-9012-3456",
        "۱۲۳۴-۵۶۷۸-۹۰۱۲-۳۴۵۶",
        "\u2066١٢٣٤ ٥٦٧٨ ٩٠١٢ ٣٤٥٦\u2069",
        "੧੨੩੪ ੫੬੭੮ ੯੦੧੨ ੩੪੫੬",
    ],
)
def test_a_receipt_is_read_as_people_type_it(text: str) -> None:
    assert typed(text) == "1234567890123456"


@pytest.mark.parametrize("text", ["", "1" * 15, "1" * 17, "x" * 16, "1" * 100_000, "²" * 16])
def test_what_is_no_receipt_leads_nowhere(text: str) -> None:
    assert not typed(text).isdecimal()


def test_the_same_form_gives_the_same_receipt_and_other_content_another() -> None:
    assert of_form(_PEPPER, "token", b"content") == of_form(_PEPPER, "token", b"content")
    assert of_form(_PEPPER, "token", b"content") != of_form(_PEPPER, "token", b"other")
    assert of_form(_PEPPER, "token", b"content") != of_form(_PEPPER, "tokens", b"content")
    assert len(of_form(_PEPPER, "token", b"content")) == DIGITS


def test_bech32_agrees_with_the_specification() -> None:
    # BIP 173, "Test vectors": the bytes 00443214c74254b635cf84653a56d7c675be77df, as five-bit groups.
    content = bytes.fromhex("00443214c74254b635cf84653a56d7c675be77df")
    assert bech32("abcdef", content) == "abcdef1qpzry9x8gf2tvdw0s3jn54khce6mua7lmqqqxw"


@pytest.mark.service("age")
def test_age_itself_takes_the_identity(tmp_path: Path) -> None:
    secret = pyrage.x25519.Identity.from_str(bech32("age-secret-key-", bytes(range(32))).upper())
    (tmp_path / "key").write_text(f"{secret}\n")
    (tmp_path / "sealed").write_bytes(sealed(Parcel({"text": "x"}), [str(secret.to_public())]))
    done = subprocess.run(
        ["age", "-d", "-i", tmp_path / "key", tmp_path / "sealed"], capture_output=True, check=True
    )
    assert b'"text": "x"' in done.stdout


@pytest.mark.parametrize(("size", "bucket"), [(1, BUCKETS[0]), (5_000, BUCKETS[1]), (10 << 20, BUCKETS[-1])])
def test_sealed_sizes_tell_only_their_bucket(size: int, bucket: int) -> None:
    key = pyrage.x25519.Identity.generate()
    parcel = Parcel({"kind": "report"}, b"a" * size)
    ciphertext = sealed(parcel, [str(key.to_public())])
    more = sealed(Parcel({"kind": "other", "more": "x" * 50}, b"a" * size), [str(key.to_public())])
    for one in (ciphertext, more):  # age adds a header, a tag each 64 KiB, and a stanza of a random size
        assert 0 < len(one) - bucket - 16 * (bucket // 65536) < _HEADER
    assert opened(ciphertext, key) == parcel


def test_what_was_changed_does_not_open() -> None:
    key = pyrage.x25519.Identity.generate()
    ciphertext = bytearray(sealed(Parcel({"kind": "report"}), [str(key.to_public())]))
    ciphertext[-1] ^= 1
    with pytest.raises(ParcelUnusable):
        opened(bytes(ciphertext), key)
    with pytest.raises(ParcelUnusable):
        opened(b"", key)
    with pytest.raises(ParcelUnusable):
        opened(bytes(pyrage.encrypt(b"{}", [key.to_public()])), key)
