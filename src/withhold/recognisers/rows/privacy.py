"""What is private in a table depends on whom it lists: clients, staff, athletes, the dead, the elected."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from withhold.domain.fields import GOVERNMENT_IDENTIFIERS, Field
from withhold.recognisers.interface import ColumnReading, Marker
from withhold.recognisers.rows.persons import Person

PRIVATE = GOVERNMENT_IDENTIFIERS | {
    Field.DATE_OF_BIRTH,
    Field.BIRTH_YEAR,
    Field.NATIONALITY,
    Field.COUNTRY_OF_BIRTH,
    Field.PHONE,
    Field.EMAIL,
    Field.ADDRESS,
    Field.HEALTH,
    Field.RELIGION,
    Field.ETHNICITY,
    Field.SEXUAL_ORIENTATION,
    Field.BANK_ACCOUNT,
    Field.IP_ADDRESS,
    Field.CRIMINAL_RECORD,
    Field.CUSTODY_DATE,
    Field.PROTECTION_CLAIM,
}
"""Fields that are private unless the table says otherwise."""
SUPPORTING = frozenset({Field.AGE, Field.POSTCODE})
"""Private only beside another private field."""

_CONTACTS = frozenset({Field.PHONE, Field.EMAIL, Field.ADDRESS, Field.POSTCODE})
_ORIGIN = frozenset({Field.NATIONALITY, Field.COUNTRY_OF_BIRTH})
_NEVER_PUBLIC = frozenset({Field.CUSTODY_DATE, Field.PROTECTION_CLAIM})
_IDENTITY = frozenset({Field.DATE_OF_BIRTH, Field.NATIONALITY})
"""A table with these lists people as cases, whatever offices and dates stand beside them."""
_YEARS = frozenset({Field.AGE, Field.BIRTH_YEAR})


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What kind of people a table lists, as far as its headers tell. Several can hold."""

    staff: bool = False
    sport: bool = False
    court: bool = False
    licence: bool = False
    elected: bool = False
    money: bool = False
    request: bool = False
    famous: bool = False

    @property
    def public(self) -> bool:
        """Whether these people stand before the public in what the table says of them."""
        noted = self.elected or self.famous
        return self.staff or self.sport or self.licence or noted or self.money or self.request


def surroundings(readings: Sequence[ColumnReading]) -> Surroundings:
    """The kind of table, by the words of all its headers."""
    told: Counter[Marker] = Counter()
    for reading in readings:
        told.update(reading.meaning.markers)
    fields = {reading.field for reading in readings}
    numbers = any(r.strong and r.field in GOVERNMENT_IDENTIFIERS for r in readings)
    if numbers or fields & _NEVER_PUBLIC or fields >= _IDENTITY:
        famous = not numbers and not fields & _NEVER_PUBLIC and told[Marker.FAMOUS] >= 2
        return Surroundings(sport=told[Marker.SPORT] >= 2, court=told[Marker.COURT] >= 3, famous=famous)
    office = bool(fields & {Field.OCCUPATION, Field.EMPLOYER, Field.RANK, Field.UNIT})
    return Surroundings(
        staff=told[Marker.STAFF] + office >= 2,
        sport=told[Marker.SPORT] >= 2,
        court=told[Marker.COURT] >= 2,
        licence=told[Marker.LICENCE] >= 1,
        elected=told[Marker.ELECTED] >= 2 or (told[Marker.ELECTED] >= 1 and office),
        money=told[Marker.MONEY] >= 1
        and (told[Marker.MONEY] + told[Marker.TOPIC] >= 2 or _has_thing(readings)),
        request=told[Marker.REQUEST] >= 1 and told[Marker.TOPIC] >= 1,
        famous=told[Marker.FAMOUS] >= 1,
    )


def _has_thing(readings: Sequence[ColumnReading]) -> bool:
    return any(reading.meaning.thing for reading in readings)


def private_columns(
    readings: Sequence[ColumnReading], person: Person, around: Surroundings, concealed: bool
) -> frozenset[int]:
    """Positions of the person's columns that are private here.

    In concealed content nothing was meant to be told, so only work contacts stay exempt.
    """
    exempt = _exempt(person, around, concealed)
    chosen = set()
    for i in person.data:
        reading = readings[i]
        if reading.field in _CONTACTS:
            if _private_contact(reading, person, around):
                chosen.add(i)
        elif reading.field in GOVERNMENT_IDENTIFIERS:
            if reading.strong:
                chosen.add(i)
        elif (reading.field in PRIVATE or reading.field in SUPPORTING) and reading.field not in exempt:
            chosen.add(i)
    return frozenset(chosen)


def in_public(
    readings: Sequence[ColumnReading], person: Person, around: Surroundings, private: frozenset[int]
) -> bool:
    """Whether what is told of a person is told of an office or a profession.

    A header that says "home" is stronger than the word for a role; but candidates and licensees file their
    addresses in public, and the mobile telephone of staff is often an office's.
    """
    if around.public:
        at_home = any(
            readings[i].field is Field.ADDRESS and Marker.HOME in readings[i].meaning.markers for i in private
        )
        filed = around.elected or around.licence or around.money or around.request or around.famous
        return filed or not at_home
    at_home = any(Marker.HOME in readings[i].meaning.markers for i in private)
    return person.public and not at_home


def _exempt(person: Person, around: Surroundings, concealed: bool) -> frozenset[Field]:
    if concealed:
        return frozenset()
    exempt: frozenset[Field] = frozenset()
    if person.public or around.sport or around.elected:
        exempt |= _ORIGIN | _YEARS
    if around.famous:
        exempt |= _ORIGIN | _YEARS
    if around.elected or around.famous:
        exempt |= {Field.DATE_OF_BIRTH, Field.ETHNICITY, Field.RELIGION}
    if around.court:
        exempt |= _YEARS | {Field.CUSTODY_DATE, Field.CRIMINAL_RECORD}
    if around.money or around.request or around.licence or around.staff:
        exempt |= _YEARS | _ORIGIN if not person.main or person.public else frozenset({Field.AGE})
    return exempt


def _private_contact(reading: ColumnReading, person: Person, around: Surroundings) -> bool:
    """Whether a contact column reaches people at home."""
    meaning = reading.meaning
    of_thing = meaning.thing or bool({Field.FACILITY, Field.EMPLOYER} & set(meaning.fields))
    if of_thing or Marker.WORK in meaning.markers or Marker.STAFF in meaning.markers:
        return False
    if Marker.HOME in meaning.markers:
        return True
    if person.public and reading.field is not Field.EMAIL:
        return False
    if around.licence or around.elected or around.money or around.request:
        return False
    if reading.private is not None:
        return reading.private
    return not (person.public or around.staff or around.sport or around.court)
