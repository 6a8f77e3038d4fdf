"""Questions that look like somebody looking for who is held, rather than for what may be done. Pure rules."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from withhold.incident.holds.interface import Action, Asked
from withhold.incident.holds.keys import Keys
from withhold.incident.holds.wellformed import field_of
from withhold.register.canonical import birth_message
from withhold.text.name_forms import name_parts_of
from withhold.text.person_number import number_forms

WINDOW = timedelta(days=1)
"""How far back the rules look, each time they do."""
_TIMES_USUAL = 3
_LEAST_PEOPLE = 50
"""Distinct people in a day below which a volume is never remarkable: an office at work."""
_SAME_PERSON = 20
"""Questions about one person in a day: a case is asked about a few times before an action."""
_VARIANTS = 3
"""Names or birth dates under one number in a day. A mistyped date and its correction are two."""
_BIRTHS_OF_NAME = 6
"""Birth dates under one name without a number in common: common names have a few a day."""
_PEOPLE_OF_NAME = 500
"""One in so many may have the same name: in a plan of thousands the common ones have many dates."""
_UNFOLLOWED_PEOPLE = 20
_UNFOLLOWED_SHARE = 0.9
PATIENCE = timedelta(days=3)
"""How long after a question an action may still follow before it counts as never followed."""
_DIGEST = 16
_MOST_NUMBERS = 255


class Kind(StrEnum):
    """What was noticed."""

    VOLUME = "volume"  # more people than this case system usually asks about
    SAME_PERSON = "same_person"  # one person over and over
    VARIANTS = "variants"  # one number with several names or birth dates
    BIRTHS = "births"  # one name with many birth dates
    UNFOLLOWED = "unfollowed"  # asked about, and hardly ever acted on


@dataclass(frozen=True, slots=True, repr=False)
class Trace:
    """What is kept of one person asked about: digests of 16 bytes under the service's key, no value."""

    person: bytes
    name: bytes
    birth: bytes
    numbers: tuple[bytes, ...]


@dataclass(frozen=True, slots=True)
class Query:
    """One person of one question or plan, as recorded. `reported`: whether an action report followed."""

    consumer: str
    at: datetime
    action: Action
    trace: Trace
    reported: bool = False
    planned: bool = False
    """Whether it was asked about in a plan."""


@dataclass(frozen=True, slots=True)
class Suspicion:
    """That a consumer's questions look so, and how many people or questions show it. No value, no status."""

    consumer: str
    kind: Kind
    count: int


def trace(asked: Asked, keys: Keys) -> Trace:
    """The digests of a person asked about; equal for all spellings of one name, number and date."""
    return traces([asked], keys)[0]


def traces(people: Sequence[Asked], keys: Keys) -> list[Trace]:
    """The same of many, in their order."""
    parts_of = name_parts_of([one.name for one in people])
    return [_trace(one, parts_of[one.name], keys) for one in people]


def packed(people: Iterable[Trace]) -> bytes:
    """Traces as they are kept of a plan: of each its count of numbers in one byte, then its digests."""
    return b"".join(
        bytes([min(len(one.numbers), _MOST_NUMBERS)])
        + b"".join((one.person, one.name, one.birth, *one.numbers[:_MOST_NUMBERS]))
        for one in people
    )


def unpacked(kept: bytes) -> Iterator[Trace]:
    """What `packed` made. Raises ValueError for anything else."""
    place = 0
    while place < len(kept):
        count = 3 + kept[place]
        end = place + 1 + count * _DIGEST
        if end > len(kept):
            raise ValueError("these are no traces of a plan: they end too early")
        digests = [kept[at : at + _DIGEST] for at in range(place + 1, end, _DIGEST)]
        yield Trace(digests[0], digests[1], digests[2], tuple(digests[3:]))
        place = end


def suspicions(
    queries: Iterable[Query], usual: Mapping[str, float], planned: Mapping[str, float], now: datetime
) -> list[Suspicion]:
    """What is remarkable in these questions and plans, of the last day for all rules but the unfollowed ones.

    `usual`: distinct people that each consumer asks about on a usual day (a median of past days); a consumer
    that is not in it has no past. `planned`: the same for its plans, of days with plans. Whether actions
    follow is judged of questions alone: what is planned is done later, and asked about again before.
    """
    by_consumer: dict[str, list[Query]] = defaultdict(list)
    for query in queries:
        by_consumer[query.consumer].append(query)
    found: list[Suspicion] = []
    for consumer, asked in sorted(by_consumer.items()):
        recent = [query for query in asked if now - WINDOW < query.at <= now]
        plans = [query for query in recent if query.planned]
        single = [query for query in recent if not query.planned]
        counts = {
            Kind.VOLUME: _volume(single, usual.get(consumer, 0.0))
            + _volume(plans, planned.get(consumer, 0.0)),
            Kind.SAME_PERSON: _same_person(recent),
            Kind.VARIANTS: _variants(recent),
            Kind.BIRTHS: _births(recent),
            Kind.UNFOLLOWED: _unfollowed([query for query in asked if not query.planned], now),
        }
        found += [Suspicion(consumer, kind, count) for kind, count in counts.items() if count]
    return found


def _trace(asked: Asked, names: tuple[str, ...], keys: Keys) -> Trace:
    parts = "\0".join(names).encode("utf-8", "surrogatepass")
    birth = birth_message(asked.date_of_birth) or b""
    numbers = sorted(
        {form for kind, value in asked.identifiers for form in number_forms(field_of(kind), value)[:1]}
    )
    told = b"\0".join([parts, birth, *(number.encode() for number in numbers)])
    return Trace(
        keys.digest(b"trace person\0" + told),
        keys.digest(b"trace name\0" + parts),
        keys.digest(b"trace birth\0" + birth),
        tuple(keys.digest(b"trace number\0" + number.encode()) for number in numbers),
    )


def _volume(recent: list[Query], usual: float) -> int:
    people = len({query.trace.person for query in recent})
    return people if people > max(_LEAST_PEOPLE, _TIMES_USUAL * usual) else 0


def _same_person(recent: list[Query]) -> int:
    times: dict[bytes, int] = defaultdict(int)
    for query in recent:
        times[query.trace.person] += 1
    return sum(count for count in times.values() if count >= _SAME_PERSON)


def _variants(recent: list[Query]) -> int:
    told: dict[bytes, set[tuple[bytes, bytes]]] = defaultdict(set)
    for query in recent:
        for number in query.trace.numbers:
            told[number].add((query.trace.name, query.trace.birth))
    return sum(1 for variants in told.values() if len(variants) >= _VARIANTS)


def _births(recent: list[Query]) -> int:
    births: dict[bytes, set[bytes]] = defaultdict(set)
    for query in recent:
        births[query.trace.name].add(query.trace.birth)
    people = len({query.trace.person for query in recent})
    least = max(_BIRTHS_OF_NAME, people // _PEOPLE_OF_NAME)
    return sum(1 for several in births.values() if len(several) >= least)


def _unfollowed(asked: list[Query], now: datetime) -> int:
    """People of whom an adverse action was asked long enough ago, if hardly any was ever acted on."""
    followed: dict[bytes, bool] = {}
    for query in asked:
        if query.action.is_adverse and query.at <= now - PATIENCE:
            person = query.trace.person
            followed[person] = followed.get(person, False) or query.reported
    never = sum(1 for done in followed.values() if not done)
    enough = len(followed) >= _UNFOLLOWED_PEOPLE and never >= _UNFOLLOWED_SHARE * len(followed)
    return never if enough else 0
