"""Writes spec/vectors/holds: `python -m tests.spec.holds_vectors`; a test compares the files."""

import base64
import copy
import hashlib
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

FOLDER = Path(__file__).parents[2] / "spec" / "vectors" / "holds"
NONCE = hashlib.sha256(b"nonce").hexdigest()[:32]
OTHER_NONCE = hashlib.sha256(b"another nonce").hexdigest()[:32]
SENT = "2030-02-01T12:00:00.000Z"
Json = dict[str, Any]


def private(name: str) -> Ed25519PrivateKey:
    return Ed25519PrivateKey.from_private_bytes(hashlib.sha256(f"withhold test key {name}".encode()).digest())


def public(name: str) -> str:
    return base64.b64encode(private(name).public_key().public_bytes_raw()).decode()


def key_id(name: str) -> str:
    return hashlib.sha256(private(name).public_key().public_bytes_raw()).hexdigest()[:32]


def canonical(content: Any) -> str:
    """Enough of RFC 8785 for ASCII keys and small whole numbers."""
    return json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def signature(name: str, message: str) -> str:
    return base64.b64encode(private(name).sign(message.encode("utf-8", "surrogatepass"))).decode()


def header(body: str, name: str = "court-east", domain: str = "withhold.hold-message/1\n") -> str:
    return f"key_id={key_id(name)}, signature={signature(name, domain + body)}"


def person(ref: str = "q1", **changes: Any) -> Json:
    return {
        "ref": ref,
        "name": "Marisela Quintanilla",
        "date_of_birth": "1987-03-04",
        "identifiers": [{"kind": "alien_number", "value": "A219876543"}],
        **changes,
    }


def question(*people: Json, **changes: Any) -> Json:
    return {
        "schema": "withhold.hold-request/1",
        "consumer": "court-east",
        "nonce": NONCE,
        "action": "removal",
        "people": list(people) or [person()],
        **changes,
    }


def report(**changes: Any) -> Json:
    told = question(schema="withhold.hold-report/1", at="2030-02-01T12:00:01Z", asked=NONCE, **changes)
    return told | {"nonce": OTHER_NONCE}


def heartbeat(**changes: Any) -> Json:
    told = {"schema": "withhold.hold-heartbeat/1", "consumer": "court-east", "nonce": NONCE}
    return {**told, "acknowledged": 7, "sent": SENT, **changes}


def message(why: str, expect: str, body: str, signed: str | None = "") -> Json:
    return {
        "kind": "message",
        "why": why,
        "expect": expect,
        "consumers": {"court-east": public("court-east"), "desk-2": public("desk-2")},
        "body": body,
        "header": header(body) if signed == "" else signed,
    }


def beat(why: str, expect: str, told: Json, received: str = SENT) -> Json:
    return message(why, expect, canonical(told)) | {"received": received}


def beats() -> Iterator[tuple[str, Json]]:
    told = heartbeat()
    yield "heartbeat", beat("as specified", "taken", told)
    for name, why, at in (
        ("heartbeat-a-minute-late", "60 s are not too far", "2030-02-01T12:01:00.000Z"),
        ("heartbeat-a-minute-early", "60 s are not too far", "2030-02-01T11:59:00.000Z"),
    ):
        yield name, beat(why, "taken", told, at)
    yield (
        "heartbeat-in-another-zone",
        beat("the same moment", "taken", heartbeat(sent="2030-02-01T14:00:00+02:00")),
    )
    for name, why, wrong in (
        ("heartbeat-is-text", "an epoch is a number", heartbeat(acknowledged="7")),
        ("heartbeat-is-boolean", "an epoch is a number", heartbeat(acknowledged=True)),
        ("heartbeat-without-time", "a key is missing", {k: v for k, v in told.items() if k != "sent"}),
        ("heartbeat-without-zone", "a time has a zone", heartbeat(sent="2030-02-01T12:00:00")),
        ("heartbeat-time-is-a-number", "a time is a text", heartbeat(sent=1896177600)),
    ):
        yield name, beat(why, "refused", wrong)
    for name, at in (
        ("heartbeat-replayed", "2030-02-01T12:01:00.001Z"),
        ("heartbeat-of-the-future", "2030-02-01T11:58:59.999Z"),
    ):
        yield name, beat("the clocks are too far apart", "refused", told, at)


def messages() -> Iterator[tuple[str, Json]]:
    good, body = question(), canonical(question())
    many = [person(f"q{n}") for n in range(101)]
    scripts = person("q2", name='محمد "Abu"\t\u0001 O\u2019Neill\\王伟', date_of_birth="", identifiers=[])
    for name, told in (
        ("question", good),
        ("question-of-two-in-many-scripts", question(person(), scripts)),
        ("question-favourable", question(action="bond")),
        ("plan-of-more-than-a-hundred", question(*many, schema="withhold.hold-plan/1")),
        ("report", report()),
        ("report-without-question", report(action="grant") | {"asked": None}),
    ):
        yield name, message("as specified", "taken", canonical(told))
    for name, why, told in (
        ("question-of-too-many", "101 people", question(*many)),
        ("question-of-nobody", "no people", question() | {"people": []}),
        ("action-unknown", "no such action", question(action="deportation")),
        ("action-missing", "a key is missing", {k: v for k, v in good.items() if k != "action"}),
        ("key-unknown", "a key too many", question(urgent=True)),
        ("person-with-unknown-key", "a key too many", question(person(alias="Mari"))),
        ("schema-unknown", "another version", question(schema="withhold.hold-request/2")),
        ("nonce-in-capitals", "the nonce is lower case", question(nonce=NONCE.upper())),
        ("nonce-short", "the nonce has 32 digits", question(nonce=NONCE[:30])),
        ("ref-twice", "each ref stands once", question(person(), person())),
        ("ref-with-a-space", "a ref has no space", question(person("q 1"))),
        ("identifier-as-text", "an identifier is an object", question(person(identifiers=["A219876543"]))),
        ("name-is-null", "an unknown text is empty", question(person(name=None))),
        ("name-too-long", "401 characters", question(person(name="M" * 401))),
        (
            "identifiers-too-many",
            "17 of them",
            question(person(identifiers=good["people"][0]["identifiers"] * 17)),
        ),
        ("report-without-zone", "a time has a zone", report() | {"at": "2030-02-01T12:00:01"}),
        ("consumer-is-another", "another signed", question(consumer="desk-2")),
    ):
        yield name, message(why, "refused", canonical(told))
    yield from beats()
    yield "spelt-otherwise", message("spaces: not canonical", "refused", json.dumps(good, sort_keys=True))
    yield (
        "keys-in-another-order",
        message("not canonical", "refused", json.dumps(good, separators=(",", ":"))),
    )
    twice = body.replace('"action":"removal"', '"action":"bond","action":"removal"')
    yield "key-twice", message("a key twice", "refused", twice)
    decimals = canonical(heartbeat()).replace(":7", ":7.0")
    yield "number-with-decimals", message("not canonical", "refused", decimals) | {"received": SENT}
    yield "half-a-character", message("no UTF-8", "refused", body.replace("Marisela", "\\ud800"))
    yield "no-object", message("a list", "refused", f"[{body}]")
    yield "signature-missing", message("no header", "refused", body, None)
    yield "signature-of-another", message("desk-2 signed", "refused", body, header(body, "desk-2"))
    yield "signature-of-a-stranger", message("not registered", "refused", body, header(body, "stranger"))
    yield (
        "signature-without-domain",
        message("signed as something else", "refused", body, header(body, domain="")),
    )
    changed = canonical(question(action="bond"))
    yield "body-changed", message("signed was another", "refused", changed, header(body))
    yield "header-otherwise", message("order", "refused", body, ", ".join(reversed(header(body).split(", "))))
    yield "base64-without-end", message("no padding", "refused", body, header(body).rstrip("="))


def answered(ref: str, status: str, asked: str, by: str = "service", **changes: Any) -> Json:
    statement = {
        "ref": ref,
        "status": status,
        "request_sha256": hashlib.sha256(asked.encode()).hexdigest(),
        "nonce": NONCE,
        "issued": "2030-02-01T12:00:00.100Z",
        "expires": "2030-02-01T12:00:03.100Z",
        "key_id": key_id(by),
        **changes,
    }
    return {**statement, "signature": signature(by, f"withhold.hold-answer/1\n{canonical(statement)}")}


def response(*answers: Json) -> Json:
    return {"schema": "withhold.hold-answer/1", "answers": list(answers), "padding": ""}


def answer(
    why: str, expect: str, told: Json | str, asked: str = canonical(question()), **changes: Any
) -> Json:
    return {
        "kind": "answer",
        "why": why,
        "expect": expect,
        "service_key": public("service"),
        "request": asked,
        "ref": "q1",
        "status": 200,
        "answer": told if isinstance(told, str) else canonical(told),
        "sent": SENT,
        "arrived": "2030-02-01T12:00:00.200Z",
        "acts": "2030-02-01T12:00:00.300Z",
        "slept": 0.0,
        **changes,
    }


def answers() -> Iterator[tuple[str, Json]]:
    asked = canonical(question())
    clear = answered("q1", "clear", asked)
    two = canonical(question(person("q1"), person("q2")))
    both = [answered("q1", "do_not_act", two), answered("q2", "clear", two)]
    yield "answer-clear", answer("as specified", "act", response(clear))
    yield "answer-padded", answer("padding means nothing", "act", response(clear) | {"padding": "....."})
    yield "answer-of-two", answer("its own", "act", response(*both), two, ref="q2")
    yield "answer-last-moment", answer("2.999 s", "act", response(clear), acts="2030-02-01T12:00:02.999Z")
    for name, why, made in (
        ("answer-held", "do not act", answered("q1", "do_not_act", asked)),
        ("answer-status-unknown", "no such status", answered("q1", "ok", asked)),
        ("answer-of-another-key", "not the service", answered("q1", "clear", asked, "stranger")),
        (
            "answer-under-its-name",
            "forged",
            answered("q1", "clear", asked, "stranger", key_id=key_id("service")),
        ),
        ("answer-to-another-nonce", "another question", answered("q1", "clear", asked, nonce=OTHER_NONCE)),
        ("answer-to-another-action", "another", answered("q1", "clear", canonical(question(action="bond")))),
        ("answer-to-another-ref", "somebody else", answered("q2", "clear", asked)),
        ("answer-lives-long", "5.1 s", answered("q1", "clear", asked, expires="2030-02-01T12:00:05.200Z")),
        ("answer-lives-never", "no time", answered("q1", "clear", asked, expires="2030-02-01T12:00:00.100Z")),
        ("answer-without-decimals", "a time", answered("q1", "clear", asked, issued="2030-02-01T12:00:00Z")),
        ("answer-with-more", "a key too many", answered("q1", "clear", asked, planning=True)),
        ("answer-changed", "signed was the other", answered("q1", "do_not_act", asked) | {"status": "clear"}),
        ("answer-unsigned", "no signature", {k: v for k, v in clear.items() if k != "signature"}),
    ):
        yield name, answer(why, "do_not_act", response(made))
    yield "answer-swapped", answer("the refs were swapped", "do_not_act", response(*swapped(both)), two)
    yield "answer-to-one-of-two", answer("one is missing", "do_not_act", response(both[1]), two, ref="q2")
    yield "answer-twice", answer("one ref twice", "do_not_act", response(clear, clear))
    plan = canonical(question(schema="withhold.hold-plan/1"))
    yield "answer-of-a-plan", answer("plans give no authority", "do_not_act", planned(plan), plan)
    yield "answer-cut", answer("cut", "do_not_act", canonical(response(clear))[:-9])
    twice = canonical(response(clear)).replace('"status":"clear"', '"status":"do_not_act","status":"clear"')
    yield "answer-key-twice", answer("a key twice", "do_not_act", twice)
    for status in (201, 302, 500):
        yield f"answer-{status}", answer("not 200", "do_not_act", response(clear), status=status)
    for name, why, changes in (
        ("answer-kept", "3 s after the question", {"acts": "2030-02-01T12:00:03.000Z"}),
        ("answer-slept", "the machine slept", {"slept": 1.0, "acts": "2030-02-01T12:00:03.200Z"}),
        ("answer-clock-set-back", "a clock went back", {"acts": "2030-02-01T11:59:59.000Z"}),
        ("answer-clock-ahead", "61 s apart", hours("12:01:01.000", "12:01:01.200", "12:01:01.300")),
        ("answer-clock-behind", "61 s apart", hours("11:58:59.000", "11:58:59.050", "11:58:59.100")),
    ):
        yield name, answer(why, "do_not_act", response(clear), **changes)
    near = hours("12:00:59.000", "12:00:59.200", "12:00:59.300")
    yield "answer-clock-a-little-ahead", answer("59 s apart", "act", response(clear), **near)


def swapped(both: list[Json]) -> list[Json]:
    first, second = copy.deepcopy(both)
    first["ref"], second["ref"] = second["ref"], first["ref"]
    return [first, second]


def planned(asked: str) -> Json:
    bound = {
        k: v for k, v in answered("q1", "clear", asked).items() if k not in ("ref", "status", "signature")
    }
    lines = [{"ref": "q1", "status": "clear"}]
    plan = {"schema": "withhold.hold-plan-answer/1", **bound, "answers": lines, "padding": "....."}
    return {**plan, "signature": signature("service", f"withhold.hold-plan-answer/1\n{canonical(plan)}")}


def hours(sent: str, arrived: str, acts: str) -> Json:
    return {
        key: f"2030-02-01T{value}Z" for key, value in (("sent", sent), ("arrived", arrived), ("acts", acts))
    }


def held(*names: str, births: tuple[str, ...] = (), years: tuple[int, ...] = (), **numbers: str) -> Json:
    return {
        "names": list(names),
        "births": list(births),
        "birth_years": list(years),
        "identifiers": [list(pair) for pair in numbers.items()],
    }


def asked_of(expect: str, name: str, birth: str, **numbers: str) -> Json:
    identifiers = [{"kind": kind, "value": value} for kind, value in numbers.items()]
    return {"name": name, "date_of_birth": birth, "identifiers": identifiers, "expect": expect}


_STOP, _CLEAR = "do_not_act", "clear"
_OTHER = {"alien_number": "A200000017"}


def found() -> Iterator[tuple[str, Json]]:
    mari = held("Marisela Quintanilla", births=("1987-03-04",), alien_number="A219876543")
    cases: dict[str, tuple[str, Json, list[Json]]] = {
        "number": (
            "a number alone is enough, however it is typed",
            mari,
            [
                asked_of(_STOP, "Ana Duarte", "1990-05-17", alien_number="219-876-543"),
                asked_of(_STOP, "Ana Duarte", "1990-05-17", person_number="A 219 876 543"),
                asked_of(_STOP, "Ana Duarte", "1990-05-17", **_OTHER, passport_number="219876543"),
                asked_of(_CLEAR, "Ana Duarte", "1990-05-17", **_OTHER),
            ],
        ),
        "name-and-date": (
            "a name in any order and script with the date, day and month in any order, or one part mistyped",
            held("Mohammed Al-Rashid", births=("1987-03-04",), alien_number="A219876543"),
            [
                asked_of(_STOP, "RASHID, Muhammad", "1987-03-04", **_OTHER),
                asked_of(_STOP, "محمد الرشيد", "1987-04-03", **_OTHER),
                asked_of(_STOP, "Mohamed Rashid", "1986-03-04", **_OTHER),
                asked_of(_STOP, "Mohamed Rashid", "1987-03-14", **_OTHER),
                asked_of(_CLEAR, "Mohamed Rashid", "1979-11-21", **_OTHER),
                asked_of(_CLEAR, "Ivan Petrov", "1987-03-04", **_OTHER),
            ],
        ),
        "name-and-year": (
            "the year alone counts unless date and number are known of both and differ",
            mari,
            [
                asked_of(_CLEAR, "Marisela Quintanilla", "1987-10-22", **_OTHER),
                asked_of(_STOP, "Marisela Quintanilla", "1987-10-22", passport_number="X1234567"),
                asked_of(_STOP, "Marisela Quintanilla", "1987-01-01", **_OTHER),
            ],
        ),
        "year-alone-is-known": (
            "a held person of whom the year is known",
            held("Marisela Quintanilla", years=(1987,), alien_number="A219876543"),
            [
                asked_of(_STOP, "Quintanilla Marisela", "1987-10-22", **_OTHER),
                asked_of(_CLEAR, "Quintanilla Marisela", "1988-10-22", **_OTHER),
            ],
        ),
        "no-birth-is-known": (
            "a held person without any birth is found by the name",
            held("Marisela Quintanilla", alien_number="A219876543"),
            [
                asked_of(_STOP, "Quintanilla, Marisela", "1990-05-17", **_OTHER),
                asked_of(_CLEAR, "Marisela Duarte", "1990-05-17", **_OTHER),
            ],
        ),
        "one-name": (
            "where one side has one name, it is compared with every part of the other",
            held("Noorzai", births=("1991-09-30",), alien_number="A219876543"),
            [
                asked_of(_STOP, "Ahmad Noorzai", "1991-09-30", **_OTHER),
                asked_of(_CLEAR, "Ahmad Noorzai", "1962-02-12", **_OTHER),
            ],
        ),
        "badly-told": (
            "who is not surely told is never clear",
            mari,
            [
                asked_of(_STOP, "Ana Duarte", "17.05.1990", **_OTHER),
                asked_of(_STOP, "Ana Duarte", "1990-02-30", **_OTHER),
                asked_of(_STOP, "", "1990-05-17", **_OTHER),
                asked_of(_STOP, "J. P.", "1990-05-17", **_OTHER),
                asked_of(_STOP, "Ana Duarte", "1990-05-17"),
                asked_of(_STOP, "Ana Duarte", "1990-05-17", alien_number="pending"),
                asked_of(_STOP, "Ana Duarte", "1990-05-17", **_OTHER, passport_number="none"),
                asked_of(_STOP, "Ana Duarte", "1990-05-17", library_card="200000017"),
                asked_of(_STOP, "Ana Duarte", "1990-05-17", social_security_number="000-12-3456"),
            ],
        ),
    }
    for name, (why, one, people) in cases.items():
        yield f"found-{name}", {"kind": "found", "why": why, "held": [one], "asked": people}


def vectors() -> dict[str, Json]:
    """All of them by file name."""
    sources: tuple[Callable[[], Iterator[tuple[str, Json]]], ...] = (messages, answers, found)
    return {f"{name}.json": told for source in sources for name, told in source()}


def written(told: Json) -> str:
    return json.dumps(told, indent=1, ensure_ascii=True, sort_keys=True) + "\n"


def main() -> None:
    FOLDER.mkdir(parents=True, exist_ok=True)
    for name, told in vectors().items():
        (FOLDER / name).write_text(written(told), encoding="utf-8")


if __name__ == "__main__":
    main()
