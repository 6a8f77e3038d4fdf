"""Writes spec/vectors/ledger: `python -m tests.spec.ledger_vectors`; a test compares the files."""

import base64
import hashlib
import hmac
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from tests.ledger.by_definition import mth
from tests.spec.ledger_verifier import canonical, key_id

FOLDER = Path(__file__).parents[2] / "spec" / "vectors" / "ledger"
ORIGIN = "agency.example/case/7"
START = 1896091200  # 2030-01-31T12:00:00Z
Json = dict[str, Any]


def private(name: str) -> Ed25519PrivateKey:
    return Ed25519PrivateKey.from_private_bytes(hashlib.sha256(f"withhold test key {name}".encode()).digest())


KEY = private("ledger")
RAW = KEY.public_key().public_bytes_raw()
VKEY = f"{ORIGIN}+{key_id(ORIGIN, 1, RAW).hex()}+{base64.b64encode(bytes([1]) + RAW).decode()}"


def salt(index: int, name: str) -> bytes:
    return hashlib.sha256(f"salt {index} {name}".encode()).digest()


def commitment(index: int, name: str, value: str) -> str:
    message = b"withhold.commitment/1\n" + canonical([name, value])
    return hmac.new(salt(index, name), message, "sha256").hexdigest()


def reason(index: int) -> str:
    return f"because {index}: “é”\n"


def entry(index: int, **facts: Any) -> bytes:
    value = {
        "schema": "withhold.ledger-entry/1",
        "kind": "case.noted",
        "at": f"2030-01-31T12:0{index}:00Z",
        "facts": {"size": index, "flag": True, "none": None, "word": "é", **facts},
        "commitments": {name: commitment(index, name, reason(index)) for name in ("by", "why")},
    }
    return canonical(value)


def entry_line(index: int, content: bytes, leaf: str | None = None) -> str:
    leaf = leaf or hashlib.sha256(b"\0" + content).hexdigest()
    return f'{{"entry":{content.decode()},"index":{index},"leaf":"{leaf}"}}'


def opening_line(index: int, name: str = "why", value: str | None = None) -> str:
    value = reason(index) if value is None else value
    opening = {"index": index, "name": name, "salt": salt(index, name).hex(), "value": value}
    return canonical({"opening": opening}).decode()


def note(
    entries: list[bytes], minute: int, key: Ed25519PrivateKey = KEY, size: int | None = None, more: str = ""
) -> str:
    raw, at = key.public_key().public_bytes_raw(), START + 60 * minute
    root = base64.b64encode(mth(entries)).decode()
    text = f"{ORIGIN}\n{len(entries) if size is None else size}\n{root}\n{more}"
    plain = key_id(ORIGIN, 1, raw) + key.sign(text.encode())
    timed = key.sign(f"cosignature/v1\ntime {at}\n{text}".encode())
    cosigned = key_id(ORIGIN, 4, raw) + at.to_bytes(8) + timed
    lines = "".join(f"— {ORIGIN} {base64.b64encode(one).decode()}\n" for one in (plain, cosigned))
    return f"{text}\n{lines}"


def checkpoint_line(text: str) -> str:
    return canonical({"checkpoint": text}).decode()


def end_line(entries: int, checkpoints: int, openings: int = 0) -> str:
    counts = {"checkpoints": checkpoints, "entries": entries, "openings": openings}
    return canonical({"end": counts}).decode()


HEADER = canonical({"export": {"origin": ORIGIN, "schema": "withhold.ledger-export/1"}}).decode()
ENTRIES = [entry(index) for index in range(5)]
NOTES = {size: note(ENTRIES[:size], size) for size in range(1, 6)}


def export(opened: tuple[int, ...] = (), ends: tuple[int, ...] = (1, 3, 5)) -> list[str]:
    """The good export of the five entries, with a checkpoint after each of `ends`."""
    lines = [HEADER]
    for index, content in enumerate(ENTRIES[: ends[-1]]):
        lines.append(entry_line(index, content))
        if index in opened:
            lines.append(opening_line(index))
        if index + 1 in ends:
            lines.append(checkpoint_line(NOTES[index + 1]))
    return [*lines, end_line(ends[-1], len(ends), len(opened))]


GOOD = export()
"""Header, 0, checkpoint, 1, 2, checkpoint, 3, 4, checkpoint, end: lines 1 to 10."""


def with_line(number: int, text: str, lines: list[str] = GOOD) -> list[str]:
    return [*lines[: number - 1], text, *lines[number:]]


def good(why: str, lines: list[str], *kept: str, entries: int = 5) -> Json:
    told: Json = {"expect": "good", "why": why, "public_key": VKEY, "kept": list(kept), "export": lines}
    return told | {"entries": entries}


def bad(why: str, lines: list[str], proven: int, line: int, first: int, last: int, *kept: str) -> Json:
    place = {"line": line, "index": first, "last": last}
    return good(why, lines, *kept, entries=proven) | {"expect": "bad"} | place


def goods() -> Iterator[tuple[str, Json]]:
    yield "plain", good("five entries, three checkpoints", GOOD)
    yield "opened", good("two private values are shown", export((0, 3)))
    yield "one-entry", good("the smallest ledger", export(ends=(1,)), entries=1)
    yield "kept", good("kept checkpoints agree, one of them between two", GOOD, NOTES[2], NOTES[5])
    witness = base64.b64encode(b"wxyz" + bytes(64)).decode()
    cosigned = NOTES[5] + f"— witness.example {witness}\n"
    yield (
        "cosigned",
        good("signatures of others are ignored", with_line(9, checkpoint_line(cosigned))),
    )


def bads() -> Iterator[tuple[str, Json]]:
    changed = entry_line(2, entry(2, size=9), hashlib.sha256(b"\0" + ENTRIES[2]).hexdigest())
    yield "entry-changed", bad("the hash beside it tells which", with_line(5, changed), 1, 6, 2, 2)
    both = entry_line(2, entry(2, size=9))
    yield "entry-and-hash-changed", bad("one of 1 and 2", with_line(5, both), 1, 6, 1, 2)
    beside = entry_line(2, ENTRIES[2], "0" * 64)
    yield "hash-changed", bad("the entry is right", with_line(5, beside), 1, 6, 2, 2)
    yield "entry-missing", bad("entry 1 is dropped", [*GOOD[:3], *GOOD[4:]], 1, 4, 1, 1)
    yield "entry-twice", bad("entry 1 is repeated", [*GOOD[:4], *GOOD[3:]], 1, 5, 2, 2)
    swapped = [*GOOD[:3], GOOD[4], GOOD[3], *GOOD[5:]]
    yield "order-changed", bad("1 and 2 are exchanged", swapped, 1, 4, 1, 1)
    spaced = GOOD[4].replace('"size":2', '"size": 2')
    yield "not-canonical", bad("a space in an entry", with_line(5, spaced), 1, 5, 2, 2)
    yield "cut", bad("the last line is missing", GOOD[:-1], 5, 9, 5, 5)
    unsigned = [*GOOD[:8], end_line(5, 2)]
    yield "unsigned-tail", bad("no checkpoint after 3 and 4", unsigned, 3, 9, 3, 4)
    yield "counts-wrong", bad("a checkpoint was taken out", [*GOOD[:2], *GOOD[3:]], 5, 9, 0, 4)
    yield "nothing", bad("no entry", [HEADER, end_line(0, 0)], 0, 2, 0, 0)
    yield "after-the-end", bad("a line after the end", [*GOOD, GOOD[-1]], 5, 11, 5, 5)
    yield "other-origin", bad("of another ledger", with_line(1, HEADER.replace("/7", "/8")), 0, 1, 0, 0)
    yield from bad_checkpoints()
    yield from bad_openings()
    yield from bad_histories()


def bad_checkpoints() -> Iterator[tuple[str, Json]]:
    def signed(name: str, why: str, text: str) -> tuple[str, Json]:
        return name, bad(why, with_line(6, checkpoint_line(text)), 1, 6, 1, 2)

    yield signed("other-key", "signed by a stranger", note(ENTRIES[:3], 3, private("stranger")))
    yield signed("three-lines-only", "an extension line", note(ENTRIES[:3], 3, more="more\n"))
    plain, _, cosigned = NOTES[3].removesuffix("\n").rpartition("\n")
    yield signed("no-time", "the signature with the time is missing", f"{plain}\n")
    text = NOTES[3].partition("\n\n")[0]
    yield signed("only-time", "the plain signature is missing", f"{text}\n\n{cosigned}\n")
    yield signed("signed-twice", "the signature with the time stands twice", f"{NOTES[3]}{cosigned}\n")
    yield signed("size-changed", "the size was changed after signing", NOTES[3].replace("\n3\n", "\n2\n"))
    yield signed(
        "leading-zero",
        "a size with a zero before it",
        note(ENTRIES[:3], 3, size=3).replace("\n3\n", "\n03\n"),
    )
    early = [*GOOD[:5], checkpoint_line(note(ENTRIES[:3], 0)), *GOOD[6:]]
    yield "time-goes-back", bad("signed before the one before it", early, 1, 6, 1, 2)
    again = [*GOOD[:6], GOOD[5], *GOOD[6:]]
    yield "checkpoint-twice", bad("the same again", again, 3, 7, 3, 3)
    soon = [*GOOD[:4], GOOD[5], *GOOD[4:5], *GOOD[6:]]
    yield "checkpoint-too-soon", bad("entry 2 is not there yet", soon, 1, 5, 2, 2)


def bad_openings() -> Iterator[tuple[str, Json]]:
    def opened(name: str, why: str, *lines: str) -> tuple[str, Json]:
        return name, bad(why, [*GOOD[:4], *lines, *GOOD[4:-1], end_line(5, 3, len(lines))], 1, 5, 1, 1)

    yield opened("value-changed", "another value than committed to", opening_line(1, value="because of you"))
    yield opened("value-of-another", "the opening of another entry", opening_line(2))
    yield opened("name-unknown", "the entry has no such commitment", opening_line(1, "phone"))
    wrong = opening_line(1).replace(salt(1, "why").hex(), salt(1, "why").hex().upper())
    yield opened("salt-in-capitals", "another spelling of the salt", wrong)
    twice = [*GOOD[:4], opening_line(1), opening_line(1), *GOOD[4:-1], end_line(5, 3, 2)]
    late = [*export((0,))[:2], GOOD[2], opening_line(0), *GOOD[3:-1], end_line(5, 3, 1)]
    yield "opened-late", bad("after the checkpoint of its entry", late, 1, 4, 0, 0)
    yield "opened-twice", bad("the same value twice", twice, 1, 6, 1, 1)


def bad_histories() -> Iterator[tuple[str, Json]]:
    old = export(ends=(1, 3))
    yield "rolled-back", bad("a kept checkpoint has five entries", old, 3, 7, 3, 4, NOTES[5])
    other = [*ENTRIES[:2], entry(2, size=9), entry(3)]
    yield "forked", bad("a kept checkpoint is of another history", GOOD, 5, 9, 0, 3, note(other, 9))
    agreeing = (NOTES[2], note(other, 9))
    yield "forked-since", bad("after entry 1, which was agreed", GOOD, 5, 9, 2, 3, *agreeing)


def vectors() -> dict[str, str]:
    """The text of every file by its name."""
    found = {}
    for name, value in (*goods(), *bads()):
        assert f"{name}.json" not in found
        found[f"{name}.json"] = json.dumps(value, ensure_ascii=False, indent=1) + "\n"
    return found


if __name__ == "__main__":
    FOLDER.mkdir(exist_ok=True)
    for name, text in vectors().items():
        (FOLDER / name).write_text(text, encoding="utf-8")
