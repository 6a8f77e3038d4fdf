"""Writes spec/vectors/clearance: `python -m tests.spec.clearance_vectors`; a test compares the files."""

import base64
import copy
import hashlib
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from tests.spec.little_verifier import signed

FOLDER = Path(__file__).parents[2] / "spec" / "vectors" / "clearance"
CONTENT = "region,count\nnorth,12\n"
PLACE = "file:///srv/www/site"
NOW = "2030-02-01T12:00:00Z"
Json = dict[str, Any]


def private(name: str) -> Ed25519PrivateKey:
    return Ed25519PrivateKey.from_private_bytes(hashlib.sha256(f"withhold test key {name}".encode()).digest())


def public(name: str) -> bytes:
    return private(name).public_key().public_bytes_raw()


def trusted(name: str, owner: str, kind: str, *may: str, **more: str) -> Json:
    key = base64.b64encode(public(name)).decode()
    return {"owner": owner, "kind": kind, "may": list(may), "public_key": key, **more}


TRUST = [
    trusted("anna", "Anna Berg", "person", "review", "withhold", "emergency", "revoke", "adopt"),
    trusted("ben", "Ben Okafor", "person", "review", "withhold", "release"),
    trusted("cara", "Cara Lind", "person", "review", "withhold"),
    trusted("gate", "Publishing gate", "gate", "release", "adopt"),
    trusted("second", "anna  BERG", "person", "withhold"),
]


def signature(name: str, schema: str, statement: Json) -> Json:
    return {
        "key_id": hashlib.sha256(public(name)).hexdigest()[:32],
        "signature": base64.b64encode(private(name).sign(signed(schema, statement))).decode(),
    }


def cleared(basis: str, decision: str, *signers: str, **changes: Any) -> Json:
    statement = {
        "sha256": hashlib.sha256(CONTENT.encode()).hexdigest(),
        "size": len(CONTENT),
        "destination": PLACE,
        "decision": decision,
        "basis": basis,
        "engine": "0.1.0",
        "policy": ["default@1"],
        "profile": None,
        "register": None,
        "issued": "2030-01-31T12:00:00Z",
        "not_after": "2031-01-31T12:00:00Z",
        "uploader": "Cara Lind",
        "reason": "",
        **changes,
    }
    schema = "withhold.clearance/1"
    return {
        "schema": schema,
        "statement": statement,
        "signatures": [signature(name, schema, statement) for name in signers],
    }


def revoked(signer: str, destination: str = PLACE, issued: str = "2030-02-01T08:00:00Z", **more: Any) -> Json:
    statement = {
        "sha256": hashlib.sha256(CONTENT.encode()).hexdigest(),
        "destination": destination,
        "reason": "a mistake",
        "issued": issued,
        **more,
    }
    schema = "withhold.revocation/1"
    return {"schema": schema, "statement": statement, "signature": signature(signer, schema, statement)}


def vector(expect: str, why: str, clearance: Json, *revocations: Json, **changes: Any) -> Json:
    told: Json = {"expect": expect, "why": why, "now": NOW, "destination": PLACE, "content": CONTENT}
    return told | {"trust": TRUST, "clearance": clearance, "revocations": list(revocations)} | changes


def changed(record: Json, change: Callable[[Json], object]) -> Json:
    copied = copy.deepcopy(record)
    change(copied)
    return copied


AUTOMATIC = cleared("automatic", "release", "gate")
REVIEWED = cleared("reviewed", "review", "anna")
BOTH = cleared("overridden", "withhold", "anna", "ben", reason="It was public before.")
URGENT = {"reason": "Road closed", "not_after": "2030-02-03T12:00:00Z"}


def valid() -> Iterator[tuple[str, Json]]:
    yield "automatic", vector("cleared", "a gate that may release", AUTOMATIC)
    yield "automatic-by-person", vector("cleared", "so may a person", cleared("automatic", "release", "ben"))
    yield "reviewed", vector("cleared", "a person who is not the uploader", REVIEWED)
    yield "overridden", vector("cleared", "two different people, neither the uploader", BOTH)
    urgent = cleared("emergency", "withhold", "anna", **URGENT)
    yield "emergency", vector("cleared", "one person, exactly 72 hours", urgent)
    yield (
        "adopted",
        vector("cleared", "a gate may adopt what is released", cleared("adopted", "release", "gate")),
    )
    by_person = cleared("adopted", "review", "anna")
    yield "adopted-after-review", vector("cleared", "a person may adopt after a review", by_person)
    ahead = cleared("automatic", "release", "gate", issued="2030-02-01T12:05:00Z")
    yield "clock-ahead", vector("cleared", "the signer's clock is 5 minutes ahead", ahead)
    later = cleared("automatic", "release", "gate", issued="2030-02-01T08:00:00.000001Z")
    yield "cleared-again", vector("cleared", "issued after the revocation", later, revoked("anna"))
    elsewhere = revoked("anna", "s3://bucket/site")
    yield "revoked-elsewhere", vector("cleared", "revoked for another place only", AUTOMATIC, elsewhere)
    others = revoked("anna", sha256="0" * 64)
    yield "revoked-others", vector("cleared", "other bytes are revoked", AUTOMATIC, others)
    wide = cleared("reviewed", "review", "anna", uploader='Zoë 文 \\ "O\'Neil"', reason="tab\tand\nline, €")
    yield "texts-of-every-kind", vector("cleared", "canonical JSON of quotes, scripts, controls", wide)
    third = changed(BOTH, lambda record: record["signatures"].insert(0, signed_by("stranger", BOTH)))
    yield "one-more-unknown", vector("cleared", "a signature that does not count takes nothing away", third)


def signed_by(name: str, record: Json) -> Json:
    return signature(name, record["schema"], record["statement"])


def changed_and_signed(changes: Json) -> Json:
    record = cleared("automatic", "release")
    record["statement"] |= changes
    return record | {"signatures": [signed_by("gate", record)]}


def uncleared() -> Iterator[tuple[str, Json]]:
    def refused(why: str, clearance: Json, *revocations: Json, **changes: Any) -> Json:
        return vector("not cleared", why, clearance, *revocations, **changes)

    yield "expired", refused("now is not_after", AUTOMATIC, now="2031-01-31T12:00:00Z")
    yield "not-yet", refused("issued more than 5 minutes from now", AUTOMATIC, now="2030-01-31T11:54:59Z")
    backwards = cleared(
        "automatic", "release", "gate", issued="2030-02-01T12:04:00Z", not_after="2030-02-01T12:01:00Z"
    )
    yield "ends-before-it-begins", refused("not_after is before issued", backwards)
    yield "byte-flipped", refused("other bytes", AUTOMATIC, content=CONTENT.replace("12", "13"))
    yield "wrong-destination", refused("cleared for another place", AUTOMATIC, destination="s3://bucket/site")
    reason = {"reason": "It was public before."}
    yield (
        "one-signature-over-withhold",
        refused("one person", cleared("overridden", "withhold", "anna", **reason)),
    )
    twice = cleared("overridden", "withhold", "anna", "second", **reason)
    yield "same-owner-twice", refused("two keys, one owner spelt in two ways", twice)
    uploader = cleared("overridden", "withhold", "anna", "cara", **reason)
    yield "uploader-overrides", refused("one of the two is the uploader", uploader)
    yield "uploader-reviews", refused("the uploader reviews", cleared("reviewed", "review", "cara"))
    spelt = cleared("reviewed", "review", "anna", uploader="ANNA\u00a0berg")
    yield "uploader-spelt-otherwise", refused("the uploader in other letters", spelt)
    nobody = cleared("reviewed", "review", "anna", uploader=" ")
    yield "no-uploader", refused("nobody says who uploaded it", nobody)
    nothing = cleared("overridden", "withhold", "anna", "ben", reason=" \n")
    yield "no-reason", refused("an overriding without a reason", nothing)
    yield "gate-reviews", refused("a gate that may only release", cleared("reviewed", "review", "gate"))
    yield "right-missing", refused("a person who may not release", cleared("automatic", "release", "anna"))
    yield "automatic-over-review", refused("the verdict is review", cleared("automatic", "review", "gate"))
    yield (
        "reviewed-over-withhold",
        refused("the verdict is withhold", cleared("reviewed", "withhold", "anna")),
    )
    yield "adopted-over-withhold", refused("never adopted", cleared("adopted", "withhold", "anna"))
    yield "adopted-by-gate-after-review", refused("a person must", cleared("adopted", "review", "gate"))
    long = cleared("emergency", "withhold", "anna", **URGENT | {"not_after": "2030-02-03T12:00:01Z"})
    yield "emergency-too-long", refused("one second more than 72 hours", long)
    yield "emergency-without-right", refused("no right to", cleared("emergency", "withhold", "ben", **URGENT))
    yield from uncleared_signatures(refused)
    yield from uncleared_revoked(refused)


def uncleared_signatures(refused: Callable[..., Json]) -> Iterator[tuple[str, Json]]:
    yield "unknown-key", refused("a stranger's key", cleared("automatic", "release", "stranger"))
    other = cleared("automatic", "release", "gate", size=1)
    moved = AUTOMATIC | {"signatures": other["signatures"]}
    yield "signature-over-other-statement", refused("the signature is over another statement", moved)
    purpose = AUTOMATIC | {"signatures": [signature("gate", "withhold.revocation/1", AUTOMATIC["statement"])]}
    yield "signature-for-other-purpose", refused("signed as a revocation", purpose)
    claimed = changed(
        BOTH, lambda record: record["signatures"][1].update(signature=record["signatures"][0]["signature"])
    )
    yield "signature-of-another", refused("one person's signature under the other's key_id", claimed)
    ended = [
        *TRUST[:3],
        trusted("gate", "Publishing gate", "gate", "release", not_after="2030-01-31"),
        TRUST[4],
    ]
    yield "key-expired", refused("the key's last day was yesterday", AUTOMATIC, trust=ended)
    reason = changed(BOTH, lambda record: record["statement"].update(reason="Another reason."))
    yield "statement-changed", refused("the reason was changed after signing", reason)


def uncleared_revoked(refused: Callable[..., Json]) -> Iterator[tuple[str, Json]]:
    yield "revoked", refused("revoked after it was issued", AUTOMATIC, revoked("anna"))
    yield "revoked-everywhere", refused("revoked for every place", AUTOMATIC, revoked("anna", "*"))
    same = revoked("anna", issued="2030-01-31T12:00:00Z")
    yield "revoked-at-the-same-moment", refused("of the same moment the revocation wins", AUTOMATIC, same)
    future = revoked("anna", issued="2030-03-01T00:00:00Z")
    yield "revoked-in-the-future", refused("a revocation counts as soon as it is there", AUTOMATIC, future)
    unknown = revoked("stranger", issued="2029-01-01T00:00:00Z")
    yield "revoked-by-unknown", refused("there, but its key is unknown: not by accident", AUTOMATIC, unknown)
    ended = [trusted("anna", "Anna Berg", "person", "revoke", not_after="2030-02-01"), *TRUST[1:]]
    late = {"trust": ended, "now": "2030-03-01T00:00:00Z"}
    yield (
        "revoked-by-key-expired-since",
        refused("it was valid when it revoked", AUTOMATIC, revoked("anna"), **late),
    )


def malformed() -> Iterator[tuple[str, Json]]:
    def wrong(why: str, record: Json, **changes: Any) -> Json:
        return vector("malformed", why, record, **changes)

    for name, changes in {
        "time-with-offset": {"issued": "2030-01-31T12:00:00+00:00"},
        "time-without-zone": {"issued": "2030-01-31T12:00:00"},
        "time-with-zero-decimals": {"issued": "2030-01-31T12:00:00.000000Z"},
        "time-of-no-day": {"not_after": "2030-02-30T12:00:00Z"},
        "digest-in-capitals": {"sha256": AUTOMATIC["statement"]["sha256"].upper()},
        "size-is-text": {"size": "22"},
        "size-is-boolean": {"size": True},
        "size-too-big": {"size": 2**53},
        "policy-empty": {"policy": []},
        "basis-unknown": {"basis": "approved"},
        "decision-note": {"decision": "note"},
        "key-unknown": {"comment": "hello"},
        "reason-null": {"reason": None},
    }.items():
        yield name, wrong(f"{name.replace('-', ' ')}, signed all the same", changed_and_signed(changes))
    missing = cleared("automatic", "release", "gate")
    del missing["statement"]["register"]
    missing["signatures"] = [signed_by("gate", missing)]
    yield "key-missing", wrong("no register, not even null", missing)
    yield "no-signature", wrong("an empty list of signatures", AUTOMATIC | {"signatures": []})
    yield (
        "signature-twice",
        wrong("two signatures of one key_id", AUTOMATIC | {"signatures": AUTOMATIC["signatures"] * 2}),
    )
    yield (
        "schema-unknown",
        wrong("another version of the format", AUTOMATIC | {"schema": "withhold.clearance/2"}),
    )
    short = changed(AUTOMATIC, lambda record: record["signatures"][0].update(signature="AAAA"))
    yield "signature-short", wrong("3 bytes", short)
    text = json.dumps(AUTOMATIC).replace('"size": 22', '"size": 21, "size": 22')
    yield "key-twice", wrong("readers differ in which one counts", AUTOMATIC, clearance_text=text)


def vectors() -> dict[str, str]:
    """The text of every file by its name."""
    found = {}
    for name, value in (*valid(), *uncleared(), *malformed()):
        assert f"{name}.json" not in found
        found[f"{name}.json"] = json.dumps(value, ensure_ascii=False, indent=1) + "\n"
    return found


if __name__ == "__main__":
    FOLDER.mkdir(exist_ok=True)
    for name, text in vectors().items():
        (FOLDER / name).write_text(text, encoding="utf-8")
