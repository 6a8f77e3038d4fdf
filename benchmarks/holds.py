"""Holds at the founding case's size: `python -m benchmarks.holds` (6,252 held, a plan of 10,000).

Prints how long the service's own work takes (reading, verifying, looking up, signing) for one person and for
a plan, how that compares to all of it but the looking up, and how many who are not held are stopped.
"""

import argparse
import base64
import secrets
import statistics
import time
from collections.abc import Callable
from datetime import UTC, date, datetime
from itertools import islice

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from benchmarks.register import people
from withhold.domain.fields import Field
from withhold.incident.holds.answers import respond
from withhold.incident.holds.consumers import registered
from withhold.incident.holds.deciding import decide
from withhold.incident.holds.index import HeldIndex
from withhold.incident.holds.interface import (
    PLAN_SCHEMA,
    REQUEST_SCHEMA,
    Action,
    Asked,
    Consumer,
    Hold,
)
from withhold.incident.holds.requests import read_question
from withhold.incident.holds.signed import DOMAIN, by_key
from withhold.register.interface import Row
from withhold.signing.canonical import canonical
from withhold.signing.ed25519 import SigningKey

HELD, PLANNED, SINGLE = 6_252, 10_000, 2_000
_SEED_HELD, _SEED_ASKED = 1, 2
_REPEATED = (300, 3_000)
"""Given and family names of people of one origin."""

Person = tuple[str, str, str]


def crowd(count: int, seed: int, names: tuple[int, int] | None = None) -> list[Person]:
    """Name, birth date and alien number of invented people, each number different in each crowd."""
    first = seed * 100_000
    lines = people(count, seed, first, *(names or ()))
    told = (line.split(",") for line in islice(lines, count))
    return [(name, birth, number) for _, name, birth, number, *_ in told]


def index_of(held: list[Person]) -> HeldIndex:
    """All of them held."""
    index = HeldIndex()
    now = datetime.now(UTC)
    index.add(
        [
            Hold(
                str(number),
                (Row((name,), (birth,), identifiers=((Field.ALIEN_NUMBER, alien),)),),
                "owner",
                "reason",
                date(2100, 1, 1),
                now,
            )
            for number, (name, birth, alien) in enumerate(held)
        ]
    )
    return index


def message(schema: str, asked: list[Person], key: SigningKey) -> tuple[bytes, str]:
    """A signed question about these people."""
    told = [
        {
            "ref": f"q{number}",
            "name": name,
            "date_of_birth": birth,
            "identifiers": [{"kind": "alien_number", "value": alien}],
        }
        for number, (name, birth, alien) in enumerate(asked)
    ]
    nonce = secrets.token_hex(16)
    content = {"schema": schema, "consumer": "bench", "nonce": nonce, "action": "removal", "people": told}
    body = canonical(content)
    signature = base64.b64encode(key.sign(DOMAIN + body)).decode()
    return body, f"key_id={key.key_id}, signature={signature}"


def timed(work: Callable[[], object]) -> float:
    """Seconds of one run."""
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def stopped(index: HeldIndex, asked: list[Person]) -> float:
    """The share of people who are not held and are told `do_not_act`."""
    told = [
        Asked(str(n), (("alien_number", alien),), name, birth) for n, (name, birth, alien) in enumerate(asked)
    ]
    return sum(index.held(told, Action.REMOVAL)) / len(told)


def main() -> None:
    """Runs all and prints."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--held", type=int, default=HELD)
    parser.add_argument("--planned", type=int, default=PLANNED)
    given = parser.parse_args()
    consumer_key, service_key = (SigningKey(Ed25519PrivateKey.generate()) for _ in range(2))
    keys = by_key([registered("bench", consumer_key.public_key)])
    held, asked = crowd(given.held, _SEED_HELD), crowd(given.planned, _SEED_ASKED)
    seconds = timed(lambda: index_of(held))
    print(f"held people indexed          {given.held:>8} in {seconds:.2f} s")
    index = index_of(held)

    def work(body: bytes, header: str) -> bytes:
        return answered(body, header, keys, index, service_key)

    plan = message(PLAN_SCHEMA, asked, consumer_key)
    first, again = timed(lambda: work(*plan)), timed(lambda: work(*plan))
    bound = timed(lambda: floor(*plan, keys, service_key))
    print(f"plan of {given.planned:>6} people        {first:.2f} s, again {again:.2f} s")
    print(f"  without looking up         {bound:.2f} s")
    print(f"  ratio                      {first / bound:.1f}")
    each = [message(REQUEST_SCHEMA, [person], consumer_key) for person in (asked + held)[::8][:SINGLE]]
    times = sorted(timed(lambda one=one: work(*one)) for one in each)  # type: ignore[misc]
    p50, p99 = statistics.median(times) * 1000, times[int(len(times) * 0.99)] * 1000
    print(f"one person                   p50 {p50:.2f} ms, p99 {p99:.2f} ms")
    print(f"stopped though not held      {stopped(index, asked):.2%} (names of many origins)")
    repeated, others = (crowd(given.held, seed, _REPEATED) for seed in (_SEED_HELD, _SEED_ASKED))
    print(f"  names of one origin        {stopped(index_of(repeated), others):.2%}")
    print(f"held and found               {stopped(index, held):.2%}")


def answered(body: bytes, header: str, keys: dict[str, Consumer], index: HeldIndex, key: SigningKey) -> bytes:
    """What the service does for a question."""
    question = read_question(body, header, keys)
    return respond(question, decide(question, index), key, datetime.now(UTC))


def floor(body: bytes, header: str, keys: dict[str, Consumer], key: SigningKey) -> bytes:
    """Verifying, parsing and answering without looking anybody up: what any design would have to do."""
    question = read_question(body, header, keys)
    return respond(question, decide(question, None), key, datetime.now(UTC))


if __name__ == "__main__":
    main()
