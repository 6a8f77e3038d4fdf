"""One column: what its header says, checked against its values, or what its values say alone."""

from collections.abc import Sequence
from datetime import date

from withhold.domain.fields import GOVERNMENT_IDENTIFIERS, NAME_FIELDS, Field
from withhold.recognisers import contacts, context, identifiers
from withhold.recognisers.columns import named, values
from withhold.recognisers.columns.beside import tells_other_date
from withhold.recognisers.columns.header import read_header
from withhold.recognisers.dates.embedded import births_told
from withhold.recognisers.dates.headers import speaks_of_birth
from withhold.recognisers.interface import ColumnReading, HeaderMeaning, Marker

SAMPLE = 400
"""Unique values that decide what a column is. Which cells belong to it is decided on all of them."""
_OF_OTHER_THINGS = frozenset({Marker.COUNT, Marker.MONEY, Marker.SPORT, Marker.AMOUNT_OF, Marker.LICENCE})
_ENOUGH = 5
_ALL = 0.95
"""A column without a label that fits a scheme throughout may be one: what stands beside it decides."""

_IDENTIFIERS = GOVERNMENT_IDENTIFIERS | {Field.CASE_NUMBER, Field.PERSON_NUMBER}
_CONTACTS = frozenset(
    {Field.PHONE, Field.EMAIL, Field.ADDRESS, Field.POSTCODE, Field.IP_ADDRESS, Field.BANK_ACCOUNT}
)
_DATES = frozenset({Field.DATE_OF_BIRTH, Field.CUSTODY_DATE})
_WORDS = frozenset(
    {
        Field.NATIONALITY,
        Field.COUNTRY_OF_BIRTH,
        Field.SEX,
        Field.FACILITY,
        Field.CASE_STATUS,
        Field.PROTECTION_CLAIM,
        Field.HEALTH,
        Field.RELIGION,
        Field.ETHNICITY,
        Field.SEXUAL_ORIENTATION,
        Field.EMPLOYER,
        Field.OCCUPATION,
        Field.RANK,
        Field.UNIT,
        Field.CRIMINAL_RECORD,
        Field.PHOTO,
    }
)
"""Fields whose values are free words: the header has to say it."""


def judge_column(
    header: str | None, uniques: Sequence[str], kinds: frozenset[str], *, today: date
) -> ColumnReading:
    """What a column holds.

    `uniques`: its distinct values, none empty. `kinds`: the kinds of its cells (`withhold.domain.piece`).
    """
    meaning = read_header(header)
    filled = values.present(uniques)
    reading = ColumnReading(meaning)
    if header is not None:
        reading.protections = context.of_header(header)
    if not filled:
        return reading
    sample = filled if len(filled) <= SAMPLE else filled[:: len(filled) // SAMPLE]
    for field in meaning.fields:
        if _as_told(reading, field, header, filled, sample, kinds, today):
            break
    if not meaning.fields and not _explains(meaning) and speaks_of_birth(header):
        _as_told(reading, Field.DATE_OF_BIRTH, header, filled, sample, kinds, today)
    if reading.field is None or reading.field in _WORDS:
        _by_values(reading, header, filled, sample, kinds, today)
    return reading


def _as_told(
    reading: ColumnReading,
    field: Field,
    header: str | None,
    filled: list[str],
    sample: list[str],
    kinds: frozenset[str],
    today: date,
) -> bool:
    """Take the field that the header names, if the values can be such."""
    known: dict[str, str] = {}
    if field in NAME_FIELDS:
        known = named.told(reading.meaning, field, filled, sample, kinds)
    elif field in _DATES:
        known = values.dates(header, filled, kinds, today)
        if field is Field.DATE_OF_BIRTH and known and not values.mostly_before(known, today):
            known = {}
        if field is Field.DATE_OF_BIRTH and not known:
            field, known = Field.BIRTH_YEAR, values.years(filled, today)
    elif field is Field.BIRTH_YEAR:
        known = values.years(filled, today)
    elif field is Field.AGE:
        known = values.ages(filled)
    elif field in _IDENTIFIERS:
        return _identifier(reading, header, filled, sample, field)
    elif field in _CONTACTS:
        return _contact(reading, header, filled, sample, field)
    elif field in _WORDS and not (kinds <= values.NUMERIC_KINDS and field not in values.CODED_FIELDS):
        known = dict.fromkeys(filled, "")
    if not known:
        return False
    _settle(reading, field, known, today)
    return True


def _settle(reading: ColumnReading, field: Field, known: dict[str, str], today: date) -> None:
    reading.field = field
    reading.known = known
    if field in (Field.DATE_OF_BIRTH, Field.BIRTH_YEAR):
        reading.historical = values.historical(known, today)


def _identifier(
    reading: ColumnReading, header: str | None, filled: list[str], sample: list[str], hint: Field | None
) -> bool:
    found = identifiers.judge_column(header, sample, hint)
    if found is None:
        return False
    strong = found.strong or _tells_itself(found.field, sample)
    if hint is None and not strong and found.share < _ALL:
        return False
    reading.field = found.field
    reading.strong = strong
    reading.known = identifiers.canonicals(found.field, [v for v in filled if values.like_number(v)])
    return True


def _tells_itself(field: Field, sample: list[str]) -> bool:
    """Whether the writing of single values is enough to know them for what they are, as in running text."""
    some = sample[:_ENOUGH]
    return all(any(m.strong and m.field is field for m in identifiers.scan(value)) for value in some)


def _contact(
    reading: ColumnReading, header: str | None, filled: list[str], sample: list[str], hint: Field | None
) -> bool:
    found = contacts.judge_column(header, sample)
    if found is not None and found.field is Field.IP_ADDRESS and hint is not Field.IP_ADDRESS:
        found = None  # times and versions are written like addresses of machines
    if found is None:
        if hint is not Field.ADDRESS or not values.like_addresses(sample):
            return False
        reading.field = Field.ADDRESS
    else:
        reading.field, reading.private = found.field, found.private
    fits = values.CONTACT_TESTS.get(reading.field)
    if fits is None:
        reading.known = dict.fromkeys(filled, "")
    else:
        reading.known = {value: value.casefold() for value in filled if fits(value)}
    return True


def _by_values(
    reading: ColumnReading,
    header: str | None,
    filled: list[str],
    sample: list[str],
    kinds: frozenset[str],
    today: date,
) -> None:
    """What the values say where the header says nothing, too little, or something they are not."""
    meaning = reading.meaning
    if kinds <= values.NUMERIC_KINDS and not meaning.blank:
        # A bare number needs a label to be somebody's; a date without one is not a birth date.
        if not meaning.fields and not meaning.markers and not meaning.thing:
            _identifier(reading, header, filled, sample, None)
        if reading.field is None and not (meaning.rest or meaning.fields):
            _unlabelled(reading, header, filled, sample, kinds, today)
        return
    field, known = named.untold(meaning, filled, sample, kinds, reading.field)
    if field is not None:
        _settle(reading, field, known, today)
        return
    if reading.field is not None or _explains(meaning):
        return
    if _identifier(reading, header, filled, sample, None):
        return
    if kinds - values.NUMERIC_KINDS and _contact(reading, header, filled, sample, None):
        return
    if known := births_told(filled):
        _settle(reading, Field.DATE_OF_BIRTH, known, today)
    elif meaning.blank or not (meaning.rest or meaning.fields):
        _unlabelled(reading, header, filled, sample, kinds, today)


def _explains(meaning: HeaderMeaning) -> bool:
    """Whether a header names something that is neither an identifier nor a contact."""
    return bool(meaning.markers & _OF_OTHER_THINGS)


def _unlabelled(
    reading: ColumnReading,
    header: str | None,
    filled: list[str],
    sample: list[str],
    kinds: frozenset[str],
    today: date,
) -> None:
    """A column whose header says nothing of a date: birth dates and countries are told by their values."""
    if not tells_other_date(header) and values.birth_dates(sample, kinds, today):
        known = values.dates(None, filled, kinds, today)
        if known:
            _settle(reading, Field.DATE_OF_BIRTH, known, today)
            reading.confidence = 0.7
    elif not reading.meaning.blank:
        return
    elif values.countries(sample):
        reading.field = Field.NATIONALITY
        reading.known = dict.fromkeys(filled, "")
        reading.confidence = 0.6
    elif values.sexes(sample):
        reading.field = Field.SEX
        reading.known = dict.fromkeys(filled, "")
