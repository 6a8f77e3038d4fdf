"""Protected contexts said of the rows' people: by a header, by a value, by a title."""

import re
from collections.abc import Sequence
from itertools import repeat

from withhold.domain.fields import GOVERNMENT_IDENTIFIERS, Field, Protection
from withhold.domain.location import Location
from withhold.domain.piece import Column, Table
from withhold.recognisers import context
from withhold.recognisers.columns.values import denies
from withhold.recognisers.interface import ColumnReading, Marker, Role
from withhold.recognisers.rows.privacy import Surroundings
from withhold.recognisers.tally import PROTECTION_BIT

_BY_FIELD = {
    Field.PROTECTION_CLAIM: Protection.ASYLUM,
    Field.CUSTODY_DATE: Protection.CUSTODY,
    Field.HEALTH: Protection.HEALTH,
}
"""Fields that are themselves said of a protected person."""
_SAYS_NOTHING = frozenset(
    {
        *(Field.FULL_NAME, Field.GIVEN_NAME, Field.FAMILY_NAME, Field.OCCUPATION, Field.EMPLOYER, Field.UNIT),
        *(
            Field.FACILITY,
            Field.RANK,
            Field.ADDRESS,
            Field.EMAIL,
            Field.PHONE,
            Field.DATE_OF_BIRTH,
            Field.SEX,
        ),
        *GOVERNMENT_IDENTIFIERS,
        *(Field.CASE_NUMBER, Field.PERSON_NUMBER, Field.BANK_ACCOUNT, Field.CUSTODY_DATE),
        *(Field.NATIONALITY, Field.COUNTRY_OF_BIRTH, Field.POSTCODE, Field.AGE, Field.BIRTH_YEAR),
    }
)
"""Fields whose values never put a person into a context: a place, an office, an employer is none."""
_DETAINED = GOVERNMENT_IDENTIFIERS | {
    Field.DATE_OF_BIRTH,
    Field.BIRTH_YEAR,
    Field.AGE,
    Field.SEX,
    Field.CUSTODY_DATE,
    Field.NATIONALITY,
    Field.COUNTRY_OF_BIRTH,
    Field.CASE_STATUS,
    Field.PROTECTION_CLAIM,
    Field.PERSON_NUMBER,
}
"""What a table tells of the detained, hardly of those who work with them."""
_CONTACT = re.compile(
    r"\bcontact|\bpoc\b|visitor|visitador|visiteur|besucher|bezoeker|deputy|kontakt|contato|ansprech|irtibat|ziyaretci"
    r"|связь|контакт|посетител|联系|聯絡|اتصال|تماس|زائر",
    re.IGNORECASE,
)
"""Headers of those whom one turns to, or who look in from outside."""
_ABOUT_SOMETHING = frozenset(
    {Marker.TOPIC, Marker.MONEY, Marker.STAFF, Marker.LICENCE, Marker.REQUEST, Marker.WORK}
)
_LONGEST_VALUE = 200
"""Characters: what is longer is prose and read as such."""
_WORDS = frozenset("te")
_TITLE_KEYS = frozenset({"sheet", "path"})
_DEAD = re.compile(
    r"obituar|death notice|deceased|in memoriam|avis de d[ée]c[eè]s|esquela|todesanzeige|nachruf|"
    r"overlijdens|necrolog|nécrolog|falecimento|defuncion|некролог|讣告|وفيات|vefat",
    re.IGNORECASE,
)


def bits(protections: frozenset[Protection]) -> int:
    """Protections as a sum of bits."""
    return sum(PROTECTION_BIT[protection] for protection in protections)


def said_in_rows(
    table: Table, readings: Sequence[ColumnReading], around: Surroundings, names: Sequence[int]
) -> list[list[int]]:
    """For each column that says a protected context: its bits for every row.

    `names`: the columns of the name of the person whom the rows are about.
    """
    found = []
    visited = works_at_place(table, readings, names)
    for i, (column, reading) in enumerate(zip(table.columns, readings, strict=True)):
        if reading.meaning.role is Role.OFFICIAL:
            continue
        by_header = _by_header(reading, around)
        if i in names and column.name is not None:
            by_header |= _open(context.of_list(column.name), around)
        if visited:
            by_header -= {Protection.CUSTODY}
        said = bits(by_header)
        filled = [value for value in dict.fromkeys(column.values) if value and not value.isspace()]
        memo: dict[str | None, int] = {}
        if said:
            memo = {value: said for value in filled if not denies(value)}
        if _can_say(reading, around) and set(column.kinds) & _WORDS:
            for value, more in context.of_values([v for v in filled if len(v) <= _LONGEST_VALUE]).items():
                memo[value] = memo.get(value, 0) | bits(_open(more, around))
        if memo:
            found.append(list(map(memo.get, column.values, repeat(0))))
    return found


def works_at_place(table: Table, readings: Sequence[ColumnReading], names: Sequence[int]) -> bool:
    """Whether the named are officials, visitors or contacts of the places in the table, as far as is told.

    A place of custody makes nobody a detainee: the header of the names must be neutral ("Name", "Detainee")
    or something of a detained person must stand in the row.
    """
    if not names or not any(map(_is_place, table.columns, readings)):
        return False
    column, meaning = table.columns[names[0]], readings[names[0]].meaning
    if meaning.role is not None or meaning.blank:
        return meaning.role is Role.OFFICIAL
    if column.name is not None and _CONTACT.search(column.name):
        return True
    if Field.FULL_NAME in meaning.fields or len(names) > 1 or not meaning.rest:
        return False
    return not any(reading.field in _DETAINED for reading in readings)


def _is_place(column: Column, reading: ColumnReading) -> bool:
    if reading.field is Field.FACILITY or Protection.CUSTODY in reading.protections:
        return True
    return column.name is not None and Protection.CUSTODY in context.nearby(column.name)


def _by_header(reading: ColumnReading, around: Surroundings) -> frozenset[Protection]:
    said = reading.protections if not around.request or reading.field is not None else frozenset()
    if reading.field in _BY_FIELD and not reading.meaning.markers & _ABOUT_SOMETHING:
        said |= {_BY_FIELD[reading.field]}
    return _open(said, around)


def _open(said: frozenset[Protection], around: Surroundings) -> frozenset[Protection]:
    """Without what courts tell of everybody who is heard: whether they are in custody."""
    return said - {Protection.CUSTODY} if around.court else said


def _can_say(reading: ColumnReading, around: Surroundings) -> bool:
    if reading.field in _SAYS_NOTHING:
        return False
    if reading.meaning.thing and Marker.KIND not in reading.meaning.markers:
        return False
    if reading.meaning.markers & _ABOUT_SOMETHING:
        return False
    of_public = around.staff or around.money or around.elected or around.licence or around.famous
    return not of_public or reading.field is not None


def said_in_titles(table: Table) -> int:
    """What titles, the sheet's name and the key of a JSON list say of the rows."""
    said: frozenset[Protection] = frozenset()
    for title in _titles(table):
        said |= context.of_title(title)
    return bits(said)


def near_titles(table: Table) -> int:
    """What titles mention without saying it of the rows."""
    said: frozenset[Protection] = frozenset()
    for title in _titles(table):
        said |= context.nearby(title)
    return bits(said)


def tells_of_the_dead(table: Table) -> bool:
    """Whether titles or the sheet's name say that these people have died."""
    return any(map(speaks_of_the_dead, _titles(table)))


def speaks_of_the_dead(title: str) -> bool:
    """Whether a title announces death notices."""
    return _DEAD.search(title) is not None


def _titles(table: Table) -> list[str]:
    return [*(title[:500] for title in table.titles), *_names_of_place(table.location)]


def _names_of_place(location: Location) -> list[str]:
    return [re.split(r"[/.]", s.value)[-1] for s in location.steps if s.key in _TITLE_KEYS]
