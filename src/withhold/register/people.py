"""A person as the organisation tells it, and the keys that the person is found by."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from itertools import chain

from withhold.register.canonical import (
    any_identifier_messages,
    birth_message,
    contact,
    identifier_messages,
    kept_parts,
    name_messages,
    nationality,
)
from withhold.register.digests import FileKeys, Kind
from withhold.register.interface import Row
from withhold.register.payload import Payload, jurisdiction_text, protections_of
from withhold.register.segment import Words, entries_of
from withhold.text.name_forms import name_parts_of


@dataclass(frozen=True, slots=True, repr=False)
class Person:
    """What is registered: `row` to be matched by, `protections` as bits, `jurisdiction` as a code.

    `person_id` is what the organisation calls the person; the same one in several records is one person.
    """

    row: Row
    person_id: str = ""
    protections: int = 0
    jurisdiction: int = 0

    def __repr__(self) -> str:
        names = ", ".join(protections_of(self.protections))
        return f"<Person {names} {jurisdiction_text(self.jurisdiction)}>"


@dataclass(frozen=True, slots=True)
class Keyed:
    """The keys of one person: digests and the packed payload under each.

    `usable` tells whether anything but the number was told of them.
    """

    number: int
    keys: dict[bytes, bytes]
    usable: bool
    undated: bool
    protections: int


def entries(keys: Iterable[tuple[bytes, bytes]]) -> Words:
    """Digests with their payloads as they are stored, in no order."""
    pairs = list(keys)
    return entries_of(b"".join([digest for digest, _ in pairs]), b"".join([payload for _, payload in pairs]))


def keyed(people: list[Person], keys: FileKeys, incarnations: dict[bytes, int] | None = None) -> list[Keyed]:
    """The keys of each person. `incarnations` tells of those who were removed before, by `name_of`."""
    parts = name_parts_of(chain.from_iterable(person.row.names for person in people))
    return [_keyed(person, keys, parts, incarnations or {}) for person in people]


def name_of(person: Person) -> bytes:
    """What a person's number is made from: the organisation's name for them, or all that is told."""
    if person.person_id:
        return b"id\0" + person.person_id.encode("utf-8", "surrogatepass")
    row = person.row
    told = (row.names, row.births, row.birth_years, row.identifiers, row.nationalities, row.contacts)
    return b"row\0" + repr(told).encode("utf-8", "surrogatepass")


def _keyed(
    person: Person, keys: FileKeys, parts: dict[str, tuple[str, ...]], incarnations: dict[bytes, int]
) -> Keyed:
    row, told = person.row, name_of(person)
    births = [message for message in map(birth_message, row.births) if message is not None]
    years = sorted({*row.birth_years, *(int(message[:4]) for message in births)})
    payload = Payload(
        person=keys.number(told, incarnations.get(told, 0)),
        protections=person.protections,
        jurisdiction=person.jurisdiction,
        birth_tag=keys.birth_tag(births[0]) if births else 0,
        year=years[0] if years else None,
    )
    found: dict[bytes, bytes] = {}
    for name in row.names:
        kept = kept_parts(parts[name])
        named = replace(payload, parts=len(kept)).packed()
        for digest in _name_keys(kept, births, years, row.nationalities, keys):
            found.setdefault(digest, named)
    packed = payload.packed()
    for digest in chain(_identifier_keys(row, keys), _contact_keys(row.contacts, keys)):
        found.setdefault(digest, packed)
    usable = bool(found)
    found[keys.digest(Kind.PERSON, payload.person.to_bytes(8, "little"))] = packed
    return Keyed(payload.person, found, usable, not births, person.protections)


def _name_keys(
    parts: tuple[str, ...],
    births: list[bytes],
    years: list[int],
    nationalities: tuple[str, ...],
    keys: FileKeys,
) -> Iterable[bytes]:
    nations = {nationality(value).encode("utf-8", "surrogatepass") for value in nationalities}
    for message in name_messages(parts) if parts else ():
        name = keys.digest(Kind.NAME, message)
        yield name
        if not births:
            yield keys.digest(Kind.UNDATED_NAME, name)
        for birth in births:
            yield keys.digest(Kind.NAME_BIRTH, name + birth)
        for year in years:
            for nation in nations:
                yield keys.digest(Kind.NAME_YEAR_NATION, name + b"%d\0" % year + nation)


def _identifier_keys(row: Row, keys: FileKeys) -> Iterable[bytes]:
    for field, value in row.identifiers:
        if field is not None:
            for message in identifier_messages(field, value):
                yield keys.digest(Kind.IDENTIFIER, message)
                yield keys.digest(Kind.ANY_IDENTIFIER, message.partition(b"\0")[2])
        for message in any_identifier_messages(value):
            yield keys.digest(Kind.ANY_IDENTIFIER, message)


def _contact_keys(contacts: tuple[str, ...], keys: FileKeys) -> Iterable[bytes]:
    for value in contacts:
        message = contact(value)
        if message is not None:
            yield keys.digest(Kind.CONTACT, message)
