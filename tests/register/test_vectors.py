"""The format's vectors, by this program and by the words of spec/register.md alone."""

import json
from hashlib import blake2b
from pathlib import Path

from withhold.domain.fields import Protection
from withhold.register.canonical import forms_name
from withhold.register.digests import FileKeys, Kind
from withhold.register.layout import Header, Stats, parsed
from withhold.register.payload import Payload, jurisdiction_code, protection_bits, unpacked
from withhold.register.snapshot import pending_tag
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


def test_the_name_of_canonical_forms_is_that_of_the_vectors() -> None:
    told = VECTORS["forms"]
    tables = {name: content.encode() for name, content in told["tables"].items()}
    assert forms_name(told["rules"], tables).hex() == told["forms"]
    message = b"".join(number.to_bytes(4, "little") for number in told["rules"])
    for name, content in sorted(tables.items()):
        message += len(name).to_bytes(8, "little") + name.encode()
        message += len(content).to_bytes(8, "little") + content
    assert blake2b(message, digest_size=16, person=b"withhold-forms").hexdigest() == told["forms"]


def test_a_header_slot_is_that_of_the_vectors() -> None:
    told = VECTORS["slot"]
    keys = FileKeys(SecretKey(KEY), IDENTITY)
    forms = bytes.fromhex(VECTORS["forms"]["forms"])
    stats = Stats(people=told["people"], keys=told["keys"])
    slot = Header(IDENTITY, forms, told["generation"], told["length"], (), stats).packed(keys)
    assert slot[:88].hex() == told["head"]
    assert slot[88:232].hex() == told["counts"]
    assert slot[-32:].hex() == told["mac"]
    assert not any(slot[232:-32])
    head = b"WHREGISTER\r\n\x1a\n\0\0" + (2).to_bytes(4, "little") + bytes(4)
    head += told["generation"].to_bytes(8, "little") + told["length"].to_bytes(8, "little")
    assert slot[:88] == head + IDENTITY + bytes.fromhex(VECTORS["check"]) + forms
    parsed_again = parsed(slot, keys)
    assert parsed_again is not None
    assert (parsed_again.forms, parsed_again.stats) == (forms, stats)


def test_the_tag_of_a_change_is_that_of_the_vectors() -> None:
    told = VECTORS["pending"]
    header = Header(IDENTITY, b"", told["generation"], told["length"], (), Stats())
    assert pending_tag(header, FileKeys(SecretKey(KEY), IDENTITY)).hex() == told["tag"]
    subkey = blake2b(b"register", key=KEY, digest_size=32, person=b"withhold-sub").digest()
    secret = blake2b(b"mac\0" + IDENTITY, key=subkey, digest_size=32, person=b"withhold-reg").digest()
    context = b"pending %d %d" % (told["generation"] + 1, told["length"])
    message = len(context).to_bytes(2, "little") + context
    assert blake2b(message, key=secret, digest_size=32).hexdigest() == told["tag"]
