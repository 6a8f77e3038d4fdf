"""Family and others who are no row of the leak but are named by one, or implied by what is shared."""

import tomllib
from collections import defaultdict
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from withhold.domain.fields import Field
from withhold.incident.affected.describing import describe_rows
from withhold.incident.affected.interface import LeakRow, Linked, OwnRecord
from withhold.text.name_forms import name_parts
from withhold.text.normalise import fold_label

SAME_FAMILY = "same_family"
"""The organisation's records give both one family key."""
SAME_HOUSEHOLD = "same_household"
"""One postal address and a part of the name in common."""
MOST_OF_A_HOUSEHOLD = 12
"""An address of more people is a shelter's or a facility's, and makes nobody family."""
_LONGEST_NAME = 120
_NOBODY = frozenset(
    {"", "no", "yes", "none", "n a", "na", "unknown", "not known", "null", "deceased", "true", "false"}
)


@dataclass(frozen=True, slots=True)
class SafetyPlan:
    """What is done for a linked person before anybody speaks with them: plain sentences."""

    who: str
    contact: str
    violence: str
    country: str
    told: str
    proof: str
    review: str


@cache
def safety_plan() -> SafetyPlan:
    """The plan that each linked person's own begins with."""
    return SafetyPlan(**_raw()["plan"])


def linked(
    rows: Sequence[LeakRow],
    records: Mapping[int, Sequence[OwnRecord]],
    others: Iterable[OwnRecord] = (),
) -> list[Linked]:
    """Who is named or implied; sorted by row. See `named` and `implied`."""
    found = [*named(rows), *implied(rows, records, others)]
    return sorted(found, key=_place)


def named(rows: Iterable[LeakRow]) -> list[Linked]:
    """The people whom cells name, in columns like “Spouse” or “Mother's name”; sorted by row.

    One who is a row as well is given too: that the two belong together was exposed with it.
    """
    found = []
    for row in rows:
        own = {name_parts(name) for name in row.fields.get(Field.FULL_NAME, ())}
        for header, value in row.others.items():
            relation = relation_of(header)
            if relation is None:
                continue
            found += [
                Linked(row.number, relation, name) for name in _people(value) if name_parts(name) not in own
            ]
    return sorted(dict.fromkeys(found), key=_place)


def implied(
    rows: Sequence[LeakRow], records: Mapping[int, Sequence[OwnRecord]], others: Iterable[OwnRecord]
) -> list[Linked]:
    """People of own records who are no rows, and share a family key with somebody who is, or an address and a
    part of the name. `records` are those of each row; `others` may be all records, each is looked at once."""
    theirs = {record.record for several in records.values() for record in several}
    keys: dict[Hashable, set[int]] = defaultdict(set)
    described = {one.key: one for one in describe_rows(rows)}
    for number, several in records.items():
        parts = {part for name in described[number].names for part in name} if number in described else set()
        for record in several:
            for key in _shared(record, parts | _parts(record)):
                keys[key].add(number)
    return _implied(keys, [one for one in others if one.record not in theirs])


def _implied(keys: Mapping[Hashable, set[int]], others: Sequence[OwnRecord]) -> list[Linked]:
    lodgers: dict[str, int] = defaultdict(int)
    for record in others:
        for address in record.addresses:
            lodgers[fold_label(address)] += 1
    found: set[Linked] = set()
    for record in others:
        for key in _shared(record, _parts(record)):
            if isinstance(key, tuple) and lodgers[key[0]] + len(keys.get(key, ())) > MOST_OF_A_HOUSEHOLD:
                continue
            relation = SAME_HOUSEHOLD if isinstance(key, tuple) else SAME_FAMILY
            name = record.names[0] if record.names else None
            found.update(Linked(number, relation, name) for number in keys.get(key, ()))
    families = {(one.by, one.name) for one in found if one.relation == SAME_FAMILY}
    kept = [one for one in found if one.relation == SAME_FAMILY or (one.by, one.name) not in families]
    return sorted(kept, key=_place)


def relation_of(header: str) -> str | None:
    """What a column that names somebody else says of them; None for every other column."""
    label = f" {fold_label(header)} "
    raw = _raw()
    if any(f" {word} " in label for word in raw["not"]["words"]):
        return None
    columns: Mapping[str, list[str]] = raw["columns"]
    for relation, words in columns.items():
        if any(f" {word} " in label or f" {word}s " in label for word in words):
            return relation
    return None


def _people(value: str) -> list[str]:
    """The names in a cell: several are parted by a semicolon, a line end or a stroke."""
    parts = value.replace("\n", ";").replace("|", ";").split(";")
    names = [" ".join(part.split()) for part in parts]
    return [
        name
        for name in names
        if len(name) <= _LONGEST_NAME
        and fold_label(name) not in _NOBODY
        and not any(map(str.isdigit, name))
        and name_parts(name)
    ]


def _shared(record: OwnRecord, parts: Iterable[str]) -> list[Hashable]:
    shared: list[Hashable] = [record.family] if record.family else []
    places = [fold_label(address) for address in record.addresses]
    return shared + [(place, part) for place in places if place for part in parts]


def _parts(record: OwnRecord) -> set[str]:
    return {part for name in record.names for part in name_parts(name)}


def _place(one: Linked) -> tuple[int, str, str]:
    return one.by, one.relation, one.name or ""


@cache
def _raw() -> dict[str, Any]:
    return tomllib.loads((files(__package__) / "linked.toml").read_text(encoding="utf-8"))
