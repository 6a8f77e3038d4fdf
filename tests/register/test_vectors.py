"""The format's vectors, by this program and by the words of spec/register.md alone."""

import json
from hashlib import blake2b
from pathlib import Path

from withhold.domain.fields import Protection
from withhold.register.digests import FileKeys, Kind
from withhold.register.payload import Payload, jurisdiction_code, protection_bits, unpacked
from withhold.signing.keys import SecretKey

VECTORS = json.loads(
    (Path(__file__).parents[2] / "spec" / "vectors" / "register" / "digests.json").read_text(encoding="utf-8")
)
KEY, IDENTITY = bytes.fromhex(VECTORS["key"]), bytes.fromhex(VECTORS["identity"])


def test_digests_are_those_of_the_vectors() -> None:
    keys = FileKeys(SecretKey(KEY), IDENTITY)
    for vector in VECTORS["digests"]:
        assert keys.digest(Kind(vector["kind"]), bytes.fromhex(vector["message"])).hex() == vector["digest"]
    assert keys.check.hex() == VECTORS["check"]
    assert keys.birth_tag(VECTORS["birth_tag"]["date"].encode()) == VECTORS["birth_tag"]["tag"]
    number = keys.number(b"id\0" + VECTORS["number"]["person_id"].encode(), VECTORS["number"]["incarnation"])
    assert f"{number:016x}" == VECTORS["number"]["number"]


def test_the_words_of_the_format_give_the_same_digests() -> None:
    subkey = blake2b(b"register", key=KEY, digest_size=32, person=b"withhold-sub").digest()
    secrets = {
        what: blake2b(what + b"\0" + IDENTITY, key=subkey, digest_size=32, person=b"withhold-reg").digest()
        for what in (b"digest", b"check")
    }
    for vector in VECTORS["digests"]:
        message = bytes([vector["kind"]]) + bytes.fromhex(vector["message"])
        assert blake2b(message, key=secrets[b"digest"], digest_size=32).hexdigest() == vector["digest"]
    assert secrets[b"check"][:16].hex() == VECTORS["check"]


def test_payloads_are_those_of_the_vectors() -> None:
    told = VECTORS["payload"]
    payload = Payload(
        person=int(told["number"], 16),
        protections=protection_bits(map(Protection, told["protections"])),
        jurisdiction=jurisdiction_code(told["jurisdiction"]) or 0,
        parts=told["parts"],
        birth_tag=told["birth_tag"],
        year=told["year"],
    )
    packed = payload.packed()
    assert packed.hex() == told["packed"]
    words = (int.from_bytes(packed[:8], "little"), int.from_bytes(packed[8:], "little"))
    assert unpacked(*words) == payload
