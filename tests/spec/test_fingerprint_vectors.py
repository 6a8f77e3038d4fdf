"""The vectors of spec/fingerprint.md: computed again here from the text alone, and by the program."""

import hashlib
import json
from pathlib import Path
from typing import Any

import pytest

from withhold.incident.watch.copies.digests import FileKeys, Kind, Use
from withhold.incident.watch.copies.file import content_of
from withhold.incident.watch.copies.rows import Keyed, keyed
from withhold.signing.keys import SecretKey

VECTOR: dict[str, Any] = json.loads(
    (Path(__file__).parents[2] / "spec/vectors/fingerprint/rows.json").read_text("utf-8")
)
KEY, IDENTITY = bytes.fromhex(VECTOR["key"]), bytes.fromhex(VECTOR["identity"])
WIDTHS = {"scan": 8, "confirm": 32}


def secret(use: int, what: bytes) -> bytes:
    """A secret of a file, as the text says."""
    subkey = hashlib.blake2b(b"reposts", key=KEY, digest_size=32, person=b"withhold-sub").digest()
    message = bytes([use]) + what + b"\0" + IDENTITY
    return hashlib.blake2b(message, key=subkey, digest_size=32, person=b"withhold-rep").digest()


def rows() -> list[Keyed]:
    return [keyed(row["fields"], row["known"]) for row in VECTOR["rows"]]


@pytest.mark.parametrize("name", WIDTHS)
def test_digests_are_as_the_text_says(name: str) -> None:
    use = 1 if name == "scan" else 2
    assert secret(use, b"check")[:16].hex() == VECTOR[name]["check"]
    for one in VECTOR[name]["digests"]:
        message = bytes([one["kind"]]) + bytes.fromhex(one["message"])
        told = hashlib.blake2b(message, key=secret(use, b"digest"), digest_size=WIDTHS[name] + 8)
        assert told.hexdigest() == one["digest"]


@pytest.mark.parametrize("use", Use)
def test_the_program_makes_these_digests_and_files(use: Use) -> None:
    told = VECTOR[use.name.lower()]
    keys = FileKeys(SecretKey(KEY), use, IDENTITY)
    assert keys.check.hex() == told["check"]
    for one in told["digests"]:
        assert keys.digester(Kind(one["kind"]))(bytes.fromhex(one["message"])).hex() == one["digest"]
    findable = [(number, row) for number, row in enumerate(rows()) if row.names and row.seconds]
    content = content_of(keys, use, IDENTITY, findable, len(rows()))
    assert (len(content), hashlib.sha256(content).hexdigest()) == (told["file_size"], told["file_sha256"])


def test_rows_make_these_messages() -> None:
    for told, row in zip(VECTOR["rows"], rows(), strict=True):
        assert [list(name) for name in row.names] == told["names"]
        assert [second.hex() for second in row.seconds] == told["seconds"]
        messages = [{"parts": parts, "message": message.hex()} for parts, message in row.messages()]
        assert messages == told["messages"]


def test_the_same_person_spelt_otherwise_makes_the_same_messages() -> None:
    first, third = rows()[0], rows()[2]
    assert first.names == third.names
    assert first.seconds[0] == third.seconds[0]


def test_the_filter_and_the_entries_hold_what_the_text_says() -> None:
    """Read by hand: header, filter, the first row's birth date and its row under it."""
    use, width = Use.SCAN, 8
    findable = [(number, row) for number, row in enumerate(rows()) if row.names and row.seconds]
    content = content_of(FileKeys(SecretKey(KEY), use, IDENTITY), use, IDENTITY, findable, len(rows()))
    entries, bits = int.from_bytes(content[72:80], "little"), int.from_bytes(content[80:84], "little")
    filtered = content[112 : 112 + 2**bits // 8]
    made = hashlib.blake2b(
        b"\2" + rows()[0].seconds[0], key=secret(1, b"digest"), digest_size=width + 8
    ).digest()
    for at in (0, 4, 8, 12):
        bit = int.from_bytes(made[at : at + 4], "little") % 2**bits
        assert filtered[bit // 8] >> bit % 8 & 1
    kept = content[112 + len(filtered) : -32]
    assert len(kept) == entries * 16
    message = next(rows()[0].messages())[1]
    first = hashlib.blake2b(b"\3" + message, key=secret(1, b"digest"), digest_size=16).digest()
    place = kept.index(first[:8])
    payload = bytes(a ^ b for a, b in zip(kept[place + 8 : place + 16], first[8:], strict=True))
    assert payload == (0).to_bytes(4, "little") + bytes([2, 0, 0, 0])
    again = b"\4" + first[:8] + (1).to_bytes(4, "little")
    second = hashlib.blake2b(again, key=secret(1, b"digest"), digest_size=16).digest()
    place = kept.index(second[:8])
    payload = bytes(a ^ b for a, b in zip(kept[place + 8 : place + 16], second[8:], strict=True))
    assert int.from_bytes(payload[:4], "little") == 2
    assert content[-32:] == hashlib.blake2b(content[:-32], key=secret(1, b"mac"), digest_size=32).digest()
