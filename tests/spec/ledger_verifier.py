"""A second verifier of ledger exports, from spec/ledger.md alone: json and cryptography, none of our code.

It answers only whether an export is good and how many entries are proven, not where a bad one is bad.
"""

import base64
import hashlib
import hmac
import json
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from tests.ledger.by_definition import mth

Json = dict[str, Any]


class Bad(Exception):
    pass


def need(condition: bool) -> None:
    if not condition:
        raise Bad


def canonical(value: Any) -> bytes:
    """Enough of RFC 8785 for the vectors: no floats, and keys in ASCII."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def verdict_on(vector: Json) -> tuple[str, int]:
    """`good` or `bad`, and how many entries are proven before the first fault."""
    proven = [0]
    try:
        check(vector, proven)
    except (Bad, KeyError, ValueError, InvalidSignature):
        return "bad", proven[0]
    return "good", proven[0]


def check(vector: Json, proven: list[int]) -> None:
    name, _, material = vector["public_key"].split("+")
    key = base64.b64decode(material)[1:]
    entries: list[bytes] = []
    counts = {"checkpoints": 0, "entries": 0, "openings": 0}
    latest = 0
    opened: set[str] = set()
    kept = [checkpoint(note, name, key) for note in vector["kept"]]
    lines = vector["export"]
    need(json.loads(lines[0]) == {"export": {"origin": name, "schema": "withhold.ledger-export/1"}})
    for line in lines[1:-1]:
        value = json.loads(line)
        need(canonical(value) == line.encode())
        if "entry" in value:
            need(set(value) == {"entry", "index", "leaf"} and value["index"] == len(entries))
            entry = canonical(value["entry"])
            entries.append(entry)
            counts["entries"] += 1
            opened = set()
        elif "opening" in value:
            opening = value["opening"]
            need(opening["index"] == len(entries) - 1 and opening["name"] not in opened)
            need(proven[0] < len(entries))
            opened.add(opening["name"])
            need(opening["salt"] == opening["salt"].lower())
            message = b"withhold.commitment/1\n" + canonical([opening["name"], opening["value"]])
            digest = hmac.new(bytes.fromhex(opening["salt"]), message, "sha256").hexdigest()
            need(digest == json.loads(entries[-1])["commitments"][opening["name"]])
            counts["openings"] += 1
        else:
            need(set(value) == {"checkpoint"})
            size, root, at = checkpoint(value["checkpoint"], name, key)
            need(size == len(entries) > proven[0] and root == mth(entries) and at >= latest)
            for index in range(proven[0], size):
                need(stated(lines, index) == hashlib.sha256(b"\0" + entries[index]).hexdigest())
            proven[0], latest = size, at
            counts["checkpoints"] += 1
            for kept_size, kept_root, _ in kept:
                need(kept_size > size or mth(entries[:kept_size]) == kept_root)
    need(proven[0] == len(entries) > 0 and json.loads(lines[-1]) == {"end": counts})
    need(all(size <= proven[0] for size, _, _ in kept))


def stated(lines: list[str], index: int) -> str:
    found: list[str] = [
        value["leaf"] for value in map(json.loads, lines) if "leaf" in value and value["index"] == index
    ]
    return found[0]


def checkpoint(note: str, name: str, key: bytes) -> tuple[int, bytes, int]:
    """Size, root and time of a checkpoint whose two signatures hold."""
    text, _, rest = note.rpartition("\n\n")
    text += "\n"
    public, found = Ed25519PublicKey.from_public_bytes(key), {}
    for line in rest.splitlines():
        dash, signer, encoded = line.split(" ")
        content = base64.b64decode(encoded, validate=True)
        need(dash == "—")
        for kind in (1, 4):
            if (signer, content[:4]) == (name, key_id(name, kind, key)):
                need(kind not in found)
                found[kind] = content[4:]
    need(set(found) == {1, 4})
    public.verify(found[1], text.encode())
    at = int.from_bytes(found[4][:8])
    public.verify(found[4][8:], f"cosignature/v1\ntime {at}\n{text}".encode())
    origin, size, root = text.rstrip("\n").split("\n")
    need(origin == name)
    return int(size), base64.b64decode(root, validate=True), at


def key_id(name: str, kind: int, key: bytes) -> bytes:
    return hashlib.sha256(name.encode() + b"\n" + bytes([kind]) + key).digest()[:4]
