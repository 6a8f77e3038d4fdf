"""Columns of names: told by their header, or by the names in them."""

from collections.abc import Sequence

from withhold.domain.fields import GOVERNMENT_IDENTIFIERS, NAME_FIELDS, Field
from withhold.domain.piece import Column
from withhold.recognisers import context, names
from withhold.recognisers.columns.values import NUMERIC_KINDS, present, without_footers
from withhold.recognisers.interface import ColumnReading, HeaderMeaning, Marker

_PLAUSIBLE = 0.6
"""Share of values that can be names where the header is sure that they are."""
_TOLD = 0.1
"""Share of known names that is enough under a sure header: no list has the names of everybody."""
_HINTED = 0.45
"""Under "Name", "Contact", "Judge", "Winner", "Client": people or companies, the values decide."""
_UNTOLD = 0.65
"""Under a header that says nothing of names."""
_DENIED = 0.85
"""Under a header that says that it is something else: "Reference", "Company", "Occupation"."""
_SURE = 0.8
"""From this share on every value that can be a name is taken for one; below, each has to convince alone."""
_MANY_WORDS = 0.6
_PHRASE = 0.01
_LONGEST_NAME = 80
_BESIDE_BIRTH = 0.25
_LOOKED_AT = 400
_FEW = 12
_WANTS_NAME = GOVERNMENT_IDENTIFIERS | {Field.DATE_OF_BIRTH, Field.CUSTODY_DATE}


def told(
    meaning: HeaderMeaning, field: Field, filled: Sequence[str], sample: Sequence[str], kinds: frozenset[str]
) -> dict[str, str]:
    """The values that are names under a header that says so; empty if they are not."""
    if kinds <= NUMERIC_KINDS:
        return {}
    filled, sample = without_footers(filled), without_footers(sample)
    plausible = sum(map(names.plausible, sample)) / len(sample)
    if plausible < _PLAUSIBLE:
        return {}
    share = names.share(sample)
    needed = _TOLD if field is Field.FULL_NAME and not meaning.thing else 0.0
    if meaning.thing or meaning.fields[0] is not field:
        needed = _HINTED
    if share < needed and names.share([v for v in sample if v.isascii()] or ["-"]) < needed:
        return {}
    return _names_in(filled)


def untold(
    meaning: HeaderMeaning,
    filled: Sequence[str],
    sample: Sequence[str],
    kinds: frozenset[str],
    field: Field | None,
) -> tuple[Field | None, dict[str, str]]:
    """The name field that values alone, or a header that only hints, make of a column; (None, {}) if none."""
    filled, sample = without_footers(filled), without_footers(sample)
    if "t" not in kinds or _too_long(sample):
        return None, {}
    hinted = field is None and (Marker.NAME in meaning.markers or meaning.role is not None)
    if hinted and not meaning.thing and Marker.COUNT not in meaning.markers:
        needed = _HINTED
    elif meaning.thing or field is not None or meaning.fields or meaning.markers:
        needed = _DENIED
    else:
        needed = _UNTOLD
    several = sum(" " in v or "," in v or not v.isascii() for v in sample) / len(sample)
    if several < _MANY_WORDS:
        if meaning.blank:
            return _by_kind(filled, sample)
        if not hinted or meaning.thing:
            return None, {}
    share = names.share(sample)
    if share < needed or _says_contexts(sample):
        return None, {}
    if share >= (_UNTOLD if needed == _HINTED else _SURE):
        known = _names_in(filled)
    else:
        known = {v: v for v in filled if names.plausible(v) and names.likelihood(v) >= 0.5}
    return (Field.FULL_NAME, known) if known else (None, {})


def complete(readings: Sequence[ColumnReading], columns: Sequence[Column]) -> None:
    """Make "Name" the other half where a table has only given ("Name", "Vorname") or family names."""
    fields = {reading.field for reading in readings}
    if (Field.GIVEN_NAME in fields) == (Field.FAMILY_NAME in fields):
        return
    other = Field.FAMILY_NAME if Field.GIVEN_NAME in fields else Field.GIVEN_NAME
    for reading, column in zip(readings, columns, strict=True):
        told = Marker.NAME in reading.meaning.markers and not reading.meaning.thing
        if told and reading.meaning.role is None and reading.field in (None, Field.FULL_NAME):
            filled = present(dict.fromkeys(v for v in column.values if v))
            known = _names_in(filled)
            if known and len(known) >= _PLAUSIBLE * len(filled):
                reading.field, reading.known = other, known
                return


def second_look(readings: Sequence[ColumnReading], columns: Sequence[Column]) -> None:
    """Where birth dates or numbers of people stand without a name, take the column that can be the names.

    No list has the names of everybody: beside a birth date a smaller share of known names is enough.
    """
    fields = {reading.field for reading in readings}
    if not fields & _WANTS_NAME:
        return
    if fields & NAME_FIELDS:
        _fill(readings, columns)
        return
    if any(Marker.CREATURE in reading.meaning.markers for reading in readings):
        return
    for reading, column in zip(readings, columns, strict=True):
        if reading.field is not None or reading.meaning.thing or "t" not in column.kinds:
            continue
        filled = present(dict.fromkeys(v for v in column.values if v))
        sample = without_footers(filled[:_LOOKED_AT])
        if not sample or _too_long(sample) or len(names.plausible_among(sample)) < _SURE * len(sample):
            continue
        if _names_beside(sample, hinted=Marker.NAME in reading.meaning.markers):
            reading.field = Field.FULL_NAME
            reading.known = _names_in(filled)
            reading.confidence = 0.7
            return


def _fill(readings: Sequence[ColumnReading], columns: Sequence[Column]) -> None:
    """Under "Name", beside a birth date, what can be a name is one, even where it is a word too."""
    for reading, column in zip(readings, columns, strict=True):
        if reading.field is not Field.FULL_NAME or Marker.NAME not in reading.meaning.markers:
            continue
        rest = {v for v in set(column.values) if v and v not in reading.known}
        if not rest:
            continue
        for other, beside in zip(readings, columns, strict=True):
            if other.field in _WANTS_NAME:
                told = zip(column.values, beside.values, strict=True)
                settled = {name for name, value in told if name in rest and value in other.known}
                reading.known |= _names_in(present(name for name in settled if name))


def _names_beside(sample: Sequence[str], *, hinted: bool) -> bool:
    """Whether these are names, given that a birth date or a number of a person stands beside them."""
    if sum(" " in v for v in sample) >= _MANY_WORDS * len(sample):
        # Raw data come in lower case; the lexicon trusts capitals.
        cased = [v.title() if v.islower() else v for v in sample]
        return names.share(cased) >= (_TOLD if hinted else _BESIDE_BIRTH)
    kinds = [names.token_kind(word) for v in sample for word in v.split()]
    return hinted and len(kinds) - kinds.count("none") >= _BESIDE_BIRTH * len(kinds)


def _names_in(filled: Sequence[str]) -> dict[str, str]:
    return {value: value for value in names.plausible_among(filled) if not _is_phrase(value)}


def _is_phrase(value: str) -> bool:
    """Words with a capital at the first only, that no list takes for a name: `Region shown`."""
    return value[0].isupper() and value.split()[-1].islower() and names.likelihood(value) < _PHRASE


def _says_contexts(sample: Sequence[str]) -> bool:
    """Whether a few values that come again and again say what became of people ("claim denied")."""
    return len(sample) <= _FEW and 2 * len(context.of_values(list(sample))) >= len(sample)


def _too_long(sample: Sequence[str]) -> bool:
    return sum(len(value) > _LONGEST_NAME for value in sample) > 0.2 * len(sample)


def _by_kind(filled: Sequence[str], sample: Sequence[str]) -> tuple[Field | None, dict[str, str]]:
    """Single words without a header: given names or family names by the lexicon."""
    kinds = [names.token_kind(value) for value in sample]
    given, family, both = kinds.count("given"), kinds.count("family"), kinds.count("both")
    if given + family + both < _UNTOLD * len(sample):
        return None, {}
    field = Field.GIVEN_NAME if given >= family else Field.FAMILY_NAME
    return field, _names_in(filled)
